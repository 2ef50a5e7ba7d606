import { parentPort } from 'node:worker_threads';
import { compareSites } from '../site/changes';
import { compileSite } from '../site/compile';
import type { SiteWork } from './checking';

// One question after another; what this throws breaks the thread off, and whoever asked is told.
parentPort?.on('message', (work: SiteWork) => {
  parentPort?.postMessage(
    work.do === 'check' ? compileSite(work.files).problems : compareSites(work.before, work.after),
  );
});
