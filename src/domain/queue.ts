import type { AgentId, CallId, LegId, QueueName, TicketId } from './ids';
import type { Instant, Millis } from './time';

/** What the site says of a queue. */
export interface QueueSettings {
  readonly name: QueueName;
  readonly title: string;
  /** Least level 0–100 by skill that an agent must have. */
  readonly skills: Readonly<Record<string, number>>;
  readonly ringForMs: Millis;
  readonly wrapUpMs: Millis;
  /** Longest wait, the ringing of a last offer apart. */
  readonly maxWaitMs: Millis;
  /** Most callers at once; the next one leaves by `full`. */
  readonly maxWaiting: number;
  /** After a refusal or a busy phone, how long until that agent is offered a call again. */
  readonly retryAgentAfterMs: Millis;
  readonly music: string;
  readonly announce: Announcement;
  /** Nobody enters while this schedule is not open; `null`: the queue is always there. */
  readonly schedule: string | null;
  /** What becomes of those who wait when it closes. */
  readonly atClosing: 'stay' | 'leave';
  /** Longest talk; a net against a lost ending, not a limit that anyone should notice. */
  readonly maxTalkMs: Millis;
  /** Where messages that callers leave for it are sent. */
  readonly mail?: string;
}

export interface Announcement {
  readonly position: boolean;
  readonly afterMs: Millis;
  readonly everyMs: Millis;
  /** Said after the position, or alone when positions are not said. */
  readonly prompt: string | null;
}

/** How an offer ended. */
export const offerEndings = ['accepted', 'ring-no-answer', 'declined', 'busy', 'unreachable', 'withdrawn'] as const;
export type OfferEnding = (typeof offerEndings)[number];

/**
 * Why a queue visit ended: exactly one each (law 10). `nobody`: no agent who could ever take it was signed in; `chosen`: the
 * caller took another way, by a key; `withdrawn`: it was ended from outside, or the flow went elsewhere; `closed`: the
 * queue's schedule closed.
 */
export const leaveReasons = [
  'answered',
  'abandoned',
  'timeout',
  'full',
  'nobody',
  'withdrawn',
  'chosen',
  'closed',
] as const;
export type LeaveReason = (typeof leaveReasons)[number];

/** One ringing of one agent's phone for one ticket. Its number rises over the whole floor and fences off late answers. */
export interface Offer {
  readonly leg: LegId;
  readonly fence: number;
  readonly agent: AgentId;
  readonly at: Instant;
  readonly until: Instant;
}

/** What a flow asks of the floor. */
export interface TicketRequest {
  readonly id: TicketId;
  readonly call: CallId;
  readonly queue: QueueName;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  /** Only this agent will do. */
  readonly agent: AgentId | null;
  readonly maxWaitMs: Millis | null;
  /** What the agent's phone shows. */
  readonly caller: { readonly number: string; readonly name: string };
  readonly enteredAt: Instant;
}

/** A caller's place in a queue, from entry to the end of the talk. */
export interface Ticket extends TicketRequest {
  /** Rises over the whole floor: the last tie-break, and the order of entry. */
  readonly number: number;
  readonly positionAtEntry: number;
  /** Agents who refused or missed this call: they come last for it. */
  readonly refusedBy: readonly AgentId[];
  /** Not offered to anybody before. */
  readonly offersFrom: Instant;
  readonly state: TicketState;
}

export type TicketState =
  | { readonly is: 'waiting' }
  | { readonly is: 'offered'; readonly offer: Offer }
  | { readonly is: 'connecting'; readonly offer: Offer; readonly answeredAt: Instant; readonly until: Instant }
  | { readonly is: 'talking'; readonly offer: Offer; readonly answeredAt: Instant; readonly since: Instant }
  /** Kept for a while, so that a call that was away when it left can be told again. */
  | { readonly is: 'left'; readonly reason: LeaveReason; readonly at: Instant };

/** What the floor tells a call about its ticket. */
export type FloorMessage =
  | { readonly type: 'queued'; readonly ticket: TicketId; readonly position: number }
  | { readonly type: 'position'; readonly ticket: TicketId; readonly position: number }
  /** The agent answered; connect this leg with the caller and report. */
  | { readonly type: 'agent-answered'; readonly ticket: TicketId; readonly leg: LegId; readonly agent: AgentId }
  /** The agent is gone: before the talk (`waiting` again) or after. */
  | { readonly type: 'agent-left'; readonly ticket: TicketId; readonly leg: LegId; readonly waiting: boolean }
  | {
      readonly type: 'left-queue';
      readonly ticket: TicketId;
      readonly reason: Exclude<LeaveReason, 'answered' | 'abandoned' | 'chosen'>;
    };
