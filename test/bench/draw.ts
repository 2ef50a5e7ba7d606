/** Chance that is the same in every run. */
export interface Draw {
  /** A whole number from 0, less than this. */
  below(limit: number): number;
  chance(share: number): boolean;
}

/** Marsaglia's xorshift32 (2003): good enough to draw callers, and quick. */
export function drawing(seed: number): Draw {
  let state = seed | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return { below: (limit) => Math.floor(next() * limit), chance: (share) => next() < share };
}

/** Takes one out of a list whose order means nothing. */
export function takeAny<T>(list: T[], draw: Draw): T | undefined {
  const at = draw.below(list.length);
  const taken = list[at];
  const last = list.pop();
  if (last !== undefined && at < list.length) list[at] = last;
  return taken;
}
