import { randomBytes } from 'node:crypto';
import { openDatabase } from '../../src/adapters/mysql/database';
import { MysqlHistory } from '../../src/adapters/mysql/history';
import { migrate } from '../../src/adapters/mysql/migrate';
import { Sealer } from '../../src/adapters/redis/sealer';
import { RedisStore } from '../../src/adapters/redis/store';
import { RedisStream } from '../../src/adapters/redis/stream';
import type { CallId } from '../../src/domain/ids';
import type { Log } from '../../src/engine/ports/world';
import { runHistoryWriter } from '../../src/workers/history-writer';
import { CallStory } from '../support/call-story';
import { databaseUrl, patientLink, privateMariaDb, sql, useRedis } from '../support/servers';

const server = useRedis();

const callNumber = (n: number): CallStory =>
  new CallStory(`carillon-7.${n}`)
    .arrives()
    .answered()
    .keys('1')
    .queued('sales')
    .after('9s')
    .leaves('abandoned')
    .ends('abandoned');

test('while MySQL is away events wait in the stream; when it is back every row is there, exactly once', async () => {
  const mariadb = await privateMariaDb();
  await sql(mariadb.url, 'CREATE DATABASE carillon');
  const db = openDatabase(databaseUrl(mariadb.url, 'carillon'), none);
  await migrate(db);
  const history = new MysqlHistory({ db, onUnreadable: unexpected });

  const link = patientLink(server.url);
  const { prefix } = server;
  const fence = { numberKey: `${prefix}number`, number: 1 };
  await link.run((redis) => redis.set(fence.numberKey, 1));
  const sealer = new Sealer([randomBytes(32)]);
  const store = new RedisStore({ link, prefix, sealer, fence, onUnsealable: unexpected });
  const stream = new RedisStream({ link, prefix, onError: () => undefined });

  // The story of the writer, told by its log and by the jobs it asks for.
  const behind = new Signals<unknown>();
  const asked = new Signals<CallId>();
  const log = {
    debug: none,
    info: none,
    error: none,
    warn: (_: string, fields?: object) => behind.push(fields),
  } satisfies Log;
  const stop = new AbortController();
  const jobs = { add: async (call: CallId) => asked.push(call) };
  const writing = runHistoryWriter({ stream, history, jobs, log }, stop.signal);

  const calls = Array.from({ length: 60 }, (_, n) => callNumber(n));
  for (const { events } of calls.slice(0, 20)) await store.append(events);
  await asked.atLeast(20);
  expect(await history.healthy()).toBe(true);

  await mariadb.stop();
  for (const { events } of calls.slice(20, 40)) await store.append(events);
  await behind.atLeast(2); // it tried, and tried again
  expect(await history.healthy()).toBe(false);
  expect(await stream.lag('history')).toBe(20 * 6);
  expect(new Set(asked.all).size).toBe(20);

  await mariadb.start();
  for (const { events } of calls.slice(40)) await store.append(events);
  await asked.atLeast(60);
  stop.abort();
  await writing;

  const all = calls.flatMap(({ events }) => events.map(({ id }) => id));
  expect((await db('events').pluck('id')).sort()).toEqual(all.sort());
  expect(await db('calls').where({ outcome: 'abandoned' })).toHaveLength(60);
  expect(await db('queue_visits').where({ reason: 'abandoned' })).toHaveLength(60);
  expect(await db('inputs')).toHaveLength(60);
  expect(await stream.lag('history')).toBe(0);
  expect([...new Set(asked.all)].sort()).toEqual(calls.map(({ call }) => call).sort());

  await db.destroy();
  link.close();
  await mariadb.remove();
});

function unexpected(_: unknown, error: unknown): never {
  throw error;
}

function none(): void {
  // not part of this story
}

/** Collects what happens, and tells when enough of it has. */
class Signals<T> {
  readonly all: T[] = [];
  private wake: () => void = none;

  push(each: T): void {
    this.all.push(each);
    this.wake();
  }

  async atLeast(count: number): Promise<void> {
    while (this.all.length < count) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}
