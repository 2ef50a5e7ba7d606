import type { CountingRules } from '../domain/service-level';
import { usualCounting } from '../domain/service-level';
import type { QueueName } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import type { MeasuredPast } from '../engine/ports/history';
import { together, valueOf, type Cell, type Row } from '../measures/cells';
import { measureOf } from '../measures/definitions';
import { Figures, NOT_READY } from '../measures/figures';
import { Intervals, type Interval, type IntervalLength } from '../measures/intervals';
import type { Measure, Subject } from '../measures/measure';

export interface ReportRequest extends Interval {
  readonly subject: Subject;
  readonly interval: IntervalLength;
  /** Names, in the order wanted; the usual ones when none is named. */
  readonly measures: readonly string[];
  /** Only these queues or agents; all when none is named. */
  readonly only: readonly string[];
  /** Rules in place of those that the queues have now. */
  readonly rules: Partial<CountingRules>;
}

export interface ReportRow extends Interval {
  /** The queue or the agent; '' of all calls. */
  readonly key: string;
  /** Lengths in seconds; `null` where there was nothing to divide by. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Of agents: seconds not ready, by reason. */
  readonly notReadyBy?: Readonly<Record<string, number>>;
}

export interface Report extends Interval {
  readonly subject: Subject;
  readonly interval: IntervalLength;
  readonly timeZone: string;
  readonly measures: readonly Pick<Measure, 'name' | 'title' | 'unit' | 'formula'>[];
  readonly rows: readonly ReportRow[];
  readonly total: ReportRow;
}

export interface ReportParts {
  readonly past: MeasuredPast;
  timeZone(): string;
  /** How a queue counts now. */
  rulesOf(queue: QueueName): CountingRules;
  now(): Instant;
}

/** What is asked for mostly, by subject. */
const USUAL: Readonly<Record<Subject, readonly string[]>> = {
  queues: [
    ...['offered', 'answered', 'abandoned', 'short_abandoned', 'timed_out', 'overflowed', 'service_level'],
    ...['abandon_rate', 'asa', 'longest_wait', 'aht'],
  ],
  agents: [
    ...['signed_in_time', 'available_time', 'ringing_time', 'connecting_time', 'talk_time'],
    ...['wrap_up_time', 'not_ready_time', 'handled', 'ring_no_answer', 'aht', 'occupancy'],
  ],
  calls: ['calls', 'calls_served', 'calls_self_served', 'calls_abandoned', 'calls_left', 'calls_lost', 'average_call'],
};

const HOUR_MS: Millis = 3_600_000;
/** What began in the time asked for is followed so long beyond its end. */
const FOLLOWED_MS: Millis = 24 * HOUR_MS;

/** Folds the events of a time into measures. Rejects when the history cannot be read. */
export async function makeReport(parts: ReportParts, request: ReportRequest): Promise<Report> {
  const { subject, from, interval, only } = request;
  const to = Math.min(request.to, Math.max(parts.now(), from + 1));
  const rulesOf = (queue: QueueName): CountingRules => ({ ...parts.rulesOf(queue), ...request.rules });
  const timeZone = parts.timeZone();
  const figures = new Figures(new Intervals(interval, timeZone, { from, to }), rulesOf);
  await read(parts, figures, { from, to });
  const rows = figures.rows(subject, to).filter(({ key }) => only.length === 0 || only.includes(key));
  const names = request.measures.length > 0 ? request.measures : USUAL[subject];
  const wanted = names.flatMap((name) => measureOf(subject, name) ?? []);
  const rulesOfKey = (key: string): CountingRules => (subject === 'queues' ? rulesOf(key) : usualCounting);
  return {
    ...{ subject, interval, timeZone, from, to },
    measures: wanted.map(({ name, title, unit, formula }) => ({ name, title, unit, formula })),
    rows: rows.map(({ key, interval: each, cell }) => rowOf(key, each, cell, wanted, rulesOfKey(key))),
    total: rowOf('', { from, to }, together(rows.map(({ cell }) => cell)), wanted, commonRules(rows, rulesOfKey)),
  };
}

async function read(parts: ReportParts, figures: Figures, { from, to }: Interval): Promise<void> {
  const { past } = parts;
  for (const event of await past.statesAt(from)) figures.observe(event);
  const take = async (part: Interval): Promise<void> => {
    for await (const events of past.between(part.from, part.to)) for (const event of events) figures.observe(event);
  };
  // An hour more at least: talks that have ended are followed by a wrap-up.
  await take({ from, to: to + HOUR_MS });
  for (let at = to + HOUR_MS; figures.isOpen() && at < Math.min(parts.now(), to + FOLLOWED_MS); at += HOUR_MS)
    await take({ from: at, to: at + HOUR_MS });
}

function rowOf(
  key: string,
  { from, to }: Interval,
  cell: Cell,
  wanted: readonly Measure[],
  rules: CountingRules,
): ReportRow {
  const reasons = [...cell].filter(([name]) => name.startsWith(`${NOT_READY}:`));
  return {
    ...{ key, from, to },
    figures: Object.fromEntries(wanted.map((measure) => [measure.name, valueOf(measure, cell, rules)])),
    ...(reasons.length > 0 && {
      notReadyBy: Object.fromEntries(reasons.map(([name, ms]) => [name.slice(NOT_READY.length + 1), ms / 1000])),
    }),
  };
}

/** The variant of the service level that all queues name, or else the usual one. */
function commonRules(rows: readonly Row[], rulesOf: (key: string) => CountingRules): CountingRules {
  const formulas = new Set(rows.map(({ key }) => rulesOf(key).formula));
  const [first, ...others] = formulas;
  return first === undefined || others.length > 0 ? usualCounting : { ...usualCounting, formula: first };
}
