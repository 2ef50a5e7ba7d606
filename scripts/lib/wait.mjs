import { setTimeout as pause } from 'node:timers/promises';
import { Stopped } from './failure.mjs';

const LOOK_EVERY_MS = 40;

/**
 * Asks until the answer is not undefined. Ends early with 'gone' when `gone` says so, and with 'late' at the deadline;
 * throws `Stopped` on the signal. Errors of the question mean "not yet".
 */
export async function waitFor(question, { withinMs, signal, gone }) {
  const deadline = performance.now() + withinMs;
  let ended = false;
  gone?.then(() => (ended = true));
  for (;;) {
    if (signal?.aborted) throw new Stopped();
    const answer = await question().catch(() => undefined);
    if (answer !== undefined) return { is: 'ready', answer };
    if (ended) return { is: 'gone' };
    if (performance.now() > deadline) return { is: 'late' };
    await pause(LOOK_EVERY_MS);
  }
}
