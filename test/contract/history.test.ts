import type { Knex } from 'knex';
import { migrations } from '../../db/migrations';
import { openDatabase } from '../../src/adapters/mysql/database';
import { MysqlHistory } from '../../src/adapters/mysql/history';
import { migrate } from '../../src/adapters/mysql/migrate';
import { projections } from '../../src/adapters/mysql/projections/registry';
import type { CarillonEvent } from '../../src/domain/event';
import type { History } from '../../src/engine/ports/history';
import { MemoryHistory } from '../fakes/history';
import { CallStory, NINE } from '../support/call-story';
import { useTables } from '../support/servers';

let db: Knex;
const database = useTables((opened) => (db = opened));
const unreadable: string[] = [];
const mysql = (): MysqlHistory => new MysqlHistory({ db, onUnreadable: (event) => unreadable.push(event.id) });

async function emptied(): Promise<MysqlHistory> {
  unreadable.length = 0;
  for (const table of [...projections.map((each) => each.table), 'events', 'summaries']) await db(table).truncate();
  return mysql();
}

const served = (call: string, at = NINE, facts = {}): CallStory =>
  new CallStory(call, at)
    .arrives(facts)
    .after('1s')
    .answered()
    .keys('2')
    .step('menu.0', 'menu', '2', '9s')
    .queued('sales')
    .rings('anna')
    .after('15s')
    .stopsRinging('ring-no-answer')
    .rings('boris')
    .after('3s')
    .talks()
    .after('1m')
    .stopsTalking('agent')
    .ends('answered');

const abandoned = (call: string, at = NINE, facts = {}): CallStory =>
  new CallStory(call, at)
    .arrives(facts)
    .answered()
    .queued('support')
    .after('30s')
    .leaves('abandoned')
    .ends('abandoned');

