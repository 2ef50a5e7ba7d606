import type { Knex } from 'knex';
import type { CallFilter } from '../../engine/ports/history';

export interface CallRecord {
  readonly id: string;
  readonly ani: string;
  readonly caller_name: string;
  readonly dnis: string;
  readonly trunk: string;
  readonly channel: string;
  readonly campaign: string;
  readonly language: string;
  readonly flow: string;
  readonly revision: string;
  readonly arrived_at: Date;
  readonly answered_at: Date | null;
  readonly ended_at: Date | null;
  readonly outcome: string | null;
  readonly ended_by: string | null;
  readonly cause: number | null;
  readonly summary: unknown;
}

/** What the columns selected below are, which knex cannot tell from `calls.*`. */
type CallQuery = Knex.QueryBuilder<CallRecord, CallRecord[]>;

const MOST_ROWS = 1000;

/** The latest calls first. A call of which only later events are known (its arrival is still to come) is left out. */
export function findCalls(db: Knex, filter: CallFilter): CallQuery {
  const query = db('calls')
    .select('calls.*', 'summaries.summary')
    .leftJoin('summaries', 'summaries.call_id', 'calls.id')
    .whereNotNull('calls.arrived_at')
    .orderBy([
      { column: 'calls.arrived_at', order: 'desc' },
      { column: 'calls.id', order: 'desc' },
    ])
    .limit(Math.min(Math.max(filter.limit, 1), MOST_ROWS)) as unknown as CallQuery;
  if (filter.from !== undefined) void query.where('calls.arrived_at', '>=', new Date(filter.from));
  if (filter.to !== undefined) void query.where('calls.arrived_at', '<', new Date(filter.to));
  for (const name of ['ani', 'dnis', 'campaign', 'outcome'] as const)
    if (filter[name] !== undefined) void query.where(`calls.${name}`, filter[name]);
  if (filter.queue !== undefined) void query.whereExists(ofCall(db, 'queue_visits').where('queue', filter.queue));
  // The agent spoke with the caller, or had the caller on the phone at least.
  if (filter.agent !== undefined)
    void query.whereExists(ofCall(db, 'legs').where('legs.agent', filter.agent).whereNotNull('legs.answered_at'));
  if (filter.before !== undefined)
    void query.whereRaw(
      '(calls.arrived_at, calls.id) < (SELECT earlier.arrived_at, earlier.id FROM calls AS earlier WHERE earlier.id = ?)',
      [filter.before],
    );
  return query;
}

const ofCall = (db: Knex, table: string): Knex.QueryBuilder =>
  db(table).select(db.raw('1')).whereRaw('??.call_id = calls.id', [table]);
