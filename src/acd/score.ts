import type { Ticket, Urgency } from '../domain/queue';
import type { Instant } from '../domain/time';

/**
 * How urgent a call is at this moment: what it began with, and more the longer it waits, up to the queue's most
 * (`priority = time × acceleration + initial`, capped: NICE CXone). Without acceleration it is a strict priority; with
 * equal beginnings it is first come, first served.
 */
export const scoreAt = (ticket: Ticket, urgency: Urgency, now: Instant): number =>
  Math.min(urgency.most, ticket.priority + (Math.max(0, now - sinceOf(ticket)) / 60_000) * urgency.perMinute);

/** Since when the caller waits, as far as the turn goes. */
export const sinceOf = (ticket: Ticket): Instant => ticket.waitsSince ?? ticket.enteredAt;

/** From when on the score does not rise any more. */
export function cappedFrom(ticket: Ticket, { perMinute, most }: Urgency): Instant {
  if (ticket.priority >= most) return sinceOf(ticket);
  if (perMinute === 0 || most === Infinity) return Infinity;
  return sinceOf(ticket) + ((most - ticket.priority) / perMinute) * 60_000;
}

/** Among equal scores: who waits longer, then the lower number. */
export const byAge = (a: Ticket, b: Ticket): number => sinceOf(a) - sinceOf(b) || a.number - b.number;
