import type { Ticket, Urgency } from '../domain/queue';
import type { Instant } from '../domain/time';
import { Ordered } from './ordered';
import { byAge, cappedFrom, scoreAt, sinceOf } from './score';

/**
 * Tickets of one queue in the order of their turn, whenever one looks. All of them gain at one rate, so those that still
 * rise never pass each other, and who reaches the most first is the head of them: that one goes over to the capped, whose
 * order is their age.
 */
export class Turns {
  private readonly rising: Ordered<Ticket>;
  private readonly capped = new Ordered<Ticket>(byAge);

  constructor(private readonly urgency: Urgency) {
    // One number a ticket, so that the order is the same from wherever one looks, whatever is rounded.
    const start = (ticket: Ticket): number => ticket.priority - (sinceOf(ticket) / 60_000) * urgency.perMinute;
    this.rising = new Ordered((a, b) => start(b) - start(a) || byAge(a, b));
  }

  get size(): number {
    return this.rising.size + this.capped.size;
  }

  add(ticket: Ticket): void {
    this.rising.add(ticket);
  }

  delete(ticket: Ticket): void {
    if (!this.rising.delete(ticket)) this.capped.delete(ticket);
  }

  /** How many are to be served before this one. */
  before(ticket: Ticket, now: Instant): number {
    this.settle(now);
    if (this.isCapped(ticket, now)) return this.capped.before(ticket);
    return this.capped.size + this.rising.before(ticket);
  }

  first(now: Instant): Ticket | undefined {
    return this.find(now, () => true);
  }

  /** The first in turn of whom this holds. */
  find(now: Instant, holds: (ticket: Ticket) => boolean): Ticket | undefined {
    this.settle(now);
    return this.capped.find(holds) ?? this.rising.find(holds);
  }

  *inTurn(now: Instant): Iterable<Ticket> {
    this.settle(now);
    yield* this.capped;
    yield* this.rising;
  }

  private settle(now: Instant): void {
    for (let head = this.rising.first; head && this.isCapped(head, now); head = this.rising.first) {
      this.rising.delete(head);
      this.capped.add(head);
    }
  }

  private isCapped(ticket: Ticket, now: Instant): boolean {
    return cappedFrom(ticket, this.urgency) <= now;
  }
}

/** Whose turn it is of two, also of different queues: the higher score, then who waits longer, then the lower number. */
export const byTurn = (a: Turn, b: Turn, now: Instant): number =>
  scoreAt(b.ticket, b.urgency, now) - scoreAt(a.ticket, a.urgency, now) || byAge(a.ticket, b.ticket);

export interface Turn {
  readonly ticket: Ticket;
  readonly urgency: Urgency;
}
