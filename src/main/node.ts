import { join } from 'node:path';
import { AsteriskTelephony } from '../adapters/ari/telephony';
import { BullLookups } from '../adapters/jobs/lookups';
import { BullPostCallJobs } from '../adapters/jobs/post-call-jobs';
import { startLookUpWorker, startPostCallWorker } from '../adapters/jobs/workers';
import { openDatabase } from '../adapters/mysql/database';
import { MysqlHistory } from '../adapters/mysql/history';
import { migrate } from '../adapters/mysql/migrate';
import { RedisLease } from '../adapters/redis/lease';
import { RedisLink } from '../adapters/redis/link';
import { Sealer } from '../adapters/redis/sealer';
import { RedisStore } from '../adapters/redis/store';
import { RedisStream } from '../adapters/redis/stream';
import { PromptRenderer } from '../adapters/speech/prompts';
import type { Log } from '../engine/ports';
import { Sites } from '../engine/sites';
import { Switchboard } from '../engine/switchboard';
import { liveUseCases, type UseCases } from '../engine/use-cases';
import { createHttp, type HttpServer } from '../http/server';
import { createMetrics } from '../http/metrics';
import { countProblems, reportProblems } from '../site/report';
import { runHistoryWriter } from '../workers/history-writer';
import { lookUpProcessor } from '../workers/look-up';
import { postCallProcessor } from '../workers/post-call';
import { systemClock } from './clock';
import type { Config } from './config';
import { PhoneBook } from './phones';
import { Publisher } from './publisher';

/** How long to wait before MySQL is asked for its tables again. */
const MIGRATE_AGAIN_AFTER_MS = 2_000;
const HISTORY = 'history';

export class CannotStart extends Error {}

export interface Running {
  readonly http: { readonly host: string; readonly port: number };
  readonly sites: Sites;
  reload(by: string): Promise<void>;
}

/** A Carillon node with all its parts; the one place that puts them together. */
export class CarillonNode {
  private readonly closing: (() => unknown)[] = [];
  private readonly stopping = new AbortController();

  constructor(
    private readonly config: Config,
    private readonly log: Log,
    /** The node can no longer do its work: another has it, or it is broken. */
    private readonly onLost: (why: string) => void,
  ) {}

  /** Takes the lease, takes up every call that goes on, and serves. */
  async start(): Promise<Running> {
    const { config, log } = this;
    const now = (): number => systemClock.now();
    const onError = (error: unknown): void => log.warn('a connection had trouble; it mends itself', { error });
    const publisher = new Publisher(
      config.CARILLON_SITE,
      new PromptRenderer(config.promptRoot, config.CARILLON_SPEECH),
      new PhoneBook(join(config.CARILLON_HOME, 'phones.json'), process.env, log),
      log,
      now,
    );
    const first = await this.loadSite(publisher);

    const redis = { url: config.CARILLON_REDIS_URL, prefix: config.CARILLON_PREFIX, onError };
    const sealer = new Sealer([Buffer.from(config.CARILLON_SECRET_KEY, 'hex')]);
    const link = new RedisLink({ ...redis, name: 'carillon' });
    this.closing.push(() => link.close());
    const lease = new RedisLease({ ...redis, link, name: 'asterisk' });
    const store = new RedisStore({
      ...redis,
      link,
      sealer,
      fence: lease,
      onUnsealable: (callId, error) =>
        log.error("a call's secrets cannot be opened; it goes on without them", { callId, error }),
    });
    const stream = new RedisStream({ ...redis, link });
    for (const warning of await store.check()) log.warn(warning);
    await lease.take((owner) => log.info('another node serves; standing by', { owner }), this.stopping.signal);
    this.closing.push(() => lease.release());
    lease.onLost(() => this.onLost('the lease is lost: another node has taken over, or Redis was away too long'));

    const history = this.openHistory();
    const metrics = createMetrics();
    const lookups = new BullLookups({ ...redis, sealer });
    const telephony = new AsteriskTelephony({
      url: config.CARILLON_ARI_URL,
      user: config.CARILLON_ARI_USER,
      password: config.CARILLON_ARI_PASSWORD,
      app: 'carillon',
      promptRoot: config.promptRoot,
      log,
      observe: (operation, status, seconds) => metrics.ariRequest(operation, status, seconds),
      onEventType: (type) => metrics.ariEvent(type),
    });
    const sites = new Sites(first, store, (files) => publisher.recompile(files), log);
    const switchboard = new Switchboard({
      telephony,
      store,
      lookups,
      clock: systemClock,
      log,
      sites,
      onEvents: (events) => metrics.observe(events),
      onFenced: (why) => this.onLost(why),
    });
    const lookUpWorker = startLookUpWorker(
      lookUpProcessor((name) => publisher.connector(name), log),
      { ...redis, sealer },
    );
    this.closing.push(() => Promise.all([lookUpWorker.close(), lookups.close(), publisher.close()]));

    await switchboard.start();
    this.closing.push(() => switchboard.stop());
    const parts = { sites, switchboard, store, telephony };
    await publisher.publish(first.site, first.files, parts);
    this.writeHistory(stream, history, redis);

    const useCases: UseCases = {
      ...liveUseCases(switchboard, sites, now),
      site: () => publisher.view(sites),
      reloadSite: (by) => publisher.reload(parts, by),
      phone: (account) => publisher.phone(sites.current, account),
      health: async () => ({
        asterisk: { ok: switchboard.linkState === 'up', what: `the link to Asterisk is ${switchboard.linkState}` },
        redis: await this.check('Redis', () => stream.lag(HISTORY)),
        history:
          this.tablesAreThere && (await history.healthy())
            ? { ok: true, what: 'MySQL answers' }
            : { ok: false, what: 'MySQL is not ready; calls go on, and their history is kept until it is' },
      }),
    };
    const promptText = (name: string, language: string): string | undefined =>
      sites.current.prompts.get(language)?.get(name)?.text;
    const http = await this.serve({ useCases, history, stream, metrics, promptText });
    return {
      http: http.address,
      sites,
      reload: async (by) => {
        await useCases.reloadSite(by);
      },
    };
  }

