import type { AgentSettings, AgentState } from '../domain/agent';
import type { AgentId, QueueName, TicketId } from '../domain/ids';
import type { QueueSettings, Ticket } from '../domain/queue';
import type { Instant } from '../domain/time';

/** An agent on the floor: what the site says, and what they are doing. */
export interface Agent {
  readonly id: AgentId;
  readonly state: AgentState;
  /** Since when idle in truth: the end of the last wrap-up or the sign-in, over all queues, whatever came between. */
  readonly idleSince: Instant;
  /** What the agent asked for while at work with a caller; it comes after the call. */
  readonly next: { readonly is: 'not-ready' | 'signed-out'; readonly reason: string } | null;
}

/** Everything that is saved of the floor. */
export interface FloorState {
  readonly agents: ReadonlyMap<AgentId, Agent>;
  /** In the order of their entry. */
  readonly tickets: ReadonlyMap<TicketId, Ticket>;
  readonly counters: FloorCounters;
}

/** Numbers that only rise, so that no offer, ticket or event ever has the number of another. */
export interface FloorCounters {
  readonly fence: number;
  readonly ticket: number;
  readonly event: number;
}

/** What the site says of the floor. */
export interface FloorSettings {
  readonly agents: ReadonlyMap<AgentId, AgentSettings>;
  readonly queues: ReadonlyMap<QueueName, QueueSettings>;
}

/** What one decision changed, to be saved and then evolved into the state. */
export interface FloorChanges {
  readonly agents: readonly Agent[];
  readonly tickets: readonly Ticket[];
  readonly closed: readonly TicketId[];
  readonly counters: FloorCounters;
}

export const emptyFloor: FloorState = {
  agents: new Map(),
  tickets: new Map(),
  counters: { fence: 0, ticket: 0, event: 0 },
};
