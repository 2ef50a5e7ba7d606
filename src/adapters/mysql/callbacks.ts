import type { Knex } from 'knex';
import type { CallbackEnding, CallbackRecord, CallbackTry } from '../../domain/callback';
import type { CallbackFilter, Callbacks } from '../../engine/ports/history';

const LONGEST_STATEMENT_MS = 10_000;
const MOST_ROWS = 1_000;

interface Row {
  readonly id: string;
  readonly ticket: string;
  readonly asked_by: string;
  readonly queue: string;
  readonly number: string;
  readonly trunk: string;
  readonly asked_at: Date;
  readonly due_at: Date | null;
  readonly expires_at: Date;
  readonly calls: number | null;
  readonly last_at: Date | null;
  readonly last_how: CallbackTry | null;
  readonly agent: string | null;
  readonly ended_at: Date | null;
  readonly ended_how: CallbackEnding | null;
  readonly ended_by: string | null;
}

/** A callback of which only later events are known (that it was asked for is still to come) is left out. */
export class MysqlCallbacks implements Callbacks {
  constructor(private readonly db: Knex) {}

  async list({ queue, number, before, limit }: CallbackFilter): Promise<readonly CallbackRecord[]> {
    const query = this.db<Row>('callbacks')
      .select('*')
      .whereNotNull('asked_at')
      .orderBy([
        { column: 'asked_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(Math.min(Math.max(limit, 1), MOST_ROWS));
    if (queue !== undefined) void query.where({ queue });
    if (number !== undefined) void query.where({ number });
    if (before !== undefined)
      void query.whereRaw(
        '(asked_at, id) < (SELECT earlier.asked_at, earlier.id FROM callbacks AS earlier WHERE earlier.id = ?)',
        [before],
      );
    return (await query.timeout(LONGEST_STATEMENT_MS)).map(recordOf);
  }
}

const recordOf = (row: Row): CallbackRecord => ({
  id: row.id,
  ticket: row.ticket,
  from: row.asked_by,
  queue: row.queue,
  number: row.number,
  trunk: row.trunk,
  askedAt: row.asked_at.getTime(),
  at: row.due_at?.getTime() ?? null,
  expiresAt: row.expires_at.getTime(),
  calls: row.calls ?? 0,
  lastAt: row.last_at?.getTime() ?? null,
  last: row.last_how,
  agent: row.agent,
  endedAt: row.ended_at?.getTime() ?? null,
  ended: row.ended_how,
  by: row.ended_by,
});
