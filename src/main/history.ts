import type { JobsOptions } from '../adapters/jobs/connection';
import { BullPostCallJobs } from '../adapters/jobs/post-call-jobs';
import { startPostCallWorker } from '../adapters/jobs/workers';
import { openDatabase } from '../adapters/mysql/database';
import { MysqlHistory } from '../adapters/mysql/history';
import { MysqlMeasured } from '../adapters/mysql/measured';
import { migrate } from '../adapters/mysql/migrate';
import { MysqlRecorded } from '../adapters/mysql/recorded';
import { MysqlVersions } from '../adapters/mysql/versions';
import { MysqlCallbacks } from '../adapters/mysql/callbacks';
import { MysqlVoicemails } from '../adapters/mysql/voicemails';
import type { EventStream } from '../engine/ports/state';
import type { Log } from '../engine/ports/world';
import { runHistoryWriter } from '../workers/history-writer';
import { postCallProcessor } from '../workers/post-call';
import { systemClock } from './clock';

/** How long to wait before MySQL is asked for its tables again. */
const MIGRATE_AGAIN_AFTER_MS = 2_000;

export interface OpenHistory {
  readonly history: MysqlHistory;
  readonly versions: MysqlVersions;
  readonly voicemails: MysqlVoicemails;
  readonly callbacks: MysqlCallbacks;
  readonly recorded: MysqlRecorded;
  readonly measured: MysqlMeasured;
  /** The tables are there, or we are stopping. */
  readonly ready: Promise<void>;
  health(): Promise<{ readonly ok: boolean; readonly what: string }>;
  /** Writes down what the stream brings until the signal is aborted; resolves when that is over. */
  write(stream: EventStream, jobs: JobsOptions): () => Promise<void>;
  close(): Promise<void>;
}

/** MySQL, which may be away at any time, also now: calls do not wait for it, and its tables are made when it is there. */
export function openHistory(url: string, log: Log, stopping: AbortSignal): OpenHistory {
  const db = openDatabase(url, (message) => log.warn(message.split('\n', 1)[0] ?? message));
  const history = new MysqlHistory({
    db,
    onUnreadable: (event, error) => log.error('an event could not be put into the history', { event, error }),
  });
  let tablesAreThere = false;
  const migrated = (async () => {
    while (!stopping.aborted) {
      try {
        const done = await migrate(db);
        tablesAreThere = true;
        if (done.length > 0) log.info('the database is up to date', { migrations: done });
        return;
      } catch (error) {
        log.warn('MySQL is not ready; its tables wait', { error });
        await new Promise<void>((resolve) => systemClock.at(systemClock.now() + MIGRATE_AGAIN_AFTER_MS, resolve));
      }
    }
  })();
  return {
    history,
    versions: new MysqlVersions(db),
    voicemails: new MysqlVoicemails(db),
    callbacks: new MysqlCallbacks(db),
    recorded: new MysqlRecorded(db),
    measured: new MysqlMeasured(db),
    ready: migrated,
    health: async () =>
      tablesAreThere && (await history.healthy())
        ? { ok: true, what: 'MySQL answers' }
        : { ok: false, what: 'MySQL is not ready; calls go on, and their history is kept until it is' },
    write: (stream, options) => {
      const jobs = new BullPostCallJobs(options);
      const worker = startPostCallWorker(postCallProcessor(history, systemClock), options);
      const writing = migrated.then(() => runHistoryWriter({ stream, history, jobs, log }, stopping));
      return async () => {
        await writing;
        await Promise.all([worker.close(), jobs.close()]);
      };
    },
    close: () => db.destroy(),
  };
}
