import { Queue, Worker, type Job } from 'bullmq';
import type { Millis } from '../../domain/time';
import { closeWithin, consumerConnection, jobsPrefix, type JobsOptions } from './connection';
import type { RunningWorker } from './workers';

export const calendarQueue = 'calendars';
const FIRST_RETRY_MS: Millis = 30_000;
const CLOSE_WITHIN_MS: Millis = 5_000;
const AT_ONCE = 4;
const FETCH = 'fetch';
const KEPT = { count: 24 } as const;
/** Of the pause before a retry: a part by chance, so that not every centre comes at the same second. */
const JITTER = 0.5;

export interface CalendarDue {
  readonly name: string;
  readonly everyMs: Millis;
  /** It was not fetched for so long, or never: its first time is now. */
  readonly now: boolean;
}

export interface CalendarJobs extends RunningWorker {
  /** From now on these are fetched, and no others. */
  follow(calendars: readonly CalendarDue[]): Promise<void>;
}

interface CalendarJob {
  readonly calendar: string;
}

/**
 * Fetches each calendar again and again. When within each period is left to chance once, so that not all centres come to one
 * server at the same moment; Redis keeps these times over restarts. `refresh` rejects when it did not go well: then it is
 * tried again after 30 s, 1 min, 2 min … until the next time comes.
 */
export function startCalendarJobs(
  refresh: (calendar: string, signal: AbortSignal) => Promise<void>,
  options: JobsOptions & { readonly firstRetryMs?: Millis },
): CalendarJobs {
  const { firstRetryMs = FIRST_RETRY_MS } = options;
  const redis = consumerConnection(options);
  const stopping = new AbortController();
  const common = { connection: redis, prefix: jobsPrefix(options.prefix) };
  const queue = new Queue<CalendarJob>(calendarQueue, common);
  queue.on('error', options.onError);
  const worker = new Worker<CalendarJob>(
    calendarQueue,
    ({ data }: Job<CalendarJob>) => refresh(data.calendar, stopping.signal),
    { ...common, concurrency: AT_ONCE },
  );
  worker.on('error', options.onError);

  const jobOf = ({ name, everyMs }: CalendarDue) => ({
    data: { calendar: name },
    opts: {
      attempts: Math.max(1, Math.floor(Math.log2(everyMs / firstRetryMs))),
      backoff: { type: 'exponential', delay: firstRetryMs, jitter: JITTER },
      removeOnComplete: KEPT,
      removeOnFail: KEPT,
    },
  });
  const follow = async (calendars: readonly CalendarDue[]): Promise<void> => {
    const wanted = new Map(calendars.map((each) => [each.name, each]));
    for (const { key, every } of await queue.getJobSchedulers()) {
      const due = wanted.get(key);
      if (!due) await queue.removeJobScheduler(key);
      // One that stays as it is keeps its times.
      else if (every === due.everyMs) wanted.delete(key);
    }
    for (const due of wanted.values()) {
      const offset = 1 + Math.floor(Math.random() * (due.everyMs - 1));
      await queue.upsertJobScheduler(due.name, { every: due.everyMs, offset }, { name: FETCH, ...jobOf(due) });
    }
    for (const due of calendars.filter(({ now }) => now)) {
      const { data, opts } = jobOf(due);
      await queue.add(FETCH, data, { ...opts, deduplication: { id: due.name } });
    }
  };
  let last: Promise<void> = Promise.resolve();
  const close = async (): Promise<void> => {
    stopping.abort();
    await worker.close();
    await queue.close();
  };
  return {
    follow: (calendars) => {
      const next = last.then(() => follow(calendars));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => closeWithin(CLOSE_WITHIN_MS, close(), redis),
  };
}
