import type { Revision } from '../domain/ids';
import type { SiteState, VersionHead } from '../domain/site-version';
import type { Millis } from '../domain/time';
import type { Versions } from '../engine/ports/history';
import type { Store } from '../engine/ports/state';
import type { Clock, Log } from '../engine/ports/world';
import type { SiteView } from '../engine/site-use-cases';
import { Sites } from '../engine/sites';
import type { Site } from '../flow/office';
import { hasErrors, type Problem } from '../flow/problem';
import { revisionOf, type SiteFiles } from '../site/compile';
import { countProblems, reportProblems } from '../site/report';
import { conflictOf, ended, published } from './publish-rules';
import type { Recordings } from './recordings';
import type { SiteFolder } from './site-folder';
import type { Making } from './site-maker';
import type { SiteRecord } from './site-record';

/** There is nothing to serve: no version was ever published, and the folder cannot be. */
export class NoSite extends Error {}

export interface StartParts {
  readonly folder: SiteFolder;
  readonly record: SiteRecord;
  readonly store: Pick<Store, 'loadRevision'>;
  readonly versions: Pick<Versions, 'last' | 'load'>;
  readonly recordings: Recordings;
  readonly maker: Making;
  readonly check: (files: SiteFiles) => Promise<readonly Problem[]>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface FirstSite {
  readonly sites: Sites;
  readonly files: SiteFiles;
  readonly last: SiteView['lastReload'];
}

/** An empty register asks the database what ran; longer than this, and calls go first. */
const DATABASE_WITHIN_MS: Millis = 10_000;
const ASK_AGAIN_AFTER_MS: Millis = 500;
const BY = 'start';

interface Folder {
  readonly files: SiteFiles;
  readonly recordings: ReadonlyMap<string, string>;
  readonly revision: Revision;
  readonly problems: readonly Problem[];
  /** Why it cannot be published; '' when it can. */
  readonly why: string;
}

/**
 * What is served after a start: the folder as a new version where that is the next step and has no mistakes, else what ran
 * last. So a mistake in the folder never keeps a centre from coming back.
 */
export class Start {
  private last: SiteView['lastReload'];

  constructor(private readonly parts: StartParts) {
    this.last = { at: parts.clock.now(), taken: true, by: BY, why: '', problems: [] };
  }

  async find(): Promise<FirstSite> {
    const folder = await this.readFolder();
    const { record } = this.parts;
    const state = (await record.load()) ?? (await this.fromDatabase());
    if (!state || state === 'unknown') return this.firstOfAll(folder, state === undefined ? 1 : 0);
    return (await this.fromFolder(state, folder)) ?? (await this.goOn(state, folder));
  }

