import { z } from 'zod';
import type { RecordingEnd } from '../../domain/call';
import type { CommandId } from '../../domain/ids';
import type { Instant, Millis } from '../../domain/time';
import type { StepEvent } from '../session';
import { stay, type Stay } from '../step';
import type { Turn } from '../turn';

/** What `record` and `voicemail` share: how a caller is recorded, and what becomes of it. */
export interface Taking {
  readonly maxMs: Millis;
  readonly silenceMs: Millis | null;
  /** The keys that end it, '' for none. */
  readonly end: string;
  readonly beep: boolean;
}

/** How it ends and whether a tone begins it, as it is written in YAML. */
export const takingShape = {
  end: z
    .string()
    .regex(/^[0-9*#]{0,12}$/, { error: (issue) => `"${String(issue.input)}" is no key or keys, like "#" or "1#"` })
    .default('#')
    .describe('The key that ends it, or several; "" for none'),
  beep: z.boolean().default(true).describe('Whether a tone tells when to speak'),
};

export type Recorded = {
  readonly is: 'recording' | 'stopping';
  readonly recording: CommandId;
  readonly since: Instant;
};

/** How a recording goes on: as it is, otherwise, or not at all. */
export type Progress =
  | { readonly is: 'as-before' }
  | { readonly is: 'stopping'; readonly stay: Stay<Recorded> }
  | { readonly is: 'over'; readonly ms: Millis; readonly by: RecordingEnd }
  | { readonly is: 'failed'; readonly why: string };

/** Beside the longest time: for the beep, and for what Asterisk still has to play. */
const RECORD_NET_MS = 10_000;
const STOPS_WITHIN_MS = 5_000;
/** A recording that ended by a hang-up is told before the hang-up itself. */
export const HANGS_UP_WITHIN_MS = 5_000;

const AS_BEFORE: Progress = { is: 'as-before' };

export function beginRecording(taking: Taking, turn: Turn): Stay<Recorded> {
  turn.stopPlaying();
  turn.stopMusic();
  const recording = turn.newId('recording');
  ask(taking, recording, taking.beep, turn);
  return stay({ is: 'recording', recording, since: turn.now }, turn.now + taking.maxMs + RECORD_NET_MS);
}

/** Asked for again by the same id it goes on as it was; if it ended meanwhile, that is told. */
export function recordOn(taking: Taking, local: Recorded, turn: Turn): Stay<Recorded> {
  ask(taking, local.recording, false, turn);
  if (local.is === 'stopping') stopRecording(local, turn);
  return stay(local, Math.max(local.since + taking.maxMs, turn.now) + RECORD_NET_MS);
}

export function recordingMeets(taking: Taking, local: Recorded, event: StepEvent, turn: Turn): Progress {
  switch (event.type) {
    case 'recorded':
      if (event.command !== local.recording) return AS_BEFORE;
      if (event.by === 'failed') return { is: 'failed', why: 'it could not be recorded' };
      return { is: 'over', ms: event.durationMs, by: event.by };
    case 'failed':
      return event.command === local.recording ? { is: 'failed', why: event.why } : AS_BEFORE;
    case 'deadline':
      if (local.is === 'stopping') return { is: 'over', ms: recordedSoFar(taking, local, turn), by: 'unknown' };
      stopRecording(local, turn);
      return { is: 'stopping', stay: stay({ ...local, is: 'stopping' }, turn.now + STOPS_WITHIN_MS) };
    default:
      return AS_BEFORE;
  }
}

export function stopRecording({ recording }: Recorded, turn: Turn): void {
  turn.ask({ type: 'stop-recording', id: turn.newId('command'), recording });
}

/** How long it is at most, as far as can be told from here. */
export const recordedSoFar = ({ maxMs }: Taking, { since }: Recorded, { now }: Turn): Millis =>
  Math.min(now - since, maxMs);

/** Its length as it is kept: to a tenth of a second. */
export const secondsOf = (ms: Millis): number => Math.round(ms / 100) / 10;

function ask({ maxMs, silenceMs, end }: Taking, id: CommandId, beep: boolean, turn: Turn): void {
  turn.ask({ type: 'record', id, maxMs, silenceMs, endKeys: end, beep });
}
