import type { Ticket, Urgency } from '../domain/queue';
import type { Instant } from '../domain/time';
import type { Line } from './line';
import { Ordered } from './ordered';
import { byAge, cappedFrom, scoreAt, sinceOf, startOf } from './score';

/** A ticket in the order of its queue. What it goes by is worked out once: it does not change while the ticket stands there. */
export interface Standing {
  /** As it is now. */
  ticket: Ticket;
  /** Where it waits to be offered to somebody. */
  line: Line | undefined;
  readonly start: number;
  readonly since: Instant;
  readonly number: number;
  readonly cappedFrom: Instant;
}

export function standingOf(ticket: Ticket, urgency: Urgency): Standing {
  const start = startOf(ticket, urgency);
  const { number } = ticket;
  return { ticket, line: undefined, start, since: sinceOf(ticket), number, cappedFrom: cappedFrom(start, urgency) };
}

/** Whether the ticket stands as it stood before. */
export const standsAlike = (a: Ticket, b: Ticket): boolean =>
  a.number === b.number && a.queue === b.queue && a.priority === b.priority && sinceOf(a) === sinceOf(b);

const byAgeOf = (a: Standing, b: Standing): number => a.since - b.since || a.number - b.number;
const byStart = (a: Standing, b: Standing): number => b.start - a.start || byAgeOf(a, b);

/**
 * Tickets of one queue in the order of their turn, whenever one looks. All of them gain at one rate, so those that still
 * rise never pass each other, and who reaches the most first is the head of them: that one goes over to the capped, whose
 * order is their age.
 */
export class Turns {
  private readonly rising = new Ordered(byStart);
  private readonly capped = new Ordered(byAgeOf);
  /** Whoever has reached the most by then stands among the capped. */
  private settledAt: Instant = -Infinity;

  get size(): number {
    return this.rising.size + this.capped.size;
  }

  add(standing: Standing): void {
    this.orderOf(standing).add(standing);
  }

  delete(standing: Standing): void {
    this.orderOf(standing).delete(standing);
  }

  /** How many are to be served before this one, whether or not it stands here itself. */
  before(standing: Standing, now: Instant): number {
    this.settle(now);
    return this.isCapped(standing) ? this.capped.before(standing) : this.capped.size + this.rising.before(standing);
  }

  /** The first in turn of whom this holds. */
  find(now: Instant, holds: (ticket: Ticket) => boolean): Ticket | undefined {
    this.settle(now);
    const found = ({ ticket }: Standing): boolean => holds(ticket);
    return (this.capped.find(found) ?? this.rising.find(found))?.ticket;
  }

  *inTurn(now: Instant): Iterable<Ticket> {
    this.settle(now);
    for (const { ticket } of this.capped) yield ticket;
    for (const { ticket } of this.rising) yield ticket;
  }

  private settle(now: Instant): void {
    if (now <= this.settledAt) return;
    this.settledAt = now;
    for (let head = this.rising.first; head && this.isCapped(head); head = this.rising.first) {
      this.rising.delete(head);
      this.capped.add(head);
    }
  }

  private orderOf(standing: Standing): Ordered<Standing> {
    return this.isCapped(standing) ? this.capped : this.rising;
  }

  private isCapped(standing: Standing): boolean {
    return standing.cappedFrom <= this.settledAt;
  }
}

/** Whose turn it is of two, also of different queues: the higher score, then who waits longer, then the lower number. */
export const byTurn = (a: Turn, b: Turn, now: Instant): number =>
  scoreAt(b.ticket, b.urgency, now) - scoreAt(a.ticket, a.urgency, now) || byAge(a.ticket, b.ticket);

export interface Turn {
  readonly ticket: Ticket;
  readonly urgency: Urgency;
}
