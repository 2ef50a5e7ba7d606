import type { Millis } from '../domain/time';

const FRAME_MS = 20;
/** Quieter frames are pauses between words. */
const PAUSE = 10 ** (-50 / 20);
const LIMIT = 0.9995;
/** So many samples in a row at the limit are no chance peak. */
const CLIPPED_RUN = 3;

export interface LoudnessResult {
  readonly lengthMs: Millis;
  readonly peakDb: number;
  /** RMS of the frames in which anything is said. */
  readonly level: number;
  readonly clipped: number;
}

/** Measures samples from -1 to 1 as they come. */
export class Loudness {
  private readonly frameSamples: number;
  private samples = 0;
  private peak = 0;
  private clipped = 0;
  private atLimit = { side: 0, samples: 0 };
  private frame = { samples: 0, squares: 0 };
  private said = { samples: 0, squares: 0 };

  constructor(private readonly samplesPerSecond: number) {
    this.frameSamples = Math.max(1, Math.round((samplesPerSecond * FRAME_MS) / 1000));
  }

  add(part: Float32Array): void {
    for (const sample of part) {
      const size = Math.abs(sample);
      if (size > this.peak) this.peak = size;
      this.limited(size >= LIMIT ? Math.sign(sample) : 0);
      this.frame.squares += sample * sample;
      if (++this.frame.samples === this.frameSamples) this.endFrame();
    }
    this.samples += part.length;
  }

  result(): LoudnessResult {
    this.endFrame();
    const { samples, squares } = this.said;
    return {
      lengthMs: Math.round((this.samples / this.samplesPerSecond) * 1000),
      peakDb: toDb(this.peak),
      level: samples === 0 ? -Infinity : toDb(Math.sqrt(squares / samples)),
      clipped: this.clipped,
    };
  }

  private limited(side: number): void {
    const { atLimit } = this;
    atLimit.samples = side === 0 ? 0 : side === atLimit.side ? atLimit.samples + 1 : 1;
    atLimit.side = side;
    if (atLimit.samples === CLIPPED_RUN) this.clipped++;
  }

  private endFrame(): void {
    const { samples, squares } = this.frame;
    if (samples > 0 && Math.sqrt(squares / samples) >= PAUSE) {
      this.said.samples += samples;
      this.said.squares += squares;
    }
    this.frame = { samples: 0, squares: 0 };
  }
}

const toDb = (size: number): number => (size === 0 ? -Infinity : 20 * Math.log10(size));