  private async readFolder(): Promise<Folder> {
    const { folder, check, log } = this.parts;
    const none = { files: {}, recordings: new Map<string, string>(), revision: '', problems: [] };
    try {
      const content = await folder.read();
      const problems = await check(content.files);
      const why = hasErrors(problems)
        ? `the site folder ${folder.path} has mistakes\n${reportProblems(problems, content.files)}\n${countProblems(problems)}`
        : '';
      const revision = revisionOf(content.files);
      folder.willTry(revision);
      for (const { message, file, line, code, severity } of problems)
        log[levels[severity]](message, { file, line, code });
      return { ...content, revision, problems, why };
    } catch (error) {
      const why = `the site folder ${folder.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      log.error('the site folder cannot be read', { folder: folder.path, error });
      return { ...none, why };
    }
  }

  /** The register is empty: a first start of all, or it was lost and the database knows what ran. */
  private async fromDatabase(): Promise<SiteState | undefined | 'unknown'> {
    const { versions, record, clock, log } = this.parts;
    const until = clock.now() + DATABASE_WITHIN_MS;
    for (;;) {
      try {
        const last = await versions.last();
        if (!last) return undefined;
        const { files, ...current } = last.running;
        const content = { revision: current.revision, files };
        const rest = { newest: last.newest, folderAt: current.revision, canary: null, lastCanary: null, unkept: [] };
        await record.begin({ state: { current, ...rest }, content });
        log.warn('Redis held no version of the site; the last of the database is taken', { version: current.number });
        return record.state;
      } catch (error) {
        if (clock.now() >= until) {
          log.warn('no version of the site has a number until the database answers', { error });
          return 'unknown';
        }
        await new Promise<void>((resolve) => clock.at(clock.now() + ASK_AGAIN_AFTER_MS, resolve));
      }
    }
  }

  private async firstOfAll(folder: Folder, number: number): Promise<FirstSite> {
    const { record } = this.parts;
    const site = folder.why === '' ? await this.make(folder) : undefined;
    if (!site) throw new NoSite(folder.why);
    const head = this.head(folder, number, null);
    const rest = { newest: number, folderAt: head.revision, canary: null, lastCanary: null };
    await record.begin({
      state: { current: head, ...rest, unkept: number === 0 ? [] : [head] },
      content: folder,
      events: number === 0 ? [] : [{ type: 'site.published', data: { version: head } }],
    });
    return this.first(site, folder.files);
  }

  /** The folder as it is, where it is what runs or the next version; `undefined` where it is not to be taken. */
  private async fromFolder(state: SiteState, folder: Folder): Promise<FirstSite | undefined> {
    const { record, log } = this.parts;
    const { current } = state;
    if (folder.why !== '') {
      this.notTaken(folder.why, folder.problems);
      return undefined;
    }
    if (folder.revision === current.revision) {
      const site = await this.make(folder);
      if (!site) return undefined;
      await record.change((now) => ({ state: { ...now, folderAt: folder.revision } }));
      return this.withCanary(this.first(site, folder.files));
    }
    const conflict = conflictOf({ content: { is: 'folder' } }, folder.revision, state);
    if (conflict !== null && folder.revision !== state.folderAt) {
      this.notTaken(conflict, folder.problems);
      return undefined;
    }
    if (conflict !== null) {
      log.warn('the site folder is not what runs', { folder: folder.revision, running: current.revision });
      return undefined;
    }
    const first = await this.publishFolder(folder);
    if (!first) this.notTaken('the folder cannot be published', this.last.problems);
    return first;
  }

  private async publishFolder(folder: Folder): Promise<FirstSite | undefined> {
    const { record, log } = this.parts;
    const site = await this.make(folder);
    if (!site) return undefined;
    const { current, newest } = record.state;
    const head = this.head(folder, current.number === 0 ? 0 : newest + 1, current.number);
    await record.change((now) => ({ ...published(now, head, { content: { is: 'folder' }, by: BY }), content: folder }));
    log.info('the site folder is published', { version: head.number, revision: head.revision });
    return this.first(site, folder.files);
  }

  /** What ran before, whatever the folder holds. */
  private async goOn(state: SiteState, folder: Folder): Promise<FirstSite> {
    const { store, versions, log } = this.parts;
    const { current } = state;
    const files = (await store.loadRevision(current.revision)) ?? (await versions.load(current.number))?.files;
    const site = files && (await this.make({ files, recordings: folder.recordings }));
    if (!files || !site) {
      const what = `version ${current.number} ran last and ${files ? 'cannot be made any more' : 'is lost'}`;
      log.error(`${what}; the folder is taken in its place`);
      const instead = folder.why === '' ? await this.publishFolder(folder) : undefined;
      if (!instead) throw new NoSite(`${what}, and ${folder.why}`);
      return instead;
    }
    log.warn('the version that ran last is served', { version: current.number, revision: current.revision });
    return this.withCanary(this.first(site, files));
  }

  private async withCanary(first: FirstSite): Promise<FirstSite> {
    const { record, store, clock, log } = this.parts;
    const { canary } = record.state;
    if (!canary) return first;
    const files = await store.loadRevision(canary.version.revision);
    const site = files && (await this.make({ files, recordings: new Map() }));
    if (site) first.sites.tryOut({ site, percent: canary.percent });
    else {
      const why = 'its text could not be made into a site again after a start';
      log.error('the canary is stopped', { version: canary.version.number, why });
      await record.change((now) => ended(now, 'stopped-itself', { at: clock.now(), by: 'Carillon', why }));
    }
    return first;
  }

  private async make({ files, recordings }: Pick<Folder, 'files' | 'recordings'>): Promise<Site | undefined> {
    try {
      const missing = await this.parts.recordings.gather(files, recordings);
      for (const each of missing) this.parts.log.warn('a recording is lost and will be silent', each);
    } catch (error) {
      this.parts.log.warn('not every recording could be fetched; those will be silent', { error });
    }
    const { site, problems } = await this.parts.maker.make(files);
    if (this.last.taken) this.last = { ...this.last, problems };
    return site;
  }

  private first(site: Site, files: SiteFiles): FirstSite {
    const { store, maker, log } = this.parts;
    return { sites: new Sites({ site, files }, store, (text) => maker.again(text), log), files, last: this.last };
  }

  private notTaken(why: string, problems: readonly Problem[]): void {
    this.parts.log.error('the site folder is not taken; the version that ran last is served', { why });
    this.last = { ...this.last, taken: false, why, problems };
  }

  private head({ revision }: Folder, number: number, basedOn: number | null): VersionHead {
    const at = this.parts.clock.now();
    return { number, revision, author: BY, message: 'the folder, at start', at, from: 'folder', basedOn, takenAt: at };
  }
}

const levels = { error: 'error', warning: 'warn' } as const;
