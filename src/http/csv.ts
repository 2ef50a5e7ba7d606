import { stringify } from 'csv-stringify/sync';
import type { CallRow } from '../engine/ports/history';

const time = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

const seconds = (from: number | null, to: number | null): string =>
  from === null || to === null ? '' : ((to - from) / 1000).toFixed(1);

const COLUMNS: Readonly<Record<string, (row: CallRow) => string | number>> = {
  id: ({ id }) => id,
  arrived_at: ({ arrivedAt }) => time(arrivedAt),
  answered_at: ({ answeredAt }) => time(answeredAt),
  ended_at: ({ endedAt }) => time(endedAt),
  seconds: ({ arrivedAt, endedAt }) => seconds(arrivedAt, endedAt),
  ani: ({ ani }) => ani,
  name: ({ name }) => name,
  dnis: ({ dnis }) => dnis,
  trunk: ({ trunk }) => trunk,
  campaign: ({ campaign }) => campaign,
  flow: ({ flow }) => flow,
  outcome: ({ outcome }) => outcome ?? '',
  ended_by: ({ endedBy }) => endedBy ?? '',
  cause: ({ cause }) => cause ?? '',
};

/** For spreadsheets: a byte order mark, semicolons, times in UTC, lengths in seconds; no cell is taken for a formula. */
export const callsAsCsv = (rows: readonly CallRow[]): string =>
  stringify([Object.keys(COLUMNS), ...rows.map((row) => Object.values(COLUMNS).map((cell) => cell(row)))], {
    bom: true,
    delimiter: ';',
    escape_formulas: true,
  });
