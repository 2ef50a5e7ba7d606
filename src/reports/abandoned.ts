import type { CarillonEvent } from '../domain/event';
import type { CallFacts } from '../domain/call';
import type { CallId, QueueName, TicketId } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import type { Visit } from '../measures/facts';
import type { Interval } from '../measures/intervals';
import { outcomeOf } from '../measures/visit-outcome';
import type { ReportParts } from './report';
import { visitsOf } from './visits';

/**
 * What became of a caller who gave up: `open`, nothing; `came-again`, they called again; `to-be-called-back`, they have asked for it;
 * `called-back`, somebody has called them or they were called back; `withheld`, nobody can know.
 */
export const followUps = ['open', 'came-again', 'to-be-called-back', 'called-back', 'withheld'] as const;
export type FollowUp = (typeof followUps)[number];

/** A caller who hung up while they waited. */
export interface GaveUp {
  readonly ticket: TicketId;
  readonly call: CallId;
  /** '' for a withheld one. */
  readonly number: string;
  readonly name: string;
  readonly dnis: string;
  readonly campaign: string;
  readonly queue: QueueName;
  readonly at: Instant;
  readonly waitedMs: Millis;
  /** Shorter than `short_abandon` of the queue. */
  readonly short: boolean;
  readonly since: FollowUp;
  /** When they came again, or were called; `null` where that is not so. */
  readonly sinceAt: Instant | null;
}

export interface AbandonedRequest extends Interval {
  readonly only: readonly QueueName[];
  /** Short abandons, too. */
  readonly short: boolean;
  /** Only those of whom nothing became. */
  readonly open: boolean;
}

export interface AbandonedReport extends Interval {
  readonly timeZone: string;
  /** The latest first. */
  readonly callers: readonly GaveUp[];
}

/** A call that entered the queue may have begun so long before. */
const BEGAN_BEFORE_MS: Millis = 2 * 3_600_000;
/** What became of it is looked for so long. */
const FOLLOWED_MS: Millis = 48 * 3_600_000;

/** Who gave up in a time, and what became of them since. Rejects when the history cannot be read. */
export async function makeAbandonedReport(parts: ReportParts, request: AbandonedRequest): Promise<AbandonedReport> {
  const { past } = parts;
  const { from, only } = request;
  const now = parts.now();
  const to = Math.min(request.to, Math.max(now, from + 1));
  const known = new Known();
  for await (const events of past.between(from - 2 * BEGAN_BEFORE_MS, from - BEGAN_BEFORE_MS))
    for (const event of events) known.observe(event);
  // A visit that began before the time, and was given up in it, is of the time.
  const visits = await visitsOf(past, { from: from - BEGAN_BEFORE_MS, to }, now, (event) => known.observe(event));
  for await (const events of past.between(to, Math.min(now, to + FOLLOWED_MS)))
    for (const event of events) known.observe(event);
  const found = visits
    .flatMap((visit) => gaveUp(visit, known, parts))
    .filter(({ at }) => at >= from && at < to)
    .filter(({ queue }) => only.length === 0 || only.includes(queue))
    .filter(({ short, since }) => (request.short || !short) && (!request.open || since === 'open'))
    .sort((a, b) => b.at - a.at || b.waitedMs - a.waitedMs || (a.ticket < b.ticket ? 1 : -1));
  return { from, to, timeZone: parts.timeZone(), callers: oneOfEachCall(found) };
}

/** Who waited in several queues at once gave up in all of them, and is one caller: of the queue where they waited the longest. */
function oneOfEachCall(found: readonly GaveUp[]): readonly GaveUp[] {
  const first = new Map<CallId, GaveUp>();
  for (const each of found) if (!first.has(each.call)) first.set(each.call, each);
  return [...first.values()];
}

function gaveUp(visit: Visit, known: Known, parts: ReportParts): readonly GaveUp[] {
  const { ticket, queue, left } = visit;
  const found = known.callOf(ticket);
  if (!left || queue === null || !found) return [];
  const outcome = outcomeOf(visit, parts.rulesOf(queue));
  if (outcome !== 'abandoned' && outcome !== 'short-abandoned') return [];
  const { id: call, ani: number, name, dnis, campaign } = found;
  const [since, sinceAt] = known.since(number, left.at);
  return [
    {
      ...{ ticket, call, number, name, dnis, campaign, queue, at: left.at, waitedMs: left.waitedMs },
      ...{ short: outcome === 'short-abandoned', since, sinceAt },
    },
  ];
}

/** Who called, whom, and when. */
class Known {
  private readonly calls = new Map<CallId, CallFacts>();
  private readonly callOfTicket = new Map<TicketId, CallId>();
  private readonly came = new Map<string, Set<Instant>>();
  private readonly called = new Map<string, Set<Instant>>();
  private readonly asked = new Map<TicketId, { readonly number: string; readonly at: Instant; over: boolean }>();

  observe(event: CarillonEvent): void {
    switch (event.type) {
      case 'call.arrived': {
        const { facts } = event.data;
        this.calls.set(facts.id, facts);
        // An agent who dials the number calls them.
        if (facts.channel === 'agent') note(this.called, facts.dnis, facts.arrivedAt);
        else if (facts.channel !== 'callback') note(this.came, facts.ani, facts.arrivedAt);
        return;
      }
      case 'queue.entered':
        if (event.call !== null) this.callOfTicket.set(event.data.ticket, event.call);
        return;
      case 'callback.requested':
        this.asked.set(event.data.ticket, { number: event.data.number, at: event.at, over: false });
        return;
      case 'callback.ended': {
        const asked = this.asked.get(event.data.ticket);
        if (!asked) return;
        asked.over = true;
        if (event.data.how === 'done') note(this.called, asked.number, event.at);
        return;
      }
      default:
        return;
    }
  }

  callOf(ticket: TicketId): CallFacts | undefined {
    return this.calls.get(this.callOfTicket.get(ticket) ?? '');
  }

  since(number: string, at: Instant): readonly [FollowUp, Instant | null] {
    if (number === '') return ['withheld', null];
    const [came, called] = [firstAfter(this.came.get(number), at), firstAfter(this.called.get(number), at)];
    if (called !== undefined) return ['called-back', called];
    if (came !== undefined) return ['came-again', came];
    const asked = [...this.asked.values()].find((each) => each.number === number && !each.over);
    return asked ? ['to-be-called-back', asked.at] : ['open', null];
  }
}

function note(times: Map<string, Set<Instant>>, number: string, at: Instant): void {
  const found = times.get(number) ?? new Set<Instant>();
  times.set(number, found.add(at));
}

function firstAfter(times: ReadonlySet<Instant> | undefined, at: Instant): Instant | undefined {
  const later = [...(times ?? [])].filter((each) => each > at);
  return later.length === 0 ? undefined : Math.min(...later);
}
