import { Queue, Worker, type Job } from 'bullmq';
import type { Millis } from '../../domain/time';
import { closeWithin, consumerConnection, jobsPrefix, type JobsOptions } from './connection';
import type { RunningWorker } from './workers';

export const pruneQueue = 'prune';
/** The one scheduler of the queue: whoever starts next finds it, and sets it anew. */
const SCHEDULER = 'prune';
const EVERY_MS: Millis = 3_600_000;
const CLOSE_WITHIN_MS: Millis = 5_000;
const KEPT = { count: 24 } as const;

/**
 * Looks once an hour for what is over its time. The hour is Redis's, so that restarts neither skip it nor repeat it; a time
 * that failed is not tried again before the next.
 */
export function startPruning(
  prune: (signal: AbortSignal) => Promise<void>,
  options: JobsOptions & { readonly everyMs?: Millis },
): RunningWorker {
  const redis = consumerConnection(options);
  const stopping = new AbortController();
  const common = { connection: redis, prefix: jobsPrefix(options.prefix) };
  const queue = new Queue(pruneQueue, common);
  queue.on('error', options.onError);
  const template = { name: 'prune', opts: { attempts: 1, removeOnComplete: KEPT, removeOnFail: KEPT } };
  // It waits for Redis for as long as it takes.
  queue.upsertJobScheduler(SCHEDULER, { every: options.everyMs ?? EVERY_MS }, template).catch(options.onError);
  const worker = new Worker(pruneQueue, (_job: Job) => prune(stopping.signal), common);
  worker.on('error', options.onError);
  worker.on('failed', (_job, error) => {
    if (!stopping.signal.aborted) options.onError(error);
  });
  const close = async (): Promise<void> => {
    stopping.abort();
    await worker.close();
    await queue.close();
  };
  return { close: () => closeWithin(CLOSE_WITHIN_MS, close(), redis) };
}
