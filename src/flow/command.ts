import type { ChosenState, WrapUpOrder } from '../domain/agent';
import type { DialTarget, Media, RejectCause } from '../domain/call';
import type { AgentId, CommandId, LegId, TicketId, QueueName } from '../domain/ids';
import type { Json } from '../domain/json';
import type { ListEntry, ListName } from '../domain/list';
import type { PinSubject } from '../domain/pin-lock';
import type { LeaveReason, TicketRequest } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';

/** What a call asks of the telephony. `id` names the playback or bridge it makes, or just the command. Each is answered by
 * one `done` or `failed`; a `play` only when it has been heard out or stopped. */
export type CallCommand =
  | { readonly type: 'answer'; readonly id: CommandId }
  /** `fromMs`: so much of the first of the media is left out. */
  | {
      readonly type: 'play';
      readonly id: CommandId;
      readonly media: readonly Media[];
      readonly language: string;
      readonly fromMs?: Millis;
    }
  | { readonly type: 'stop-playing'; readonly id: CommandId; readonly playback: CommandId }
  | { readonly type: 'music'; readonly id: CommandId; readonly class: string }
  | { readonly type: 'stop-music'; readonly id: CommandId }
  | { readonly type: 'connect'; readonly id: CommandId; readonly leg: LegId }
  | { readonly type: 'disconnect'; readonly id: CommandId; readonly bridge: CommandId }
  | { readonly type: 'reject'; readonly id: CommandId; readonly cause: RejectCause }
  /**
   * Records the caller under `id` (mono, 8 kHz). Ends by one of `endKeys` (a string of keys, '' for none), after `silenceMs`
   * without speech, or after `maxMs`; then comes `recorded`.
   */
  | {
      readonly type: 'record';
      readonly id: CommandId;
      readonly maxMs: Millis;
      readonly silenceMs: Millis | null;
      readonly endKeys: string;
      readonly beep: boolean;
    }
  | { readonly type: 'stop-recording'; readonly id: CommandId; readonly recording: CommandId }
  /**
   * Presses keys for the caller, or for a leg that has answered: `0-9*#A-D`, `w` half a second of pause, `W` a second. It is
   * done as soon as it has begun.
   */
  | {
      readonly type: 'send-keys';
      readonly id: CommandId;
      readonly keys: string;
      readonly lastsMs: Millis;
      readonly gapMs: Millis;
      readonly leg: LegId | null;
    }
  /** The caller, who is not answered yet, hears that somebody is rung. */
  | { readonly type: 'ring'; readonly id: CommandId }
  /**
   * Rings somebody; `id` is the new leg's. Then come `leg-ringing`, `leg-answered`, `leg-ended`. In the bridge `early` the
   * caller hears already before the answer what the other side has to say; with `null` nothing of it.
   */
  | {
      readonly type: 'dial';
      readonly id: LegId;
      readonly to: DialTarget;
      readonly callerId: { readonly name: string; readonly number: string };
      readonly ringForMs: Millis;
      readonly early: CommandId | null;
    }
  | { readonly type: 'drop-leg'; readonly id: CommandId; readonly leg: LegId; readonly answeredElsewhere: boolean }
  /**
   * Sends the caller away for good (SIP REFER, or 302 before the answer) to an address like `sip:112@carrier.example`; our
   * part of the call is over then. It fails when the other side will not.
   */
  | { readonly type: 'redirect'; readonly id: CommandId; readonly to: string }
  /** Without a cause it is a normal clearing. */
  | { readonly type: 'hangup'; readonly id: CommandId; readonly cause?: RejectCause }
  | { readonly type: 'to-fallback'; readonly id: CommandId };

/** What a call asks of the floor. */
export type FloorCommand =
  | { readonly type: 'enqueue'; readonly id: CommandId; readonly ticket: TicketRequest }
  | { readonly type: 'leave-queue'; readonly id: CommandId; readonly ticket: TicketId; readonly reason: LeaveReason }
  | { readonly type: 'ask-position'; readonly id: CommandId; readonly ticket: TicketId }
  /** Asks for a call back, in place of the wait `replaces`; answered by `callback-taken`. */
  | {
      readonly type: 'ask-callback';
      readonly id: CommandId;
      readonly ticket: TicketRequest;
      readonly replaces: TicketId | null;
    }
  | { readonly type: 'cancel-callback'; readonly id: CommandId; readonly ticket: TicketId; readonly by: string }
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
    }
  /** Answered as `set-agent-state` is. */
  | ({ readonly id: CommandId; readonly agent: AgentId } & (
      | { readonly type: 'wrap-up'; readonly order: WrapUpOrder }
      | { readonly type: 'sign-in-to-queue'; readonly queue: QueueName; readonly signedIn: boolean }
      | { readonly type: 'disposition'; readonly code: string }
    ));

export interface LookupCommand {
  readonly type: 'lookup';
  readonly id: CommandId;
  readonly connector: string;
  readonly key: string;
  readonly withinMs: Millis;
  /** An answer of no more than this age will do; 0: it is asked anew. */
  readonly cacheMs: Millis;
}

/** An HTTP request that a flow makes by itself; answered as a look-up is. */
export interface FetchCommand {
  readonly type: 'fetch';
  readonly id: CommandId;
  readonly request: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Sent as JSON; `null` for none. */
    readonly body: Json;
  };
  readonly withinMs: Millis;
  readonly cacheMs: Millis;
}

/** Tells somebody something, by a job that is tried again until it works or is too old. Nobody waits for it. */
export interface NotifyCommand {
  readonly type: 'notify';
  readonly id: CommandId;
  readonly by: 'mail' | 'sms' | 'webhook';
  /** An address, a number or a URL. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly data: Json;
  /** A recording that goes with it. */
  readonly recording: CommandId | null;
}

/** Opens or closes a schedule by hand until an instant, or (`to` null) gives it back to its hours. */
export interface OverrideCommand {
  readonly type: 'set-override';
  readonly id: CommandId;
  readonly schedule: string;
  readonly to: string | null;
  /** `null`: until it is taken back. */
  readonly until: Instant | null;
  /** Who wants it: an agent's id, or the caller's number. */
  readonly by: string;
  readonly why: string;
}

/** Adds an entry to a list, or (`entry` null) takes it out. */
export interface ListCommand {
  readonly type: 'change-list';
  readonly id: CommandId;
  readonly list: ListName;
  readonly key: string;
  readonly entry: Pick<ListEntry, 'until' | 'fields'> | null;
  /** An agent's id, or the flow. */
  readonly by: string;
  readonly note: string;
}

/** A PIN was keyed in, right or wrong. It is counted, and nobody waits for that. */
export interface PinCommand {
  readonly type: 'pin-tried';
  readonly id: CommandId;
  readonly subjects: readonly PinSubject[];
  readonly right: boolean;
}

export type FlowCommand =
  | CallCommand
  | FloorCommand
  | LookupCommand
  | FetchCommand
  | NotifyCommand
  | OverrideCommand
  | ListCommand
  | PinCommand;

/** What a connector found. */
export type LookupResult =
  | { readonly is: 'found'; readonly value: Json }
  | { readonly is: 'not-found' }
  | { readonly is: 'failed'; readonly why: string };
