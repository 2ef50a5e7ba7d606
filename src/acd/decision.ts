import type { ChosenState, PhoneState, WrapUpOrder } from '../domain/agent';
import type { EndedBy } from '../domain/call';
import type { CallbackMiss } from '../domain/callback';
import type { CarillonEvent } from '../domain/event';
import type { AgentId, CallId, LegId, QueueName, TicketId } from '../domain/ids';
import type { ChooserQuestion, FloorMessage, LeaveReason, TicketRequest } from '../domain/queue';
import type { ConditionOf } from '../domain/queue-gate';
import type { Instant, Millis } from '../domain/time';
import type { FloorChanges } from './floor';

/** What can happen on the floor. */
export type FloorInput =
  /** The site was published: agents may have come or gone. */
  | { readonly type: 'configured' }
  | { readonly type: 'enqueue'; readonly ticket: TicketRequest }
  | { readonly type: 'leave-queue'; readonly ticket: TicketId; readonly reason: LeaveReason }
  | { readonly type: 'ask-position'; readonly ticket: TicketId }
  | { readonly type: 'report-bridge'; readonly ticket: TicketId; readonly leg: LegId; readonly done: boolean }
  | {
      readonly type: 'set-agent-state';
      readonly agent: AgentId;
      readonly to: ChosenState;
      readonly reason: string;
      /** Who asked: the agent's id, a supervisor, `phone`. */
      readonly by: string;
      /** A supervisor's word: neither a forced wrap-up nor its time hold the agent. */
      readonly force?: boolean;
    }
  /** A condition of a queue was found to hold, or to hold no more: see `QueueCondition`. */
  | {
      readonly type: 'condition';
      readonly queue: QueueName;
      readonly of: ConditionOf;
      readonly condition: string;
      readonly holds: boolean;
    }
  /** People decide in the floor's place; `by` is who. */
  | { readonly type: 'move-ticket'; readonly ticket: TicketId; readonly queue: QueueName; readonly by: string }
  | { readonly type: 'set-priority'; readonly ticket: TicketId; readonly priority: number; readonly by: string }
  | { readonly type: 'withdraw-ticket'; readonly ticket: TicketId; readonly by: string }
  | { readonly type: 'pick-ticket'; readonly ticket: TicketId; readonly agent: AgentId; readonly by: string }
  | { readonly type: 'take-next'; readonly agent: AgentId }
  | { readonly type: 'wrap-up'; readonly agent: AgentId; readonly order: WrapUpOrder; readonly by: string }
  | {
      readonly type: 'sign-in-to-queue';
      readonly agent: AgentId;
      readonly queue: QueueName;
      readonly signedIn: boolean;
      readonly by: string;
    }
  /** What came of the talk that the agent is in, or had last. */
  | { readonly type: 'disposition'; readonly agent: AgentId; readonly code: string; readonly by: string }
  /** An agent's phone is on some call, or free again, or not there: see `PhoneState`. */
  | { readonly type: 'phone-state'; readonly agent: AgentId; readonly phone: PhoneState }
  | { readonly type: 'leg-answered'; readonly leg: LegId }
  /** A key was pressed on an agent's leg. */
  | { readonly type: 'leg-digit'; readonly leg: LegId; readonly digit: string }
  | {
      readonly type: 'leg-ended';
      readonly leg: LegId;
      readonly by: EndedBy;
      readonly cause: number | null;
      /** Of a customer who is called back: which of the calls to them; without it, the last. */
      readonly attempt?: number;
    }
  /** The agent's phone could not even be rung: the `phone` is not there, or the caller or Asterisk is not. */
  | { readonly type: 'ring-failed'; readonly leg: LegId; readonly phone: boolean }
  /** A caller wants to be called back (`ticket.callback`) in place of the wait `replaces`; `from`, their call, is told. */
  | {
      readonly type: 'ask-callback';
      readonly ticket: TicketRequest;
      readonly replaces: TicketId | null;
      readonly from: CallId;
    }
  | { readonly type: 'cancel-callback'; readonly ticket: TicketId; readonly by: string }
  /** The customer who was called back has answered. */
  | { readonly type: 'customer-answered'; readonly call: CallId }
  /** They could not even be called. */
  | { readonly type: 'customer-failed'; readonly call: CallId; readonly how: CallbackMiss }
  /** A schedule was opened or closed by hand. */
  | { readonly type: 'hours-changed' }
  /** Whoever was asked which agent is to have the call has answered; `agents` null: without an answer, `why`. */
  | {
      readonly type: 'chosen';
      readonly ticket: TicketId;
      readonly asked: number;
      readonly agents: readonly AgentId[] | null;
      readonly why: string;
    }
  /** Time to look whether all that is remembered can be. */
  | { readonly type: 'patrol' }
  /** An agent's leg is not there any more, and nothing was told of its end. */
  | { readonly type: 'leg-lost'; readonly leg: LegId }
  | { readonly type: 'deadline' }
  /** We were away; this is what is still there. */
  | {
      readonly type: 'recovered';
      readonly calls: readonly CallId[];
      readonly legs: readonly { readonly leg: LegId; readonly answered: boolean }[];
      /** Agents' legs on which, as far as their calls know, caller and agent talk. */
      readonly talks?: readonly LegId[];
      readonly phones?: readonly { readonly agent: AgentId; readonly phone: PhoneState }[];
      /** Customers who are called back, whether they have answered or not. */
      readonly customers?: readonly LegId[];
    };

/** What the floor wants done, after its changes are saved. */
export type FloorAction =
  | {
      readonly type: 'ring-agent';
      readonly call: CallId;
      readonly leg: LegId;
      readonly agent: AgentId;
      readonly callerId: { readonly name: string; readonly number: string };
      readonly ringForMs: Millis;
      /** There is no caller yet. */
      readonly alone?: boolean;
    }
  /** Calls a customer back; the agent on `beside`, if there is one, hears that it rings there. */
  | {
      readonly type: 'call-customer';
      readonly call: CallId;
      readonly number: string;
      readonly trunk: string;
      readonly callerId: { readonly name: string; readonly number: string };
      readonly ringForMs: Millis;
      readonly beside: LegId | null;
      readonly attempt: number;
    }
  /** Tells an agent on the line that the customer is not to be had, and ends the leg. */
  | { readonly type: 'tell-agent'; readonly call: CallId; readonly leg: LegId; readonly what: CallbackMiss }
  /** Asks somebody outside; the answer is the input `chosen`. */
  | {
      readonly type: 'ask-chooser';
      readonly call: CallId;
      readonly ticket: TicketId;
      readonly asked: number;
      readonly connector: string;
      readonly withinMs: Millis;
      readonly question: ChooserQuestion;
    }
  /** Plays to an agent's leg what they are to do before they get the caller. */
  | { readonly type: 'ask-agent'; readonly call: CallId; readonly leg: LegId; readonly prompt: string }
  /** They have done it: what still plays of that is stopped, or Asterisk joins the two only after it. */
  | { readonly type: 'stop-asking'; readonly call: CallId; readonly leg: LegId }
  | { readonly type: 'drop-leg'; readonly call: CallId; readonly leg: LegId; readonly answeredElsewhere: boolean }
  | { readonly type: 'tell'; readonly call: CallId; readonly message: FloorMessage };

export interface Decision {
  readonly changes: FloorChanges;
  readonly actions: readonly FloorAction[];
  readonly events: readonly CarillonEvent[];
  /** When something must be decided again even if nothing happens; `null` when nothing is due. */
  readonly wakeAt: Instant | null;
  /** Why a request was not granted; `null` otherwise. */
  readonly refused: string | null;
}
