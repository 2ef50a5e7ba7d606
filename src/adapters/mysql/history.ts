import type { Knex } from 'knex';
import type { CarillonEvent } from '../../domain/event';
import type { CallId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import type { Instant, Millis } from '../../domain/time';
import type { CallFilter, CallRow, CallSummaryRow, CampaignRow, History } from '../../engine/ports/history';
import { findCalls, type CallRecord } from './find-calls';
import { project } from './project';
import { projections } from './projections/registry';

export interface MysqlHistoryOptions {
  readonly db: Knex;
  /** Hears of events that are kept but could not be read into the other tables. */
  readonly onUnreadable: (event: CarillonEvent, error: unknown) => void;
}

/** A statement that takes longer is given up; the batch then comes again. */
const LONGEST_STATEMENT_MS: Millis = 30_000;
const HEALTHY_WITHIN_MS: Millis = 1_000;
const RECOMPUTE_AT_ONCE = 1_000;
const MOST_ATTEMPTS = 5;

export interface EventRecord {
  readonly seq: string;
  readonly id: string;
  readonly at: Date;
  readonly call_id: CallId | null;
  readonly type: string;
  readonly data: unknown;
}

export class MysqlHistory implements History {
  private readonly db: Knex;

  constructor(private readonly options: MysqlHistoryOptions) {
    this.db = options.db;
  }

  async record(events: readonly CarillonEvent[]): Promise<void> {
    const byId = new Map(events.map((event) => [event.id, event]));
    if (byId.size === 0) return;
    await this.inTransaction(async (trx) => {
      const known = await trx<EventRecord>('events')
        .whereIn('id', [...byId.keys()])
        .timeout(LONGEST_STATEMENT_MS)
        .pluck('id');
      const isKnown = new Set<string>(known);
      const news = [...byId.values()].filter(({ id }) => !isKnown.has(id));
      if (news.length === 0) return;
      const records = news.map((event) => ({
        id: event.id,
        at: new Date(event.at),
        call_id: event.call,
        type: event.type,
        data: JSON.stringify(event.data),
      }));
      // Whoever records the same batch at the same time writes the same rows: projections do no harm twice.
      await trx('events').insert(records).onConflict('id').ignore().timeout(LONGEST_STATEMENT_MS);
      await project(trx, news, this.options.onUnreadable);
    });
  }

  /** Two writers of the same rows may block each other: the server then ends one, and it begins again. */
  private async inTransaction(work: (trx: Knex.Transaction) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.db.transaction(work);
        return;
      } catch (error) {
        const { code } = error as { readonly code?: unknown };
        if (code !== 'ER_LOCK_DEADLOCK' || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  async eventsOf(call: CallId): Promise<readonly CarillonEvent[]> {
    const records = await this.db<EventRecord>('events')
      .where({ call_id: call })
      .orderBy('seq')
      .timeout(LONGEST_STATEMENT_MS);
    return records.map(eventOf);
  }

  async saveSummary({ call, at, summary }: CallSummaryRow): Promise<void> {
    const row = { call_id: call, at: new Date(at), summary: JSON.stringify(summary) };
    await this.db('summaries').insert(row).onConflict('call_id').merge(['at', 'summary']);
  }

  async findCalls(filter: CallFilter): Promise<readonly CallRow[]> {
    return (await findCalls(this.db, filter).timeout(LONGEST_STATEMENT_MS)).map(callRowOf);
  }

  async findCall(call: CallId): Promise<CallRow | undefined> {
    const [record] = await findCalls(this.db, { limit: 1 }).where('calls.id', call).timeout(LONGEST_STATEMENT_MS);
    return record && callRowOf(record);
  }

  async campaigns(from: Instant, to: Instant): Promise<readonly CampaignRow[]> {
    const ended = (outcome: string): Knex.Raw =>
      this.db.raw('CAST(SUM(CASE WHEN outcome = ? THEN 1 ELSE 0 END) AS SIGNED) AS ??', [outcome, outcome]);
    const rows = (await this.db('calls')
      .select('campaign', this.db.raw('COUNT(*) AS offered'), ended('answered'), ended('abandoned'), ended('lost'))
      .where('arrived_at', '>=', new Date(from))
      .where('arrived_at', '<', new Date(to))
      .groupBy('campaign')
      .orderBy('campaign')
      .timeout(LONGEST_STATEMENT_MS)) as readonly Record<keyof CampaignRow, string | number>[];
    return rows.map((row) => ({
      campaign: String(row.campaign),
      offered: Number(row.offered),
      answered: Number(row.answered),
      abandoned: Number(row.abandoned),
      lost: Number(row.lost),
    }));
  }

  async healthy(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), HEALTHY_WITHIN_MS)));
    const answer = this.db.raw('SELECT 1').then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Makes every table that is made from events anew. History may be written meanwhile: what is recorded after a table was
   * emptied is in it, and what was recorded before is read again.
   */
  async recompute(): Promise<number> {
    for (const { table } of projections) await this.db(table).truncate();
    let count = 0;
    for (let seq = '0'; ;) {
      const records = await this.db<EventRecord>('events')
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(RECOMPUTE_AT_ONCE);
      const last = records.at(-1);
      if (!last) return count;
      await this.inTransaction((trx) => project(trx, records.map(eventOf), this.options.onUnreadable));
      count += records.length;
      seq = last.seq;
    }
  }
}

export const eventOf = ({ id, at, call_id: call, type, data }: EventRecord): CarillonEvent =>
  ({ id, at: at.getTime(), call, type, data: parsed(data) }) as CarillonEvent;

/** JSON columns come back read, or as their text from an older server or client. */
const parsed = (json: unknown): Json => (typeof json === 'string' ? (JSON.parse(json) as Json) : (json as Json));

function callRowOf(record: CallRecord): CallRow {
  return {
    id: record.id,
    ani: record.ani,
    name: record.caller_name,
    dnis: record.dnis,
    trunk: record.trunk,
    channel: record.channel,
    campaign: record.campaign,
    language: record.language,
    flow: record.flow,
    revision: record.revision,
    arrivedAt: record.arrived_at.getTime(),
    answeredAt: record.answered_at?.getTime() ?? null,
    endedAt: record.ended_at?.getTime() ?? null,
    outcome: record.outcome,
    endedBy: record.ended_by,
    cause: record.cause,
    summary: record.summary === null ? null : parsed(record.summary),
  };
}
