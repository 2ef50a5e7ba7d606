import type { Knex } from 'knex';
import { MysqlHistory } from '../../src/adapters/mysql/history';
import { MysqlRecorded } from '../../src/adapters/mysql/recorded';
import type { CarillonEvent } from '../../src/domain/event';
import type { Overdue } from '../../src/domain/retention';
import type { Recorded } from '../../src/engine/ports/history';
import { MemoryRecorded } from '../fakes/recorded';
import { CallStory, NINE } from '../support/call-story';
import { useTables } from '../support/servers';

let db: Knex;
useTables((opened) => (db = opened));

interface Rig {
  readonly recorded: Recorded;
  readonly record: (...events: readonly CarillonEvent[]) => Promise<void>;
}

async function inMysql(): Promise<Rig> {
  for (const table of ['events', 'voicemails', 'calls']) await db(table).truncate();
  const history = new MysqlHistory({
    db,
    onUnreadable: (event, error) => {
      throw new Error(event.type, { cause: error });
    },
  });
  return { recorded: new MysqlRecorded(db), record: (...events) => history.record(events) };
}

function inMemory(): Promise<Rig> {
  const recorded = new MemoryRecorded();
  return Promise.resolve({ recorded, record: async (...events) => recorded.observe(events) });
}

const callNumber = (n: number): CallStory => new CallStory(`carillon-1.${n}`, NINE + n * 1_000).arrives();
const left = (n: number, box = 'queue:sales'): readonly CarillonEvent[] =>
  callNumber(n).tell('voicemail.left', {
    node: 'a.0',
    voicemail: `carillon-1.${n}.r3`,
    recording: `carillon-1.${n}.r3`,
    box,
    seconds: 12.3,
    caller: { number: '7916', name: '' },
  }).events;
/** Told by the call of somebody else, as a telephone that opens a box does. */
const deleted = (n: number): CarillonEvent => ({
  id: `carillon-99.${n}.e4`,
  at: NINE + 60_000,
  call: `carillon-99.${n}`,
  type: 'voicemail.changed',
  data: { voicemail: `carillon-1.${n}.r3`, box: 'queue:sales', to: 'deleted', by: 'anna' },
});

describe.each<[string, () => Promise<Rig>]>([
  ['MemoryRecorded', inMemory],
  ['MysqlRecorded', inMysql],
])('%s', (_name, make) => {
  test('says what became of each recording', async () => {
    const { recorded, record } = await make();
    const kept = callNumber(3)
      .after('5s')
      .tell('recording.kept', { node: 'a.0', recording: 'carillon-1.3.r2', seconds: 5 });
    const gone = callNumber(4)
      .tell('recording.kept', { node: 'a.0', recording: 'carillon-1.4.r2', seconds: 5 })
      .tell('recording.deleted', { recording: 'carillon-1.4.r2', by: 'retention' });
    const over = callNumber(5).after('1m').ends('left');
    await record(
      ...left(1),
      ...left(2),
      deleted(2),
      ...kept.events,
      ...gone.events,
      ...over.events,
      ...callNumber(6).events,
    );

    const names = ['1.r3', '2.r3', '1.r4', '3.r2', '4.r2', '5.r2', '6.r2', '7.r2'].map((each) => `carillon-1.${each}`);
    expect(Object.fromEntries(await recorded.pastOf(names))).toEqual({
      'carillon-1.1.r3': { is: 'message', deleted: false },
      'carillon-1.2.r3': { is: 'message', deleted: true },
      'carillon-1.1.r4': { is: 'unknown' },
      'carillon-1.3.r2': { is: 'recording', at: NINE + 8_000, deleted: false },
      'carillon-1.4.r2': { is: 'recording', at: NINE + 4_000, deleted: true },
      'carillon-1.5.r2': { is: 'left-over', since: NINE + 65_000 },
      'carillon-1.6.r2': { is: 'unknown' },
      'carillon-1.7.r2': { is: 'unknown' },
    });
    expect(await recorded.pastOf([])).toEqual(new Map());
  });

  test('finds messages that are over the time of their box, the oldest first, page by page', async () => {
    const { recorded, record } = await make();
    await record(
      ...[1, 2, 4, 6].flatMap((n) => left(n)),
      ...left(3, 'agent:anna'),
      ...left(5, 'queue:legal'),
      deleted(2),
    );
    const ids = async (which: Overdue, limit = 10): Promise<string[]> =>
      (await recorded.overdue(which, { limit })).map(({ id }) => id.split('.')[1] ?? '');
    const before = (n: number): number => NINE + n * 1_000;
    expect(await ids({ usual: before(6), boxes: new Map() })).toEqual(['1', '3', '4', '5']);
    expect(await ids({ usual: before(6), boxes: new Map([['queue:legal', null]]) })).toEqual(['1', '3', '4']);
    expect(await ids({ usual: before(6), boxes: new Map([['queue:sales', before(2)]]) })).toEqual(['1', '3', '5']);
    expect(await ids({ usual: null, boxes: new Map([['agent:anna', before(9)]]) })).toEqual(['3']);
    expect(await ids({ usual: null, boxes: new Map([['agent:anna', null]]) })).toEqual([]);

    const which = { usual: before(9), boxes: new Map() };
    const first = await recorded.overdue(which, { limit: 2 });
    const second = await recorded.overdue(which, { limit: 2, after: first[1]! });
    expect([...first, ...second].map(({ id }) => id.split('.')[1])).toEqual(['1', '3', '4', '5']);
  });
});
