import type { Millis } from './time';

/**
 * Which share the service level of a queue is; T is the threshold. Visits that still go on count in none of them. Where the
 * names come from stands with the measures (`src/measures/definitions.ts`).
 */
export const serviceLevelFormulas = [
  'of_offered',
  'of_handled',
  'without_short_abandons',
  'of_answered',
  'abandons_in_time_met',
  'abandons_in_time_apart',
  'with_flow_outs',
  'left_in_time',
] as const;
export type ServiceLevelFormula = (typeof serviceLevelFormulas)[number];

/** How the visits of a queue are counted. */
export interface CountingRules {
  /** T: who is answered after at most so long is answered in time. */
  readonly withinMs: Millis;
  /** Who hangs up before has not really waited. */
  readonly shortAbandonMs: Millis;
  readonly formula: ServiceLevelFormula;
  /** The share to be reached, 0 to 1. */
  readonly target: number;
}

/** 80/20, as most centres have it, of those who were answered or gave up. */
export const usualCounting: CountingRules = {
  withinMs: 20_000,
  shortAbandonMs: 5_000,
  formula: 'of_handled',
  target: 0.8,
};
