import type { CallFacts, CallOutcome, EndedBy, RejectCause } from '../domain/call';
import type { FloorMessage } from '../domain/queue';
import type { CommandId, FlowName, NodeId, Revision } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Instant } from '../domain/time';
import type { LookupResult } from './command';

/**
 * All that is known of one call in its flow: plain JSON, saved before anything is done. `sealed` is what nobody but the
 * flow may read; the store encrypts it.
 */
export interface Session {
  readonly call: CallFacts;
  readonly revision: Revision;
  readonly flow: FlowName;
  readonly node: NodeId;
  /** What the step at `node` keeps for itself. */
  readonly local: Json;
  readonly enteredAt: Instant;
  readonly deadline: Instant;
  readonly vars: Readonly<Record<string, Json>>;
  readonly answered: boolean;
  /** The last things asked of the telephony that still go on. */
  readonly playing: CommandId | null;
  readonly music: string | null;
  readonly bridge: CommandId | null;
  /** Whether an agent spoke with the caller. */
  readonly served: boolean;
  /** Counts up with each id made from the call's. */
  readonly serial: number;
  readonly state: SessionState;
  readonly sealed: {
    /** Digits keyed and not yet used by a step, in order. */
    readonly typed: string;
    readonly vars: Readonly<Record<string, string>>;
  };
}

export type SessionState =
  | { readonly is: 'live' }
  /** We asked for the end so many times, and wait for the leg to go. */
  | { readonly is: 'ending'; readonly outcome: CallOutcome; readonly ending: Ending; readonly asked: number }
  | { readonly is: 'over'; readonly outcome: CallOutcome; readonly by: EndedBy };

/** How we end a call: by hanging up, by refusing it, or by giving it to the dialplan. */
export type Ending =
  | { readonly type: 'hangup' }
  | { readonly type: 'reject'; readonly cause: RejectCause }
  | { readonly type: 'to-fallback' };

/** What can happen to a call, as its flow sees it. */
export type CallEvent =
  | { readonly type: 'digit'; readonly digit: string }
  /** The command is done: the prompt was heard out or stopped, the bridge stands, the call is answered. */
  | { readonly type: 'done'; readonly command: CommandId }
  | { readonly type: 'failed'; readonly command: CommandId; readonly why: string }
  | { readonly type: 'looked-up'; readonly command: CommandId; readonly result: LookupResult }
  | FloorEvent
  | { readonly type: 'deadline' }
  | { readonly type: 'hung-up'; readonly by: EndedBy; readonly cause: number | null }
  /** We were away and the caller is still there; `alive` are the ids below this call that still exist. */
  | { readonly type: 'recovered'; readonly alive: readonly string[] };

/** What the floor tells a call. */
export type FloorEvent =
  FloorMessage | { readonly type: 'agent-state-set'; readonly command: CommandId; readonly refused: string | null };

/** What a step sees: hang-up and recovery are handled once, in `advance`. */
export type StepEvent = Exclude<CallEvent, { type: 'hung-up' | 'recovered' }>;
