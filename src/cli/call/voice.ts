import type { Call } from '../../phone/call';
import { toneSamples } from '../../phone/tones';
import { SAMPLES_PER_SECOND } from '../../phone/ulaw';

const EVERY_MS = 1_000;
/** Soft: whoever has a real telephone at the other end must bear it. */
const GAIN_DB = -24;
const LASTS_S = 0.3;

/** Stands for a human voice: a soft beep every second, so that the other side can see that it hears us. */
export class Voice {
  private readonly beep: Int16Array;
  private lastAt = 0;

  constructor(
    private readonly call: Call,
    frequency = 400,
  ) {
    this.beep = toneSamples([frequency], LASTS_S * SAMPLES_PER_SECOND, { gainDb: GAIN_DB });
  }

  /** To be called now and then. */
  speakWhile(speaking: boolean, now: number): void {
    if (!speaking || now - this.lastAt < EVERY_MS) return;
    this.lastAt = now;
    this.call.say(this.beep);
  }
}
