import type { Knex } from 'knex';
import type { CarillonEvent } from '../../domain/event';
import { callOf, type CallId, type CommandId } from '../../domain/ids';
import { pastOf, TELLING, type Overdue, type RecordingPast } from '../../domain/retention';
import type { Voicemail } from '../../domain/voicemail';
import type { Recorded } from '../../engine/ports/history';
import { eventOf, type EventRecord } from './history';
import { voicemailOf, type VoicemailRecord } from './voicemails';

const LONGEST_STATEMENT_MS = 30_000;

/**
 * From the events themselves, not from what is made of them: of an event that could not be read into the other tables, the
 * recording must not be taken for one that nobody kept.
 */
export class MysqlRecorded implements Recorded {
  constructor(private readonly db: Knex) {}

  async pastOf(recordings: readonly CommandId[]): Promise<ReadonlyMap<CommandId, RecordingPast>> {
    if (recordings.length === 0) return new Map();
    const [told, deleted] = await Promise.all([this.told(recordings), this.deleted(recordings)]);
    return new Map(
      recordings.map((each) => [each, pastOf(each, told.get(callOf(each)) ?? [], deleted.has(each))] as const),
    );
  }

  async overdue(
    { usual, boxes }: Overdue,
    { limit, after }: { readonly limit: number; readonly after?: Voicemail },
  ): Promise<readonly Voicemail[]> {
    const own = [...boxes].flatMap(([box, before]) => (before === null ? [] : [{ box, before }]));
    if (usual === null && own.length === 0) return [];
    const query = this.db<VoicemailRecord>('voicemails')
      .select('*')
      .whereNotNull('left_at')
      .whereRaw("COALESCE(state, 'new') <> 'deleted'")
      .where((either) => {
        if (usual !== null)
          void either.orWhere((others) => {
            void others.whereNotIn('box', [...boxes.keys()]).where('left_at', '<', new Date(usual));
          });
        for (const { box, before } of own)
          void either.orWhere((one) => {
            void one.where({ box }).where('left_at', '<', new Date(before));
          });
      })
      .orderBy(['left_at', 'id'])
      .limit(limit);
    if (after) void query.whereRaw('(left_at, id) > (?, ?)', [new Date(after.at), after.id]);
    return (await query.timeout(LONGEST_STATEMENT_MS)).map(voicemailOf);
  }

  private async told(recordings: readonly CommandId[]): Promise<ReadonlyMap<CallId, readonly CarillonEvent[]>> {
    const records = await this.db<EventRecord>('events')
      .whereIn('call_id', [...new Set(recordings.map(callOf))])
      .whereIn('type', [...TELLING])
      .orderBy('seq')
      .timeout(LONGEST_STATEMENT_MS);
    const byCall = new Map<CallId, CarillonEvent[]>();
    for (const record of records) {
      const call = record.call_id ?? '';
      byCall.set(call, [...(byCall.get(call) ?? []), eventOf(record)]);
    }
    return byCall;
  }

  private async deleted(messages: readonly CommandId[]): Promise<ReadonlySet<CommandId>> {
    const ids = await this.db<VoicemailRecord>('voicemails')
      .whereIn('id', [...messages])
      .where({ state: 'deleted' })
      .timeout(LONGEST_STATEMENT_MS)
      .pluck('id');
    return new Set(ids);
  }
}
