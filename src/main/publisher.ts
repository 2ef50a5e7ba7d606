import type { CarillonEvent } from '../domain/event';
import type { SiteChanges, VersionHead } from '../domain/site-version';
import type { Versions } from '../engine/ports/history';
import type { Store } from '../engine/ports/state';
import type { Telephony } from '../engine/ports/telephony';
import type { Clock, Log } from '../engine/ports/world';
import type { CanaryOrder, PublishOrder, Published, SiteUseCases, SiteView } from '../engine/site-use-cases';
import type { Sites } from '../engine/sites';
import type { Switchboard } from '../engine/switchboard';
import { hasErrors, type Problem } from '../flow/problem';
import type { Site } from '../flow/office';
import { revisionOf, type SiteFiles } from '../site/compile';
import type { SiteContent } from '../site/content';
import { Archive } from './archive';
import { CanaryDesk } from './canary-desk';
import { LastPublish } from './last-publish';
import { NowAndThen } from './now-and-then';
import { conflictOf, published } from './publish-rules';
import type { Recordings, Sweep, SweptFile } from './recordings';
import type { SiteFolder } from './site-folder';
import { SiteContents } from './site-contents';
import { SiteInUse } from './site-in-use';
import type { Making } from './site-maker';
import type { SiteRecord } from './site-record';
import { Start } from './site-start';

export interface PublisherParts {
  readonly folder: SiteFolder;
  readonly record: SiteRecord;
  readonly store: Pick<Store, 'openCalls' | 'loadRevision'>;
  /** Forgets the text of every version but these. */
  readonly trim: (keep: ReadonlySet<string>) => Promise<void>;
  readonly versions: Versions;
  readonly recordings: Recordings;
  readonly maker: Making;
  readonly telephony: Pick<Telephony, 'publishPhones'>;
  /** Waits a while for calendars that were never fetched; says which are still missing then. */
  readonly firstCopies?: (site: Site) => Promise<readonly Problem[]>;
  /** Everything that is wrong with a site, found without holding up calls. */
  readonly check: (files: SiteFiles) => Promise<readonly Problem[]>;
  readonly compare: (before: SiteFiles, after: SiteFiles) => Promise<SiteChanges>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How often we look for versions that no call needs any more. */
const FORGET_EVERY_MS = 300_000;

/** Brings versions of the site into the running centre, one at a time: read, checked, spoken, kept, taken; or not at all. */
export class Publisher {
  private readonly archive: Archive;
  private readonly canary: CanaryDesk;
  private readonly contents: SiteContents;
  private inUse: SiteInUse | undefined;
  private readonly last: LastPublish;
  private busy: Promise<unknown> = Promise.resolve();
  private readonly forgetting: NowAndThen;

  constructor(private readonly parts: PublisherParts) {
    this.archive = new Archive(parts);
    this.contents = new SiteContents(parts);
    this.last = new LastPublish(parts);
    this.forgetting = new NowAndThen({ ...parts, everyMs: FORGET_EVERY_MS }, () => this.inTurn(() => this.forget()));
    this.canary = new CanaryDesk({
      ...parts,
      onBad: (why) => {
        this.changeCanary({ do: 'stop', why, itself: true }, 'Carillon').catch((error: unknown) =>
          parts.log.error('the canary does badly and could not be stopped', { why, error }),
        );
      },
    });
  }

  /** Finds the version to serve, before any call is taken up; rejects with `NoSite` when there is none. */
  async begin(): Promise<Sites> {
    const { sites, files, last } = await new Start(this.parts).find();
    this.last.begin(last);
    this.inUse = new SiteInUse(sites, files, this.parts.clock.now(), this.parts);
    await this.canary.follow();
    return sites;
  }

  /** The centre runs: from now on the folder is looked after, and versions are kept for good. */
  async serve(switchboard: Pick<Switchboard, 'floor' | 'openCalls'>): Promise<void> {
    this.last.add(await this.used.join(switchboard));
    this.archive.wake();
    this.parts.folder.follow({
      running: () => ({ files: this.used.files, revision: this.parts.record.state.current.revision }),
      onChange: () => void this.reload('file watch'),
      onSame: (revision) => void this.inStep(revision),
    });
    this.forgetting.start();
  }

  /** What others may ask of us. */
  useCases(): SiteUseCases {
    return {
      site: () => this.site(),
      publishSite: (order) => this.publishSite(order),
      siteVersions: (filter) => this.contents.list(filter),
      siteContent: (which) => this.contents.of(which, this.used.files),
      compareSites: (before, after) => this.parts.compare(before, after),
      changeCanary: (order, by) => this.changeCanary(order, by),
      keepRecording: (hash, bytes) => this.parts.recordings.take(hash, bytes),
    };
  }

  observe(events: readonly CarillonEvent[]): void {
    this.canary.observe(events);
  }

  site(): SiteView {
    const { current, canary, folderAt, lastCanary, unkept } = this.parts.record.state;
    const folder = this.parts.folder.view;
    return {
      revision: current.revision,
      loadedAt: this.used.takenAt,
      version: current.number === 0 ? null : current,
      lastReload: this.last.view,
      folder: folder && { ...folder, behind: folderAt !== current.revision },
      canary: canary && { ...canary, outcomes: this.canary.outcomes ?? canary.outcomes },
      lastCanary,
      unkept: unkept.length,
    };
  }

