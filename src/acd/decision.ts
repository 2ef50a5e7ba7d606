import type { ChosenState } from '../domain/agent';
import type { EndedBy } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import type { AgentId, CallId, LegId, TicketId } from '../domain/ids';
import type { FloorMessage, LeaveReason, TicketRequest } from '../domain/queue';
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
    }
  | { readonly type: 'leg-answered'; readonly leg: LegId }
  | { readonly type: 'leg-ended'; readonly leg: LegId; readonly by: EndedBy; readonly cause: number | null }
  /** The agent's phone could not even be rung: the `phone` is not there, or the caller or Asterisk is not. */
  | { readonly type: 'ring-failed'; readonly leg: LegId; readonly phone: boolean }
  | { readonly type: 'deadline' }
  /** We were away; this is what is still there. */
  | {
      readonly type: 'recovered';
      readonly calls: readonly CallId[];
      readonly legs: readonly { readonly leg: LegId; readonly answered: boolean }[];
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
    }
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
