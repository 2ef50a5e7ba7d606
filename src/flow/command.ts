import type { ChosenState } from '../domain/agent';
import type { Media, RejectCause } from '../domain/call';
import type { AgentId, CommandId, LegId, TicketId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { LeaveReason, TicketRequest } from '../domain/queue';
import type { Millis } from '../domain/time';

/** What a call asks of the telephony. `id` names the playback or bridge it makes, or just the command. Each is answered by
 * one `done` or `failed`; a `play` only when it has been heard out or stopped. */
export type CallCommand =
  | { readonly type: 'answer'; readonly id: CommandId }
  | { readonly type: 'play'; readonly id: CommandId; readonly media: readonly Media[]; readonly language: string }
  | { readonly type: 'stop-playing'; readonly id: CommandId; readonly playback: CommandId }
  | { readonly type: 'music'; readonly id: CommandId; readonly class: string }
  | { readonly type: 'stop-music'; readonly id: CommandId }
  | { readonly type: 'connect'; readonly id: CommandId; readonly leg: LegId }
  | { readonly type: 'disconnect'; readonly id: CommandId; readonly bridge: CommandId }
  | { readonly type: 'reject'; readonly id: CommandId; readonly cause: RejectCause }
  | { readonly type: 'hangup'; readonly id: CommandId }
  | { readonly type: 'to-fallback'; readonly id: CommandId };

/** What a call asks of the floor. */
export type FloorCommand =
  | { readonly type: 'enqueue'; readonly id: CommandId; readonly ticket: TicketRequest }
  | { readonly type: 'leave-queue'; readonly id: CommandId; readonly ticket: TicketId; readonly reason: LeaveReason }
  | { readonly type: 'ask-position'; readonly id: CommandId; readonly ticket: TicketId }
  | {
      readonly type: 'report-bridge';
      readonly id: CommandId;
      readonly ticket: TicketId;
      readonly leg: LegId;
      readonly done: boolean;
    }
  | {
      readonly type: 'set-agent-state';
      readonly id: CommandId;
      readonly agent: AgentId;
      readonly to: ChosenState;
      readonly reason: string;
    };

export interface LookupCommand {
  readonly type: 'lookup';
  readonly id: CommandId;
  readonly connector: string;
  readonly key: string;
  readonly withinMs: Millis;
}

export type FlowCommand = CallCommand | FloorCommand | LookupCommand;

/** What a connector found. */
export type LookupResult =
  | { readonly is: 'found'; readonly value: Json }
  | { readonly is: 'not-found' }
  | { readonly is: 'failed'; readonly why: string };
