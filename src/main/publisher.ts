import type { Connector, Log, PhoneAccount, Store, Telephony } from '../engine/ports';
import type { Sites } from '../engine/sites';
import type { Switchboard } from '../engine/switchboard';
import type { SiteView } from '../engine/use-cases';
import type { Site } from '../flow/office';
import { hasErrors, type Problem } from '../flow/problem';
import { compileSite, type CompiledSite, type Recordings, type SiteFiles } from '../site/compile';
import { readSiteFolder, recordingsIn } from '../site/folder';
import { countProblems } from '../site/report';
import { openConnector } from '../adapters/crm/connectors';
import type { PromptRenderer, PromptSource } from '../adapters/speech/prompts';
import type { PhoneBook } from './phones';

/** Something that is wrong, and with no line of the site. */
const machineProblem = (message: string): Problem => ({
  file: 'site.yaml',
  line: 1,
  col: 1,
  severity: 'warning',
  code: 'SITE007',
  message,
});

type OpenConnector = Connector & { close(): Promise<void> };

/** How long a look-up that began on the old connectors may still run. */
const OLD_CONNECTORS_LAST_MS = 70_000;

export interface LoadedSite extends CompiledSite {
  readonly files: SiteFiles;
}

/** Brings the site folder into the running centre: read, checked, spoken, published; or left as it was, with the reasons. */
export class Publisher {
  private lengths: Recordings = new Map();
  private connectors = new Map<string, OpenConnector>();
  private last: SiteView['lastReload'] = { at: 0, taken: false, problems: [] };
  private loadedAt = 0;
  private busy: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly prompts: PromptRenderer,
    private readonly phones: PhoneBook,
    private readonly log: Log,
    private readonly now: () => number,
  ) {}

  connector(name: string): Connector | undefined {
    return this.connectors.get(name);
  }

  view(sites: Sites): SiteView {
    return { revision: sites.current.revision, loadedAt: this.loadedAt, lastReload: this.last };
  }

  phone(site: Site, account: string): PhoneAccount | undefined {
    return this.phones.accounts(site).find((phone) => phone.account === account);
  }

  /** A version from before, for the calls that run on it; what it was checked for then is not asked again. */
  recompile(files: SiteFiles): Site | undefined {
    return compileSite(
      files,
      () => ({ has: () => true }),
      () => this.lengths,
    ).site;
  }

  /** Reads and checks the folder. */
  async load(): Promise<LoadedSite> {
    const files = await readSiteFolder(this.folder);
    const recorded = await recordingsIn(this.folder);
    const known = new Map([...recorded.keys()].map((name): [string, number] => [name, 0]));
    return {
      ...compileSite(
        files,
        () => known,
        () => this.lengths,
      ),
      files,
    };
  }

  /** Makes a checked site ready to be heard and asked: prompts and connectors. */
  async prepare(site: Site): Promise<readonly Problem[]> {
    const recorded = await recordingsIn(this.folder);
    const sources = new Map<string, PromptSource>();
    for (const [language, prompts] of site.prompts)
      for (const [name, { text }] of prompts)
        sources.set(`${language}/${name}`, { language, name, recording: null, text });
    for (const [key, recording] of recorded) {
      const [language = '', ...rest] = key.split('/');
      sources.set(key, { language, name: rest.join('/'), recording, text: null });
    }
    const rendered = await this.prompts.render([...sources.values()]);
    this.lengths = rendered.lengths;
    this.log.info('prompts are ready', {
      prompts: rendered.lengths.size,
      made: rendered.made,
      failed: rendered.failed.length,
    });
    this.openConnectors(site);
    return rendered.failed.map(({ prompt, why }) => ({
      file: `prompts/${prompt}.wav`,
      line: 1,
      col: 1,
      severity: 'warning',
      code: 'SITE007',
      message: `this prompt could not be made and will be silent: ${why}`,
    }));
  }

  /** One reload at a time; a site with mistakes changes nothing. */
  reload(
    parts: {
      readonly sites: Sites;
      readonly switchboard: Switchboard;
      readonly store: Store;
      readonly telephony: Telephony;
    },
    by: string,
  ): Promise<SiteView> {
    const next = this.busy.then(() => this.reloadNow(parts, by));
    this.busy = next.catch(() => undefined);
    return next;
  }

  private async reloadNow(parts: Parameters<Publisher['reload']>[0], by: string): Promise<SiteView> {
    try {
      return await this.takeFolder(parts, by);
    } catch (error) {
      const message = `the site could not be published: ${error instanceof Error ? error.message : String(error)}`;
      this.last = { at: this.now(), taken: false, problems: [machineProblem(message)] };
      this.log.error('the site could not be published; the old version stays', { by, error });
      return this.view(parts.sites);
    }
  }

  private async takeFolder(parts: Parameters<Publisher['reload']>[0], by: string): Promise<SiteView> {
    const { site, problems, files } = await this.load();
    if (!site || hasErrors(problems)) {
      this.last = { at: this.now(), taken: false, problems };
      this.log.error('the site has mistakes; the old version stays', { by, problems: countProblems(problems) });
      return this.view(parts.sites);
    }
    const warnings = await this.prepare(site);
    const refused = await this.publish(site, files, parts);
    this.last = { at: this.now(), taken: true, problems: [...problems, ...warnings, ...refused] };
    this.log.info('the site is published', { by, revision: site.revision });
    return this.view(parts.sites);
  }

  /** From here on new calls run on this version. A phone that Asterisk refuses holds up nothing else; it is said. */
  async publish(site: Site, files: SiteFiles, parts: Parameters<Publisher['reload']>[0]): Promise<readonly Problem[]> {
    const { sites, switchboard, store, telephony } = parts;
    const at = this.now();
    const isNew = (await store.loadRevision(site.revision)) === undefined;
    await sites.publish(site, files);
    if (isNew)
      await store.append([
        { id: `site.e${at}`, at, call: null, type: 'site.published', data: { revision: site.revision, files } },
      ]);
    switchboard.floor.post({ type: 'configured' });
    this.loadedAt = at;
    const refused = await this.publishPhones(site, telephony);
    if (this.last.at === 0) this.last = { at, taken: true, problems: refused };
    return refused;
  }

  private async publishPhones(site: Site, telephony: Telephony): Promise<readonly Problem[]> {
    try {
      await telephony.publishPhones(this.phones.accounts(site));
      return [];
    } catch (error) {
      this.log.error('Asterisk did not take all phones', { error });
      return [
        machineProblem(`Asterisk did not take all phones: ${error instanceof Error ? error.message : String(error)}`),
      ];
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.connectors.values()].map((connector) => connector.close()));
  }

  private openConnectors(site: Site): void {
    const old = [...this.connectors.values()];
    this.connectors = new Map();
    for (const [name, settings] of site.connectors) this.connectors.set(name, openConnector(settings, process.env));
    setTimeout(() => void this.closeAll(old), OLD_CONNECTORS_LAST_MS).unref();
  }

  private async closeAll(old: readonly OpenConnector[]): Promise<void> {
    try {
      await Promise.all(old.map((connector) => connector.close()));
    } catch (error) {
      this.log.warn('an old connector did not close', { error });
    }
  }
}
