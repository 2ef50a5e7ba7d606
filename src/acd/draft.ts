import type { AgentState } from '../domain/agent';
import type { CarillonEvent, EventData, EventType } from '../domain/event';
import type { AgentId, CallId, QueueName, TicketId } from '../domain/ids';
import type { FloorMessage, QueueSettings, Ticket, TicketState } from '../domain/queue';
import type { QueueGate } from '../domain/queue-gate';
import type { Instant } from '../domain/time';
import type { Book } from './book';
import type { FloorAction } from './decision';
import type { Agent, FloorChanges, FloorCounters, FloorSettings } from './floor';

/** Sees every offer just before it is made, with the floor as it is then. It must change nothing. */
export type Witness = (draft: Draft, ticket: Ticket, agents: readonly Agent[]) => void;

/** One decision while it is made: writes into the book, and knows what that changed and how to take it back. */
export class Draft {
  readonly actions: FloorAction[] = [];
  readonly events: CarillonEvent[] = [];
  private readonly agentsBefore = new Map<AgentId, Agent | undefined>();
  private readonly ticketsBefore = new Map<TicketId, Ticket | undefined>();
  private readonly gatesBefore = new Map<QueueName, QueueGate | null>();
  private readonly countersBefore: FloorCounters;

  constructor(
    readonly book: Book,
    readonly now: Instant,
    readonly witness?: Witness,
  ) {
    this.countersBefore = book.counters;
  }

  get settings(): FloorSettings {
    return this.book.settings;
  }

  agent(id: AgentId): Agent | undefined {
    return this.book.agents.get(id);
  }

  ticket(id: TicketId): Ticket | undefined {
    return this.book.tickets.get(id);
  }

  queueOf(ticket: Ticket): QueueSettings | undefined {
    return this.settings.queues.get(ticket.queue);
  }

  positionOf(ticket: Ticket): number {
    return this.book.positionOf(ticket, this.now);
  }

  count(what: keyof FloorCounters): number {
    this.book.counters = { ...this.book.counters, [what]: this.book.counters[what] + 1 };
    return this.book.counters[what];
  }

  putAgent(agent: Agent): void {
    if (!this.agentsBefore.has(agent.id)) this.agentsBefore.set(agent.id, this.agent(agent.id));
    this.book.putAgent(agent, this.now);
  }

  /** Puts an agent into a state, and says so in the event stream. */
  setAgent(agent: Agent, state: AgentState, by: string, more: Partial<Agent> = {}): Agent {
    const changed = { ...agent, ...more, state };
    this.putAgent(changed);
    this.note('agent.state', null, {
      agent: agent.id,
      state,
      was: agent.state.is,
      forMs: this.now - agent.state.since,
      by,
    });
    return changed;
  }

  putTicket(ticket: Ticket): void {
    this.remember(ticket.id);
    this.book.putTicket(ticket, this.now);
  }

  setTicket(ticket: Ticket, state: TicketState): Ticket {
    const changed = { ...ticket, state };
    this.putTicket(changed);
    return changed;
  }

  closeTicket(id: TicketId): void {
    this.remember(id);
    this.book.removeTicket(id);
  }

  putGate(gate: QueueGate): void {
    const { queue } = gate;
    if (!this.gatesBefore.has(queue)) this.gatesBefore.set(queue, this.book.gates.get(queue) ?? null);
    this.book.putGate(queue, gate);
  }

  tell(call: CallId, message: FloorMessage): void {
    this.actions.push({ type: 'tell', call, message });
  }

  note<T extends EventType>(type: T, call: CallId | null, data: EventData[T]): void {
    this.events.push({ id: `floor.e${this.count('event')}`, at: this.now, call, type, data } as CarillonEvent);
  }

  changes(): FloorChanges {
    const agents = [...this.agentsBefore.keys()].flatMap((id) => this.agent(id) ?? []);
    const tickets = [...this.ticketsBefore.keys()].flatMap((id) => this.ticket(id) ?? []);
    const closed = [...this.ticketsBefore].flatMap(([id, before]) => (before && !this.ticket(id) ? [id] : []));
    const gates = [...this.gatesBefore.keys()].flatMap((queue) => this.book.gates.get(queue) ?? []);
    return { agents, tickets, closed, counters: this.book.counters, ...(gates.length > 0 && { gates }) };
  }

  /** Nothing of it has happened. */
  takeBack(): void {
    for (const [queue, gate] of this.gatesBefore) this.book.putGate(queue, gate);
    this.book.restore(this.agentsBefore, this.ticketsBefore, this.countersBefore, this.now);
  }

  private remember(id: TicketId): void {
    if (!this.ticketsBefore.has(id)) this.ticketsBefore.set(id, this.ticket(id));
  }
}
