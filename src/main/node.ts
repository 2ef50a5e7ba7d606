import { join } from 'node:path';
import { AsteriskTelephony } from '../adapters/ari/telephony';
import { RecordingFolder } from '../adapters/recordings/recording-files';
import { RedisFloorRecords } from '../adapters/redis/floor-records';
import { RedisLease } from '../adapters/redis/lease';
import { RedisLink } from '../adapters/redis/link';
import { Sealer } from '../adapters/redis/sealer';
import { RedisStore } from '../adapters/redis/store';
import { RedisStream } from '../adapters/redis/stream';
import type { CarillonEvent } from '../domain/event';
import { VOICEMAILS } from '../domain/voicemail';
import type { Log } from '../engine/ports/world';
import type { Sites } from '../engine/sites';
import type { Site } from '../flow/office';
import { waitingUseCases } from '../engine/waiting-use-cases';
import { calendarUseCases } from '../engine/calendar-book';
import { callbackUseCases } from '../engine/callback-use-cases';
import { scheduleUseCases } from '../engine/overrides';
import { Switchboard } from '../engine/switchboard';
import { VoicemailBook } from '../engine/voicemail-book';
import { liveUseCases, type UseCases } from '../engine/use-cases';
import { Today, type TodayParts } from '../engine/todays-figures';
import type { QueueName } from '../domain/ids';
import { usualCounting, type CountingRules } from '../domain/service-level';
import { createHttp, type HttpServer } from '../http/server';
import { createMetrics } from '../http/metrics';
import { AskedConnectors } from '../workers/choosing';
import { runVoicemailMail } from '../workers/voicemail-mail';
import { openBooks } from './books';
import { openCalendars } from './calendars';
import { systemClock } from './clock';
import type { Config } from './config';
import { SiteChecker } from './checking';
import { keepDeskLamps } from './desk-lamps';
import { healthOf, healthOfSite } from './health';
import { openHistory } from './history';
import { openLookUps } from './look-ups';
import { openNotices } from './notices';
import { PhoneBook } from './phones';
import { openPruning } from './pruning';
import { Publisher } from './publisher';
import { Recordings } from './recordings';
import { replayOf } from './replaying';
import { SiteFolder } from './site-folder';
import { SiteMaker } from './site-maker';
import { SiteRecord } from './site-record';
import { openSpeech } from './speech';
import { warmUp } from './todays-figures';

const HISTORY = 'history';
/** No group of this name ever takes anything: so it is given all that is kept. */
const FIGURES = 'figures';

