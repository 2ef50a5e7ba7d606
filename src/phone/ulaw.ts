/**
 * G.711 mu-law (ITU-T Recommendation G.711, table 2a/2b), 8,000 samples a second, one octet a sample.
 *
 * The Recommendation speaks of 14-bit magnitudes 0…8031; here, as everywhere in telephony software, samples are 16-bit
 * signed, four times those: 0…±32124.
 */

export const SAMPLES_PER_SECOND = 8000;
/** 20 ms, the packet everyone sends (ptime 20). */
export const SAMPLES_PER_PACKET = 160;
export const PACKET_MS = 20;
/** The octet of a zero sample. Line silence is a run of these. */
export const ULAW_SILENCE = 0xff;

const BIAS = 0x84;
const CLIP = 32635;

function decodeOctet(octet: number): number {
  const inverted = ~octet & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + BIAS) << ((inverted & 0x70) >> 4);
  // Both zeros (0xff and 0x7f) decode to +0: a −0 would survive into comparisons.
  return (inverted & 0x80) !== 0 ? BIAS - magnitude || 0 : magnitude - BIAS;
}

const DECODED = Int16Array.from({ length: 256 }, (_, octet) => decodeOctet(octet));

/** One 16-bit sample to its octet. Beyond ±32635 it clips, as the Recommendation's last segment does. */
export function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const biased = Math.min(Math.abs(sample), CLIP) + BIAS;
  const segment = 31 - Math.clz32(biased) - 7;
  return ~(sign | (segment << 4) | ((biased >> (segment + 3)) & 0x0f)) & 0xff;
}

/** One octet (0…255) to a 16-bit sample. */
export function decodeSample(octet: number): number {
  return DECODED[octet & 0xff] ?? 0;
}

export function encodeUlaw(samples: Int16Array): Buffer {
  const octets = Buffer.allocUnsafe(samples.length);
  samples.forEach((sample, at) => (octets[at] = encodeSample(sample)));
  return octets;
}

export function decodeUlaw(octets: Uint8Array): Int16Array {
  return Int16Array.from(octets, decodeSample);
}
