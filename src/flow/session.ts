import type { CallFacts, CallOutcome, EndedBy, RecordingEnd, RejectCause } from '../domain/call';
import type { FloorMessage, TicketRequest } from '../domain/queue';
import type { AgentId, CommandId, FlowName, LegId, NodeId, QueueName, Revision, TicketId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Instant, Millis } from '../domain/time';
import type { LookupResult } from './command';

/** A call's place in one flow. */
export interface Frame {
  readonly flow: FlowName;
  readonly node: NodeId;
  /** What the step at `node` keeps for itself. */
  readonly local: Json;
  readonly enteredAt: Instant;
  /** When the step goes on by itself; `null` while a flow that it runs decides that. */
  readonly due: Instant | null;
  /** When the flow has taken as long as it may. */
  readonly until: Instant | null;
  readonly vars: Readonly<Record<string, Json>>;
  /** The music that the step wants to be heard below everything else. */
  readonly music: string | null;
}

/**
 * All that is known of one call in its flows: plain JSON, saved before anything is done. The innermost flow stands in the
 * session itself, those that wait for it in `below`, the outermost first. `sealed` is what nobody but the flow may read;
 * the store encrypts it.
 */
export interface Session extends Frame {
  readonly call: CallFacts;
  readonly revision: Revision;
  readonly below: readonly Frame[];
  /** The next instant at which something happens by itself in any of the flows. */
  readonly deadline: Instant;
  readonly answered: boolean;
  /** The last things asked of the telephony that still go on. */
  readonly playing: CommandId | null;
  /** The music that plays. */
  readonly tune: string | null;
  readonly bridge: CommandId | null;
  /** The other side of the bridge has answered: a talk, which no limit of time cuts short. */
  readonly talking: boolean;
  /** Whether an agent spoke with the caller. */
  readonly served: boolean;
  /** With whom the caller spoke last. */
  readonly lastTalk: { readonly agent: AgentId; readonly queue: QueueName } | null;
  /** What was asked of the floor for the last wait that no agent ended; a callback keeps its age. */
  readonly lastWait?: Wait | null;
  /** The caller will be called back. */
  readonly promised?: boolean;
  /** Of a callback: the place that was kept for it, until a `queue` step takes it. */
  readonly place?: KeptPlace | null;
  readonly tags: readonly string[];
  /** Places that the call holds where only so many may be at once (step `limit`). */
  readonly limits: readonly string[];
  /** The last keys that were an answer; secret ones are never here. */
  readonly keys: string;
  /** How much of what steps cost is left (see `pace.ts`), and since when that is known. */
  readonly pace: Pace;
  /** Which of several messages each `play` said last, by flow and node. */
  readonly saidLast?: Readonly<Record<string, number>>;
  /** The step at `node` is not entered yet: the call goes too fast, and rests until `due`. */
  readonly resting: boolean;
  /** Counts up with each id made from the call's. */
  readonly serial: number;
  readonly state: SessionState;
  readonly sealed: Sealed;
}

export type Wait = Omit<TicketRequest, 'id' | 'call' | 'caller' | 'callback'>;

export interface KeptPlace {
  readonly ticket: TicketId;
  readonly queue: QueueName;
}

export interface Pace {
  readonly left: number;
  readonly at: Instant;
  /** How often it rested since a step last waited for something. */
  readonly rests: number;
}

export interface Sealed {
  /** Digits keyed and not yet used by a step, in order. */
  readonly typed: string;
  /** Secret variables of the innermost flow. */
  readonly vars: Readonly<Record<string, Json>>;
  /** Those of the flows below, one entry each. */
  readonly below: readonly Readonly<Record<string, Json>>[];
}

export type SessionState =
  | { readonly is: 'live' }
  /** We asked for the end so many times, and wait for the leg to go. */
  | { readonly is: 'ending'; readonly outcome: CallOutcome; readonly ending: Ending; readonly asked: number }
  /** The caller is gone; the flow whose `on_hangup` runs has `depth` flows below it. */
  | {
      readonly is: 'after';
      readonly outcome: CallOutcome;
      readonly by: EndedBy;
      readonly cause: number | null;
      readonly at: Instant;
      /** Where the call was when it ended. */
      readonly node: NodeId;
      readonly depth: number;
    }
  | { readonly is: 'over'; readonly outcome: CallOutcome; readonly by: EndedBy };

/** How we end a call: by hanging up, by refusing it, or by giving it to the dialplan. */
export type Ending =
  | { readonly type: 'hangup'; readonly cause?: RejectCause }
  | { readonly type: 'reject'; readonly cause: RejectCause }
  | { readonly type: 'to-fallback' };

/** What can happen to a call, as its flow sees it. */
export type CallEvent =
  | { readonly type: 'digit'; readonly digit: string }
  /** The command is done: the prompt was heard out or stopped, the bridge stands, the call is answered. */
  | { readonly type: 'done'; readonly command: CommandId }
  | { readonly type: 'failed'; readonly command: CommandId; readonly why: string }
  | { readonly type: 'looked-up'; readonly command: CommandId; readonly result: LookupResult }
  | {
      readonly type: 'recorded';
      readonly command: CommandId;
      readonly durationMs: Millis;
      readonly by: RecordingEnd;
    }
  /** Of a leg that the flow dialled. `cause` is a Q.850 cause. */
  | { readonly type: 'leg-ringing'; readonly leg: LegId }
  | { readonly type: 'leg-answered'; readonly leg: LegId }
  | { readonly type: 'leg-ended'; readonly leg: LegId; readonly by: EndedBy; readonly cause: number | null }
  /** The schedule of the queue that the ticket waits in was opened or closed by hand. */
  | { readonly type: 'hours-changed'; readonly ticket: TicketId }
  | { readonly type: 'override-set'; readonly command: CommandId; readonly refused: string | null }
  | { readonly type: 'list-changed'; readonly command: CommandId; readonly refused: string | null }
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
