import { parentPort, workerData } from 'node:worker_threads';
import { compareSites } from '../site/changes';
import { compileSite } from '../site/compile';
import type { SiteWork } from './checking';

// A thread of its own: a thousand flows take seconds to check or to compare, and calls must not wait for that.
const work = workerData as SiteWork;
parentPort?.postMessage(work.do === 'check' ? compileSite(work.files).problems : compareSites(work.before, work.after));
