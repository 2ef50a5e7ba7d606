import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingEnd } from '../../domain/call';
import { callOf, type CallId, type CommandId } from '../../domain/ids';
import type { Instant, Millis } from '../../domain/time';
import type { TelephonyCommand, TelephonyEvent } from '../../engine/ports/telephony';

/** Of a WAV file as Asterisk records it: 44 bytes of header, 8000 samples of 2 bytes a second. */
const HEADER_BYTES = 44;
const BYTES_PER_MS = 16;
const ALL_KEYS = '0123456789*#'.split('');
/** What is kept may be shorter than the longest time by so much, though that ended it. */
const ABOUT_MS = 500;

type Record = Extract<TelephonyCommand, { type: 'record' }>;
type Recorded = Extract<TelephonyEvent, { type: 'recorded' }>;

interface Going {
  readonly command: Record;
  /** A reason that came before the end itself. */
  why: 'key' | 'stopped' | null;
  /** By Asterisk's clock; `null` when it began for another process of ours. */
  startedAt: Instant | null;
}

interface RecordingEnded {
  /** As Asterisk counts them, whole. */
  readonly seconds: number;
  readonly failed: boolean;
  /** The caller has hung up. */
  readonly isLeaving: boolean;
  /** By Asterisk's clock. */
  readonly at: Instant;
}

/**
 * What is being recorded. Asterisk tells the end of a recording without its reason, so what we know of it is kept here;
 * what was begun by another process of ours is known again when the command is repeated.
 */
export class Recordings {
  private readonly going = new Map<CallId, Going>();

  constructor(
    /** The folder of recordings, as Asterisk and we see it. */
    private readonly root: string,
  ) {}

  begins(command: Record): void {
    const before = this.going.get(command.call);
    if (before?.command.id !== command.id) this.going.set(command.call, { command, why: null, startedAt: null });
  }

  /** It could not begin. */
  failed(recording: CommandId): void {
    if (this.going.get(callOf(recording))?.command.id === recording) this.going.delete(callOf(recording));
  }

  started(recording: CommandId, at: Instant): void {
    const going = this.going.get(callOf(recording));
    if (going?.command.id === recording) going.startedAt = at;
  }

  stops(recording: CommandId): void {
    const going = this.going.get(callOf(recording));
    if (going?.command.id === recording) going.why ??= 'stopped';
  }

  /** A key of a caller: the recording that it ends and that Asterisk does not end by itself. */
  pressed(call: CallId, digit: string): CommandId | null {
    const going = this.going.get(call);
    if (!going || !going.command.endKeys.includes(digit)) return null;
    going.why ??= 'key';
    return terminatorOf(going.command) === 'none' ? going.command.id : null;
  }

  ended(recording: CommandId, { seconds, failed, isLeaving, at }: RecordingEnded): Recorded {
    const going = this.going.get(callOf(recording));
    const known = going?.command.id === recording ? going : undefined;
    if (known) this.going.delete(callOf(recording));
    const durationMs = this.lengthOf(recording) ?? seconds * 1000;
    const by = failed ? 'failed' : isLeaving ? 'hangup' : (known?.why ?? byItself(known, durationMs, at));
    return { type: 'recorded', recording, durationMs, by };
  }

  /**
   * Of a recording that is kept; `undefined` when there is none, or none that we may look at. Asked at once, not later: the
   * hang-up may be the next event.
   */
  lengthOf(recording: CommandId): Millis | undefined {
    try {
      const { size } = statSync(this.fileOf(recording));
      return Math.max(0, Math.round((size - HEADER_BYTES) / BYTES_PER_MS));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'EACCES') return undefined;
      throw error;
    }
  }

  private fileOf(recording: CommandId): string {
    return join(this.root, `${recording}.wav`);
  }
}

/** By which keys Asterisk ends a recording by itself; it knows only these sets. */
export function terminatorOf({ endKeys }: Record): 'none' | '*' | '#' | 'any' {
  if (endKeys === '#' || endKeys === '*') return endKeys;
  return ALL_KEYS.every((key) => endKeys.includes(key)) ? 'any' : 'none';
}

/**
 * Asterisk goes by the clock, and says after the longest time that it is over. What is kept may be shorter: a phone need
 * not send anything while nobody speaks, nor can a machine that stalls.
 */
function byItself(going: Going | undefined, durationMs: Millis, at: Instant): RecordingEnd {
  if (!going) return 'unknown';
  const { command, startedAt } = going;
  const lastedMs = startedAt === null ? durationMs + ABOUT_MS : at - startedAt;
  return command.silenceMs !== null && lastedMs < command.maxMs ? 'silence' : 'max';
}
