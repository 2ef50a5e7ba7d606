import type { Millis } from '../../domain/time';

/** Draws lots from a seed: the same seed draws the same. Each number from 0 up to 1. */
export type Lots = () => number;

/** xoshiro128** (Blackman and Vigna), seeded from a text by FNV-1a and splitmix32: fast, and good enough for 2^60 draws. */
export function lotsOf(seed: string): Lots {
  let hash = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) hash = Math.imul(hash ^ seed.charCodeAt(at), 0x01000193);
  const mixed = (): number => {
    hash = (hash + 0x9e3779b9) | 0;
    let z = hash;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let [a, b, c, d] = [mixed(), mixed(), mixed(), mixed()];
  return () => {
    const turned = Math.imul(b, 5);
    const result = Math.imul((turned << 7) | (turned >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return (result >>> 0) / 0x1_0000_0000;
  };
}

/** How long something takes, from one time to the next. */
export type Duration =
  | { readonly is: 'fixed'; readonly ms: Millis }
  | { readonly is: 'exponential'; readonly meanMs: Millis }
  /** By its own mean and standard deviation, not those of its logarithm. */
  | { readonly is: 'lognormal'; readonly meanMs: Millis; readonly sdMs: Millis }
  /** Any of these that were seen. */
  | { readonly is: 'empirical'; readonly seenMs: readonly Millis[] }
  /** Nobody gives up. */
  | { readonly is: 'endless' };

/** One draw in whole milliseconds. It takes two lots whatever it is of, so that runs can be compared. */
export const draw = (duration: Duration, lots: Lots): Millis => Math.round(drawn(duration, lots(), lots()));

function drawn(duration: Duration, first: number, second: number): Millis {
  switch (duration.is) {
    case 'fixed':
      return duration.ms;
    case 'exponential':
      return -Math.log1p(-first) * duration.meanMs;
    case 'lognormal': {
      const variance = Math.log1p((duration.sdMs / duration.meanMs) ** 2);
      const normal = Math.sqrt(-2 * Math.log1p(-first)) * Math.cos(2 * Math.PI * second);
      return Math.exp(Math.log(duration.meanMs) - variance / 2 + Math.sqrt(variance) * normal);
    }
    case 'empirical':
      return duration.seenMs[Math.floor(first * duration.seenMs.length)] ?? 0;
    case 'endless':
      return Infinity;
  }
}

export function meanOf(duration: Duration): Millis {
  switch (duration.is) {
    case 'fixed':
      return duration.ms;
    case 'exponential':
    case 'lognormal':
      return duration.meanMs;
    case 'empirical':
      return duration.seenMs.reduce((sum, each) => sum + each, 0) / duration.seenMs.length;
    case 'endless':
      return Infinity;
  }
}
