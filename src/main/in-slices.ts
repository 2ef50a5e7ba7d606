import { setImmediate as breathe } from 'node:timers/promises';
import type { Piecemeal } from '../site/piecemeal';

/** No longer than this does a call wait for a publish or a replay at one time. */
const SLICE_MS = 4;

/** Does some of the work, then lets calls go on, until all is done. */
export async function inSlices<T>(work: Piecemeal<T>): Promise<T> {
  for (let until = performance.now() + SLICE_MS; ;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() < until) continue;
    await breathe();
    until = performance.now() + SLICE_MS;
  }
}
