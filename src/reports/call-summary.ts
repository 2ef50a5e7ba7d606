import type { CallFacts, CallOutcome, EndedBy } from '../domain/call';
import type { CarillonEvent, EventData, EventOf, EventType } from '../domain/event';
import type { AgentId, CallId, LegId, QueueName, TicketId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { LeaveReason, OfferEnding } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';
import { stagesOf, type Stage, type StageName } from './call-stages';

/** A call from arrival to end, as one who asks "what happened to this caller?" wants to read it. */
export interface CallSummary {
  readonly call: CallId | null;
  /** Who called whom, and for what; `null` when the arrival is not known. */
  readonly identified: CallFacts | null;
  readonly arrivedAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly endedAt: Instant | null;
  /** The time of the call, each moment in exactly one stage. */
  readonly stages: readonly Stage[];
  readonly ms: Readonly<Record<StageName, Millis>> & { readonly total: Millis };
  readonly path: readonly PathStep[];
  readonly inputs: readonly (At & EventData['flow.input'])[];
  readonly lookups: readonly (At & EventData['flow.lookup'])[];
  readonly problems: readonly (At & EventData['flow.problem'])[];
  readonly surveys: readonly (At & EventData['survey.answered'])[];
  readonly visits: readonly Visit[];
  readonly offers: readonly Offered[];
  /** Who spoke with the caller. */
  readonly agents: readonly { readonly agent: AgentId; readonly talks: number; readonly talkedMs: Millis }[];
  /** `null` when the end is not known. */
  readonly ending: Ending | null;
}

interface At {
  readonly at: Instant;
}

export interface PathStep extends At {
  readonly flow: string;
  readonly node: string;
  readonly kind: string;
  readonly exit: string;
  readonly tookMs: Millis;
}

export interface Visit {
  readonly ticket: TicketId;
  readonly queue: QueueName;
  readonly enteredAt: Instant | null;
  readonly positionAtEntry: number | null;
  readonly connectedAt: Instant | null;
  readonly leftAt: Instant | null;
  /** `null` when the end of the visit is not known. */
  readonly reason: LeaveReason | null;
  readonly waitedMs: Millis | null;
}

export interface Offered {
  readonly leg: LegId;
  readonly ticket: TicketId;
  readonly queue: QueueName;
  readonly agent: AgentId;
  readonly offeredAt: Instant | null;
  /** `null` when the end of the ringing is not known. */
  readonly endedAt: Instant | null;
  readonly how: OfferEnding | null;
  readonly rangMs: Millis | null;
  readonly talk: {
    readonly from: Instant | null;
    readonly to: Instant | null;
    readonly ms: Millis;
    readonly by: string;
  } | null;
}

export interface Ending {
  readonly outcome: CallOutcome;
  readonly by: EndedBy;
  readonly cause: number | null;
  readonly node: string | null;
  /** How we refused the call, or why our head failed. */
  readonly why: string | null;
}

/** What happened to one call, of its events in any order; an event that comes twice counts once, one that is missing leaves `null`. */
export function summarise(events: readonly CarillonEvent[]): CallSummary {
  const told = inOrder(events);
  const all = <T extends EventType>(type: T): EventOf<T>[] => told.filter((e): e is EventOf<T> => e.type === type);
  const first = <T extends EventType>(type: T): EventOf<T> | undefined => all(type)[0];

  const facts = first('call.arrived')?.data.facts ?? null;
  const ended = first('call.ended');
  const visits = visitsOf(all);
  const offers = offersOf(all);
  const times = {
    arrivedAt: facts?.arrivedAt ?? null,
    answeredAt: first('call.answered')?.at ?? null,
    endedAt: ended?.at ?? null,
  };
  const stages = stagesOf(times, visits, offers, told.at(-1)?.at ?? null);
  const spent = (name: StageName): Millis => sum(stages.filter(({ stage }) => stage === name).map(({ ms }) => ms));

  return {
    call: told.find(({ call }) => call !== null)?.call ?? null,
    identified: facts,
    ...times,
    stages,
    ms: {
      unanswered: spent('unanswered'),
      ivr: spent('ivr'),
      waiting: spent('waiting'),
      ringing: spent('ringing'),
      talking: spent('talking'),
      total: sum(stages.map(({ ms }) => ms)),
    },
    path: all('flow.step').map(({ at, data }) => ({ at, ...data })),
    inputs: all('flow.input').map(({ at, data }) => ({ at, ...data })),
    lookups: all('flow.lookup').map(({ at, data }) => ({ at, ...data })),
    problems: all('flow.problem').map(({ at, data }) => ({ at, ...data })),
    surveys: all('survey.answered').map(({ at, data }) => ({ at, ...data })),
    visits,
    offers,
    agents: agentsOf(offers),
    ending: ended
      ? { ...ended.data, why: first('call.refused')?.data.cause ?? first('call.failed')?.data.why ?? null }
      : null,
  };
}

/** Nothing more is to be expected: the call, its visits to queues and every ringing and talk have ended. */
export function isComplete({ identified, ending, visits, offers }: CallSummary): boolean {
  return (
    identified !== null &&
    ending !== null &&
    visits.every(({ reason }) => reason !== null) &&
    offers.every(({ how, talk }) => how !== null && (talk === null || talk.to !== null))
  );
}

/** A summary is plain JSON: records, lists, words, numbers and nulls. */
export const summaryJson = (summary: CallSummary): Json => summary as unknown as Json;

/**
 * Once each, by time. At one instant the order is that of the numbers in their ids, within one source; call and floor
 * number apart, and what they say at one instant does not hang on the order.
 */
function inOrder(events: readonly CarillonEvent[]): readonly CarillonEvent[] {
  const once = [...new Map(events.map((event) => [event.id, event])).values()];
  const number = ({ id }: CarillonEvent): number => Number(/\d+$/.exec(id)?.[0] ?? 0);
  return once.sort((a, b) => a.at - b.at || number(a) - number(b));
}

type All = <T extends EventType>(type: T) => EventOf<T>[];

function visitsOf(all: All): readonly Visit[] {
  const entered = new Map(all('queue.entered').map((event) => [event.data.ticket, event]));
  const connected = new Map(
    all('queue.connected')
      .reverse()
      .map((event) => [event.data.ticket, event]),
  );
  const left = new Map(
    all('queue.left')
      .reverse()
      .map((event) => [event.data.ticket, event]),
  );
  return [...new Set([...entered.keys(), ...connected.keys(), ...left.keys()])].map((ticket) => {
    const [entry, connection, end] = [entered.get(ticket), connected.get(ticket), left.get(ticket)];
    return {
      ticket,
      queue: (entry ?? connection ?? end)?.data.queue ?? '',
      enteredAt: entry?.at ?? null,
      positionAtEntry: entry?.data.position ?? end?.data.positionAtEntry ?? null,
      connectedAt: connection?.at ?? null,
      leftAt: end?.at ?? null,
      reason: end?.data.reason ?? null,
      waitedMs: end?.data.waitedMs ?? connection?.data.waitedMs ?? null,
    };
  });
}

function offersOf(all: All): readonly Offered[] {
  const offered = new Map(all('queue.offered').map((event) => [event.data.leg, event]));
  const ended = new Map(all('queue.offer-ended').map((event) => [event.data.leg, event]));
  const connected = new Map(all('queue.connected').map((event) => [event.data.leg, event]));
  const talked = new Map(all('queue.talk-ended').map((event) => [event.data.leg, event]));
  return [...new Set([...offered.keys(), ...ended.keys(), ...connected.keys(), ...talked.keys()])].flatMap((leg) => {
    const [offer, ending, connection, talk] = [offered.get(leg), ended.get(leg), connected.get(leg), talked.get(leg)];
    const { data } = offer ?? ending ?? connection ?? talk ?? {};
    if (!data) return [];
    const rangMs = ending?.data.rangMs ?? null;
    return {
      leg,
      ticket: data.ticket,
      queue: data.queue,
      agent: data.agent,
      offeredAt: offer?.at ?? (ending ? ending.at - ending.data.rangMs : null),
      endedAt: ending?.at ?? null,
      how: ending?.data.how ?? (connection ? 'accepted' : null),
      rangMs,
      talk:
        connection || talk
          ? {
              from: connection?.at ?? (talk ? talk.at - talk.data.talkedMs : null),
              to: talk?.at ?? null,
              ms: talk?.data.talkedMs ?? 0,
              by: talk?.data.by ?? 'unknown',
            }
          : null,
    };
  });
}

function agentsOf(offers: readonly Offered[]): CallSummary['agents'] {
  const agents = new Map<AgentId, { agent: AgentId; talks: number; talkedMs: Millis }>();
  for (const { agent, talk } of offers) {
    if (!talk) continue;
    const before = agents.get(agent) ?? { agent, talks: 0, talkedMs: 0 };
    agents.set(agent, { agent, talks: before.talks + 1, talkedMs: before.talkedMs + talk.ms });
  }
  return [...agents.values()];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
