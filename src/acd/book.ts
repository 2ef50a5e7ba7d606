import type { AgentId, LegId, QueueName, TicketId } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { Instant } from '../domain/time';
import { isAbsent, offeredFrom, relaxesFrom } from './customers';
import { agentDueAt, ticketDueAt } from './due';
import { Alarms } from './alarms';
import { isInLine, type Agent, type FloorCounters, type FloorSettings, type FloorState } from './floor';
import type { Line } from './line';
import { Lines, type Staff } from './lines';
import { Ordered } from './ordered';
import { asAgent, asTicket } from './saved';
import { Turns } from './turns';

/** What the floor knows of one queue. */
interface Place {
  /** Those who wait and those who are offered to somebody, in the order of their turn. */
  readonly line: Turns;
  /** Of them those who are on the line, the longest wait first. */
  readonly byEntry: Ordered<Ticket>;
  /** And those who are to be called. */
  readonly callbacks: Set<TicketId>;
  readonly talking: Set<TicketId>;
}

const byEntry = (a: Ticket, b: Ticket): number => a.enteredAt - b.enteredAt || a.number - b.number;

/**
 * The floor in memory: its records, and what has to be found in them at once. Records are replaced, never changed. It is
 * made from what was saved and is the same whatever the order of that was; a decision writes into it through a `Draft`.
 */
export class Book implements FloorState {
  private readonly agentsById = new Map<AgentId, Agent>();
  private readonly ticketsById = new Map<TicketId, Ticket>();
  private readonly ticketOfLegs = new Map<LegId, TicketId>();
  private readonly places = new Map<QueueName, Place>();
  private readonly standing = new Map<TicketId, Line>();
  private readonly alarms = new Alarms<string>();
  lines: Lines;
  counters: FloorCounters;
  /** Rises with every record that is put. */
  revision = 0;

  constructor(
    saved: FloorState,
    private site: FloorSettings,
    now: Instant,
  ) {
    this.counters = saved.counters;
    this.lines = new Lines(site);
    for (const agent of saved.agents.values()) this.putAgent(asAgent(agent), now);
    for (const ticket of saved.tickets.values()) this.putTicket(asTicket(ticket), now);
  }

  get agents(): ReadonlyMap<AgentId, Agent> {
    return this.agentsById;
  }

  get tickets(): ReadonlyMap<TicketId, Ticket> {
    return this.ticketsById;
  }

  get settings(): FloorSettings {
    return this.site;
  }

  get wakeAt(): Instant | null {
    return this.alarms.next;
  }

  /** What is worked out from the site and the records is worked out anew. */
  configure(site: FloorSettings, now: Instant): void {
    const agents = [...this.agentsById.values()];
    const tickets = [...this.ticketsById.values()];
    for (const { id } of tickets) this.removeTicket(id);
    for (const { id } of agents) this.removeAgent(id);
    this.places.clear();
    this.site = site;
    this.lines = new Lines(site);
    for (const agent of agents) this.putAgent(agent, now);
    for (const ticket of tickets) this.putTicket({ ...ticket, stage: this.stageAt(ticket, now) }, now);
  }

  /** The stage that time alone has brought: stages of another site say nothing in this one. */
  private stageAt(ticket: Ticket, now: Instant): number {
    const stages = this.lines.stagesOf(ticket);
    return Math.max(
      0,
      stages.findLastIndex(({ afterMs }) => relaxesFrom(ticket) + afterMs <= now),
    );
  }

  ticketOfLeg(leg: LegId): Ticket | undefined {
    const id = this.ticketOfLegs.get(leg);
    return id === undefined ? undefined : this.ticketsById.get(id);
  }

  /** Where those stand who wait, by what they ask. */
  lineOf(ticket: Ticket): Line | undefined {
    return this.standing.get(ticket.id) ?? this.lines.lineOf(ticket);
  }

  /** Among those who wait in the same queue, from 1. */
  positionOf(ticket: Ticket, now: Instant): number {
    return 1 + this.place(ticket.queue).line.before(ticket, now);
  }

  /** Callers on the line. */
  waitingIn(queue: QueueName): number {
    const place = this.places.get(queue);
    return place ? place.line.size - place.callbacks.size : 0;
  }

