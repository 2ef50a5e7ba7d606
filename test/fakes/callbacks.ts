import type { CallbackRecord } from '../../src/domain/callback';
import type { CarillonEvent } from '../../src/domain/event';
import type { CallId } from '../../src/domain/ids';
import type { CallbackFilter, Callbacks } from '../../src/engine/ports/history';

type Later = Pick<CallbackRecord, 'calls' | 'lastAt' | 'last' | 'agent' | 'endedAt' | 'ended' | 'by'>;

const NOTHING_YET: Later = { calls: 0, lastAt: null, last: null, agent: null, endedAt: null, ended: null, by: null };

/** The callbacks of a history in memory. */
export class MemoryCallbacks implements Callbacks {
  private readonly asked = new Map<CallId, Omit<CallbackRecord, keyof Later>>();
  private readonly later = new Map<CallId, Later>();
  away = false;

  observe(events: readonly CarillonEvent[]): void {
    for (const { type, at, call, data } of events) {
      const known = this.later.get(call ?? '') ?? NOTHING_YET;
      if (type === 'callback.tried')
        this.later.set(call ?? '', { ...known, calls: data.calls, lastAt: at, last: data.how, agent: data.agent });
      if (type === 'callback.ended')
        this.later.set(call ?? '', { ...known, calls: data.calls, endedAt: at, ended: data.how, by: data.by });
      if (type !== 'callback.requested') continue;
      const { callback: id, ticket, queue, number, trunk, at: due, expiresAt } = data;
      this.asked.set(id, { id, ticket, from: call ?? '', queue, number, trunk, askedAt: at, at: due, expiresAt });
    }
  }

  async list({ queue, number, before, limit }: CallbackFilter): Promise<readonly CallbackRecord[]> {
    if (this.away) throw new Error('the database is away');
    const last = before === undefined ? undefined : this.asked.get(before);
    return [...this.asked.values()]
      .map((each) => ({ ...each, ...(this.later.get(each.id) ?? NOTHING_YET) }))
      .filter((each) => queue === undefined || each.queue === queue)
      .filter((each) => number === undefined || each.number === number)
      .filter(({ askedAt }) => before === undefined || (last !== undefined && askedAt < last.askedAt))
      .sort((a, b) => b.askedAt - a.askedAt)
      .slice(0, limit);
  }
}
