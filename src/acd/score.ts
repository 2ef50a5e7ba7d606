import type { Ticket, Urgency } from '../domain/queue';
import type { Instant } from '../domain/time';

/** A start counts minutes since 1970 and is exact to a thousandth of this. */
const ROUNDED_MS = 0.01;

/**
 * How urgent a call is at this moment: what it began with, and more the longer it waits, up to the queue's most
 * (`priority = time × acceleration + initial`, capped: NICE CXone). Without acceleration it is a strict priority; with
 * equal beginnings it is first come, first served.
 */
export const scoreAt = (ticket: Ticket, urgency: Urgency, now: Instant): number =>
  Math.min(urgency.most, ticket.priority + (Math.max(0, now - sinceOf(ticket)) / 60_000) * urgency.perMinute);

/** Since when the caller waits, as far as the turn goes. */
export const sinceOf = (ticket: Ticket): Instant => ticket.waitsSince ?? ticket.enteredAt;

/** The score that it would have had at the beginning of time: tickets of one queue are in its order until they are capped. */
export const startOf = (ticket: Ticket, { perMinute }: Urgency): number =>
  ticket.priority - (sinceOf(ticket) / 60_000) * perMinute;

/** The instant, a whole one, from which the score does not rise any more; the higher the start, the sooner, whatever is rounded. */
export function cappedFrom(start: number, { perMinute, most }: Urgency): Instant {
  if (perMinute === 0) return start >= most ? -Infinity : Infinity;
  return Math.ceil(((most - start) / perMinute) * 60_000 - ROUNDED_MS);
}

/** Among equal scores: who waits longer, then the lower number. */
export const byAge = (a: Ticket, b: Ticket): number => sinceOf(a) - sinceOf(b) || a.number - b.number;
