import type { CarillonEvent } from './event';
import type { CommandId } from './ids';
import type { Instant, Millis } from './time';
import { boxName, type BoxName } from './voicemail';

/** How long what callers said is kept; `null`: until somebody deletes it. */
export interface Retention {
  /** Messages in boxes that say nothing else, from when they were left. */
  readonly messagesMs: Millis | null;
  /** What the step `record` took. */
  readonly recordingsMs: Millis | null;
  /** What the floor was given, turn by turn, so that any moment of it can be replayed. */
  readonly replayMs: Millis | null;
}

/** What is said stays; what was decided, for a week. */
export const USUAL_RETENTION: Retention = { messagesMs: null, recordingsMs: null, replayMs: 7 * 86_400_000 };

/** What is younger is never deleted, whatever else is known of it: a notice may still want it, and the history be behind. */
export const LEFT_ALONE_MS: Millis = 86_400_000;

/** Messages left before this are over their time; `null`: none is. */
export interface Overdue {
  readonly usual: Instant | null;
  /** Of boxes with a rule of their own. */
  readonly boxes: ReadonlyMap<BoxName, Instant | null>;
}

interface WithBoxes {
  readonly retention: Retention;
  readonly agents: ReadonlyMap<string, { readonly keepMessagesMs?: Millis | null }>;
  readonly queues: ReadonlyMap<string, { readonly keepMessagesMs?: Millis | null }>;
}

export function overdueOf({ retention, agents, queues }: WithBoxes, now: Instant): Overdue {
  const before = (keptMs: Millis | null): Instant | null => (keptMs === null ? null : now - keptMs);
  const boxes = new Map<BoxName, Instant | null>();
  for (const [agent, { keepMessagesMs: kept }] of agents)
    if (kept !== undefined) boxes.set(boxName({ is: 'agent', agent }), before(kept));
  for (const [queue, { keepMessagesMs: kept }] of queues)
    if (kept !== undefined) boxes.set(boxName({ is: 'queue', queue }), before(kept));
  return { usual: before(retention.messagesMs), boxes };
}

/** What the history has of a recording. */
export type RecordingPast =
  /** A message in a box; `deleted`: nobody can hear it any more. */
  | { readonly is: 'message'; readonly deleted: boolean }
  /** A step `record` took it for its flow. */
  | { readonly is: 'recording'; readonly at: Instant; readonly deleted: boolean }
  /** Its call is over, and nobody kept it: an attempt that was said again, or was too short. */
  | { readonly is: 'left-over'; readonly since: Instant }
  /** Its call is not over, or not known: nothing can be said. */
  | { readonly is: 'unknown' };

/** Types of events by which the past of a recording is told, all of its own call. */
export const TELLING = ['voicemail.left', 'recording.kept', 'recording.deleted', 'call.ended'] as const;

/** `events` are those of its call; whether a message is deleted is told elsewhere, since that may happen in another call. */
export function pastOf(recording: CommandId, events: readonly CarillonEvent[], deleted: boolean): RecordingPast {
  let past: RecordingPast = { is: 'unknown' };
  let over: Instant | null = null;
  for (const { type, at, data } of events) {
    if (type === 'call.ended') over = Math.max(over ?? at, at);
    if (type === 'voicemail.left' && data.voicemail === recording) return { is: 'message', deleted };
    if (type === 'recording.kept' && data.recording === recording) past = { is: 'recording', at, deleted: false };
  }
  if (past.is === 'unknown') return over === null ? past : { is: 'left-over', since: over };
  const isGone = events.some(({ type, data }) => type === 'recording.deleted' && data.recording === recording);
  return { ...past, deleted: isGone };
}

/** A file of a recording, as it lies there. */
export interface RecordingFile {
  readonly recording: CommandId;
  readonly writtenAt: Instant;
  readonly bytes: number;
}

/**
 * `overdue` is first marked as deleted and goes then; `deleted` was marked before, and only its file is left. What must stay
 * for another reason (a legal hold) would be one more `stays` here.
 */
export type Fate =
  { readonly is: 'stays' } | { readonly is: 'goes'; readonly why: 'overdue' | 'deleted' | 'left-over' };

const STAYS: Fate = { is: 'stays' };
const goes = (why: Extract<Fate, { is: 'goes' }>['why']): Fate => ({ is: 'goes', why });

/** What becomes of a file that no call in progress uses. */
export function fateOf(file: RecordingFile, past: RecordingPast, { recordingsMs }: Retention, now: Instant): Fate {
  if (now - file.writtenAt < LEFT_ALONE_MS) return STAYS;
  switch (past.is) {
    case 'message':
      return past.deleted ? goes('deleted') : STAYS;
    case 'recording':
      if (past.deleted) return goes('deleted');
      return recordingsMs !== null && now - past.at > recordingsMs ? goes('overdue') : STAYS;
    case 'left-over':
      return now - past.since < LEFT_ALONE_MS ? STAYS : goes('left-over');
    case 'unknown':
      return STAYS;
  }
}

// ── what was deleted ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * `message`: voicemail over its time; `recording`: what `record` took, over its time; `left-over`: a file that nobody has
 * or can hear any more; `prompt`: the sound of a prompt that no version in use plays.
 */
export const prunedKinds = ['message', 'recording', 'left-over', 'prompt'] as const;
export type PrunedKind = (typeof prunedKinds)[number];

export interface Pruned {
  readonly kind: PrunedKind;
  /** The name of a recording, or a file. */
  readonly name: string;
  /** Since when it is there. */
  readonly from: Instant;
  readonly bytes: number | null;
}

export interface PruneReport {
  readonly at: Instant;
  /** Nothing was deleted: this is what would have been. */
  readonly dryRun: boolean;
  readonly counts: Readonly<Record<PrunedKind, number>>;
  /** What was over its time, and could not be deleted. */
  readonly failed: number;
  /** The first of them. */
  readonly items: readonly Pruned[];
}