  publishSite(order: PublishOrder): Promise<Published> {
    return this.inTurn(async () => {
      try {
        return await this.publishNow(order);
      } catch (error) {
        return this.last.broken(order, error);
      }
    });
  }

  /** Publishes the folder as it is; how it went is in the view. */
  async reload(by: string): Promise<void> {
    await this.publishSite({ by, message: `the folder, by ${by}`, content: { is: 'folder' } });
  }

  changeCanary(order: CanaryOrder, by: string): Promise<string | null> {
    return this.inTurn(async () => {
      const refused = await this.canary.change(order, by, this.used);
      if (refused === null) {
        this.archive.wake();
        this.parts.folder.look();
      }
      return refused;
    });
  }

  /** Looks at the folder, now. */
  async looked(): Promise<void> {
    this.parts.folder.look();
    await this.parts.folder.idle();
  }

  /** Deletes the recordings of prompts that no version in use needs, and none that is just being published. */
  sweepRecordings(sweep: Sweep): Promise<readonly SweptFile[]> {
    return this.inTurn(async () => {
      const { sites, files } = this.used;
      const played = await this.contents.recordingsOf(sites.inUse, files);
      // A version that is lost may play anything.
      return played ? this.parts.recordings.sweep(played, sweep) : [];
    });
  }

  async close(): Promise<void> {
    this.forgetting.stop();
    this.archive.close();
    this.canary.close();
    this.parts.folder.close();
    await this.busy;
    await this.parts.maker.close();
  }

  private get used(): SiteInUse {
    if (!this.inUse) throw new Error('no site is in use yet');
    return this.inUse;
  }

  private async publishNow(order: PublishOrder): Promise<Published> {
    const { record, recordings, maker, check, compare } = this.parts;
    const source = await this.contents.ordered(order, this.used.files);
    if ('is' in source) return source;
    const { files } = source;
    const revision = revisionOf(files);
    const { state } = record;
    const { current } = state;
    if (order.content.is === 'folder') this.parts.folder.willTry(revision);
    if (revision === current.revision || revision === state.canary?.version.revision) {
      if (revision === current.revision) await this.inStep(order.content.is === 'folder' ? revision : state.folderAt);
      if (order.dryRun !== true) this.last.taken(order.by, this.last.view.taken ? this.last.view.problems : []);
      return { is: 'unchanged', version: revision === current.revision ? current : (state.canary?.version ?? current) };
    }
    const conflict = conflictOf(order, revision, state);
    if (conflict !== null) return this.last.conflict(order, conflict, current);
    const missing = await recordings.gather(files, source.recordings);
    if (missing.length > 0) return { is: 'missing', recordings: missing };
    const { summary } = await compare(this.used.files, files);
    const found = await check(files);
    if (hasErrors(found)) return this.last.mistakes(order, found);
    if (order.dryRun === true) return { is: 'checked', problems: found, summary };
    if (current.number === 0)
      return {
        is: 'unavailable',
        why: 'the database has not answered since Redis was emptied: no version has a number',
      };
    const { site, problems } = await maker.make(files);
    if (!site) return this.last.mistakes(order, problems);
    const unfetched = (await this.parts.firstCopies?.(site)) ?? [];
    return { ...(await this.take(order, site, { ...source, revision }, [...problems, ...unfetched])), summary };
  }

  /** Written first, then taken: whoever comes after us finds what calls run on. */
  private async take(
    order: PublishOrder,
    site: Site,
    content: SiteContent & { readonly revision: string },
    problems: readonly Problem[],
  ): Promise<Omit<Extract<Published, { is: 'published' }>, 'summary'>> {
    const { record, clock, log, folder } = this.parts;
    const { revision, files } = content;
    const { by, message, percent } = order;
    const at = clock.now();
    const version: VersionHead = {
      number: record.state.newest + 1,
      revision,
      author: by,
      message,
      at,
      from: order.content.is === 'version' ? 'rollback' : order.content.is,
      basedOn: record.state.current.number,
      takenAt: percent === undefined ? at : null,
    };
    await record.change((state) => ({ ...published(state, version, order), content }));
    const refused =
      percent === undefined ? await this.used.take(site, files, at) : await this.used.tryOut({ site, percent });
    await this.canary.follow();
    this.archive.wake();
    folder.look();
    const all = [...problems, ...refused];
    this.last.taken(by, all);
    log.info('the site is published', { by, version: version.number, revision, percent: percent ?? 100 });
    return { is: 'published', version, problems: all };
  }

  /** The folder holds what runs, wherever that came from. */
  private async inStep(revision: string): Promise<void> {
    await this.parts.record.change((state) =>
      state.folderAt === revision ? null : { state: { ...state, folderAt: revision } },
    );
  }

  /** Versions that no call runs on are forgotten here; in the database they stay. */
  private async forget(): Promise<void> {
    const { record, trim } = this.parts;
    const needed = this.used.stillNeeded();
    await trim(new Set([...needed, ...record.state.unkept.map(({ revision }) => revision)]));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.busy.then(work);
    this.busy = next.catch(() => undefined);
    return next;
  }
}