  /** Gives everything back in the order opposite to how it was taken. Calls go on in Asterisk. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const close of this.closing.reverse()) {
      try {
        await close();
      } catch (error) {
        this.log.warn('a part did not stop cleanly', { error });
      }
    }
  }

  private async loadSite(publisher: Publisher) {
    const { site, problems, files } = await publisher.load();
    if (!site)
      throw new CannotStart(
        `the site ${this.config.CARILLON_SITE} has mistakes\n${reportProblems(problems, files)}\n${countProblems(problems)}`,
      );
    for (const problem of [...problems, ...(await publisher.prepare(site))])
      this.log.warn(problem.message, { file: problem.file, line: problem.line, code: problem.code });
    return { site, files };
  }

  /** History may be away at any time, also now: calls do not wait for it. */
  private openHistory(): MysqlHistory {
    const { log } = this;
    const db = openDatabase(this.config.CARILLON_DB_URL, (message) => log.warn(message.split('\n', 1)[0] ?? message));
    this.closing.push(() => db.destroy());
    const history = new MysqlHistory({
      db,
      onUnreadable: (event, error) => log.error('an event could not be put into the history', { event, error }),
    });
    this.migrated = (async () => {
      while (!this.stopping.signal.aborted) {
        try {
          const done = await migrate(db);
          this.tablesAreThere = true;
          if (done.length > 0) log.info('the database is up to date', { migrations: done });
          return;
        } catch (error) {
          log.warn('MySQL is not ready; its tables wait', { error });
          await new Promise<void>((resolve) => systemClock.at(systemClock.now() + MIGRATE_AGAIN_AFTER_MS, resolve));
        }
      }
    })();
    return history;
  }

  private migrated: Promise<void> = Promise.resolve();
  private tablesAreThere = false;

  private writeHistory(
    stream: RedisStream,
    history: MysqlHistory,
    redis: { url: string; prefix: string; onError: (error: unknown) => void },
  ): void {
    const { log } = this;
    const jobs = new BullPostCallJobs(redis);
    const worker = startPostCallWorker(postCallProcessor(history, systemClock), redis);
    const writing = this.migrated.then(() => runHistoryWriter({ stream, history, jobs, log }, this.stopping.signal));
    this.closing.push(async () => {
      await writing;
      await Promise.all([worker.close(), jobs.close()]);
    });
  }

  private async serve(
    parts: Pick<Parameters<typeof createHttp>[0], 'useCases' | 'history' | 'stream' | 'metrics' | 'promptText'>,
  ): Promise<HttpServer> {
    const { config, log } = this;
    const server = await createHttp({
      ...parts,
      token: config.CARILLON_ADMIN_TOKEN,
      host: config.CARILLON_HTTP_HOST,
      port: config.CARILLON_HTTP_PORT,
      webRoot: join(__dirname, '../../web'),
      log,
    });
    this.closing.push(() => server.close());
    return server;
  }

  private async check(name: string, ask: () => Promise<unknown>): Promise<{ ok: boolean; what: string }> {
    try {
      await ask();
      return { ok: true, what: `${name} answers` };
    } catch (error) {
      return { ok: false, what: `${name} does not answer: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}
