import type { Agent as WholeAgent, FloorSettings } from '../acd/floor';
import type { ChosenState, PhoneState } from '../domain/agent';
import type { AgentId, TicketId } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { Site } from '../flow/office';
import { effectsOfCodes } from './feature-codes';
import type { Light } from './ports/lamps';

type Agent = Pick<WholeAgent, 'state' | 'next' | 'phone'>;

/** What lamps are lit by. */
export interface LampView {
  readonly site: Pick<Site, 'featureCodes' | 'flows' | 'schedules'>;
  readonly settings: Pick<FloorSettings, 'agents' | 'queues'>;
  readonly floor: {
    readonly agents: ReadonlyMap<AgentId, Agent>;
    readonly tickets: ReadonlyMap<TicketId, Pick<Ticket, 'queue' | 'state'>>;
  };
  /** What a schedule is put into by hand at the moment; `undefined`: it goes by its hours. */
  readonly override: (schedule: string) => string | undefined;
}

/**
 * Every lamp that a phone may watch, by what stands on the key:
 *
 * | Key                 | Lamp                                                                            |
 * |---------------------|---------------------------------------------------------------------------------|
 * | `*45`               | of a feature code that puts a schedule into a state by hand: lit while it is so |
 * | `*42-anna`          | of one that sets the agent's state: lit while Anna is in it, flashing while she will be after the call |
 * | `override-office`   | lit while the schedule is set by hand, to whatever                              |
 * | `agent-anna`        | flashing while the phone rings for a caller, lit while Anna can take no call    |
 * | `queue-sales`       | flashing while somebody waits                                                   |
 * | `free-sales`        | lit while an agent of the queue is free                                         |
 */
export function lampsOf(view: LampView): ReadonlyMap<string, Light> {
  return new Map([...scheduleLamps(view), ...codeLamps(view), ...agentLamps(view), ...queueLamps(view)]);
}

type Lamp = readonly [string, Light];
const lit = (isLit: boolean): Light => (isLit ? 'lit' : 'dark');

const scheduleLamps = ({ site, override }: LampView): readonly Lamp[] =>
  [...site.schedules.keys()].map((name) => [`override-${name}`, lit(override(name) !== undefined)]);

function codeLamps({ site, settings, floor, override }: LampView): readonly Lamp[] {
  return [...effectsOfCodes(site)].flatMap(([code, { overrides, states }]): readonly Lamp[] => [
    ...(overrides.length === 0
      ? []
      : [[code, lit(overrides.some(({ schedule, to }) => override(schedule) === to))] as const]),
    ...(states.length === 0
      ? []
      : [...settings.agents.keys()].map((id): Lamp => [`${code}-${id}`, choiceLight(floor.agents.get(id), states)])),
  ]);
}

function choiceLight(agent: Agent | undefined, states: readonly ChosenState[]): Light {
  if (states.includes(chosen(agent))) return 'lit';
  return agent?.next && states.includes(agent.next.is) ? 'flashing' : 'dark';
}

/** What the agent has last asked for: who talks has asked for calls. */
function chosen(agent: Agent | undefined): ChosenState {
  const state = agent?.state.is ?? 'signed-out';
  return state === 'signed-out' || state === 'not-ready' ? state : 'available';
}

const agentLamps = ({ settings, floor }: LampView): readonly Lamp[] =>
  [...settings.agents.keys()].map((id) => [`agent-${id}`, agentLight(floor.agents.get(id))]);

/** Of an agent who waits for calls: the phone may be in use for another. */
const phoneLights = { idle: 'dark', 'in-use': 'lit', unreachable: 'away' } as const satisfies Record<PhoneState, Light>;

function agentLight(agent: Agent | undefined): Light {
  switch (agent?.state.is ?? 'signed-out') {
    case 'signed-out':
      return 'away';
    case 'available':
      return agent ? phoneLights[agent.phone] : 'dark';
    case 'offered':
      return 'flashing';
    case 'not-ready':
    case 'on-call':
    case 'wrap-up':
      return 'lit';
  }
}

function queueLamps({ settings, floor }: LampView): readonly Lamp[] {
  const waits = ({ state }: Pick<Ticket, 'state'>): boolean => state.is === 'waiting' || state.is === 'offered';
  const waited = new Set([...floor.tickets.values()].filter(waits).map(({ queue }) => queue));
  const isFree = (id: AgentId): boolean => agentLight(floor.agents.get(id)) === 'dark';
  const free = new Set([...settings.agents.values()].flatMap(({ id, queues }) => (isFree(id) ? queues : [])));
  return [...settings.queues.keys()].flatMap((name): readonly Lamp[] => [
    [`queue-${name}`, waited.has(name) ? 'flashing' : 'dark'],
    [`free-${name}`, lit(free.has(name))],
  ]);
}
