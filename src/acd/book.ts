import type { AgentId, LegId, QueueName, TicketId } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { QueueGate } from '../domain/queue-gate';
import type { Instant } from '../domain/time';
import type { Agent, FloorCounters, FloorSettings, FloorState } from './floor';
import { FloorIndex } from './floor-index';
import type { Line } from './line';
import type { Lines } from './lines';
import type { Staff } from './post';
import { asAgent, asTicket } from './saved';

/**
 * The floor in memory: its records, and what has to be found in them at once. Records are replaced, never changed. It is
 * made from what was saved and is the same whatever the order of that was; a decision writes into it through a `Draft`.
 */
export class Book implements FloorState {
  private readonly agentsById = new Map<AgentId, Agent>();
  private readonly ticketsById = new Map<TicketId, Ticket>();
  private readonly gatesByQueue = new Map<QueueName, QueueGate>();
  private index: FloorIndex;
  /** The index does not fit the records: it is made anew before anything is decided. */
  private isTorn = false;
  counters: FloorCounters;
  /** Rises with every record that is put. */
  revision = 0;

  constructor(saved: FloorState, site: FloorSettings, now: Instant) {
    this.counters = saved.counters;
    for (const agent of saved.agents.values()) this.agentsById.set(agent.id, asAgent(agent));
    for (const ticket of saved.tickets.values()) this.ticketsById.set(ticket.id, asTicket(ticket));
    for (const gate of saved.gates?.values() ?? []) this.gatesByQueue.set(gate.queue, gate);
    this.index = this.indexed(site, this.ticketsById.values(), now);
  }

  get agents(): ReadonlyMap<AgentId, Agent> {
    return this.agentsById;
  }

  get tickets(): ReadonlyMap<TicketId, Ticket> {
    return this.ticketsById;
  }

  get gates(): ReadonlyMap<QueueName, QueueGate> {
    return this.gatesByQueue;
  }

  /** Queues with gates, of which something has changed since they were last looked at. */
  get stirred(): Set<QueueName> {
    return this.index.stirred;
  }

  get settings(): FloorSettings {
    return this.index.site;
  }

  get lines(): Lines {
    return this.index.lines;
  }

  get wakeAt(): Instant | null {
    return this.index.alarms.next;
  }

  /** What is worked out from the site and the records is worked out anew; if that throws, everything is as before. */
  configure(site: FloorSettings, now: Instant): void {
    const { lines } = new FloorIndex(site);
    // Stages of another site say nothing in this one.
    const staged = [...this.ticketsById.values()].map((each) => ({ ...each, stage: lines.stageAt(each, now) }));
    this.index = this.indexed(site, staged, now);
    for (const ticket of staged) this.ticketsById.set(ticket.id, ticket);
    this.isTorn = false;
    this.revision++;
  }

  /** Makes good what a decision that failed has left; throws when that is not possible yet. */
  mend(now: Instant): void {
    if (!this.isTorn) return;
    this.index = this.indexed(this.settings, this.ticketsById.values(), now);
    this.isTorn = false;
    this.revision++;
  }

  /** Puts records back as they were (`undefined`: there was none). The records are right even if what is made of them throws. */
  restore(
    agents: ReadonlyMap<AgentId, Agent | undefined>,
    tickets: ReadonlyMap<TicketId, Ticket | undefined>,
    counters: FloorCounters,
    now: Instant,
  ): void {
    this.isTorn = true;
    putBack(this.agentsById, agents);
    putBack(this.ticketsById, tickets);
    this.counters = counters;
    this.mend(now);
  }

  private indexed(site: FloorSettings, tickets: Iterable<Ticket>, now: Instant): FloorIndex {
    const index = new FloorIndex(site);
    for (const agent of this.agentsById.values()) index.putAgent(agent, now);
    for (const ticket of tickets) index.putTicket(undefined, ticket, now);
    for (const queue of this.gatesByQueue.keys()) index.stirred.add(queue);
    return index;
  }

  ticketOfLeg(leg: LegId): Ticket | undefined {
    const id = this.index.ticketOfLegs.get(leg);
    return id === undefined ? undefined : this.ticketsById.get(id);
  }