describe.each<[string, () => Promise<History>]>([
  ['MemoryHistory', () => Promise.resolve(new MemoryHistory())],
  ['MysqlHistory', emptied],
])('%s', (_name, make) => {
  test('tells the events of a call in their order, exactly as they were', async () => {
    const history = await make();
    const [one, two] = [served('carillon-1.1'), abandoned('carillon-1.2')];
    await history.record([...one.events.slice(0, 4), ...two.events.slice(0, 2)]);
    await history.record([...two.events.slice(2), ...one.events.slice(4)]);

    expect(await history.eventsOf('carillon-1.1')).toEqual(one.events);
    expect(await history.eventsOf('carillon-1.2')).toEqual(two.events);
    expect(await history.eventsOf('carillon-none')).toEqual([]);
  });

  test('an event counts once, however often it is recorded', async () => {
    const history = await make();
    const { events } = served('carillon-1.1');
    await history.record([...events, ...events]);
    await history.record(events.slice(3));
    await history.record([]);

    expect(await history.eventsOf('carillon-1.1')).toEqual(events);
  });

  test('tells what a call was', async () => {
    const history = await make();
    await history.record(served('carillon-1.1').events);

    expect(await history.findCall('carillon-1.1')).toEqual({
      id: 'carillon-1.1',
      ani: '79161234567',
      name: 'Анна Каренина',
      dnis: '8005550100',
      trunk: 'provider',
      channel: 'trunk',
      campaign: 'spring',
      language: 'ru',
      flow: 'main',
      revision: 'abc123def456',
      arrivedAt: NINE,
      answeredAt: NINE + 1_000,
      endedAt: NINE + 88_000,
      outcome: 'answered',
      endedBy: 'them',
      cause: 16,
      summary: null,
    });
    expect(await history.findCall('carillon-none')).toBeUndefined();
  });

  test('a call that goes on has no end yet; one whose arrival is not recorded yet is not told', async () => {
    const history = await make();
    await history.record(served('carillon-1.1').events.slice(0, 3));
    await history.record(abandoned('carillon-1.2').events.slice(1));

    expect(await history.findCalls({ limit: 10 })).toMatchObject([
      { id: 'carillon-1.1', endedAt: null, outcome: null },
    ]);
    await history.record(abandoned('carillon-1.2').events.slice(0, 1));
    expect(await history.findCall('carillon-1.2')).toMatchObject({ outcome: 'abandoned' });
  });

  test('finds calls: the latest first, by what they were and whom they met', async () => {
    const history = await make();
    const minute = 60_000;
    await history.record(served('carillon-1.1', NINE, { ani: '7000', campaign: 'spring' }).events);
    await history.record(abandoned('carillon-1.2', NINE + minute, { ani: '7001', dnis: '100' }).events);
    await history.record(served('carillon-1.3', NINE + 2 * minute, { ani: '7001', campaign: 'autumn' }).events);
    const found = async (filter: object): Promise<string[]> =>
      (await history.findCalls({ limit: 100, ...filter })).map(({ id }) => id.slice(-1));

    expect(await found({})).toEqual(['3', '2', '1']);
    expect(await found({ ani: '7001' })).toEqual(['3', '2']);
    expect(await found({ dnis: '100' })).toEqual(['2']);
    expect(await found({ campaign: 'autumn' })).toEqual(['3']);
    expect(await found({ queue: 'sales' })).toEqual(['3', '1']);
    expect(await found({ agent: 'boris' })).toEqual(['3', '1']);
    expect(await found({ agent: 'anna' })).toEqual([]); // her phone only rang
    expect(await found({ outcome: 'abandoned' })).toEqual(['2']);
    expect(await found({ from: NINE + 1, to: NINE + 2 * minute })).toEqual(['2']);
    expect(await found({ queue: 'sales', ani: '7000' })).toEqual(['1']);
    expect(await found({ limit: 2 })).toEqual(['3', '2']);
    expect(await found({ limit: 2, before: 'carillon-1.2' })).toEqual(['1']);
    expect(await found({ before: 'carillon-none' })).toEqual([]);
  });

  test('calls that arrived at the same moment are paged through without loss', async () => {
    const history = await make();
    for (const n of [1, 2, 3, 4, 5]) await history.record(abandoned(`carillon-1.${n}`).events);
    const seen: string[] = [];
    for (let before: string | undefined; ; before = seen.at(-1)) {
      const page = await history.findCalls({ limit: 2, ...(before !== undefined && { before }) });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
    }
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5].map((n) => `carillon-1.${n}`));
  });

  test('keeps the summary of a call, the last one that was made', async () => {
    const history = await make();
    await history.record(served('carillon-1.1').events);
    await history.saveSummary({ call: 'carillon-1.1', at: NINE, summary: { first: true } });
    await history.saveSummary({ call: 'carillon-1.1', at: NINE, summary: { talked: 60_000, with: ['Борис'] } });

    expect((await history.findCall('carillon-1.1'))?.summary).toEqual({ talked: 60_000, with: ['Борис'] });
  });

  test('counts the calls of campaigns', async () => {
    const history = await make();
    await history.record(served('carillon-1.1').events);
    await history.record(abandoned('carillon-1.2').events);
    await history.record(served('carillon-1.3', NINE, { campaign: 'autumn' }).events);
    await history.record(new CallStory('carillon-1.4').arrives().ends('lost', 'unknown', null).events);
    await history.record(served('carillon-1.5', NINE + 3_600_000).events);

    expect(await history.campaigns(NINE, NINE + 3_600_000)).toEqual([
      { campaign: 'autumn', offered: 1, answered: 1, abandoned: 0, lost: 0 },
      { campaign: 'spring', offered: 3, answered: 1, abandoned: 1, lost: 1 },
    ]);
  });

  test('is healthy', async () => {
    expect(await (await make()).healthy()).toBe(true);
  });
});

