import type { QueueName } from '../domain/ids';
import type { Millis } from '../domain/time';
import type { Visit } from '../measures/facts';
import { Intervals, type Interval, type IntervalLength } from '../measures/intervals';
import { isClose, risesOf, toldWaits } from '../measures/told-wait';
import type { ReportParts } from './report';
import { visitsOf } from './visits';

/** What callers were told of their wait, beside what it was; of one queue in one interval. Lengths in seconds. */
export interface WaitsRow extends Interval {
  readonly queue: QueueName;
  readonly told: number;
  /** Of callers who were answered; of the others nobody knows. */
  readonly known: number;
  /** Real less told; `null` where none is known, as those below. */
  readonly meanError: number | null;
  /** Whichever way it was wrong. */
  readonly p50Error: number | null;
  readonly p90Error: number | null;
  /** Of those known, within 20 % of what was told. */
  readonly close: number | null;
  /** Told more than the time before, though no fewer agents were at work. */
  readonly rises: number;
}

export interface WaitsReport extends Interval {
  readonly interval: IntervalLength;
  readonly timeZone: string;
  readonly rows: readonly WaitsRow[];
  /** Of all queues; its `queue` is ''. */
  readonly total: WaitsRow;
}

export interface WaitsRequest extends Interval {
  readonly interval: IntervalLength;
  /** Only these queues; all when none is named. */
  readonly only: readonly QueueName[];
}

/** Rejects when the history cannot be read. */
export async function makeWaitsReport(parts: ReportParts, request: WaitsRequest): Promise<WaitsReport> {
  const { from, interval, only } = request;
  const to = Math.min(request.to, Math.max(parts.now(), from + 1));
  const timeZone = parts.timeZone();
  const intervals = new Intervals(interval, timeZone, { from, to });
  const all = (await visitsOf(parts.past, { from, to }, parts.now())).filter(
    ({ queue, told }) => told.size > 0 && queue !== null && (only.length === 0 || only.includes(queue)),
  );
  const cells = new Map<string, { queue: QueueName; within: Interval; visits: Visit[] }>();
  for (const visit of all) {
    const within = intervals.of(visit.enteredAt ?? from);
    const queue = visit.queue ?? '';
    if (!within) continue;
    const key = `${within.from} ${queue}`;
    const cell = cells.get(key) ?? { queue, within, visits: [] };
    cells.set(key, cell);
    cell.visits.push(visit);
  }
  const rows = [...cells.values()]
    .sort((a, b) => a.queue.localeCompare(b.queue) || a.within.from - b.within.from)
    .map(({ queue, within, visits }) => rowOf(queue, within, visits));
  return { ...{ from, to, interval, timeZone }, rows, total: rowOf('', { from, to }, all) };
}

function rowOf(queue: QueueName, { from, to }: Interval, visits: readonly Visit[]): WaitsRow {
  const known = visits.flatMap(toldWaits);
  const sizes = known.map(({ errorMs }) => Math.abs(errorMs)).sort((a, b) => a - b);
  const sum = known.reduce((all, { errorMs }) => all + errorMs, 0);
  const share = (part: number): number | null => (known.length === 0 ? null : part / known.length);
  return {
    ...{ queue, from, to },
    told: visits.reduce((all, { told }) => all + told.size, 0),
    known: known.length,
    meanError: share(sum / 1000),
    p50Error: rankOf(sizes, 0.5),
    p90Error: rankOf(sizes, 0.9),
    close: share(known.filter(isClose).length),
    rises: visits.reduce((all, visit) => all + risesOf(visit), 0),
  };
}

/** The nearest rank: the smallest value that no fewer than this share of all do not exceed. In seconds. */
function rankOf(sorted: readonly Millis[], share: number): number | null {
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  return found === undefined ? null : found / 1000;
}
