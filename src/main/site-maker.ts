import { readFile } from 'node:fs/promises';
import type { PhoneAccount, Telephony } from '../engine/ports/telephony';
import type { Connector } from '../engine/ports/work';
import type { Log } from '../engine/ports/world';
import type { Site } from '../flow/office';
import { hasErrors, type Problem } from '../flow/problem';
import { compileSite, compiling, type SiteFiles } from '../site/compile';
import type { Heard } from '../site/prompts';
import { openConnector } from '../adapters/crm/connectors';
import type { PromptLibrary } from '../adapters/speech/prompts';
import type { Speaker } from '../adapters/speech/speaker';
import { inSlices } from './in-slices';
import type { PhoneBook } from './phones';
import type { Recordings } from './recordings';

type OpenConnector = Connector & { close(): Promise<void> };

/** How long a look-up that began on the old connectors may still run. */
const OLD_CONNECTORS_LAST_MS = 70_000;

interface MakerParts {
  readonly library: PromptLibrary;
  readonly speaker: Pick<Speaker, 'use'>;
  readonly phones: PhoneBook;
  readonly recordings: Pick<Recordings, 'place'>;
  /** Puts what was fetched of calendars into a version. */
  readonly fill: (site: Site) => void;
  readonly log: Log;
}

export interface MadeSite {
  /** `undefined` when it has mistakes. */
  readonly site: Site | undefined;
  readonly problems: readonly Problem[];
}

/** Something that is wrong, and with no line of the site. */
export const machineProblem = (message: string, file = 'site.yaml'): Problem => ({
  file,
  line: 1,
  col: 1,
  severity: 'warning',
  code: 'SITE007',
  message,
});

/** What makes sites, for whoever needs no more of it. */
export type Making = Pick<SiteMaker, 'make' | 'again' | 'connect' | 'publishPhones' | 'close'>;

/** Makes the text of a version into a site that calls can run on: compiled, its prompts spoken, its connectors open. */
export class SiteMaker {
  private readonly heard: Heard = (sound, speech) => this.parts.library.heard(sound, speech);
  private connectors = new Map<string, OpenConnector>();

  constructor(private readonly parts: MakerParts) {}

  connector(name: string): Connector | undefined {
    return this.connectors.get(name);
  }

  phone(site: Site, account: string): PhoneAccount | undefined {
    return this.parts.phones.accounts(site).find((phone) => phone.account === account);
  }

  /** A version from before, for the calls that run on it; what it was checked for then is not asked again. */
  again(files: SiteFiles): Site | undefined {
    return this.filled(compileSite(files, () => ({ has: () => true }), this.heard).site);
  }

  /** A version from before, to look at: calls go on meanwhile. */
  async compiled(files: SiteFiles): Promise<Site | undefined> {
    return this.filled((await inSlices(compiling(files, () => ({ has: () => true }), this.heard))).site);
  }

  /** Everything but the connectors: those follow when the version is taken. */
  async make(files: SiteFiles): Promise<MadeSite> {
    const { site, problems } = await inSlices(compiling(files, () => new Map(), this.heard));
    if (!site || hasErrors(problems)) return { site: undefined, problems };
    this.parts.fill(site);
    return { site, problems: [...problems, ...(await this.speak(site))] };
  }

  private filled(site: Site | undefined): Site | undefined {
    if (site) this.parts.fill(site);
    return site;
  }

  private async speak({ sounds, speech, constantTexts, likelyTexts }: Site): Promise<readonly Problem[]> {
    const { library, recordings, log } = this.parts;
    const { prompts, made, problems } = await library.prepare({
      sounds: sounds.values(),
      speech,
      texts: constantTexts,
      later: likelyTexts,
      recording: ({ recording }) =>
        recording
          ? readFile(recordings.place(`prompt.${recording.format}`, { hash: recording.sha256, bytes: 0 }))
          : Promise.resolve(undefined),
    });
    log.info('prompts are ready', { prompts, made, problems: problems.length });
    return problems;
  }

  /** Opens the connectors of what runs now; where two versions run, those of the first win. */
  connect(...sites: readonly Site[]): void {
    const old = [...this.connectors.values()];
    this.connectors = new Map();
    if (sites[0]) this.parts.speaker.use(sites[0].speech);
    for (const site of sites)
      for (const [name, settings] of site.connectors)
        if (!this.connectors.has(name)) this.connectors.set(name, openConnector(settings, process.env));
    setTimeout(() => void this.closeAll(old), OLD_CONNECTORS_LAST_MS).unref();
  }

  /** Tells Asterisk of the phones of these versions. A phone that it refuses holds up nothing else; it is said. */
  async publishPhones(
    telephony: Pick<Telephony, 'publishPhones'>,
    ...sites: readonly Site[]
  ): Promise<readonly Problem[]> {
    const accounts = new Map(
      sites.toReversed().flatMap((site) => this.parts.phones.accounts(site).map((phone) => [phone.account, phone])),
    );
    try {
      await telephony.publishPhones([...accounts.values()]);
      return [];
    } catch (error) {
      this.parts.log.error('Asterisk did not take all phones', { error });
      return [
        machineProblem(`Asterisk did not take all phones: ${error instanceof Error ? error.message : String(error)}`),
      ];
    }
  }

  async close(): Promise<void> {
    await this.closeAll([...this.connectors.values()]);
  }

  private async closeAll(connectors: readonly OpenConnector[]): Promise<void> {
    try {
      await Promise.all(connectors.map((connector) => connector.close()));
    } catch (error) {
      this.parts.log.warn('an old connector did not close', { error });
    }
  }
}
