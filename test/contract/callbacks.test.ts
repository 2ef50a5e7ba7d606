import type { Knex } from 'knex';
import { MysqlCallbacks } from '../../src/adapters/mysql/callbacks';
import { MysqlHistory } from '../../src/adapters/mysql/history';
import { ticketOfCallback } from '../../src/domain/callback';
import type { CarillonEvent, EventData } from '../../src/domain/event';
import { callbackId } from '../../src/domain/ids';
import type { Callbacks } from '../../src/engine/ports/history';
import { MemoryCallbacks } from '../fakes/callbacks';
import { NINE } from '../support/call-story';
import { useTables } from '../support/servers';

let db: Knex;
useTables((opened) => (db = opened));

interface Kept {
  readonly callbacks: Callbacks;
  readonly record: (...events: CarillonEvent[]) => Promise<void>;
}

async function inMysql(): Promise<Kept> {
  for (const table of ['events', 'callbacks']) await db(table).truncate();
  const history = new MysqlHistory({
    db,
    onUnreadable: (event, error) => {
      throw new Error(event.type, { cause: error });
    },
  });
  return { callbacks: new MysqlCallbacks(db), record: (...events) => history.record(events) };
}

function inMemory(): Promise<Kept> {
  const callbacks = new MemoryCallbacks();
  return Promise.resolve({
    callbacks,
    record: (...events) => {
      callbacks.observe(events);
      return Promise.resolve();
    },
  });
}

let serial = 0;
const asker = (n: number): string => `carillon-1.${n}`;
const back = (n: number): string => callbackId(asker(n), 7);

function event<T extends 'callback.requested' | 'callback.tried' | 'callback.ended'>(
  type: T,
  call: string,
  at: number,
  data: Omit<EventData[T], 'ticket' | 'queue'> & { readonly ticket?: string; readonly queue?: string },
): CarillonEvent {
  const id = `floor.e${++serial}`;
  return {
    id,
    at,
    call,
    type,
    data: { ticket: ticketOfCallback(call), queue: 'sales', ...data },
  } as unknown as CarillonEvent;
}

const requested = (n: number, more: Partial<EventData['callback.requested']> = {}): CarillonEvent =>
  event('callback.requested', asker(n), NINE + n * 1_000, {
    callback: back(n),
    ticket: ticketOfCallback(back(n)),
    number: '+79161234567',
    trunk: 'carrier',
    at: null,
    expiresAt: NINE + 3_600_000,
    ...more,
  });
const tried = (n: number, calls: number, how: EventData['callback.tried']['how']): CarillonEvent =>
  event('callback.tried', back(n), NINE + 60_000 * calls, {
    agent: 'anna',
    calls,
    how,
    cause: 17,
    rangMs: 900,
    again: null,
  });
const ended = (n: number, how: EventData['callback.ended']['how'], by = 'floor'): CarillonEvent =>
  event('callback.ended', back(n), NINE + 600_000, { how, calls: 2, by });

describe.each<[string, () => Promise<Kept>]>([
  ['MemoryCallbacks', inMemory],
  ['MysqlCallbacks', inMysql],
])('%s', (_name, make) => {
  test('has a callback as it was asked for', async () => {
    const { callbacks, record } = await make();
    await record(requested(1, { at: NINE + 1_800_000 }));
    expect(await callbacks.list({ limit: 10 })).toEqual([
      {
        id: back(1),
        ticket: ticketOfCallback(back(1)),
        from: asker(1),
        queue: 'sales',
        number: '+79161234567',
        trunk: 'carrier',
        askedAt: NINE + 1_000,
        at: NINE + 1_800_000,
        expiresAt: NINE + 3_600_000,
        calls: 0,
        lastAt: null,
        last: null,
        agent: null,
        endedAt: null,
        ended: null,
        by: null,
      },
    ]);
  });

  test('has what has become of it, also when it is told in another order and twice', async () => {
    const { callbacks, record } = await make();
    const story = [requested(1), tried(1, 1, 'busy'), tried(1, 2, 'answered'), ended(1, 'done')];
    await record(story[3]!, story[1]!);
    await record(story[2]!, story[0]!);
    await record(...story);
    expect(await callbacks.list({ limit: 10 })).toMatchObject([
      {
        id: back(1),
        calls: 2,
        last: 'answered',
        lastAt: NINE + 120_000,
        agent: 'anna',
        ended: 'done',
        endedAt: NINE + 600_000,
        by: 'floor',
      },
    ]);
  });

  test('lists the newest first, by queue, by number, and in pages', async () => {
    const { callbacks, record } = await make();
    await record(requested(1), requested(2, { queue: 'support' }), requested(3, { number: '112' }));
    const ids = async (
      filter: Omit<Parameters<Callbacks['list']>[0], 'limit'>,
      limit = 10,
    ): Promise<readonly string[]> => (await callbacks.list({ ...filter, limit })).map(({ id }) => id);
    expect(await ids({})).toEqual([back(3), back(2), back(1)]);
    expect(await ids({ queue: 'support' })).toEqual([back(2)]);
    expect(await ids({ number: '112' })).toEqual([back(3)]);
    expect(await ids({}, 2)).toEqual([back(3), back(2)]);
    expect(await ids({ before: back(2) })).toEqual([back(1)]);
    expect(await ids({ before: 'nobody' })).toEqual([]);
  });

  test('leaves out one of which only later events are known', async () => {
    const { callbacks, record } = await make();
    await record(tried(9, 1, 'busy'), ended(9, 'expired'));
    expect(await callbacks.list({ limit: 10 })).toEqual([]);
  });
});
