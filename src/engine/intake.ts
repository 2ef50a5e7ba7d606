import { accountOf } from '../domain/agent';
import type { Arrival, CallFacts, RejectCause } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import { partId, type AgentId, type FlowName } from '../domain/ids';
import type { Instant } from '../domain/time';
import type { NumberEntry, Site } from '../flow/office';

/** A call that a flow takes. */
export interface Taken {
  readonly flow: FlowName;
  readonly entry: NumberEntry | null;
  /** The agent whose phone it comes from; '' for anybody else. */
  readonly agent: AgentId;
}

export interface Refused {
  readonly reject: RejectCause;
  readonly entry: NumberEntry | null;
}

/** Where the dialled number leads; `callsTo` says how many calls to it there are now. */
export function intake(arrival: Arrival, site: Site, callsTo: (dnis: string) => number): Taken | Refused {
  if (arrival.channel === 'agent') {
    const flow = site.featureCodes.get(arrival.dnis);
    const agent = [...site.agents.values()].find(({ id, phone }) => accountOf(id, phone) === arrival.endpoint);
    if (flow === undefined || !agent) return { reject: 'unallocated', entry: null };
    return { flow, entry: null, agent: agent.id };
  }
  const entry = site.numbers.get(arrival.dnis) ?? site.otherNumbers;
  if (!entry) return { reject: 'unallocated', entry: null };
  if (entry.maxCalls !== null && callsTo(arrival.dnis) >= entry.maxCalls)
    return 'flow' in entry.whenFull
      ? { flow: entry.whenFull.flow, entry, agent: '' }
      : { reject: entry.whenFull.reject, entry };
  return { flow: entry.flow, entry, agent: '' };
}

/** What is known of a call before anything is answered; `language` is what it speaks where its number says nothing. */
export function factsOf(
  arrival: Arrival,
  { entry, agent }: Pick<Taken, 'entry' | 'agent'>,
  language: string,
): CallFacts {
  return {
    id: arrival.leg,
    ani: arrival.ani,
    name: arrival.name,
    dnis: arrival.dnis,
    diverted: arrival.diverted,
    trunk: arrival.endpoint,
    channel: arrival.channel,
    sipCallId: arrival.sipCallId,
    campaign: entry?.campaign ?? '',
    language: entry?.language ?? language,
    person: entry?.person ?? '',
    agent,
    arrivedAt: arrival.at,
  };
}

/** A call that no flow saw is history all the same: a campaign's lost calls count. */
export function refusal(
  arrival: Arrival,
  { reject, entry }: Refused,
  site: Site,
  at: Instant,
): readonly CarillonEvent[] {
  const call = arrival.leg;
  const facts = factsOf(arrival, { entry, agent: '' }, site.language);
  return [
    {
      id: partId(call, 'event', 1),
      at,
      call,
      type: 'call.arrived',
      data: { facts, flow: '', revision: site.revision },
    },
    { id: partId(call, 'event', 2), at, call, type: 'call.refused', data: { cause: reject } },
    {
      id: partId(call, 'event', 3),
      at,
      call,
      type: 'call.ended',
      data: { outcome: 'refused', by: 'us', cause: null, node: null },
    },
  ];
}
