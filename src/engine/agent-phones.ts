import type { PhoneState } from '../domain/agent';
import type { CallFacts } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import type { AgentId, LegId } from '../domain/ids';
import { framesOf } from '../flow/frames';
import type { Session } from '../flow/session';
import type { TelephonySnapshot } from './ports/telephony';

/**
 * What the agents' phones do beside the calls of the floor. Two sources make a phone `in-use`: calls of ours, which are those
 * that a flow rings (`connect`) and those that an agent began, known before anything rings; and what Asterisk tells of calls
 * that are none of ours.
 *
 * The floor's own legs (`<call>.a7`) are in neither: they are the state of the agent (`offered`, `on-call`), so the floor
 * need not tell apart what it does itself from what others do.
 */
export class AgentPhones {
  private readonly told = new Map<AgentId, PhoneState>();
  /** By leg: a flow's, or that of a call which the agent began. */
  private readonly calls = new Map<LegId, AgentId>();
  private readonly said = new Map<AgentId, PhoneState>();

  constructor(private readonly changed: (agent: AgentId, state: PhoneState) => void) {}

  stateOf(agent: AgentId): PhoneState {
    return [...this.calls.values()].includes(agent) ? 'in-use' : (this.told.get(agent) ?? 'idle');
  }

  /** Of calls that make a phone `in-use` without the floor. */
  legs(): readonly LegId[] {
    return [...this.calls.keys()];
  }

  /** Asterisk told of it. */
  heard(agent: AgentId, state: PhoneState): void {
    this.told.set(agent, state);
    this.say(agent);
  }

  /** What calls have saved: it comes before their commands are given. */
  observe(events: readonly CarillonEvent[]): void {
    for (const { type, call, data } of events) {
      if (type === 'call.arrived' && isAgents(data.facts)) this.begins(data.facts.id, data.facts.agent);
      if (type === 'dial.started' && data.agent !== null) this.begins(data.leg, data.agent);
      if (type === 'dial.ended') this.ended(data.leg);
      if (type === 'call.ended' && call !== null) this.ended(call);
    }
  }

  ended(leg: LegId): void {
    const agent = this.calls.get(leg);
    if (agent === undefined) return;
    this.calls.delete(leg);
    this.say(agent);
  }

  /** We were away: everything is said anew, also of the agents of whom the floor remembers what may not be so any more. */
  found(
    { callers, dialledLegs, phones }: Pick<TelephonySnapshot, 'callers' | 'dialledLegs' | 'phones'>,
    sessions: readonly Session[],
    remembered: Iterable<AgentId> = [],
  ): void {
    const there = new Set([...callers, ...dialledLegs].map(({ leg }) => leg));
    this.calls.clear();
    this.told.clear();
    this.said.clear();
    for (const [leg, agent] of sessions.flatMap(callsOf)) if (there.has(leg)) this.calls.set(leg, agent);
    for (const { agent, state } of phones) this.told.set(agent, state);
    for (const agent of new Set([...this.told.keys(), ...this.calls.values(), ...remembered])) this.say(agent);
  }

  private begins(leg: LegId, agent: AgentId): void {
    this.calls.set(leg, agent);
    this.say(agent);
  }

  private say(agent: AgentId): void {
    const state = this.stateOf(agent);
    if (this.said.get(agent) === state) return;
    this.said.set(agent, state);
    this.changed(agent, state);
  }
}

/** The calls on agents' phones that a session tells of: its own, and those that its steps have dialled. */
function callsOf(session: Session): readonly (readonly [LegId, AgentId])[] {
  const dialled = framesOf(session).flatMap(({ local }) => {
    if (typeof local !== 'object' || local === null || !('leg' in local) || !('agent' in local)) return [];
    return typeof local.leg === 'string' && typeof local.agent === 'string' ? [[local.leg, local.agent] as const] : [];
  });
  const { call } = session;
  return isAgents(call) ? [[call.id, call.agent], ...dialled] : dialled;
}

/** A call that an agent began. A number that leads to no flow is refused, and nobody's. */
const isAgents = ({ channel, agent }: Pick<CallFacts, 'channel' | 'agent'>): boolean =>
  channel === 'agent' && agent !== '';
