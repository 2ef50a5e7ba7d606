import type { AbandonedReport, FollowUp, GaveUp } from '../reports/abandoned';
import type { WaitsReport, WaitsRow } from '../reports/waits';
import { table, type Column } from './table';
import { clock, type Times } from './times';

/** What callers were told of their wait, as a table. */
export function waitsInWords({ rows, total, interval }: WaitsReport, times: Times): string {
  if (rows.length === 0) return 'Nobody was told how long it will take in that time.';
  const columns: readonly Column<WaitsRow>[] = [
    { title: 'QUEUE', cell: ({ queue }) => (queue === '' ? 'total' : queue) },
    ...(interval === 'none'
      ? []
      : [{ title: 'FROM', cell: ({ from, queue }: WaitsRow) => (queue === '' ? '' : times.at(from)) }]),
    { title: 'TOLD', cell: ({ told }) => told, right: true },
    { title: 'KNOWN', cell: ({ known }) => known, right: true },
    { title: 'MEAN ERROR', cell: ({ meanError }) => signed(meanError), right: true },
    { title: 'P50', cell: ({ p50Error }) => signed(p50Error), right: true },
    { title: 'P90', cell: ({ p90Error }) => signed(p90Error), right: true },
    {
      title: 'WITHIN 20 %',
      cell: ({ close }) => (close === null ? null : `${(close * 100).toFixed(1)} %`),
      right: true,
    },
    { title: 'ROSE', cell: ({ rises }) => rises, right: true },
  ];
  return times.below(() => table(columns, rows.length > 1 ? [...rows, total] : rows));
}

const signed = (seconds: number | null): string | null =>
  seconds === null ? null : `${seconds < 0 ? '-' : ''}${clock(Math.abs(seconds) * 1000)}`;

/** Who gave up, as a table. */
export function abandonedInWords({ callers }: AbandonedReport, times: Times): string {
  if (callers.length === 0) return 'Nobody gave up in that time.';
  const columns: readonly Column<GaveUp>[] = [
    { title: 'GAVE UP', cell: ({ at }) => times.at(at) },
    { title: 'NUMBER', cell: ({ number, name }) => (number === '' ? 'withheld' : [number, name].join(' ').trim()) },
    { title: 'QUEUE', cell: ({ queue }) => queue },
    { title: 'AFTER', cell: ({ waitedMs, short }) => `${clock(waitedMs)}${short ? ' (short)' : ''}`, right: true },
    { title: 'TO', cell: ({ dnis }) => dnis },
    { title: 'CAMPAIGN', cell: ({ campaign }) => campaign },
    {
      title: 'SINCE',
      cell: ({ since, sinceAt }) => [SINCE[since], sinceAt === null ? '' : times.at(sinceAt)].join(' ').trim(),
    },
    { title: 'CALL', cell: ({ call }) => call },
  ];
  return times.below(() => table(columns, callers));
}

const SINCE: Readonly<Record<FollowUp, string>> = {
  open: 'open',
  'came-again': 'came again',
  'to-be-called-back': 'asked to be called back',
  'called-back': 'was called',
  withheld: 'nobody can know',
};
