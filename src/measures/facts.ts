import type { AgentState } from '../domain/agent';
import type { CallOutcome } from '../domain/call';
import type { CallbackEnding } from '../domain/callback';
import type { AgentId, CallId, LegId, QueueName, TicketId } from '../domain/ids';
import type { LeaveReason, OfferEnding } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';

/**
 * What the events say, put together by what it is about. An event only ever fills in what it alone knows, so facts come out
 * the same in whatever order events are read, and however often. What is not known yet is `null`.
 */
export type Fact = Visit | OfferMade | Stint | CallMade;

/** A caller's visit to a queue, and the talk and the wrap-up that came of it. */
export interface Visit {
  readonly is: 'visit';
  readonly ticket: TicketId;
  /** The place of a callback: nobody was on the line. */
  readonly kept: boolean;
  queue: QueueName | null;
  enteredAt: Instant | null;
  left: { readonly at: Instant; readonly reason: LeaveReason; readonly waitedMs: Millis } | null;
  talk: { readonly at: Instant; readonly agent: AgentId } | null;
  talked: { readonly ms: Millis; readonly by: 'caller' | 'agent' | 'unknown' } | null;
  /** By when it began. */
  readonly wrapUps: Map<Instant, Millis>;
  callback: 'asked' | CallbackEnding | null;
  /** What the caller was told of the wait that was left, by when. */
  readonly told: Map<Instant, Told>;
}

export interface Told {
  readonly expectedMs: Millis;
  /** At work for the queue then. */
  readonly agents: number;
}

/** One ringing of one agent's phone. */
export interface OfferMade {
  readonly is: 'offer';
  readonly leg: LegId;
  readonly queue: QueueName;
  readonly agent: AgentId;
  at: Instant | null;
  ended: { readonly how: OfferEnding; readonly rangMs: Millis } | null;
}

/** What an agent did without a break. */
export interface Stint {
  readonly is: 'stint';
  readonly agent: AgentId;
  readonly from: Instant;
  /** `null` while it lasts. */
  to: Instant | null;
  /** `null` until the event of its beginning is read; `was` then says as much as the end knows. */
  state: Doing | null;
  /** Of the event that told of the beginning: of two at one instant the later holds. */
  serial: number;
  was: AgentState['is'] | null;
}

export interface Doing {
  readonly is: AgentState['is'];
  readonly reason: string;
  readonly ticket: TicketId | null;
  readonly phase: 'connecting' | 'talking' | null;
}

/** One caller's call, whatever queues it visited. */
export interface CallMade {
  readonly is: 'call';
  readonly call: CallId;
  arrivedAt: Instant | null;
  channel: string;
  ended: { readonly at: Instant; readonly outcome: CallOutcome } | null;
  readonly visits: Set<TicketId>;
  readonly talks: Set<TicketId>;
}