describe('MysqlHistory, as only the real one can be', () => {
  test('every queue visit, offer, leg, step, input has its row', async () => {
    const history = await emptied();
    await history.record(served('carillon-1.1').events);
    const at = (seconds: number): Date => new Date(NINE + seconds * 1_000);

    expect(await db('queue_visits')).toMatchObject([
      {
        queue: 'sales',
        agent: 'boris',
        entered_at: at(10),
        connected_at: at(28),
        left_at: at(28),
        reason: 'answered',
        waited_ms: '18000',
        talked_ms: '60000',
      },
    ]);
    expect(await db('offers').orderBy('offered_at')).toMatchObject([
      { agent: 'anna', how: 'ring-no-answer', rang_ms: '15000', offered_at: at(10), ended_at: at(25) },
      { agent: 'boris', how: 'accepted', rang_ms: '3000', offered_at: at(25), ended_at: at(28) },
    ]);
    expect(await db('legs').orderBy(['started_at', 'id'])).toMatchObject([
      { id: 'carillon-1.1', part: 'caller', answered_at: at(1), ended_at: at(88), how: 'answered', ended_by: 'them' },
      { part: 'agent', agent: 'anna', answered_at: null, ended_at: at(25), how: 'ring-no-answer' },
      { part: 'agent', agent: 'boris', answered_at: at(28), connected_at: at(28), ended_at: at(88), ended_by: 'agent' },
    ]);
    expect(await db('steps')).toMatchObject([
      { node: 'menu.0', exit_name: '2', entered_at: at(1), left_at: at(10), took_ms: '9000' },
    ]);
    expect(await db('inputs')).toMatchObject([{ node: 'menu.0', heard: 'match', keyed: '2' }]);
  });

  test('what agents did is told in intervals without gap', async () => {
    const history = await emptied();
    const minute = (n: number): number => NINE + n * 60_000;
    const states = [
      { is: 'available', since: minute(0), offersFrom: minute(0) },
      { is: 'not-ready', since: minute(5), reason: 'lunch' },
      { is: 'available', since: minute(20), offersFrom: minute(20) },
      { is: 'signed-out', since: minute(60) },
    ] as const;
    const events = states.map((state, i): CarillonEvent => {
      const was = states[i - 1] ?? { is: 'signed-out', since: minute(-10) };
      const data = { agent: 'anna', state, was: was.is, forMs: state.since - was.since, by: 'anna' };
      return { id: `floor.e${i}`, at: state.since, call: null, type: 'agent.state', data };
    });
    await history.record(events);

    const rows = await db('agent_intervals').orderBy('from_at');
    expect(
      rows.map((row) => [
        row.state,
        row.reason,
        (row.from_at.getTime() - NINE) / 60_000,
        row.to_at && (row.to_at.getTime() - NINE) / 60_000,
      ]),
    ).toEqual([
      ['signed-out', null, -10, 0],
      ['available', null, 0, 5],
      ['not-ready', 'lunch', 5, 20],
      ['available', null, 20, 60],
      ['signed-out', null, 60, null],
    ]);
  });

  test('every table comes out the same when it is computed anew, and when events come in another order or twice', async () => {
    const history = await emptied();
    const calls = [served('carillon-1.1'), abandoned('carillon-1.2', NINE + 500), served('carillon-1.3', NINE + 900)];
    await history.record(calls.flatMap(({ events }) => events));
    const first = await everyRow();
    expect(await history.recompute()).toBe(first.events);
    expect(await everyRow()).toEqual(first);

    const other = await emptied();
    for (const { events } of calls) for (const event of events.toReversed()) await other.record([event, event]);
    expect(await everyRow()).toEqual(first);
  });

  test('two writers at once do no harm', async () => {
    const history = await emptied();
    const { events } = served('carillon-1.1');
    await Promise.all([history.record(events), mysql().record(events), history.record(events.slice(2))]);
    expect(await db('events')).toHaveLength(events.length);
    expect(await db('offers')).toHaveLength(2);
  });

  test('an event that cannot be read is kept, told of, and read when we can read it', async () => {
    const history = await emptied();
    const broken = {
      id: 'carillon-1.1.e1',
      at: NINE,
      call: 'carillon-1.1',
      type: 'call.arrived',
      data: {},
    } as unknown as CarillonEvent;
    await history.record([broken, ...abandoned('carillon-1.2').events]);
    expect(unreadable).toEqual(['carillon-1.1.e1']);
    expect(await history.findCalls({ limit: 5 })).toMatchObject([{ id: 'carillon-1.2' }]);

    const { facts } = served('carillon-1.1').events[0]!.data as { facts: object };
    await db('events')
      .where({ id: broken.id })
      .update({ data: JSON.stringify({ facts, flow: 'main', revision: 'abc' }) });
    await history.recompute();
    expect(await history.findCall('carillon-1.1')).toBeDefined();
  });

  test('a caller with a number and a name of any length is recorded', async () => {
    const history = await emptied();
    await history.record(
      new CallStory('carillon-1.1').arrives({ ani: '7'.repeat(500), name: '😀'.repeat(300) }).events,
    );
    expect((await history.findCall('carillon-1.1'))?.ani).toHaveLength(96);
  });

  test('tables are utf8mb4 whatever the database was made with', async () => {
    const [rows] = await db.raw(
      "SELECT table_name AS name, table_collation AS collation FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT LIKE 'knex%'",
    );
    expect(new Set((rows as { collation: string }[]).map(({ collation }) => collation))).toEqual(
      new Set(['utf8mb4_unicode_ci']),
    );
    expect(rows).toHaveLength(migrations.length);
  });

  test('nodes that start together migrate once, and a migration that stopped halfway is taken up', async () => {
    const others = [
      openDatabase(database.url, () => undefined),
      openDatabase(database.url, () => undefined),
      openDatabase(database.url, () => undefined),
    ];
    await db('knex_migrations').where({ name: '0012_site_recordings' }).delete();
    const done = await Promise.all(others.map((other) => migrate(other)));
    expect(done.flat()).toEqual(['0012_site_recordings']);
    await Promise.all(others.map((other) => other.destroy()));
  });
});

async function everyRow(): Promise<Record<string, unknown> & { events: number }> {
  const tables: Record<string, unknown> = {};
  for (const { table, key } of projections) tables[table] = await db(table).orderBy([...key]);
  return { ...tables, events: (await db('events')).length };
}
