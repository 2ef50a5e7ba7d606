import type { CallFacts } from './call';
import {
  callOf,
  isCallback,
  partId,
  type AgentId,
  type CallId,
  type FlowName,
  type QueueName,
  type TicketId,
} from './ids';
import type { Instant, Millis } from './time';

/** What is needed to call somebody back who has hung up and keeps a place in a queue. */
export interface CallbackPlan {
  readonly number: string;
  /** The trunk of the site that leads there. */
  readonly trunk: string;
  /** Who the customer is shown is calling. */
  readonly callerId: { readonly name: string; readonly number: string };
  readonly ringForMs: Millis;
  /** So often at most the customer is called in vain. */
  readonly tries: number;
  readonly retryAfterMs: Millis;
  /** `customer-first`: an agent who is free is kept so, and rung when the customer has answered. */
  readonly mode?: CallbackMode;
  /** Not before; `null`: as soon as their turn comes. */
  readonly at: Instant | null;
  /** Given up then, unless the customer is just being called. */
  readonly expiresAt: Instant;
  /** What the customer gets who answers; `null`: their place in the queue at once. */
  readonly flow: FlowName | null;
  /** The call that asked for it: by these facts the call back is known. */
  readonly asked: CallFacts;
}

export const callbackModes = ['agent-first', 'customer-first'] as const;
export type CallbackMode = (typeof callbackModes)[number];

/** Whether the customer of a callback is there. */
export interface Customer {
  /**
   * `away`: nobody calls them now. `called`: an agent is on the line (or kept free), and their phone rings. `missed`: they could
   * not be had, and the agent is told. `here`: they have answered, and it is a call like any other.
   */
  readonly is: 'away' | 'called' | 'missed' | 'here';
  readonly since: Instant;
  /** How often they were called; tells the calls to them apart. */
  readonly calls: number;
  /** How often of these in vain, through no fault of an agent. */
  readonly missed: number;
  /** How the last call to them ended, if there was one. */
  readonly last: CallbackTry | null;
}

/** How a call to the customer ended; `agent-left`: the agent hung up while it rang, `not-allowed`: the trunk is no more. */
export const callbackTries = [
  'answered',
  'busy',
  'no-answer',
  'declined',
  'unreachable',
  'not-allowed',
  'agent-left',
] as const;
export type CallbackTry = (typeof callbackTries)[number];
/** Those of which the agent on the line is told. */
export type CallbackMiss = Exclude<CallbackTry, 'answered' | 'agent-left'>;

/**
 * How a callback ended. `done`: agent and customer spoke. `abandoned`: the customer answered and hung up before that.
 * `unserved`: the customer answered, and then nobody could be had. `asked-again`: another callback stands for it.
 * `called-in`: the customer called in meanwhile, and an agent answered.
 */
export const callbackEndings = [
  'done',
  'not-reached',
  'expired',
  'cancelled',
  'abandoned',
  'unserved',
  'asked-again',
  'called-in',
] as const;
export type CallbackEnding = (typeof callbackEndings)[number];

/** The place of a callback, by its call; a call's own tickets begin with 1. */
export const ticketOfCallback = (call: CallId): TicketId => partId(call, 'ticket', 0);

/** Whether it is the place of a callback, where the customer was not on the line. */
export const isKeptPlace = (ticket: TicketId): boolean =>
  isCallback(callOf(ticket)) && ticket === ticketOfCallback(callOf(ticket));

/** What the agent is told of a customer who was not to be had. */
export const promptOfMiss: Readonly<Record<CallbackMiss, string>> = {
  busy: 'callback/busy',
  'no-answer': 'callback/no-answer',
  declined: 'callback/no-answer',
  unreachable: 'callback/unreachable',
  'not-allowed': 'callback/unreachable',
};

/** Q.850. Of all other causes there was no way there. */
export function missOf(cause: number | null): CallbackMiss {
  switch (cause) {
    case 17:
      return 'busy';
    case 21:
      return 'declined';
    case null:
    case 16:
    case 18:
    case 19:
    case 31:
      return 'no-answer';
    default:
      return 'unreachable';
  }
}

/** A callback as the history has it. */
export interface CallbackRecord {
  readonly id: CallId;
  readonly ticket: TicketId;
  /** The call that asked for it. */
  readonly from: CallId;
  readonly queue: QueueName;
  readonly number: string;
  readonly trunk: string;
  readonly askedAt: Instant;
  readonly at: Instant | null;
  readonly expiresAt: Instant;
  readonly calls: number;
  readonly lastAt: Instant | null;
  readonly last: CallbackTry | null;
  readonly agent: AgentId | null;
  readonly endedAt: Instant | null;
  readonly ended: CallbackEnding | null;
  /** Who ended it from outside. */
  readonly by: string | null;
}
