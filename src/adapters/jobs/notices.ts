import { UnrecoverableError, Worker, type Job } from 'bullmq';
import type { CallId } from '../../domain/ids';
import type { Instant, Millis } from '../../domain/time';
import type { Notice, NoticeAttempt, Notices } from '../../engine/ports/work';
import type { NotifyCommand } from '../../flow/command';
import { closeWithin, consumerConnection, jobsPrefix, type JobsOptions } from './connection';
import type { Seals } from './lookups';
import { Producer } from './producer';
import type { RunningWorker } from './workers';

/** Addresses and texts are of callers: in Redis they are sealed. */
interface NoticeJob {
  readonly call: CallId;
  readonly sealed: string;
  /** After this nobody wants it any more. */
  readonly until: Instant;
}

type Options = JobsOptions & {
  readonly sealer: Seals;
  /** The pause after the first failure, doubled after each; 30 s. */
  readonly firstPauseMs?: Millis;
};

export const noticeQueue = 'notices';
/** From half a minute to half an hour apart: an hour in all. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 30_000;
const EXPIRES_AFTER_MS = 86_400_000;
/** What was sent is remembered for as long: asked for again, it is not sent again. */
const KEPT_S = 86_400;
const AT_ONCE = 4;
const CLOSE_WITHIN_MS = 5_000;

export class BullNotices implements Notices {
  private readonly producer: Producer<NoticeJob>;

  constructor(private readonly options: Options) {
    this.producer = new Producer(noticeQueue, options);
  }

  async send(call: CallId, { type: _, ...notice }: NotifyCommand): Promise<void> {
    const sealed = this.options.sealer.seal(JSON.stringify(notice), notice.id);
    await this.producer.add(
      notice.by,
      { call, sealed, until: Date.now() + EXPIRES_AFTER_MS },
      {
        jobId: notice.id,
        attempts: ATTEMPTS,
        backoff: { type: 'exponential', delay: this.options.firstPauseMs ?? FIRST_PAUSE_MS },
        removeOnComplete: { age: KEPT_S, count: 10_000 },
        removeOnFail: { age: KEPT_S, count: 10_000 },
      },
    );
  }

  async close(): Promise<void> {
    await this.producer.close();
  }
}

/** Makes attempts until one is the last: `deliver` says whether the notice is over, or is to be tried again. */
export function startNoticeWorker(
  deliver: (attempt: NoticeAttempt) => Promise<'sent' | 'given-up' | 'again'>,
  options: Options,
): RunningWorker {
  const redis = consumerConnection(options);
  const work = async ({ id = '', data, attemptsMade, opts }: Job<NoticeJob>): Promise<void> => {
    const notice = JSON.parse(options.sealer.open(data.sealed, id)) as Notice;
    const attempt = attemptsMade + 1;
    const isTooOld = data.until <= Date.now();
    const last = isTooOld || attempt >= (opts.attempts ?? 1);
    switch (await deliver({ call: data.call, notice, attempt, last, isTooOld })) {
      case 'sent':
        return;
      case 'given-up':
        throw new UnrecoverableError(`the notice ${id} is given up; the call's history says why`);
      case 'again':
        throw new ToBeTriedAgain(`the notice ${id} is tried again`);
    }
  };
  const worker = new Worker<NoticeJob>(noticeQueue, work, {
    connection: redis,
    prefix: jobsPrefix(options.prefix),
    concurrency: AT_ONCE,
  });
  worker.on('error', options.onError);
  worker.on('failed', (_job, error) => {
    if (!(error instanceof ToBeTriedAgain) && !(error instanceof UnrecoverableError)) options.onError(error);
  });
  return { close: () => closeWithin(CLOSE_WITHIN_MS, worker.close(), redis) };
}

/** Not an error, but BullMQ's way to have a job again. */
class ToBeTriedAgain extends Error {}
