import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SiteChanges } from '../domain/site-version';
import type { Problem } from '../flow/problem';
import { changedFiles, compareSites } from '../site/changes';
import type { SiteFiles } from '../site/compile';

export type SiteWork =
  | { readonly do: 'check'; readonly files: SiteFiles }
  | { readonly do: 'compare'; readonly before: SiteFiles; readonly after: SiteFiles };

/** What takes longer than this is broken off; a thousand flows take some seconds. */
const WITHIN_MS = 120_000;
/** Signs that are compared in some milliseconds: a thread would take longer to begin. */
const LITTLE = 200_000;
/** The thread remembers the flows that it has read: as long as somebody may be at work on the site, it stays. */
const STAYS_FOR_MS = 15 * 60_000;

/** Checks and compares sites in a thread of its own: calls must not wait for that. */
export class SiteChecker {
  private worker: Worker | undefined;
  private busy: Promise<unknown> = Promise.resolve();
  private leaving: NodeJS.Timeout | undefined;

  constructor(private readonly threadFile = join(__dirname, 'site-worker.js')) {}

  /** Everything that is wrong with a site. Rejects when the check itself breaks. */
  readonly check = (files: SiteFiles): Promise<readonly Problem[]> => this.inTurn({ do: 'check', files });

  /** What is different between two sites. */
  readonly compare = (before: SiteFiles, after: SiteFiles): Promise<SiteChanges> => {
    const paths = changedFiles(before, after).map(({ path }) => path);
    const pick = (files: SiteFiles): SiteFiles =>
      Object.fromEntries(paths.flatMap((path) => (files[path] === undefined ? [] : [[path, files[path]]])));
    const [was, is] = [pick(before), pick(after)];
    const signs = [...Object.values(was), ...Object.values(is)].reduce((sum, text) => sum + text.length, 0);
    if (signs <= LITTLE) return Promise.resolve(compareSites(was, is));
    return this.inTurn({ do: 'compare', before: was, after: is });
  };

  async close(): Promise<void> {
    clearTimeout(this.leaving);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private inTurn<T>(work: SiteWork): Promise<T> {
    const next = this.busy.then(() => this.ask<T>(work));
    this.busy = next.catch(() => undefined);
    return next;
  }

  private async ask<T>(work: SiteWork): Promise<T> {
    clearTimeout(this.leaving);
    const worker = (this.worker ??= this.begin());
    try {
      worker.postMessage(work);
      const [result] = (await once(worker, 'message', { signal: AbortSignal.timeout(WITHIN_MS) })) as [T];
      this.leaving = setTimeout(() => void this.close(), STAYS_FOR_MS).unref();
      return result;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private begin(): Worker {
    const worker = new Worker(this.threadFile);
    worker.unref();
    // Whoever waits for an answer is told by `once`; where nobody does, the next one gets a new thread.
    worker.on('error', () => void this.close());
    return worker;
  }
}
