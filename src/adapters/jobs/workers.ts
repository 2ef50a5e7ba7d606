import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { CallId } from '../../domain/ids';
import type { Millis } from '../../domain/time';
import type { FetchCommand, LookupResult } from '../../flow/command';
import {
  closeWithin,
  consumerConnection,
  jobsPrefix,
  lookedUpChannel,
  lookUpQueue,
  postCallQueue,
  type JobsOptions,
} from './connection';
import type { Looked, LookUpJob, Seals } from './lookups';
import type { PostCallJob } from './post-call-jobs';

export interface RunningWorker {
  /** Takes no more jobs and waits for those that run. */
  close(): Promise<void>;
}

export interface LookUpRequest {
  readonly connector: string;
  readonly key: string;
  readonly withinMs: Millis;
  readonly cacheMs: Millis;
}

/** Who answers what calls ask. Each answers within `withinMs` and never rejects. */
export interface Answering {
  lookUp(request: LookUpRequest): Promise<LookupResult>;
  fetch(asked: Pick<FetchCommand, 'request' | 'withinMs' | 'cacheMs'>): Promise<LookupResult>;
}

const LOOK_UPS_AT_ONCE = 64;
const SUMMARIES_AT_ONCE = 4;
const CLOSE_WITHIN_MS: Millis = 5_000;

/** Does look-ups until nobody waits for them any more, and publishes what they found. */
export function startLookUpWorker(
  answering: Answering,
  options: JobsOptions & { readonly sealer: Seals },
): RunningWorker {
  const redis = consumerConnection(options);
  const answer = async ({ id: command = '', data }: Job<LookUpJob>): Promise<void> => {
    const withinMs = data.until - Date.now();
    if (withinMs <= 0) return;
    const open = (sealed: string): string => options.sealer.open(sealed, command);
    const result =
      'sealedRequest' in data
        ? await answering.fetch({
            request: JSON.parse(open(data.sealedRequest)) as FetchCommand['request'],
            withinMs,
            cacheMs: data.cacheMs,
          })
        : await answering.lookUp({ ...data, key: open(data.sealedKey), withinMs });
    const looked: Looked = { command, result };
    await redis.publish(lookedUpChannel(options.prefix), JSON.stringify(looked));
  };
  // A look-up whose worker died is not done again: by then it is too late for it.
  const worker = new Worker<LookUpJob>(lookUpQueue, answer, {
    connection: redis,
    prefix: jobsPrefix(options.prefix),
    concurrency: LOOK_UPS_AT_ONCE,
    maxStalledCount: 0,
  });
  return running(worker, redis, options);
}

/**
 * Makes summaries. While events of a call are still on their way the summary is made once more, later, as long as there
 * are attempts left.
 */
export function startPostCallWorker(
  summarise: (call: CallId) => Promise<'complete' | 'open-ends'>,
  options: JobsOptions,
): RunningWorker {
  const redis = consumerConnection(options);
  const process = async ({ data, attemptsMade, opts }: Job<PostCallJob>): Promise<void> => {
    const made = await summarise(data.call);
    const last = attemptsMade + 1 >= (opts.attempts ?? 1);
    if (made === 'open-ends' && !last) throw new OpenEnds(`events of call ${data.call} are still to come`);
  };
  const worker = new Worker<PostCallJob>(postCallQueue, process, {
    connection: redis,
    prefix: jobsPrefix(options.prefix),
    concurrency: SUMMARIES_AT_ONCE,
  });
  return running(worker, redis, options);
}

/** Not an error, but BullMQ's way to have a job again. */
class OpenEnds extends Error {}

function running<Data>(worker: Worker<Data>, redis: Redis, { onError }: JobsOptions): RunningWorker {
  worker.on('error', onError);
  worker.on('failed', (_job, error) => {
    if (!(error instanceof OpenEnds)) onError(error);
  });
  // Those that run are waited for, up to a point: they are harmless to do again.
  return { close: () => closeWithin(CLOSE_WITHIN_MS, worker.close(), redis) };
}
