import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingEnd } from '../../domain/call';
import { callOf, type CallId, type CommandId } from '../../domain/ids';
import type { Millis } from '../../domain/time';
import type { TelephonyCommand, TelephonyEvent } from '../../engine/ports/telephony';

/** Of a WAV file as Asterisk records it: 44 bytes of header, 8000 samples of 2 bytes a second. */
const HEADER_BYTES = 44;
const BYTES_PER_MS = 16;
const ALL_KEYS = '0123456789*#'.split('');
/** Asterisk's clock and ours need not agree on when the longest time was over. */
const ABOUT_MS = 500;

type Record = Extract<TelephonyCommand, { type: 'record' }>;
type Recorded = Extract<TelephonyEvent, { type: 'recorded' }>;

interface Going {
  readonly command: Record;
  /** A reason that came before the end itself. */
  why: 'key' | 'stopped' | null;
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
    if (before?.command.id !== command.id) this.going.set(command.call, { command, why: null });
  }

  /** It could not begin. */
  failed(recording: CommandId): void {
    if (this.going.get(callOf(recording))?.command.id === recording) this.going.delete(callOf(recording));
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

  /** `seconds` as Asterisk counts them, whole; `isLeaving`: the caller has hung up. */
  ended(
    recording: CommandId,
    { seconds, failed, isLeaving }: { seconds: number; failed: boolean; isLeaving: boolean },
  ): Recorded {
    const going = this.going.get(callOf(recording));
    const known = going?.command.id === recording ? going : undefined;
    if (known) this.going.delete(callOf(recording));
    const durationMs = this.lengthOf(recording) ?? seconds * 1000;
    const by = failed ? 'failed' : isLeaving ? 'hangup' : (known?.why ?? byItself(known?.command, durationMs));
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

/** Silence at the end is cut off, so what ended by it is shorter than it might have been. */
function byItself(command: Record | undefined, durationMs: Millis): RecordingEnd {
  if (!command) return 'unknown';
  return command.silenceMs !== null && durationMs < command.maxMs - ABOUT_MS ? 'silence' : 'max';
}
