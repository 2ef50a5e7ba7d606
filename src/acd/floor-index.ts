import { usualAgentRules } from '../domain/agent-rules';
import type { LegId, QueueName, TicketId } from '../domain/ids';
import type { Ticket, Urgency } from '../domain/queue';
import type { Instant } from '../domain/time';
import { Alarms } from './alarms';
import { isAbsent, isHeld, offeredFrom } from './customers';
import { ticketDueAt } from './due';
import { agentDueAt } from './limits';
import { isInLine, type Agent, type FloorSettings } from './floor';
import { waitsForChooser, type Line } from './line';
import { Lines } from './lines';
import { Ordered } from './ordered';
import { standingOf, standsAlike, Turns, type Standing } from './turns';

/** What the floor knows of one queue. */
interface Place {
  /** Those who wait and those who are offered to somebody, in the order of their turn. */
  readonly line: Turns;
  /** Of them those who are on the line, the longest wait first. */
  readonly byEntry: Ordered<Standing>;
  /** And those who are to be called, also while their place is held for the customer who has called in. */
  readonly callbacks: Set<TicketId>;
  readonly talking: Set<TicketId>;
  /** Those who are rung for, put through or talked with. */
  readonly served: Set<TicketId>;
}

const isServed = ({ state }: Ticket): boolean => state.is !== 'waiting' && state.is !== 'left';

const byEntry = (a: Standing, b: Standing): number => a.ticket.enteredAt - b.ticket.enteredAt || a.number - b.number;

const EMPTY: readonly TicketId[] = [];
const STEADY: Urgency = { perMinute: 0, most: Infinity };
/** Before the name of a queue among the alarms: no id of an agent or ticket has a space. */
const GATE = 'gate ';

/** All that has to be found at once in the records of a floor; worked out from them and the site, and kept up to date. */
export class FloorIndex {
  readonly lines: Lines;
  readonly alarms = new Alarms<string>();
  /** Of those who wait or are offered to somebody. */
  readonly standings = new Map<TicketId, Standing>();
  readonly ticketOfLegs = new Map<LegId, TicketId>();
  private readonly places = new Map<QueueName, Place>();
  /** Callbacks that are still to come, by queue and number. */
  private readonly promised = new Map<string, Set<TicketId>>();
  /** The lines in whose name somebody is asked whom a ticket goes to. */
  private readonly asking = new Map<TicketId, Line>();
  /** The lines that a ticket has passed over because nobody is at work there. */
  private readonly passed = new Map<TicketId, readonly Line[]>();

  /** Queues with gates, of which something has changed since they were last looked at. */
  readonly stirred = new Set<QueueName>();
  private readonly gated: ReadonlySet<QueueName>;

  constructor(readonly site: FloorSettings) {
    this.lines = new Lines(site);
    this.gated = new Set([...site.queues.values()].flatMap(({ name, leave }) => (leave ? [name] : [])));
    for (const queue of this.gated) this.stirred.add(queue);
  }

  /** Takes out those whose time has come. */
  due(now: Instant): readonly string[] {
    const due = this.alarms.due(now);
    for (const key of due) if (key.startsWith(GATE)) this.stirred.add(key.slice(GATE.length));
    return due;
  }

  watchAgain(queue: QueueName, at: Instant | null): void {
    this.alarms.set(`${GATE}${queue}`, at);
  }

  putAgent(agent: Agent, now: Instant): void {
    this.lines.put(agent, now);
    if (this.gated.size > 0) for (const queue of this.site.agents.get(agent.id)?.queues ?? []) this.stir(queue);
    this.alarms.set(agent.id, agentDueAt(agent, this.site.rules ?? usualAgentRules, now));
  }

  /** `before` is what was put last, if anything. */
  putTicket(before: Ticket | undefined, ticket: Ticket, now: Instant): void {
    if (before) this.forget(before);
    if (before && isInLine(before) && !keepsPlace(before, ticket)) this.leave(before);
    if (isInLine(ticket)) this.stand(ticket);
    this.note(ticket, now);
    if (before && isServed(before) && !isServed(ticket)) this.noMoreServed(before);
  }

  removeTicket(ticket: Ticket): void {
    this.forget(ticket);
    if (isInLine(ticket)) this.leave(ticket);
    if (isServed(ticket)) this.noMoreServed(ticket);
    this.alarms.set(ticket.id, null);
  }

  /** How many are to be served before it, whether or not it stands in its queue itself. */
  before(ticket: Ticket, now: Instant): number {
    const standing = this.standings.get(ticket.id) ?? standingOf(ticket, this.urgencyOf(ticket.queue));
    return this.place(ticket.queue).line.before(standing, now);
  }

