import type { RecordingEnd } from '../../src/domain/call';
import type { CommandId } from '../../src/domain/ids';
import type { TelephonyCommand } from '../../src/engine/ports/telephony';
import type { FakeAsterisk } from './telephony-world';

type Record = Extract<TelephonyCommand, { type: 'record' }>;

interface Recording {
  readonly command: Record;
  readonly since: number;
  callOff: () => void;
}

/** What is recorded of one caller, who speaks unless told otherwise. */
export class FakeRecorder {
  private recording: Recording | undefined;
  private speaks = true;

  constructor(private readonly world: FakeAsterisk) {}

  /** Speaks from now on, or falls silent. */
  says(speaks: boolean): void {
    this.speaks = speaks;
    const { recording } = this;
    if (!recording) return;
    recording.callOff();
    recording.callOff = this.timer(recording);
  }

  /** What is recorded now. */
  get recordingNow(): CommandId | undefined {
    return this.recording?.command.id;
  }

  /** Whether it is being recorded, or was: then that is told. */
  knows(id: CommandId): boolean {
    const durationMs = this.world.recordings.get(id);
    if (durationMs !== undefined) this.world.tell({ type: 'recorded', recording: id, durationMs, by: 'unknown' });
    return durationMs !== undefined || this.recording?.command.id === id;
  }

  begin(command: Record): void {
    const recording: Recording = { command, since: this.world.clock.now(), callOff: () => undefined };
    this.recording = recording;
    recording.callOff = this.timer(recording);
  }

  pressed(digit: string): void {
    if (this.recording?.command.endKeys.includes(digit) === true) this.end('key');
  }

  stop(id: CommandId): void {
    if (this.recording?.command.id === id) this.end('stopped');
  }

  end(by: RecordingEnd): void {
    const { recording, world } = this;
    if (!recording) return;
    recording.callOff();
    this.recording = undefined;
    const { id, silenceMs } = recording.command;
    // Silence at the end is cut off.
    const durationMs = Math.max(0, world.clock.now() - recording.since - (by === 'silence' ? (silenceMs ?? 0) : 0));
    world.recordings.set(id, durationMs);
    world.tell({ type: 'recorded', recording: id, durationMs, by });
  }

  /** Ends by itself: at the longest time, or when there was silence for long enough. */
  private timer({ command, since }: Recording): () => void {
    const { clock } = this.world;
    const silentAt = this.speaks || command.silenceMs === null ? Infinity : clock.now() + command.silenceMs;
    const longest = since + command.maxMs;
    return clock.at(Math.min(silentAt, longest), () => this.end(silentAt < longest ? 'silence' : 'max'));
  }
}
