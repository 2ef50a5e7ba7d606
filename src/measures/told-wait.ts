import type { Millis } from '../domain/time';
import type { Visit } from './facts';

/** One value that a caller was told, beside what it came to. */
export interface ToldWait {
  readonly expectedMs: Millis;
  /** From when it was told until an agent was on the line. */
  readonly realMs: Millis;
  /** Positive: it took longer than was told. */
  readonly errorMs: Millis;
}

/** An error of no more than this share of what was told is close. */
export const CLOSE = 0.2;

/** Of a caller who was served; of who left before nobody knows how long it would have taken. */
export function toldWaits({ told, left }: Visit): readonly ToldWait[] {
  if (left?.reason !== 'answered') return [];
  return inOrder(told).map(([at, { expectedMs }]) => {
    const realMs = Math.max(0, left.at - at);
    return { expectedMs, realMs, errorMs: realMs - expectedMs };
  });
}

export const isClose = ({ errorMs, expectedMs }: ToldWait): boolean => Math.abs(errorMs) <= CLOSE * expectedMs;

/** How often a caller was told more than the time before, though no fewer agents were at work: that must not be. */
export function risesOf({ told }: Visit): number {
  const inTime = inOrder(told).map(([, each]) => each);
  return inTime.filter((each, index) => {
    const before = inTime[index - 1];
    return before !== undefined && each.expectedMs > before.expectedMs && each.agents >= before.agents;
  }).length;
}

const inOrder = (told: Visit['told']) => [...told].sort(([a], [b]) => a - b);
