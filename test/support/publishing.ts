import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { EventOf, EventType } from '../../src/domain/event';
import type { PublishOrder, Published } from '../../src/engine/site-use-cases';
import { Switchboard } from '../../src/engine/switchboard';
import { Publisher } from '../../src/main/publisher';
import { Recordings } from '../../src/main/recordings';
import type { WatchMode } from '../../src/main/folder-watch';
import { SiteFolder } from '../../src/main/site-folder';
import type { Making } from '../../src/main/site-maker';
import { SiteRecord } from '../../src/main/site-record';
import { compareSites } from '../../src/site/changes';
import { compileSite, type SiteFiles } from '../../src/site/compile';
import { FakeLookups } from '../fakes/lookups';
import { MemoryStore } from '../fakes/store';
import { FakeAsterisk, type FakeTelephony } from '../fakes/telephony';
import type { FakeCaller } from '../fakes/telephony-caller';
import { MemoryVersions } from '../fakes/versions';
import { QuietLog } from './centre';
import { VirtualClock } from './virtual-clock';

/** A small site whose one flow plays one prompt, and then whatever `then` says. */
export const siteThatPlays = (prompt: string, then = 'hangup'): Record<string, string> => ({
  'site.yaml': 'site: Test\nlanguage: en\n',
  'numbers.yaml': 'numbers:\n  "100": { flow: main }\n',
  'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
  'schedules.yaml': 'time_zone: UTC\n',
  'prompts/en.yaml': `${prompt}: Hello.\n`,
  'flows/main.yaml': `flow: main\nstart: a\nsteps:\n  a:\n    - answer\n    - play: { prompts: ${prompt}, barge_in: false }\n    - ${then}\n  bye: [hangup]\n`,
});

/** A centre with a site folder and versions, in memory but for the folder. It can die and come back. */
export class PublishingCentre {
  readonly clock = new VirtualClock();
  readonly asterisk = new FakeAsterisk({ clock: this.clock });
  readonly store = new MemoryStore();
  readonly versions = new MemoryVersions();
  readonly log = new QuietLog();
  readonly folder = mkdtempSync(join(tmpdir(), 'carillon-publishing-'));
  private node:
    { readonly publisher: Publisher; readonly switchboard: Switchboard; readonly telephony: FakeTelephony } | undefined;

  constructor(
    files: SiteFiles,
    private readonly watch: WatchMode = 'off',
  ) {
    this.holds(files);
  }

  get publisher(): Publisher {
    if (!this.node) throw new Error('the node is down');
    return this.node.publisher;
  }

  get switchboard(): Switchboard {
    if (!this.node) throw new Error('the node is down');
    return this.node.switchboard;
  }

  /** The folder holds these files and no others. */
  holds(files: SiteFiles): void {
    rmSync(this.folder, { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) this.writes(path, text);
  }

  writes(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  async start(): Promise<void> {
    const { clock, log, store, versions } = this;
    const telephony = this.asterisk.telephony();
    const check = (files: SiteFiles) => Promise.resolve(compileSite(files).problems);
    const publisher = new Publisher({
      folder: new SiteFolder({ path: this.folder, mode: this.watch, check, clock, log }),
      record: new SiteRecord(
        store,
        () => clock.now(),
        () => undefined,
      ),
      store,
      trim: (keep) => store.trimRevisions(keep),
      versions,
      recordings: new Recordings(join(this.folder, '.recordings'), versions),
      maker: new SilentMaker(),
      telephony,
      check,
      compare: (before, after) => Promise.resolve(compareSites(before, after)),
      clock,
      log,
    });
    const sites = await this.whileTimePasses(publisher.begin());
    const switchboard = new Switchboard({
      telephony,
      store,
      lookups: new FakeLookups(),
      clock,
      log,
      sites,
      onEvents: (events) => publisher.observe(events),
      onFenced: () => undefined,
    });
    await switchboard.start();
    await publisher.serve(switchboard);
    this.node = { publisher, switchboard, telephony };
    await this.settle();
  }

  /** kill -9. */
  crash(): void {
    this.node?.switchboard.abandon();
    this.node?.telephony.crash();
    void this.node?.publisher.close();
    this.node = undefined;
  }

  async remove(): Promise<void> {
    await this.node?.publisher.close();
    this.node?.switchboard.abandon();
    rmSync(this.folder, { recursive: true, force: true });
  }

  publish(more: Partial<PublishOrder> = {}): Promise<Published> {
    return this.publisher.publishSite({ message: 'a change', by: 'olga', content: { is: 'folder' }, ...more });
  }

  /** Every version is kept for good; recordings are read from the disk for that, which no virtual clock hurries. */
  async kept(): Promise<void> {
    while (this.publisher.site().unkept > 0) await breathe();
  }

  /** A call begins, and this is what it hears first. */
  async calls(ani = '5551234'): Promise<FakeCaller> {
    const caller = this.asterisk.arrives({ ani, dnis: '100' });
    await this.settle();
    return caller;
  }

  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet++) {
      await breathe();
      if (this.node?.switchboard.linkState === 'up') await this.node.switchboard.idle();
    }
  }

  async waits(ms: number): Promise<void> {
    await this.settle();
    await this.clock.pass(ms, () => this.settle());
    await this.settle();
  }

  of<T extends EventType>(type: T): readonly EventOf<T>[] {
    return this.store.events.filter((event): event is EventOf<T> => event.type === type);
  }

  private async whileTimePasses<T>(work: Promise<T>): Promise<T> {
    const over = work.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([over, breathe(false)])))
      await this.clock.step(this.clock.now() + 1_000, () => breathe());
    return work;
  }
}

/** Makes sites whose prompts are all there, each a second long. */
class SilentMaker implements Making {
  again = (files: SiteFiles) => compileSite(files, undefined, heard).site;
  make = (files: SiteFiles) => {
    const { site, problems } = compileSite(files, undefined, heard);
    return Promise.resolve({ site, problems });
  };
  connect = (): void => undefined;
  publishPhones = () => Promise.resolve([]);
  close = () => Promise.resolve();
}

const heard = ({ name }: { readonly name: string }) => ({ file: `/prompts/${name}`, lengthMs: 1_000 });
