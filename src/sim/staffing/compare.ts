import type { FloorSettings } from '../../acd/floor';
import type { Millis } from '../../domain/time';
import { together, type Cell } from '../../measures/cells';
import type { Day, Roster } from './day';
import { FigureFold, queueMeasures, type QueueMeasure, type RunFigures } from './figures';
import { runFloor } from './floor-run';
import { lotsOf } from './lots';

/** One way to do it: a site, and who is at work. */
export interface Variant {
  readonly name: string;
  readonly settings: FloorSettings;
  readonly roster: Roster;
}

export interface RunOptions {
  readonly runs: number;
  readonly seed: string;
  readonly withinMs: Millis;
  readonly intervalMs: Millis;
}

/** A mean over the runs, and how far it may be off: the half width of its 95 % confidence interval. */
export interface Estimate {
  /** `null` where no run had anything to measure. */
  readonly mean: number | null;
  readonly plusMinus: number;
}

export const measured = [...queueMeasures, 'occupancy'] as const;
export type Measured = (typeof measured)[number];

export type Estimates<M extends Measured = QueueMeasure> = Readonly<Record<M, Estimate>>;

export interface VariantResult {
  readonly name: string;
  readonly all: Estimates<Measured>;
  /** Against the first variant, call by call the same callers: run for run. `null` for the first itself. */
  readonly change: Estimates<Measured> | null;
  readonly queues: ReadonlyMap<string, Estimates>;
  /** The figures of queues and agents, of all runs together. */
  readonly intervals: readonly Cell[];
}

export interface Comparison {
  readonly variants: readonly VariantResult[];
  readonly runs: number;
  readonly calls: number;
  readonly decisions: number;
  /** Time that passed on the floors. */
  readonly simulatedMs: Millis;
}

/** Runs the same days, caller by caller, through every variant. `pause` lets others have their turn between two runs. */
export async function compare(
  day: Day,
  variants: readonly Variant[],
  options: RunOptions,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<Comparison> {
  const results = variants.map((): RunFigures[] => []);
  let [calls, decisions] = [0, 0];
  for (let run = 0; run < options.runs; run++) {
    const callers = day.callers(lotsOf(`${options.seed} ${run}`));
    for (const [index, { settings, roster }] of variants.entries()) {
      const fold = new FigureFold({ ...day, intervalMs: options.intervalMs, withinMs: options.withinMs });
      const made = runFloor({ settings, roster, from: day.from, callers }, (event) => fold.observe(event));
      decisions += made.decisions;
      calls += callers.length;
      results[index]?.push(fold.figures());
      await pause();
    }
  }
  const [first = []] = results;
  return {
    variants: variants.map(({ name }, index) => resultOf(name, results[index] ?? [], index === 0 ? null : first)),
    runs: options.runs,
    calls,
    decisions,
    simulatedMs: (day.to - day.from) * options.runs * variants.length,
  };
}

function resultOf(name: string, runs: readonly RunFigures[], base: readonly RunFigures[] | null): VariantResult {
  const queues = new Set(runs.flatMap((run) => [...run.queues.keys()]));
  const value = (run: RunFigures | undefined, measure: Measured): number | null =>
    run === undefined ? null : measure === 'occupancy' ? run.occupancy : run.all[measure];
  return {
    name,
    all: estimates(measured, (measure) => runs.map((run) => value(run, measure))),
    change:
      base &&
      estimates(measured, (measure) =>
        runs.map((run, index) => difference(value(run, measure), value(base[index], measure))),
      ),
    queues: new Map(
      [...queues].map((queue) => [
        queue,
        estimates(queueMeasures, (measure) => runs.map((run) => run.queues.get(queue)?.[measure] ?? null)),
      ]),
    ),
    intervals: runs
      .map(({ intervals }) => intervals)
      .reduce((a, b) => a.map((each, index) => together([each, b[index] ?? new Map<string, number>()]))),
  };
}

const difference = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);

/** A run in which nothing came that could be measured says nothing of it. */
function estimates<M extends Measured>(
  of: readonly M[],
  values: (measure: M) => readonly (number | null)[],
): Estimates<M> {
  const made = of.map((measure) => [measure, estimate(values(measure).filter((each) => each !== null))] as const);
  return Object.fromEntries(made) as Record<M, Estimate>;
}

/** Two-sided 97.5 % points of Student's t for 1, 2, 3 … degrees of freedom; from 30 on close to the normal's 1.96. */
const T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Of one run nothing can be said about how far it may be off: `plusMinus` is then 0. */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  if (n === 0) return { mean: null, plusMinus: 0 };
  const mean = values.reduce((sum, each) => sum + each, 0) / n;
  if (n === 1) return { mean, plusMinus: 0 };
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1);
  const t = T[n - 2] ?? 1.96 + 2.5 / n;
  return { mean, plusMinus: t * Math.sqrt(variance / n) };
}
