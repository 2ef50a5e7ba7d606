import { SAMPLES_PER_SECOND, SAMPLES_PER_PACKET } from './ulaw';

/**
 * The tones that stand for prompts, music and voices in tests, in Hz. With them alone and in pairs there are 12 + 66
 * things to say that no detector can confuse.
 *
 * All are multiples of 50 Hz, so that 20 ms (160 samples) hold a whole number of periods and no tone leaks into the
 * detector of another, whatever the phase. None is 1100 or 2100 Hz (fax) and none pairs up as a DTMF digit.
 */
export const FREQUENCIES: readonly number[] = [400, 500, 600, 800, 1000, 1200, 1500, 1800, 2200, 2600, 2900, 3200];

/** Every two of `FREQUENCIES`, the lower first. */
export const PAIRS: readonly (readonly [number, number])[] = FREQUENCIES.flatMap((low, at) =>
  FREQUENCIES.slice(at + 1).map((high) => [low, high] as const),
);

/** Peak of a single tone, of 32767: about −12 dB of full scale, so that three parties mixed do not clip. */
const AMPLITUDE = 8000;
/** Below this (of 32767, about −50 dB) a packet is silence. */
const SILENCE_RMS = 100;
/** A tone counts when it holds this much of the packet's power (−15 dB): well above G.711's noise (−38 dB). */
const SHARE_OF_ONE = 0.03;
/** All tones together must hold this much; else it is a voice, a noise, or the seam between two sounds. */
const SHARE_OF_ALL = 0.85;

/**
 * What is heard, as one word: `silence`, `sound` (something that is no mix of `FREQUENCIES`), or the frequencies in
 * rising order joined by `+`, as in `400+1200`.
 */
export type SoundKey = string;

/** One or more frequencies in Hz, or a key already made. */
export type Tones = number | readonly number[] | SoundKey;

/** `soundKey([1200, 400])` is `400+1200`; a key stays as it is. */
export function soundKey(tones: Tones): SoundKey {
  if (typeof tones === 'string') return tones;
  return [...new Set([tones].flat())].sort((a, b) => a - b).join('+');
}

export interface ToneOptions {
  /** dB against the usual level; −9 is quieter. Default 0. */
  readonly gainDb?: number;
  /** The first sample's place in the wave, so that packets join without a click. Default 0. */
  readonly from?: number;
}

/** Sines at 8 kHz, 16 bits. Several share the power of one, so that a pair is as loud as a single tone. */
export function toneSamples(frequencies: readonly number[], length: number, options: ToneOptions = {}): Int16Array {
  const { gainDb = 0, from = 0 } = options;
  const amplitude = (AMPLITUDE * 10 ** (gainDb / 20)) / Math.sqrt(Math.max(1, frequencies.length));
  return Int16Array.from({ length }, (_, at) => {
    const turns = (2 * Math.PI * (from + at)) / SAMPLES_PER_SECOND;
    return Math.round(amplitude * frequencies.reduce((sum, hertz) => sum + Math.sin(turns * hertz), 0));
  });
}

/** Goertzel: the mean square that one frequency contributes to these samples. */
function powerAt(hertz: number, samples: Int16Array): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / SAMPLES_PER_SECOND);
  let last = 0;
  let beforeLast = 0;
  for (const sample of samples) {
    const next = sample + coefficient * last - beforeLast;
    beforeLast = last;
    last = next;
  }
  const square = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
  return (2 * square) / (samples.length * samples.length);
}

/** What one packet (160 samples; other lengths are judged less sharply) sounds like. */
export function detect(samples: Int16Array): SoundKey {
  if (samples.length === 0) return 'silence';
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  if (power < SILENCE_RMS * SILENCE_RMS) return 'silence';
  const found: number[] = [];
  let explained = 0;
  for (const hertz of FREQUENCIES) {
    const share = powerAt(hertz, samples) / power;
    if (share < SHARE_OF_ONE) continue;
    found.push(hertz);
    explained += share;
  }
  return explained >= SHARE_OF_ALL ? soundKey(found) : 'sound';
}

/** Cuts a stretch of samples into packets of 20 ms; a shorter rest is left out. */
export function packets(samples: Int16Array): Int16Array[] {
  const whole = Math.floor(samples.length / SAMPLES_PER_PACKET);
  return Array.from({ length: whole }, (_, at) =>
    samples.subarray(at * SAMPLES_PER_PACKET, (at + 1) * SAMPLES_PER_PACKET),
  );
}
