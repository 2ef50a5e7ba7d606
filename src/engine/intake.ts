import { accountOf } from '../domain/agent';
import type { Arrival, CallFacts, RejectCause } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import { partId, type AgentId, type FlowName } from '../domain/ids';
import { canonicalNumber } from '../domain/numbering';
import type { Instant } from '../domain/time';
import { entryFor } from '../flow/dialled';
import { codeDialled } from '../flow/feature-code';
import type { NumberEntry, Parameters, Site } from '../flow/office';

/** A call that a flow takes. */
export interface Taken {
  readonly flow: FlowName;
  readonly parameters: Parameters;
  readonly entry: NumberEntry | null;
  /** The agent whose phone it comes from; '' for anybody else. */
  readonly agent: AgentId;
}

export interface Refused {
  readonly reject: RejectCause;
  readonly entry: NumberEntry | null;
}

/** A caller with numbers as the site writes them, whatever the trunk does. What agents dial is no number of that kind. */
export function asWrittenHere(arrival: Arrival, { numbering, numberings }: Site): Arrival {
  const plan = numberings.get(arrival.endpoint) ?? numbering;
  if (!plan || arrival.channel === 'agent') return arrival;
  const { ani, dnis, diverted } = arrival;
  return {
    ...arrival,
    ani: canonicalNumber(ani, plan),
    dnis: canonicalNumber(dnis, plan),
    diverted: canonicalNumber(diverted, plan),
  };
}

/** Where the dialled number leads; `callsTo` says how many calls there are now to numbers of which this is so. */
export function intake(
  arrival: Arrival,
  site: Site,
  callsTo: (counts: (dnis: string) => boolean) => number,
): Taken | Refused {
  if (arrival.channel === 'agent') {
    const code = codeDialled(site, arrival.dnis);
    const agent = [...site.agents.values()].find(({ id, phone }) => accountOf(id, phone) === arrival.endpoint);
    if (!code || !agent) return { reject: 'unallocated', entry: null };
    return { ...code, entry: null, agent: agent.id };
  }
  const dnis = canonicalNumber(arrival.dnis, null);
  const entry = entryFor(site, dnis);
  if (!entry) return { reject: 'unallocated', entry: null };
  // The numbers of a pattern share its places; `other` stands for each number by itself.
  const isSame = (called: string): boolean => {
    const number = canonicalNumber(called, null);
    return number === dnis || (entry !== site.otherNumbers && entryFor(site, number) === entry);
  };
  const { maxCalls, whenFull } = entry;
  if (maxCalls === null || callsTo(isSame) < maxCalls)
    return { flow: entry.flow, parameters: entry.parameters, entry, agent: '' };
  return 'flow' in whenFull
    ? { flow: whenFull.flow, parameters: whenFull.parameters, entry, agent: '' }
    : { reject: whenFull.reject, entry };
}

/** What is known of a call before anything is answered; `language` is what it speaks where its number says nothing. */
export function factsOf(
  arrival: Arrival,
  { entry, agent }: Pick<Taken, 'entry' | 'agent'>,
  { headers }: Pick<Site, 'headers'>,
  language: string,
): CallFacts {
  return {
    id: arrival.leg,
    ani: arrival.ani,
    name: arrival.name,
    dnis: arrival.dnis,
    diverted: arrival.diverted,
    diversionReason: arrival.diversionReason ?? '',
    headers: Object.fromEntries(headers.map((name) => [name, arrival.headers?.[name] ?? ''])),
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
  const facts = factsOf(arrival, { entry, agent: '' }, site, site.language);
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
