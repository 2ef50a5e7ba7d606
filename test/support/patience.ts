import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long a test waits for what must come: far longer than it takes on any machine. It is no measure of speed; whoever has
 * waited so long waits in vain.
 */
export const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;

/** Asks again and again until it is so, for what no event tells of. */
export async function eventually<T>(what: string, ask: () => T | Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  for (const until = performance.now() + PATIENCE_MS; ;) {
    const value = await ask();
    if (isSo(value)) return value;
    if (performance.now() > until) throw new Error(`${what}: in vain, it is still ${JSON.stringify(value)}`);
    await pause(LOOK_EVERY_MS);
  }
}
