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

/** Everything that is wrong with a site, found in a thread of its own. Rejects when the check itself breaks. */
export const checkAside = (files: SiteFiles): Promise<readonly Problem[]> => inWorker({ do: 'check', files });

/** What is different between two sites; in a thread of its own where that is much. */
export function compareAside(before: SiteFiles, after: SiteFiles): Promise<SiteChanges> {
  const paths = changedFiles(before, after).map(({ path }) => path);
  const pick = (files: SiteFiles): SiteFiles =>
    Object.fromEntries(paths.flatMap((path) => (files[path] === undefined ? [] : [[path, files[path]]])));
  const [was, is] = [pick(before), pick(after)];
  const signs = [...Object.values(was), ...Object.values(is)].reduce((sum, text) => sum + text.length, 0);
  return signs <= LITTLE ? Promise.resolve(compareSites(was, is)) : inWorker({ do: 'compare', before: was, after: is });
}

async function inWorker<T>(work: SiteWork): Promise<T> {
  const worker = new Worker(join(__dirname, 'site-worker.js'), { workerData: work });
  worker.unref();
  try {
    const [result] = (await once(worker, 'message', { signal: AbortSignal.timeout(WITHIN_MS) })) as [T];
    return result;
  } finally {
    await worker.terminate();
  }
}