  /** Of those who are to be called back, how many could be by now. */
  callbacksDue(queue: QueueName, now: Instant): number {
    const ids = [...(this.places.get(queue)?.callbacks ?? [])];
    return ids.filter((id) => (this.ticketsById.get(id)?.offersFrom ?? Infinity) <= now).length;
  }

  /** Customers who are to be called back. */
  callbacksIn(queue: QueueName): number {
    return this.places.get(queue)?.callbacks.size ?? 0;
  }

  talkingIn(queue: QueueName): number {
    return this.places.get(queue)?.talking.size ?? 0;
  }

  /** When the one on the line who waits longest came; `null` when nobody waits. */
  longestSince(queue: QueueName): Instant | null {
    return this.places.get(queue)?.byEntry.first?.enteredAt ?? null;
  }

  staffOf(queue: QueueName): Staff {
    return this.lines.staffOf(queue);
  }

  /** In the order of their turn. */
  *lineOfQueue(queue: QueueName, now: Instant): Iterable<Ticket> {
    yield* this.places.get(queue)?.line.inTurn(now) ?? [];
  }

  /** Whose time has come, by id. */
  due(now: Instant): ReadonlySet<string> {
    return new Set(this.alarms.due(now));
  }

  putAgent(agent: Agent, now: Instant): void {
    this.revision++;
    this.agentsById.set(agent.id, agent);
    this.lines.put(agent, now);
    this.alarms.set(agent.id, agentDueAt(agent, now));
  }

  putTicket(ticket: Ticket, now: Instant): void {
    this.removeTicket(ticket.id);
    this.ticketsById.set(ticket.id, ticket);
    const { state } = ticket;
    const place = this.place(ticket.queue);
    if (isInLine(ticket)) {
      place.line.add(ticket);
      if (isAbsent(ticket)) place.callbacks.add(ticket.id);
      else place.byEntry.add(ticket);
    }
    if (state.is === 'talking') place.talking.add(ticket.id);
    if (state.is === 'offered') for (const { leg } of state.offers) this.ticketOfLegs.set(leg, ticket.id);
    if (state.is === 'connecting' || state.is === 'talking') this.ticketOfLegs.set(state.offer.leg, ticket.id);
    const line = state.is === 'waiting' ? this.lines.lineOf(ticket) : undefined;
    if (line) {
      this.lines.enter(line, ticket);
      this.standing.set(ticket.id, line);
    }
    const stages = state.is === 'waiting' ? this.lines.stagesOf(ticket) : [];
    const offered = state.is === 'waiting' ? offeredFrom(ticket, this.site.opensAt, now) : now;
    const due = ticketDueAt(ticket, stages, this.site.queues.get(ticket.queue), now);
    this.alarms.set(ticket.id, offered > now ? Math.min(due, offered) : due);
  }

  removeTicket(id: TicketId): void {
    this.revision++;
    const ticket = this.ticketsById.get(id);
    if (!ticket) return;
    this.ticketsById.delete(id);
    this.alarms.set(id, null);
    const place = this.place(ticket.queue);
    const { state } = ticket;
    if (isInLine(ticket)) {
      place.line.delete(ticket);
      if (!place.callbacks.delete(id)) place.byEntry.delete(ticket);
    }
    place.talking.delete(id);
    if (state.is === 'offered') for (const { leg } of state.offers) this.ticketOfLegs.delete(leg);
    if (state.is === 'connecting' || state.is === 'talking') this.ticketOfLegs.delete(state.offer.leg);
    const line = this.standing.get(id);
    if (line) this.lines.leave(line, ticket);
    this.standing.delete(id);
  }

  removeAgent(id: AgentId): void {
    this.revision++;
    this.agentsById.delete(id);
    this.alarms.set(id, null);
  }

  private place(queue: QueueName): Place {
    let place = this.places.get(queue);
    if (!place) {
      const urgency = this.site.queues.get(queue)?.urgency ?? { perMinute: 0, most: Infinity };
      place = { line: new Turns(urgency), byEntry: new Ordered(byEntry), callbacks: new Set(), talking: new Set() };
      this.places.set(queue, place);
    }
    return place;
  }
}
