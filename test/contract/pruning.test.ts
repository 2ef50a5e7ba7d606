import { Queue } from 'bullmq';
import { jobsPrefix } from '../../src/adapters/jobs/connection';
import { pruneQueue, startPruning } from '../../src/adapters/jobs/pruning';
import { eventually } from '../support/patience';
import { useRedis } from '../support/servers';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});
const server = useRedis();

let serials = 0;
const options = () => ({ url: server.url, prefix: `${server.prefix}${++serials}:`, onError: () => undefined });
const started = (...args: Parameters<typeof startPruning>): ReturnType<typeof startPruning> => {
  const worker = startPruning(...args);
  closers.push(() => worker.close());
  return worker;
};
/** Resolves with what `prune` made of it the `nth` time. */
function times(nth: number, prune: (time: number) => void = () => undefined) {
  let time = 0;
  let reached: () => void;
  const happened = new Promise<void>((resolve) => (reached = resolve));
  return {
    happened,
    count: () => time,
    prune: async (): Promise<void> => {
      time++;
      if (time >= nth) reached();
      prune(time);
    },
  };
}

test('it is done at once, and again and again; a time that failed is told, and the next comes all the same', async () => {
  const errors: unknown[] = [];
  const three = times(3, (time) => {
    if (time === 1) throw new Error('MySQL is away');
  });
  started(three.prune, { ...options(), everyMs: 50, onError: (error) => errors.push(error) });
  await three.happened;
  expect(errors).toEqual([new Error('MySQL is away')]);
});

test('a restart neither repeats it nor forgets it', async () => {
  const shared = options();
  const queue = new Queue(pruneQueue, { connection: { url: server.url }, prefix: jobsPrefix(shared.prefix) });
  closers.push(() => queue.close());
  const first = times(1);
  const worker = started(first.prune, shared);
  await first.happened;
  await eventually(
    'it is done',
    () => queue.getCompletedCount(),
    (count) => count === 1,
  );
  await worker.close();

  const again = times(1);
  started(again.prune, shared);
  await eventually(
    'it is there again',
    async () => (await queue.getJobSchedulers()).length === 1 && (await queue.getWorkersCount()) > 0,
    Boolean,
  );
  expect(await queue.getDelayedCount()).toBe(1);
  const [next] = await queue.getDelayed();
  expect((next?.delay ?? 0) + (next?.timestamp ?? 0)).toBeGreaterThan(Date.now());
  expect(again.count()).toBe(0);
});

test('what is going on when the node stops is told to stop', async () => {
  const shared = options();
  let stopped = false;
  await new Promise<void>((resolve) => {
    const worker = started(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(new Error('the node stops'));
          });
          void worker.close().then(resolve);
        }),
      shared,
    );
  });
  expect(stopped).toBe(true);
});
