import type { PhoneState } from '../../domain/agent';
import type { Arrival, DialTarget, EndedBy, Media, RecordingEnd } from '../../domain/call';
import type { AgentId, CallId, CommandId, LegId } from '../../domain/ids';
import type { Millis } from '../../domain/time';
import type { CallCommand } from '../../flow/command';

/**
 * Makes calls happen. Ids are ours, so every command may be repeated harmlessly: what exists already, or is gone already,
 * is `done`.
 */
export interface Telephony {
  /** Gets ready for events and connects; rejects when there is no Asterisk or it refuses us. */
  start(onEvent: (event: TelephonyEvent) => void): Promise<void>;
  /** Stops taking events and commands; calls go on by themselves. */
  stop(): Promise<void>;
  /**
   * Gives one command and says whether it was taken. Never rejects and never stays pending: the longest answer is a
   * failure after 5 s. `signal` is the call's own and is aborted when the call is gone.
   */
  run(command: TelephonyCommand, signal: AbortSignal): Promise<CommandOutcome>;
  /** Everything of ours that exists at the moment, for comparison after we were away. */
  snapshot(): Promise<TelephonySnapshot>;
  /** Makes the phones of these agents known to Asterisk (accounts, passwords, addresses), and forgets the others. */
  publishPhones(phones: readonly PhoneAccount[]): Promise<void>;
}

export type CommandOutcome =
  | { readonly is: 'done' }
  /** `gone`: the leg is not there (any more); `refused`: Asterisk will not; `timeout`: no answer, outcome unknown. */
  | { readonly is: 'failed'; readonly code: 'gone' | 'refused' | 'unreachable' | 'timeout'; readonly why: string };

export type TelephonyCommand =
  | (CallCommand & { readonly call: CallId })
  | {
      readonly type: 'ring-agent';
      readonly call: CallId;
      readonly leg: LegId;
      readonly agent: AgentId;
      readonly callerId: { readonly name: string; readonly number: string };
      readonly ringForMs: Millis;
      /** There is no caller yet: it is for a callback. */
      readonly alone?: boolean;
    }
  /**
   * Calls a customer back: `call` is the new channel, which arrives (`callback`, visit `attempt`) when they answer; until then
   * its end is a `leg-ended`. The agent on `beside`, if there is one, hears it ring.
   */
  | {
      readonly type: 'call-back';
      readonly call: CallId;
      readonly to: Extract<DialTarget, { is: 'number' }>;
      readonly callerId: { readonly name: string; readonly number: string };
      readonly ringForMs: Millis;
      readonly beside: LegId | null;
      readonly attempt: number;
    }
  /** Plays something to an agent's leg, which is answered and in no talk; then comes `played`. What it heard before ends. */
  | {
      readonly type: 'tell-leg';
      readonly call: CallId;
      readonly id: CommandId;
      readonly leg: LegId;
      readonly media: readonly Media[];
      readonly language: string;
    }
  | { readonly type: 'drop-leg'; readonly call: CallId; readonly leg: LegId; readonly answeredElsewhere: boolean };

export type TelephonyEvent =
  | { readonly type: 'arrived'; readonly arrival: Arrival }
  | { readonly type: 'digit'; readonly leg: LegId; readonly digit: string }
  /** A playback ended: heard out, stopped (`failed` null), or not possible. */
  | { readonly type: 'played'; readonly playback: CommandId; readonly failed: string | null }
  | {
      readonly type: 'recorded';
      readonly recording: CommandId;
      readonly durationMs: Millis;
      readonly by: RecordingEnd;
    }
  | { readonly type: 'leg-ringing'; readonly leg: LegId }
  | { readonly type: 'leg-answered'; readonly leg: LegId }
  | {
      readonly type: 'leg-ended';
      readonly leg: LegId;
      readonly by: EndedBy;
      readonly cause: number | null;
      /** Of a customer who is called back, where it is known: which of the `attempt`s has ended. */
      readonly attempt?: number;
    }
  /**
   * Of an agent's phone, each time it changes, and of every phone that is published. A moment may pass: it is about what
   * nobody else tells us.
   */
  | ({ readonly type: 'phone-state' } & PhoneStanding)
  /** We can no longer hear or command Asterisk; calls go on without us until `link-up`, which follows by itself. */
  | { readonly type: 'link-down'; readonly why: string }
  /** Again in touch: what happened meanwhile is only to be seen in a snapshot. */
  | { readonly type: 'link-up' }
  /** Another node took Asterisk over: we must give no more commands. */
  | { readonly type: 'replaced' };

export interface TelephonySnapshot {
  readonly callers: readonly Arrival[];
  readonly agentLegs: readonly { readonly leg: LegId; readonly answered: boolean }[];
  /** Legs that flows have dialled. */
  readonly dialledLegs: readonly { readonly leg: LegId; readonly answered: boolean }[];
  /** Customers who are called back, those who have answered and are among the callers as well. */
  readonly callbackLegs: readonly { readonly leg: LegId; readonly answered: boolean }[];
  readonly bridges: readonly { readonly id: CommandId; readonly legs: readonly LegId[] }[];
  /** Of the agents who were published. */
  readonly phones: readonly PhoneStanding[];
}

export interface PhoneStanding {
  readonly agent: AgentId;
  /** `in-use` by calls that we neither made nor have: what is ours is told by its own events, and at once. */
  readonly state: PhoneState;
}

/** A desk phone as Asterisk must know it; `account` is the endpoint's name. */
export interface PhoneAccount {
  readonly account: string;
  /** The agent whose phone it is; `null` for a phone that only calls in, as an outside caller does. */
  readonly agent: AgentId | null;
  readonly name: string;
  readonly password: string | null;
  /** A fixed SIP address; `null` for a phone that registers. */
  readonly address: string | null;
  /** What the phone is told to dial for its messages. */
  readonly messagesAt?: string;
}
