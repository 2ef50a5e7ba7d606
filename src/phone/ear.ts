import { detect, packets } from './tones';
import type { SoundKey } from './tones';
import { PACKET_MS } from './ulaw';

/** One stretch of hearing the same thing. */
export interface Heard {
  readonly key: SoundKey;
  /** When its first packet came: ms since the epoch. */
  readonly at: number;
  /** How long it lasted; for the last one, how long so far. */
  readonly forMs: number;
}

/** With nothing to play Asterisk sends no packets at all, so this long without one is silence. */
export const SILENT_AFTER_MS = 60;
/** And so many looks in vain: this process may have slept while the packets came. */
const LOOKS_BEFORE_SILENCE = 3;

/**
 * The packet at the seam of two sounds looks like both or like neither, so a change counts only when it lasts: tones for
 * two packets, everything else for three (as long as `SILENT_AFTER_MS`).
 */
const packetsNeeded = (key: SoundKey): number => (key === 'silence' || key === 'sound' ? 3 : 2);

/** Listens packet by packet and keeps the list of what was heard. Begins in silence. */
export class Ear {
  private readonly changes: { key: SoundKey; at: number }[];
  private maybe: { key: SoundKey; at: number; packets: number } | undefined;
  private lastPacketAt: number | undefined;
  private looksSincePacket = 0;

  /** `onChange` is told once a change has lasted long enough; `at` is then its beginning, some packets ago. */
  constructor(
    startedAt: number,
    private readonly onChange: (heard: Heard) => void = () => undefined,
  ) {
    this.changes = [{ key: 'silence', at: startedAt }];
  }

  /** Samples of one RTP packet, and when it came. */
  hear(samples: Int16Array, at: number): void {
    this.lastPacketAt = at;
    this.looksSincePacket = 0;
    packets(samples).forEach((packet, n) => this.note(detect(packet), at + n * PACKET_MS));
  }

  /** To be called every 20 ms, after waiting packets were read: notices that there are no more. */
  checkForSilence(now: number): void {
    this.looksSincePacket += 1;
    if (this.looksSincePacket < LOOKS_BEFORE_SILENCE) return;
    if (this.lastPacketAt === undefined || now - this.lastPacketAt <= SILENT_AFTER_MS) return;
    const stoppedAt = this.lastPacketAt + PACKET_MS;
    this.lastPacketAt = undefined;
    this.maybe = undefined;
    if (this.hearing() !== 'silence') this.change({ key: 'silence', at: stoppedAt }, now);
  }

  hearing(): SoundKey {
    return this.last().key;
  }

  /** What was heard until `now`, the oldest first. */
  timeline(now: number): Heard[] {
    return this.changes.map(({ key, at }, n) => ({
      key,
      at,
      forMs: Math.round((this.changes[n + 1]?.at ?? now) - at),
    }));
  }

  private note(key: SoundKey, at: number): void {
    if (key === this.hearing()) {
      this.maybe = undefined;
      return;
    }
    if (this.maybe?.key !== key) this.maybe = { key, at, packets: 0 };
    this.maybe.packets += 1;
    if (this.maybe.packets >= packetsNeeded(key)) this.change(this.maybe, at);
  }

  private change({ key, at }: { key: SoundKey; at: number }, now: number): void {
    this.maybe = undefined;
    this.changes.push({ key, at });
    this.onChange({ key, at, forMs: Math.round(now - at) });
  }

  private last(): { key: SoundKey; at: number } {
    return this.changes[this.changes.length - 1] ?? { key: 'silence', at: 0 };
  }
}

/** What a recording holds, as an ear would have heard it: times in ms from its beginning. */
export function hearAll(samples: Int16Array): Heard[] {
  const ear = new Ear(0);
  const all = packets(samples);
  all.forEach((packet, n) => ear.hear(packet, n * PACKET_MS));
  return ear.timeline(all.length * PACKET_MS).filter(({ forMs }) => forMs > 0);
}

/** A timeline in one line: `silence 0.12 s, 400 1.50 s, 400+600 0.30 s`. */
export function describeHeard(timeline: readonly Heard[]): string {
  return timeline.map(({ key, forMs }) => `${key} ${(forMs / 1000).toFixed(2)} s`).join(', ');
}