  /** Where those stand who wait, by what they ask. */
  lineOf(ticket: Ticket): Line | undefined {
    return this.index.standings.get(ticket.id)?.line ?? this.lines.lineOf(ticket);
  }

  /** Among those who wait in the same queue, from 1. */
  positionOf(ticket: Ticket, now: Instant): number {
    return 1 + this.index.before(ticket, now);
  }

  /** Callers on the line. */
  waitingIn(queue: QueueName): number {
    return this.index.placeOf(queue)?.byEntry.size ?? 0;
  }

  /** Of those who are to be called back, how many could be by now. */
  callbacksDue(queue: QueueName, now: Instant): number {
    const ids = [...(this.index.placeOf(queue)?.callbacks ?? [])];
    return ids.filter((id) => (this.ticketsById.get(id)?.offersFrom ?? Infinity) <= now).length;
  }

  /** Customers who are to be called back. */
  callbacksIn(queue: QueueName): number {
    return this.index.placeOf(queue)?.callbacks.size ?? 0;
  }

  /** Those of a queue who are to be called back at this number: one at most, but for one that is just replaced. */
  callbacksTo(queue: QueueName, number: string): readonly Ticket[] {
    return [...this.index.callbacksTo(queue, number)].flatMap((id) => this.ticketsById.get(id) ?? []);
  }

  /** Whether as many callers of the queue are served as may be at once. */
  isAtMost(queue: QueueName): boolean {
    const most = this.settings.queues.get(queue)?.maxTalking ?? Infinity;
    return most !== Infinity && (this.index.placeOf(queue)?.served.size ?? 0) >= most;
  }

  /** Those who are rung for, put through or talked with. */
  servedIn(queue: QueueName): readonly Ticket[] {
    return [...(this.index.placeOf(queue)?.served ?? [])].flatMap((id) => this.ticketsById.get(id) ?? []);
  }

  talkingIn(queue: QueueName): number {
    return this.index.placeOf(queue)?.talking.size ?? 0;
  }

  /** When the one on the line who waits longest came; `null` when nobody waits. */
  longestSince(queue: QueueName): Instant | null {
    return this.index.placeOf(queue)?.byEntry.first?.ticket.enteredAt ?? null;
  }

  staffOf(queue: QueueName): Staff {
    return this.lines.staffOf(queue);
  }

  /** In the order of their turn. */
  *lineOfQueue(queue: QueueName, now: Instant): Iterable<Ticket> {
    yield* this.index.placeOf(queue)?.line.inTurn(now) ?? [];
  }

  /** Whose time has come, by id. */
  due(now: Instant): ReadonlySet<string> {
    return new Set(this.index.due(now));
  }

  /** When a queue with gates has to be looked at although nothing happens. */
  watchAgain(queue: QueueName, at: Instant | null): void {
    this.index.watchAgain(queue, at);
  }

  /** `null`: there is none. */
  putGate(queue: QueueName, gate: QueueGate | null): void {
    this.revision++;
    if (gate) this.gatesByQueue.set(queue, gate);
    else this.gatesByQueue.delete(queue);
    this.stirred.add(queue);
  }

  putAgent(agent: Agent, now: Instant): void {
    this.revision++;
    this.agentsById.set(agent.id, agent);
    this.index.putAgent(agent, now);
  }

  putTicket(ticket: Ticket, now: Instant): void {
    this.revision++;
    const before = this.ticketsById.get(ticket.id);
    this.ticketsById.set(ticket.id, ticket);
    this.index.putTicket(before, ticket, now);
  }

  removeTicket(id: TicketId): void {
    this.revision++;
    const ticket = this.ticketsById.get(id);
    if (!ticket) return;
    this.ticketsById.delete(id);
    this.index.removeTicket(ticket);
  }
}

function putBack<V>(records: Map<string, V>, before: ReadonlyMap<string, V | undefined>): void {
  for (const [id, record] of before)
    if (record === undefined) records.delete(id);
    else records.set(id, record);
}
