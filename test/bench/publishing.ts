import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type * as Checking from '../../src/main/checking';
import type * as Clocks from '../../src/main/clock';
import type * as Making from '../../src/main/site-maker';
import type * as Publishing from '../../src/main/publisher';
import type * as Recording from '../../src/main/recordings';
import type * as Folders from '../../src/main/site-folder';
import type * as Records from '../../src/main/site-record';
import type { SiteFiles } from '../../src/site/compile';
import { MemoryStore } from '../fakes/store';
import { MemoryVersions } from '../fakes/versions';
import { QuietLog } from '../support/centre';

const built = createRequire(join(__dirname, '../../dist/src/main/main.js'));
const { SiteChecker } = built('./checking.js') as typeof Checking;
const { systemClock } = built('./clock.js') as typeof Clocks;
const { Publisher } = built('./publisher.js') as typeof Publishing;
const { Recordings } = built('./recordings.js') as typeof Recording;
const { SiteFolder } = built('./site-folder.js') as typeof Folders;
const { SiteMaker } = built('./site-maker.js') as typeof Making;
const { SiteRecord } = built('./site-record.js') as typeof Records;

/** What a publish came to: all its CPU time, and the longest that the thread of the calls was at it without a pause. */
export interface Publish {
  readonly cpuS: number;
  readonly longestMs: number;
}

/**
 * Publishes one version of a folder after another as a node does, with a site in memory, and prompts that are there. The
 * first one is only begun with.
 */
export async function publishing(first: SiteFiles, versions: readonly SiteFiles[]): Promise<readonly Publish[]> {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-publishing-'));
  const checker = new SiteChecker();
  const publisher = publisherOf(folder, checker);
  const results: Publish[] = [];
  try {
    write(folder, first);
    await publisher.begin();
    await publisher.serve({ floor: { post: () => undefined } as never, openCalls: () => [] });
    for (const files of versions) {
      write(folder, files);
      results.push(await measured(() => publish(publisher)));
    }
    await publisher.close();
    return results;
  } finally {
    await checker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function publisherOf(folder: string, { check, compare }: Checking.SiteChecker): Publishing.Publisher {
  const log = new QuietLog();
  const [store, versions] = [new MemoryStore(), new MemoryVersions()];
  const common = { check, compare, clock: systemClock, log };
  const recordings = new Recordings(join(folder, '.recordings'), versions);
  const maker = new SiteMaker({
    ...{ recordings, log, speaker: { use: () => undefined }, phones: { accounts: () => [] } as never },
    fill: () => undefined,
    library: {
      heard: () => ({ file: '/prompts/some', lengthMs: 1_000 }),
      prepare: () => Promise.resolve({ prompts: 0, made: 0, problems: [] }),
    } as never,
  });
  return new Publisher({
    ...{ ...common, store, versions, recordings, maker },
    folder: new SiteFolder({ ...common, path: folder, mode: 'off' }),
    record: new SiteRecord(
      store,
      () => Date.now(),
      () => undefined,
    ),
    trim: (keep) => store.trimRevisions(keep),
    telephony: { publishPhones: () => Promise.resolve() },
  });
}

function write(folder: string, files: SiteFiles): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function publish(publisher: Publishing.Publisher): Promise<void> {
  const result = await publisher.publishSite({ by: 'bench', message: 'bench', content: { is: 'folder' } });
  if (result.is !== 'published') throw new Error(`the bench could not publish: ${JSON.stringify(result)}`);
  while (publisher.site().unkept > 0) await breathe();
}

/** In CPU time, also the turns of the event loop: on a busy machine others take turns with us. */
async function measured(work: () => Promise<void>): Promise<Publish> {
  const before = process.cpuUsage();
  let longestMs = 0;
  let last = mainThreadMs();
  const watch = setInterval(() => {
    const now = mainThreadMs();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  }, 1);
  await work();
  clearInterval(watch);
  const { user, system } = process.cpuUsage(before);
  return { cpuS: (user + system) / 1e6, longestMs };
}

/** What the thread that asks has had of a processor; Linux tells it in nanoseconds. */
const mainThreadMs = (): number =>
  Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
