import type { Knex } from 'knex';
import type { CarillonEvent, EventType } from '../../domain/event';
import type { Instant } from '../../domain/time';
import type { MeasuredPast } from '../../engine/ports/history';
import { eventOf, type EventRecord } from './history';

const LONGEST_STATEMENT_MS = 30_000;
/** So few that reading them into the measures holds up no call. */
const AT_ONCE = 500;

/** What measures know nothing of is not read: it is by far the most. */
const MEASURED: readonly EventType[] = [
  'agent.state',
  'call.arrived',
  'call.ended',
  'callback.ended',
  'callback.requested',
  'queue.announced',
  'queue.connected',
  'queue.entered',
  'queue.left',
  'queue.offer-ended',
  'queue.offered',
  'queue.talk-ended',
];

export class MysqlMeasured implements MeasuredPast {
  constructor(private readonly db: Knex) {}

  async statesAt(at: Instant): Promise<readonly CarillonEvent[]> {
    const begun: readonly { readonly agent: string; readonly from: Date }[] = await this.db('agent_intervals')
      .select('agent', this.db.raw('MAX(from_at) AS ??', ['from']))
      .where('from_at', '<', new Date(at))
      .groupBy('agent')
      .timeout(LONGEST_STATEMENT_MS);
    const since = new Map(begun.map(({ agent, from }) => [agent, from.getTime()]));
    if (since.size === 0) return [];
    const records = await this.db<EventRecord>('events')
      .where('type', 'agent.state')
      .whereIn(
        'at',
        [...new Set(since.values())].map((each) => new Date(each)),
      )
      .timeout(LONGEST_STATEMENT_MS);
    return records
      .map(eventOf)
      .filter(({ type, data }) => type === 'agent.state' && since.get(data.agent) === data.state.since);
  }

  async *between(from: Instant, to: Instant): AsyncIterable<readonly CarillonEvent[]> {
    for (let after: { readonly at: Date; readonly seq: string } | undefined; ;) {
      const last = after;
      const records = (await this.db<EventRecord>('events')
        .whereIn('type', MEASURED)
        .where('at', '>=', last?.at ?? new Date(from))
        .where('at', '<', new Date(to))
        .modify((query) => {
          if (last)
            void query.where((later) => {
              void later.where('at', '>', last.at).orWhere('seq', '>', last.seq);
            });
        })
        .orderBy('at')
        .orderBy('seq')
        .limit(AT_ONCE)
        .timeout(LONGEST_STATEMENT_MS)) as EventRecord[];
      const end = records.at(-1);
      if (!end) return;
      yield records.map(eventOf);
      if (records.length < AT_ONCE) return;
      after = end;
    }
  }
}
