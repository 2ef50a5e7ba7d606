import type { Knex } from 'knex';
import { MysqlHistory } from '../../src/adapters/mysql/history';
import { MysqlVoicemails } from '../../src/adapters/mysql/voicemails';
import type { CarillonEvent, EventOf } from '../../src/domain/event';
import type { VoicemailState } from '../../src/domain/voicemail';
import type { Voicemails } from '../../src/engine/ports/history';
import { MemoryVoicemails } from '../fakes/voicemails';
import { NINE } from '../support/call-story';
import { useTables } from '../support/servers';

let db: Knex;
useTables((opened) => (db = opened));

interface Kept {
  readonly voicemails: Voicemails;
  readonly record: (...events: CarillonEvent[]) => Promise<void>;
}

async function inMysql(): Promise<Kept & { history: MysqlHistory }> {
  for (const table of ['events', 'voicemails']) await db(table).truncate();
  const history = new MysqlHistory({
    db,
    onUnreadable: (event, error) => {
      throw new Error(event.type, { cause: error });
    },
  });
  return { voicemails: new MysqlVoicemails(db), history, record: (...events) => history.record(events) };
}

function inMemory(): Promise<Kept> {
  const voicemails = new MemoryVoicemails();
  return Promise.resolve({
    voicemails,
    record: (...events) => {
      voicemails.observe(events);
      return Promise.resolve();
    },
  });
}

const left = (n: number, box = 'queue:sales'): EventOf<'voicemail.left'> => ({
  id: `carillon-1.${n}.e7`,
  at: NINE + n * 1_000,
  call: `carillon-1.${n}`,
  type: 'voicemail.left',
  data: {
    node: 'hello.0',
    voicemail: `carillon-1.${n}.r3`,
    box,
    recording: `carillon-1.${n}.r3`,
    seconds: 12.3,
    caller: { number: '+79161234567', name: 'Ольга 🎄' },
  },
});
let serial = 0;
const changed = (n: number, to: VoicemailState, by = 'anna', box = 'queue:sales'): EventOf<'voicemail.changed'> => ({
  id: `voicemail.e${++serial}`,
  at: NINE + 60_000 + serial,
  call: `carillon-1.${n}`,
  type: 'voicemail.changed',
  data: { voicemail: `carillon-1.${n}.r3`, box, to, by },
});
const ids = (found: readonly { id: string }[]): number[] => found.map(({ id }) => Number(id.split('.')[1]));

describe.each<[string, () => Promise<Kept>]>([
  ['MemoryVoicemails', inMemory],
  ['MysqlVoicemails', inMysql],
])('%s', (_name, make) => {
  test('has a message as it was left', async () => {
    const { voicemails, record } = await make();
    await record(left(1));
    const message = {
      id: 'carillon-1.1.r3',
      call: 'carillon-1.1',
      box: 'queue:sales',
      at: NINE + 1_000,
      seconds: 12.3,
      caller: { number: '+79161234567', name: 'Ольга 🎄' },
      state: 'new',
      by: null,
      since: null,
    };
    expect(await voicemails.find('carillon-1.1.r3')).toEqual(message);
    expect(await voicemails.list({ limit: 10 })).toEqual([message]);
    expect(await voicemails.find('carillon-1.2.r3')).toBeUndefined();
  });

  test('knows who did what last', async () => {
    const { voicemails, record } = await make();
    await record(left(1), changed(1, 'taken', 'anna'), changed(1, 'new', 'anna'));
    const last = changed(1, 'done', 'boris');
    await record(changed(1, 'taken', 'boris'), last);
    expect(await voicemails.find('carillon-1.1.r3')).toMatchObject({ state: 'done', by: 'boris', since: last.at });
  });

  test('lists the newest first, by box and state, page by page; deleted ones only when asked for', async () => {
    const { voicemails, record } = await make();
    await record(left(1), left(2), left(3, 'agent:anna'), left(4), changed(1, 'taken'), changed(4, 'deleted'));
    expect(ids(await voicemails.list({ limit: 10 }))).toEqual([3, 2, 1]);
    expect(ids(await voicemails.list({ limit: 10, box: 'queue:sales' }))).toEqual([2, 1]);
    expect(ids(await voicemails.list({ limit: 10, states: ['new'] }))).toEqual([3, 2]);
    expect(ids(await voicemails.list({ limit: 10, states: ['deleted', 'taken'] }))).toEqual([4, 1]);
    expect(ids(await voicemails.list({ limit: 1 }))).toEqual([3]);
    expect(ids(await voicemails.list({ limit: 10, before: 'carillon-1.2.r3' }))).toEqual([1]);
  });

  test('a change that is told before the message is not lost', async () => {
    const { voicemails, record } = await make();
    await record(changed(1, 'taken'));
    expect(await voicemails.list({ limit: 10 })).toEqual([]);
    await record(left(1));
    expect(await voicemails.find('carillon-1.1.r3')).toMatchObject({ state: 'taken', by: 'anna', seconds: 12.3 });
  });
});

test('recorded again, and made anew from the events, it is the same', async () => {
  const { voicemails, history, record } = await inMysql();
  const events = [left(1), left(2), changed(1, 'taken'), changed(2, 'deleted')];
  await record(...events);
  await record(...events);
  const before = await voicemails.list({ limit: 10, states: ['new', 'taken', 'deleted'] });
  expect(before.map(({ state }) => state)).toEqual(['deleted', 'taken']);
  await history.recompute();
  expect(await voicemails.list({ limit: 10, states: ['new', 'taken', 'deleted'] })).toEqual(before);
});
