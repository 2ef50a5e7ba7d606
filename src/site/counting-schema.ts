import { z } from 'zod';
import { serviceLevelFormulas, usualCounting, type CountingRules } from '../domain/service-level';
import { duration } from '../flow/values';

/** How the visits of a queue are counted: the part of queues.yaml that figures and reports go by. */
export const counting = {
  service_level: z
    .strictObject({
      target: z
        .number()
        .min(0)
        .max(100)
        .default(usualCounting.target * 100)
        .describe('The share that is to be reached, in per cent'),
      within: duration({ max: 3_600_000 })
        .default(usualCounting.withinMs)
        .describe('Answered in time: after at most this'),
      formula: z
        .enum(serviceLevelFormulas)
        .default(usualCounting.formula)
        .describe('Which share it is: docs/measures.md has each formula'),
    })
    .prefault({})
    .describe('What callers are promised: 80 % within 20s'),
  short_abandon: duration({ max: 600_000 })
    .default(usualCounting.shortAbandonMs)
    .describe('Who hangs up before this has not really waited'),
};

interface Written {
  readonly service_level: Pick<CountingRules, 'target' | 'formula'> & { readonly within: number };
  readonly short_abandon: number;
}

export const countingOf = ({ service_level: { target, within, formula }, short_abandon }: Written): CountingRules => ({
  withinMs: within,
  shortAbandonMs: short_abandon,
  formula,
  target: target / 100,
});
