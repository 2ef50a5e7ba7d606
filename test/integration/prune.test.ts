import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPruning } from '../../src/adapters/jobs/pruning';
import { openDatabase } from '../../src/adapters/mysql/database';
import { MysqlHistory } from '../../src/adapters/mysql/history';
import { migrate } from '../../src/adapters/mysql/migrate';
import { MysqlRecorded } from '../../src/adapters/mysql/recorded';
import { MysqlVoicemails } from '../../src/adapters/mysql/voicemails';
import { RecordingFolder } from '../../src/adapters/recordings/recording-files';
import { Sealer } from '../../src/adapters/redis/sealer';
import { RedisStore } from '../../src/adapters/redis/store';
import { RedisStream } from '../../src/adapters/redis/stream';
import type { CarillonEvent } from '../../src/domain/event';
import type { PruneReport } from '../../src/domain/retention';
import { VoicemailBook } from '../../src/engine/voicemail-book';
import { createMetrics } from '../../src/http/metrics';
import { compileSite } from '../../src/site/compile';
import { runHistoryWriter } from '../../src/workers/history-writer';
import { Pruner } from '../../src/workers/prune';
import { CallStory } from '../support/call-story';
import { Lines } from '../support/lines';
import { eventually } from '../support/patience';
import { siteThatPlays } from '../support/publishing';
import { patientLink, useDatabase, useRedis } from '../support/servers';

const DAY = 86_400_000;
const redis = useRedis();
const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'carillon-prune-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A call of so many days ago. */
const ago = (days: number, n: number): CallStory => new CallStory(`carillon-8.${n}`, Date.now() - days * DAY).arrives();
const leaves = (story: CallStory, recording: string, box: string): CallStory =>
  story.tell('voicemail.left', {
    ...{ node: 'a.0', voicemail: recording, recording, box, seconds: 5 },
    caller: { number: '7916', name: '' },
  });

test('what is over its time goes out of the boxes and off the disk, by the job, and everything else stays', async () => {
  const db = openDatabase(database.url, () => undefined);
  await migrate(db);
  const link = patientLink(redis.url);
  const { prefix } = redis;
  const fence = { numberKey: `${prefix}number`, number: 1 };
  await link.run((each) => each.set(fence.numberKey, 1));
  const sealer = new Sealer([randomBytes(32)]);
  const onUnsealable = (_: unknown, error: unknown): never => {
    throw error;
  };
  const store = new RedisStore({ link, prefix, sealer, fence, onUnsealable });
  const stream = new RedisStream({ link, prefix, onError: () => undefined });
  const history = new MysqlHistory({ db, onUnreadable: onUnsealable });
  const recordings = new RecordingFolder(folder);
  const metrics = createMetrics();
  const log = new Lines();
  const clock = { now: () => Date.now() };
  const told = { store, log, clock, happened: (events: readonly CarillonEvent[]) => metrics.observe(events) };
  const book = new VoicemailBook({ ...told, voicemails: new MysqlVoicemails(db), recordings });
  const { site } = compileSite({
    ...siteThatPlays('a/b'),
    'site.yaml': 'site: Test\nlanguage: en\nretention: { messages: 90d, recordings: 30d }\n',
    'queues.yaml':
      'queues:\n  sales: { title: Sales, announce: { position: false } }\n  legal: { title: Legal, announce: { position: false }, keep_messages: forever }\n',
  });
  const pruner = new Pruner({
    ...told,
    ...{ recorded: new MysqlRecorded(db), boxes: book, recordings, prompts: [], openCalls: () => [] },
    site: () => site!,
    observe: (kind, how) => metrics.pruned(kind, how),
  });

  const stop = new AbortController();
  const writing = runHistoryWriter({ stream, history, jobs: { add: async () => undefined }, log }, stop.signal);
  const stories = [
    leaves(ago(100, 1), 'carillon-8.1.r3', 'queue:sales'),
    leaves(ago(100, 2), 'carillon-8.2.r3', 'queue:legal'),
    leaves(ago(10, 3), 'carillon-8.3.r3', 'queue:sales'),
    ago(40, 4).tell('recording.kept', { node: 'a.0', recording: 'carillon-8.4.r3', seconds: 5 }),
    ago(20, 5).tell('recording.kept', { node: 'a.0', recording: 'carillon-8.5.r3', seconds: 5 }),
    ago(2, 6),
  ];
  for (const story of stories) await store.append(story.after('1m').ends('left').events);
  const put = (name: string, days: number): void => {
    writeFileSync(join(folder, name), 'RIFF');
    utimesSync(join(folder, name), Date.now() / 1000 - days * 86_400, Date.now() / 1000 - days * 86_400);
  };
  const names = [1, 2, 3, 4, 5, 6].map((n) => `carillon-8.${n}.r3.wav`);
  names.forEach((name, index) => put(name, [100, 100, 10, 40, 20, 2][index]!));
  put('carillon-8.1.r2.wav', 100); // an attempt that was said again
  put('of-somebody-else.wav', 500);
  await drained(stream);

  const dry = await pruner.run({ dryRun: true, signal: stop.signal });
  expect(dry.counts).toEqual({ message: 1, recording: 1, 'left-over': 2, prompt: 0 });
  expect(existsSync(join(folder, 'carillon-8.1.r3.wav'))).toBe(true);

  const done = await new Promise<PruneReport>((resolve, reject) => {
    const jobs = { url: redis.url, prefix, onError: reject };
    const worker = startPruning(async (signal) => {
      const report = await pruner.run({ dryRun: false, signal });
      void worker.close().then(() => resolve(report));
    }, jobs);
  });
  expect(done.items.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
    'left-over carillon-8.1.r2',
    'left-over carillon-8.6.r3',
    'message carillon-8.1.r3',
    'recording carillon-8.4.r3',
  ]);
  expect(names.map((name) => existsSync(join(folder, name)))).toEqual([false, true, true, false, true, false]);
  expect(existsSync(join(folder, 'of-somebody-else.wav'))).toBe(true);
  await drained(stream);
  expect((await book.voicemails({ limit: 10 })).map(({ id }) => id)).toEqual(['carillon-8.3.r3', 'carillon-8.2.r3']);
  expect(await new MysqlVoicemails(db).find('carillon-8.1.r3')).toMatchObject({ state: 'deleted', by: 'retention' });
  expect((await history.eventsOf('carillon-8.4')).at(-1)).toMatchObject({ type: 'recording.deleted' });

  // Once more, as after a crash: nothing is left to do, and nothing is told twice.
  expect((await pruner.run({ dryRun: false, signal: stop.signal })).items).toEqual([]);
  // The file of a message that is kept is lost: it is shown so.
  rmSync(join(folder, 'carillon-8.3.r3.wav'));
  const shown = await book.voicemails({ limit: 10 });
  expect([...(await book.audible(shown))]).toEqual(['carillon-8.2.r3']);

  stop.abort();
  await writing;
  link.close();
  await db.destroy();
});

async function drained(stream: RedisStream): Promise<void> {
  await eventually(
    'all is written',
    () => stream.lag('history'),
    (lag) => lag === 0,
  );
}
