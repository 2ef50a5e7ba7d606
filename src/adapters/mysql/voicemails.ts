import type { Knex } from 'knex';
import type { Voicemail, VoicemailId, VoicemailState } from '../../domain/voicemail';
import type { VoicemailFilter, Voicemails } from '../../engine/ports/history';

const LONGEST_STATEMENT_MS = 10_000;
const MOST_ROWS = 1_000;

export interface VoicemailRecord {
  readonly id: string;
  readonly call_id: string | null;
  readonly box: string;
  readonly left_at: Date;
  /** A decimal comes as its text. */
  readonly seconds: string | number;
  readonly caller_number: string;
  readonly caller_name: string;
  readonly state: VoicemailState | null;
  readonly changed_by: string | null;
  readonly changed_at: Date | null;
}

/** A message of which only later events are known (that it was left is still to come) is left out. */
export class MysqlVoicemails implements Voicemails {
  constructor(private readonly db: Knex) {}

  async list({ box, states, before, limit }: VoicemailFilter): Promise<readonly Voicemail[]> {
    const query = this.known()
      .orderBy([
        { column: 'left_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(Math.min(Math.max(limit, 1), MOST_ROWS));
    if (box !== undefined) void query.where({ box });
    if (states === undefined) void query.whereRaw("COALESCE(state, 'new') <> 'deleted'");
    else void query.whereIn(this.db.raw("COALESCE(state, 'new')") as unknown as string, [...states]);
    if (before !== undefined)
      void query.whereRaw(
        '(left_at, id) < (SELECT earlier.left_at, earlier.id FROM voicemails AS earlier WHERE earlier.id = ?)',
        [before],
      );
    return (await query.timeout(LONGEST_STATEMENT_MS)).map(voicemailOf);
  }

  async find(id: VoicemailId): Promise<Voicemail | undefined> {
    const [record] = await this.known().where({ id }).limit(1).timeout(LONGEST_STATEMENT_MS);
    return record && voicemailOf(record);
  }

  private known(): Knex.QueryBuilder<VoicemailRecord, VoicemailRecord[]> {
    return this.db<VoicemailRecord>('voicemails').select('*').whereNotNull('left_at');
  }
}

export const voicemailOf = (record: VoicemailRecord): Voicemail => ({
  id: record.id,
  call: record.call_id ?? '',
  box: record.box,
  at: record.left_at.getTime(),
  seconds: Number(record.seconds),
  caller: { number: record.caller_number, name: record.caller_name },
  state: record.state ?? 'new',
  by: record.changed_by,
  since: record.changed_at?.getTime() ?? null,
});