export { NoSite as CannotStart } from './site-start';

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
    const records = new RedisFloorRecords({
      ...{ ...redis, link, fence: lease, now },
      onError: (error) => log.error('what the floor was given could not be written down yet', { error }),
    });
    for (const warning of await store.check()) log.warn(warning);
    await lease.take((owner) => log.info('another node serves; standing by', { owner }), this.stopping.signal);
    this.closing.push(() => lease.release());
    this.closing.push(() => records.flush());
    lease.onLost(() => this.onLost('the lease is lost: another node has taken over, or Redis was away too long'));

    const past = openHistory(config.CARILLON_DB_URL, log, this.stopping.signal);
    this.closing.push(() => past.close());
    const { history, versions, voicemails, recorded, callbacks, measured } = past;
    const rulesOf = (queue: QueueName): CountingRules => sites.current.queues.get(queue)?.counting ?? usualCounting;
    const metrics = createMetrics(rulesOf);
    const { library, speaker, sweep } = openSpeech(config, log, (engine, result, seconds) =>
      metrics.speech(engine, result, seconds),
    );
    await library.open();
    this.closing.push(() => library.close());
    const { lookups, work } = openLookUps({ ...redis, sealer }, log);
    const telephony = new AsteriskTelephony({
      url: config.CARILLON_ARI_URL,
      user: config.CARILLON_ARI_USER,
      password: config.CARILLON_ARI_PASSWORD,
      app: 'carillon',
      promptRoot: config.promptRoot,
      recordingRoot: config.recordingRoot,
      speech: speaker,
      log,
      observe: (operation, status, seconds) => metrics.ariRequest(operation, status, seconds),
      onEventType: (type) => metrics.ariEvent(type),
    });
    const recordings = new Recordings(join(config.CARILLON_HOME, 'recorded-prompts'), versions);
    const phones = new PhoneBook(join(config.CARILLON_HOME, 'phones.json'), process.env, log);
    const calendars = await openCalendars(
      {
        ...{ ...redis, link, fence: lease, log, folder: config.CARILLON_HOME },
        happened: (events) => metrics.observe(events),
      },
      this.stopping.signal,
    );
    const fill = (site: Site): void => calendars.book.fill(site);
    const maker = new SiteMaker({ library, speaker, phones, recordings, fill, log });
    const checker = new SiteChecker();
    this.closing.push(() => checker.close());
    const common = { check: checker.check, compare: checker.compare, clock: systemClock, log };
    const publisher = new Publisher({
      ...common,
      folder: new SiteFolder({ ...common, path: config.CARILLON_SITE, mode: config.CARILLON_WATCH }),
      record: new SiteRecord(store, now, (events) => metrics.observe(events)),
      store,
      trim: (keep) => store.trimRevisions(keep),
      versions,
      recordings,
      maker,
      telephony,
      firstCopies: (site) => calendars.first(site),
    });
    const sites = await publisher.begin();
    const books = await openBooks({
      ...redis,
      link,
      fence: lease,
      sealer,
      log,
      site: () => sites.current,
      happened: (events) => metrics.observe(events),
    });
    this.closing.push(() => books.stop());
    const { overrides, entries, pins, recent, talks } = books;
    const recordingFolder = new RecordingFolder(config.recordingRoot);
    const told = {
      store,
      clock: systemClock,
      log,
      recordings: recordingFolder,
      happened: (events: readonly CarillonEvent[]) => metrics.observe(events),
    };
    const { notices, close: closeNotices } = openNotices(config, { ...redis, sealer }, told);
    this.closing.push(closeNotices);
    const boxes = new VoicemailBook({
      ...told,
      voicemails,
      happened: (events) => {
        metrics.observe(events);
        lamps.observe(events);
      },
    });
    // Messages of a moment ago, which the history did not have when the last node went.
    await stream.untaken(HISTORY, (events) => boxes.observe(events));
    const todayParts: TodayParts = {
      now,
      timeZone: () => sites.current.dayParts.timeZone,
      rulesOf,
    };
    const today = new Today(todayParts);
    sites.onChange(() => today.recount());
    const switchboard = new Switchboard({
      telephony,
      store,
      lookups,
      choosers: new AskedConnectors((name) => maker.connector(name), systemClock, log),
      notices,
      clock: systemClock,
      log,
      sites,
      records,
      past: (handler) =>
        stream.untaken(FIGURES, (events) => {
          today.observe(events);
          handler(events);
        }),
      onEvents: (events) => {
        metrics.observe(events);
        today.observe(events);
        publisher.observe(events);
        boxes.observe(events);
        lamps.observe(events);
      },
      onFenced: (why) => this.onLost(why),
      entries,
      pins,
      recent,
      talks,
      overrideOf: (schedule, at) => overrides.current(schedule, at),
      setOverride: ({ schedule, to, until, by, why }) => overrides.set(schedule, to, until, by, why),
    });
    overrides.onChange((schedule) => switchboard.hoursChanged(schedule));
    calendars.book.onChange((schedule) => switchboard.hoursChanged(schedule));
    const openMessages = () => boxes.openMessages();
    const lamps = keepDeskLamps({ lamps: telephony.lamps, openMessages, sites, overrides, switchboard, log });
    const endWork = work((name) => (name === VOICEMAILS ? boxes : maker.connector(name)));
    this.closing.push(() => Promise.all([endWork(), publisher.close()]));

    await switchboard.start();
    this.closing.push(() => switchboard.stop());
    await publisher.serve(switchboard);
    const fetching = calendars.follow(sites);
    this.closing.push(() => fetching.close());
    lamps.start();
    this.closing.push(() => lamps.stop());
    this.closing.push(past.write(stream, redis));
    this.closing.push(warmUp(today, measured, past.ready, log, this.stopping.signal));
    const mailing = runVoicemailMail(
      { stream, notices, recordings: recordingFolder, site: () => sites.current, log },
      this.stopping.signal,
    );
    this.closing.push(() => mailing);
    const pruning = openPruning(
      {
        ...told,
        recorded,
        records,
        boxes,
        prompts: [sweep, (when) => publisher.sweepRecordings(when)],
        site: () => sites.current,
        openCalls: () => switchboard.openCalls(),
        observe: (kind, how) => metrics.pruned(kind, how),
      },
      redis,
      past.ready,
      this.stopping.signal,
    );
    this.closing.push(() => pruning.close());

    const useCases: UseCases = {
      ...liveUseCases(switchboard, sites, now, today),
      ...publisher.useCases(),
      ...scheduleUseCases(overrides),
      ...calendarUseCases(calendars.book),
      phone: (account) => maker.phone(sites.current, account),
      health: async () => ({
        asterisk: { ok: switchboard.linkState === 'up', what: `the link to Asterisk is ${switchboard.linkState}` },
        redis: await healthOf('Redis', () => stream.lag(HISTORY)),
        history: await past.health(),
        site: healthOfSite(publisher.site()),
      }),
    };
    const promptText = (name: string, language: string): string | undefined =>
      sites.current.prompts.get(language)?.get(name)?.text;
    const http = await this.serve({
      useCases,
      history,
      stream,
      metrics,
      promptText,
      timeZone: () => todayParts.timeZone(),
      flows: () => sites.current.flows,
      voicemails: boxes,
      callbacks: callbackUseCases(switchboard, callbacks, systemClock),
      waiting: waitingUseCases(switchboard, systemClock),
      replay: replayOf({ records, sites, store, versions, maker }),
      lists: books.lists,
      pinLocks: books.pinLocks,
      prune: (dryRun) => pruning.prune(dryRun),
      reports: { past: measured, ...todayParts },
    });
    return {
      http: http.address,
      sites,
      reload: (by) => publisher.reload(by),
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

  private async serve(
    parts: Omit<Parameters<typeof createHttp>[0], 'token' | 'host' | 'port' | 'webRoot' | 'log'>,
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
}
