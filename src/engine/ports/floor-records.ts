import type { Agent, FloorCounters, FloorSettings } from '../../acd/floor';
import type { FloorInput } from '../../acd/decision';
import type { QueueName, Revision } from '../../domain/ids';
import type { Ticket } from '../../domain/queue';
import type { QueueGate } from '../../domain/queue-gate';
import type { Instant } from '../../domain/time';

/** The version of the site that the floor goes by, and the canary whose own queues and agents it knows besides. */
export interface FloorSite {
  readonly current: Revision;
  readonly canary: Revision | null;
}

/** From when on callbacks of a queue may be offered: 0 for at once, `null` for never. */
export type Openings = Readonly<Record<QueueName, Instant | null>>;

/** One turn of the floor as it is recorded; turns that changed nothing are not. Plain JSON. */
export interface RecordedTurn {
  /** Rises by one from turn to turn, from 1 after a start: a number that is left out is a turn that is lost. */
  readonly number: number;
  readonly at: Instant;
  readonly input: FloorInput;
  /** What the floor went by from this turn on, where that is something else than before. */
  readonly site?: FloorSite;
  /** Answers from outside that this turn used, where they are others than before. */
  readonly opens?: Openings;
  /** Of the decision: see `printOf`. */
  readonly print: number;
}

/** The whole floor after a turn. */
export interface FloorSnapshot {
  /** Of the turn; 0 at a start. */
  readonly after: number;
  readonly at: Instant;
  readonly site: FloorSite;
  readonly opens: Openings;
  readonly agents: readonly Agent[];
  readonly tickets: readonly Ticket[];
  readonly counters: FloorCounters;
  /** Of queues that have gates; without it none has. */
  readonly gates?: readonly QueueGate[];
}

/** A stretch of what one leader of the floor recorded. */
export interface FloorRecord {
  /** The number of the leader's lease. */
  readonly lease: number;
  /** The last two before the moment, the older first; one when there is no other. */
  readonly snapshots: readonly FloorSnapshot[];
  /** Every turn since the older, and those asked for after the moment. */
  readonly turns: readonly RecordedTurn[];
}

/** What the floor was given, kept for a while so that any moment of it can be made again. */
export interface FloorRecords {
  /** Kept soon, several turns at a time: a crash may take what was noted in the last quarter of a second. Never throws. */
  note(turn: RecordedTurn): void;
  /** Kept in pieces: one that a crash has cut short is as if it had never been. */
  keep(snapshot: FloorSnapshot): Promise<void>;
  /** What is needed to make the floor again as it was at an instant; `undefined` when nothing of then is kept. */
  read(at: Instant, further: number): Promise<FloorRecord | undefined>;
  /** Forgets what is older. */
  trim(before: Instant): Promise<void>;
}

/** What a version of the site says of the floor; `undefined` when its text is lost. */
export type SettingsOf = (site: FloorSite) => FloorSettings | undefined;
