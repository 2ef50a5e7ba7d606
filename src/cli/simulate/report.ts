import { stringify } from 'csv-stringify/sync';
import type { Comparison, Estimate, Estimates, Measured, VariantResult } from '../../sim/staffing/compare';
import { table, type Column } from '../table';
import type { Colours } from '../terminal';

interface Shown {
  readonly title: string;
  readonly measure: Measured;
  readonly text: (value: number) => string;
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const inSeconds = (value: number): string => `${value.toFixed(1)} s`;
const count = (value: number): string => value.toFixed(value < 100 ? 1 : 0);

/** What the table shows, in its order. */
const rows = (withinMs: number): readonly Shown[] => [
  { title: 'calls', measure: 'offered', text: count },
  { title: 'answered', measure: 'answered', text: count },
  { title: 'gave up', measure: 'abandoned', text: count },
  { title: 'gave up, share', measure: 'abandon_rate', text: percent },
  { title: 'left otherwise', measure: 'left_otherwise', text: count },
  { title: `answered within ${withinMs / 1000} s`, measure: 'service_level', text: percent },
  { title: 'mean wait to the answer', measure: 'asa', text: inSeconds },
  { title: 'mean wait of all', measure: 'average_wait', text: inSeconds },
  { title: '90 % waited at most', measure: 'p90_wait', text: inSeconds },
  { title: 'longest wait', measure: 'longest_wait', text: inSeconds },
  { title: 'occupancy', measure: 'occupancy', text: percent },
];

type Line = Shown & { readonly of: (variant: VariantResult) => Estimate | undefined };

/** Variants side by side: all queues together, with what differs for certain marked, then each queue. */
export function comparisonTable(comparison: Comparison, withinMs: number, { bold, dim }: Colours): string {
  const { variants } = comparison;
  const queues = [...new Set(variants.flatMap(({ queues: theirs }) => [...theirs.keys()]))].sort();
  const all = rows(withinMs).map((row): Line => ({ ...row, of: ({ all: figures }) => figures[row.measure] }));
  const ofQueue = (queue: string): Line[] =>
    rows(withinMs).flatMap((row) => {
      const { measure } = row;
      return measure === 'occupancy'
        ? []
        : [{ ...row, of: (each: VariantResult) => each.queues.get(queue)?.[measure] }];
    });
  const parts = [
    { title: 'all queues', lines: all },
    ...queues.map((queue) => ({ title: queue, lines: ofQueue(queue) })),
  ];
  const shown = parts.length === 2 ? parts.slice(0, 1) : parts;
  return shown
    .map(({ title, lines }, at) => `${bold(title)}\n${table(columnsOf(variants, at === 0), lines)}`)
    .concat(
      variants.length > 1 && comparison.runs > 1
        ? [dim('* of all queues: differs from the first column, by more than chance explains (95 %)')]
        : [],
    )
    .join('\n\n');
}

const columnsOf = (variants: readonly VariantResult[], marks: boolean): Column<Line>[] => [
  { title: '', cell: ({ title }) => title },
  ...variants.map((variant): Column<Line> => ({
    title: variant.name,
    right: true,
    cell: ({ of, text, measure }) => {
      const estimate = of(variant);
      if (!estimate) return null;
      const change = marks ? variant.change?.[measure] : undefined;
      const mark = change && isSure(change) ? ' *' : '';
      const { mean, plusMinus } = estimate;
      if (mean === null) return null;
      return `${text(mean)}${plusMinus > 0 ? ` ± ${text(plusMinus).replace(/ (%|s)$/, '')}` : ''}${mark}`;
    },
  })),
];

/** Nothing between has to be 0. */
const isSure = ({ mean, plusMinus }: Estimate): boolean => mean !== null && plusMinus > 0 && Math.abs(mean) > plusMinus;

/** One line for each variant, queue and measure. */
export function comparisonCsv({ variants }: Comparison): string {
  const lines = variants.flatMap(({ name, all, queues }) => [
    ...linesOf(name, 'all', all),
    ...[...queues].flatMap(([queue, figures]) => linesOf(name, queue, figures)),
  ]);
  return stringify([['variant', 'queue', 'measure', 'mean', 'plus_minus_95'], ...lines]);
}

const linesOf = (variant: string, queue: string, figures: Estimates): (string | number | null)[][] =>
  Object.entries(figures).map(([measure, { mean, plusMinus }]) => [variant, queue, measure, mean, plusMinus]);

/** Intervals are of all runs together, and have what figures are made of: counts, and lengths in milliseconds. */
export const comparisonJson = ({ variants, ...rest }: Comparison): object => ({
  ...rest,
  variants: variants.map(({ queues, intervals, ...variant }) => ({
    ...variant,
    queues: Object.fromEntries(queues),
    intervals: intervals.map((cell) => Object.fromEntries(cell)),
  })),
});