  private stand(ticket: Ticket): void {
    this.stir(ticket.queue);
    const { id, queue } = ticket;
    const known = this.standings.get(id);
    if (known) {
      known.ticket = ticket;
      return;
    }
    const standing = standingOf(ticket, this.urgencyOf(queue));
    this.standings.set(id, standing);
    const place = this.place(queue);
    if (!isHeld(ticket)) place.line.add(standing);
    if (isAbsent(ticket)) place.callbacks.add(id);
    else place.byEntry.add(standing);
  }

  private leave(ticket: Ticket): void {
    const { id, queue } = ticket;
    const standing = this.standings.get(id);
    if (!standing) return;
    const place = this.place(queue);
    if (!isHeld(ticket)) place.line.delete(standing);
    if (!place.callbacks.delete(id)) place.byEntry.delete(standing);
    this.standings.delete(id);
  }

  /** All but where it stands in its queue. */
  private note(ticket: Ticket, now: Instant): void {
    const { id, queue, state } = ticket;
    if (isInLine(ticket)) this.notePassed(ticket, now);
    if (isServed(ticket)) this.place(queue).served.add(id);
    if (state.is === 'talking') this.place(queue).talking.add(id);
    if (state.is === 'offered') for (const { leg } of state.offers) this.ticketOfLegs.set(leg, id);
    if (state.is === 'connecting' || state.is === 'talking') this.ticketOfLegs.set(state.offer.leg, id);
    if (isPromised(ticket)) this.promisedTo(ticket).add(id);
    const isWaiting = state.is === 'waiting';
    const offered = isWaiting ? offeredFrom(ticket, this.site.opensAt, now) : now;
    // Who is not to be offered yet costs no match anything.
    const line = isWaiting && offered <= now ? this.lines.lineOf(ticket) : undefined;
    const standing = line && this.standings.get(id);
    if (standing) this.lines.enter(line, standing);
    if (waitsForChooser(ticket)) this.noteAsking(ticket);
    const stages = isWaiting ? this.lines.stagesOf(ticket) : [];
    const due = ticketDueAt(ticket, stages, this.site.queues.get(queue), now);
    this.alarms.set(id, offered > now ? Math.min(due, offered) : due);
  }

  private forget(ticket: Ticket): void {
    const { id, queue, state } = ticket;
    if (state.is === 'talking') this.place(queue).talking.delete(id);
    if (state.is === 'offered') for (const { leg } of state.offers) this.ticketOfLegs.delete(leg);
    if (state.is === 'connecting' || state.is === 'talking') this.ticketOfLegs.delete(state.offer.leg);
    if (isPromised(ticket)) this.promisedTo(ticket).delete(id);
    const passed = this.passed.get(id);
    if (passed) {
      for (const line of passed) line.passed.delete(id);
      this.passed.delete(id);
    }
    const asking = this.asking.get(id);
    if (asking) this.asked(asking, id);
    const standing = this.standings.get(id);
    if (standing) this.lines.leave(standing);
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
      place = {
        line: new Turns(),
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
  private noMoreServed({ id, queue, beside }: Ticket): void {
    const { served } = this.place(queue);
    const wasAtMost = served.size >= (this.site.queues.get(queue)?.maxTalking ?? Infinity);
    served.delete(id);
    if (wasAtMost) this.lines.touch(queue);
    for (const id of beside ?? []) {
      const line = this.standings.get(id)?.line;
      if (line) this.lines.touched.add(line);
    }
  }

  private urgencyOf(queue: QueueName): Urgency {
    return this.site.queues.get(queue)?.urgency ?? STEADY;
  }

  private noteAsking(ticket: Ticket): void {
    const line = this.lines.lineOf(ticket);
    if (!line) return;
    line.asking.add(ticket.id);
    this.asking.set(ticket.id, line);
  }

  /** Whoever was kept waiting by the question may be next. */
  private asked(line: Line, id: TicketId): void {
    line.asking.delete(id);
    this.asking.delete(id);
    if (line.waiting.size > 0) this.lines.touched.add(line);
  }

  private stir(queue: QueueName): void {
    if (this.gated.has(queue)) this.stirred.add(queue);
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

/** Whether it stays where it stands in its queue, whatever else of it has changed. */
const keepsPlace = (before: Ticket, after: Ticket): boolean =>
  isInLine(after) &&
  before.enteredAt === after.enteredAt &&
  standsAlike(before, after) &&
  isHeld(before) === isHeld(after) &&
  isAbsent(before) === isAbsent(after);

const keyOf = (queue: QueueName, number: string): string => `${queue} ${number}`;
