import { usualAgentRules } from '../domain/agent-rules';
import type { LegId, QueueName, TicketId } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { Instant } from '../domain/time';
import { Alarms } from './alarms';
import { isAbsent, isHeld, offeredFrom } from './customers';
import { ticketDueAt } from './due';
import { agentDueAt } from './limits';
import { isInLine, type Agent, type FloorSettings } from './floor';
import type { Line } from './line';
import { Lines } from './lines';
import { Ordered } from './ordered';
import { Turns } from './turns';

/** What the floor knows of one queue. */
interface Place {
  /** Those who wait and those who are offered to somebody, in the order of their turn. */
  readonly line: Turns;
  /** Of them those who are on the line, the longest wait first. */
  readonly byEntry: Ordered<Ticket>;
  /** And those who are to be called, also while their place is held for the customer who has called in. */
  readonly callbacks: Set<TicketId>;
  readonly talking: Set<TicketId>;
  /** Those who are rung for, put through or talked with. */
  readonly served: Set<TicketId>;
}

const isServed = ({ state }: Ticket): boolean => state.is !== 'waiting' && state.is !== 'left';

const byEntry = (a: Ticket, b: Ticket): number => a.enteredAt - b.enteredAt || a.number - b.number;

const EMPTY: readonly TicketId[] = [];

/** All that has to be found at once in the records of a floor; worked out from them and the site, and kept up to date. */
export class FloorIndex {
  readonly lines: Lines;
  readonly alarms = new Alarms<string>();
  readonly standing = new Map<TicketId, Line>();
  readonly ticketOfLegs = new Map<LegId, TicketId>();
  private readonly places = new Map<QueueName, Place>();
  /** Callbacks that are still to come, by queue and number. */
  private readonly promised = new Map<string, Set<TicketId>>();
  /** The lines that a ticket has passed over because nobody is at work there. */
  private readonly passed = new Map<TicketId, readonly Line[]>();

  constructor(readonly site: FloorSettings) {
    this.lines = new Lines(site);
  }

  putAgent(agent: Agent, now: Instant): void {
    this.lines.put(agent, now);
    this.alarms.set(agent.id, agentDueAt(agent, this.site.rules ?? usualAgentRules, now));
  }

  addTicket(ticket: Ticket, now: Instant): void {
    const { id, state } = ticket;
    const place = this.place(ticket.queue);
    if (isInLine(ticket)) {
      if (!isHeld(ticket)) place.line.add(ticket);
      if (isAbsent(ticket)) place.callbacks.add(id);
      else place.byEntry.add(ticket);
      this.notePassed(ticket, now);
    }
    if (state.is === 'talking') place.talking.add(id);
    if (isServed(ticket)) place.served.add(id);
    if (state.is === 'offered') for (const { leg } of state.offers) this.ticketOfLegs.set(leg, id);
    if (state.is === 'connecting' || state.is === 'talking') this.ticketOfLegs.set(state.offer.leg, id);
    if (isPromised(ticket)) this.promisedTo(ticket).add(id);
    const offered = state.is === 'waiting' ? offeredFrom(ticket, this.site.opensAt, now) : now;
    // Who is not to be offered yet costs no match anything.
    const line = state.is === 'waiting' && offered <= now ? this.lines.lineOf(ticket) : undefined;
    if (line) {
      this.lines.enter(line, ticket);
      this.standing.set(id, line);
    }
    const stages = state.is === 'waiting' ? this.lines.stagesOf(ticket) : [];
    const due = ticketDueAt(ticket, stages, this.site.queues.get(ticket.queue), now);
    this.alarms.set(id, offered > now ? Math.min(due, offered) : due);
  }

  removeTicket(ticket: Ticket): void {
    const { id, state } = ticket;
    this.alarms.set(id, null);
    const place = this.place(ticket.queue);
    if (isInLine(ticket)) {
      if (!isHeld(ticket)) place.line.delete(ticket);
      if (!place.callbacks.delete(id)) place.byEntry.delete(ticket);
      for (const line of this.passed.get(id) ?? []) line.passed.delete(id);
      this.passed.delete(id);
    }
    place.talking.delete(id);
    if (place.served.delete(id)) this.lookAgain(ticket);
    if (state.is === 'offered') for (const { leg } of state.offers) this.ticketOfLegs.delete(leg);
    if (state.is === 'connecting' || state.is === 'talking') this.ticketOfLegs.delete(state.offer.leg);
    if (isPromised(ticket)) this.promisedTo(ticket).delete(id);
    const line = this.standing.get(id);
    if (line) this.lines.leave(line, ticket);
    this.standing.delete(id);
  }

  /** Callbacks to a number that are still to come: one, unless a request has just been replaced. */
  callbacksTo(queue: QueueName, number: string): Iterable<TicketId> {
    return this.promised.get(keyOf(queue, number)) ?? EMPTY;
  }

  placeOf(queue: QueueName): Place | undefined {
    return this.places.get(queue);
  }

  place(queue: QueueName): Place {
    let place = this.places.get(queue);
    if (!place) {
      const urgency = this.site.queues.get(queue)?.urgency ?? { perMinute: 0, most: Infinity };
      place = {
        line: new Turns(urgency),
        byEntry: new Ordered(byEntry),
        callbacks: new Set(),
        talking: new Set(),
        served: new Set(),
      };
      this.places.set(queue, place);
    }
    return place;
  }

  /** Who was kept from being offered by this one may be now: others of a full queue, and the call's own other places. */
  private lookAgain({ queue, beside }: Ticket): void {
    if (this.site.queues.get(queue)?.maxTalking !== undefined) this.lines.touch(queue);
    for (const id of beside ?? []) {
      const line = this.standing.get(id);
      if (line) this.lines.touched.add(line);
    }
  }

  private notePassed(ticket: Ticket, now: Instant): void {
    const lines = this.lines.passedBy(ticket, now);
    if (lines.length === 0) return;
    this.passed.set(ticket.id, lines);
    for (const line of lines) this.lines.pass(line, ticket.id);
  }

  private promisedTo({ queue, callback }: Ticket): Set<TicketId> {
    const key = keyOf(queue, callback?.number ?? '');
    const ids = this.promised.get(key) ?? new Set();
    this.promised.set(key, ids);
    return ids;
  }
}

const isPromised = ({ callback, state }: Ticket): boolean =>
  callback !== undefined && state.is !== 'left' && state.is !== 'talking';

const keyOf = (queue: QueueName, number: string): string => `${queue} ${number}`;
