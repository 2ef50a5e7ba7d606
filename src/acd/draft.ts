import type { AgentState } from '../domain/agent';
import type { CarillonEvent, EventData, EventType } from '../domain/event';
import type { AgentId, CallId, TicketId } from '../domain/ids';
import type { FloorMessage, Ticket, TicketState } from '../domain/queue';
import type { Instant } from '../domain/time';
import type { FloorAction } from './decision';
import type { Agent, FloorChanges, FloorCounters, FloorSettings, FloorState } from './floor';

/** A floor while a decision is made: reads through to the state, keeps what is changed, and the state stays as it was. */
export class Draft {
  readonly actions: FloorAction[] = [];
  readonly events: CarillonEvent[] = [];
  private readonly changedAgents = new Map<AgentId, Agent>();
  private readonly changedTickets = new Map<TicketId, Ticket>();
  private readonly closed = new Set<TicketId>();
  private counters: FloorCounters;

  constructor(
    private readonly state: FloorState,
    readonly settings: FloorSettings,
    readonly now: Instant,
  ) {
    this.counters = state.counters;
  }

  agent(id: AgentId): Agent | undefined {
    return this.changedAgents.get(id) ?? this.state.agents.get(id);
  }

  ticket(id: TicketId): Ticket | undefined {
    return this.closed.has(id) ? undefined : (this.changedTickets.get(id) ?? this.state.tickets.get(id));
  }

  *agents(): Iterable<Agent> {
    for (const [id, agent] of this.state.agents) yield this.changedAgents.get(id) ?? agent;
    for (const [id, agent] of this.changedAgents) if (!this.state.agents.has(id)) yield agent;
  }

  *tickets(): Iterable<Ticket> {
    for (const [id, ticket] of this.state.tickets)
      if (!this.closed.has(id)) yield this.changedTickets.get(id) ?? ticket;
    for (const [id, ticket] of this.changedTickets)
      if (!this.state.tickets.has(id) && !this.closed.has(id)) yield ticket;
  }

  count(what: keyof FloorCounters): number {
    this.counters = { ...this.counters, [what]: this.counters[what] + 1 };
    return this.counters[what];
  }

  putAgent(agent: Agent): void {
    this.changedAgents.set(agent.id, agent);
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
    this.changedTickets.set(ticket.id, ticket);
  }

  setTicket(ticket: Ticket, state: TicketState): Ticket {
    const changed = { ...ticket, state };
    this.putTicket(changed);
    return changed;
  }

  closeTicket(id: TicketId): void {
    this.closed.add(id);
  }

  tell(call: CallId, message: FloorMessage): void {
    this.actions.push({ type: 'tell', call, message });
  }

  note<T extends EventType>(type: T, call: CallId | null, data: EventData[T]): void {
    this.events.push({ id: `floor.e${this.count('event')}`, at: this.now, call, type, data } as CarillonEvent);
  }

  changes(): FloorChanges {
    return {
      agents: [...this.changedAgents.values()],
      tickets: [...this.changedTickets.values()].filter(({ id }) => !this.closed.has(id)),
      closed: [...this.closed],
      counters: this.counters,
    };
  }
}
