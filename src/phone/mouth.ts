import { soundKey, toneSamples } from './tones';
import { encodeUlaw, SAMPLES_PER_PACKET, SAMPLES_PER_SECOND, ULAW_SILENCE } from './ulaw';

/**
 * What a phone says: a tone or several at once (Hz), for as long as nothing else is said; mu-law octets (`Buffer`) or
 * 16-bit samples (`Int16Array`), once, then silence; `silence` (packets of it); `nothing` (no packets at all).
 */
export type Sound = number | readonly number[] | Buffer | Int16Array | 'silence' | 'nothing';

const SILENT_PACKET = Buffer.alloc(SAMPLES_PER_PACKET, ULAW_SILENCE);

/** One second of each tone that was ever said: they all repeat after a second. */
const oneSecondOf = new Map<string, Buffer>();

function toneOctets(frequencies: readonly number[]): Buffer {
  const key = soundKey(frequencies);
  const known = oneSecondOf.get(key);
  if (known !== undefined) return known;
  const octets = encodeUlaw(toneSamples(frequencies, SAMPLES_PER_SECOND));
  oneSecondOf.set(key, octets);
  return octets;
}

type Saying =
  | { readonly is: 'endless'; readonly octets: Buffer; at: number }
  | { readonly is: 'once'; octets: Buffer }
  | { readonly is: 'silence' }
  | { readonly is: 'nothing' };

function toSay(sound: Sound): Saying {
  if (sound === 'silence' || sound === 'nothing') return { is: sound };
  if (Buffer.isBuffer(sound)) return { is: 'once', octets: sound };
  if (sound instanceof Int16Array) return { is: 'once', octets: encodeUlaw(sound) };
  return { is: 'endless', octets: toneOctets([sound].flat()), at: 0 };
}

/** Gives the 20 ms to be sent next, mu-law. */
export class Mouth {
  private saying: Saying;

  constructor(sound: Sound) {
    this.saying = toSay(sound);
  }

  /** Says this from the next packet on, instead of what is said now. */
  say(sound: Sound): void {
    this.saying = toSay(sound);
  }

  /** Says these samples after the ones still waiting: a microphone's way. Whatever else is said ends. */
  addSamples(samples: Int16Array): void {
    const waiting = this.saying.is === 'once' ? this.saying.octets : Buffer.alloc(0);
    this.saying = { is: 'once', octets: Buffer.concat([waiting, encodeUlaw(samples)]) };
  }

  /** ms of samples not yet said; 0 for tones and silence. */
  waitingMs(): number {
    return this.saying.is === 'once' ? (this.saying.octets.length * 1000) / SAMPLES_PER_SECOND : 0;
  }

  /** 160 octets, or `undefined` when nothing is to be sent. */
  next(): Buffer | undefined {
    const saying = this.saying;
    switch (saying.is) {
      case 'nothing':
        return undefined;
      case 'silence':
        return SILENT_PACKET;
      case 'endless': {
        const from = saying.at;
        saying.at = (from + SAMPLES_PER_PACKET) % saying.octets.length;
        return saying.octets.subarray(from, from + SAMPLES_PER_PACKET);
      }
      case 'once':
        return this.nextOf(saying);
    }
  }

  private nextOf(saying: Saying & { is: 'once' }): Buffer {
    const now = saying.octets.subarray(0, SAMPLES_PER_PACKET);
    saying.octets = saying.octets.subarray(SAMPLES_PER_PACKET);
    if (saying.octets.length === 0) this.saying = { is: 'silence' };
    return now.length === SAMPLES_PER_PACKET
      ? now
      : Buffer.concat([now, SILENT_PACKET]).subarray(0, SAMPLES_PER_PACKET);
  }
}
