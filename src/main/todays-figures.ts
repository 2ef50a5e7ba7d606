import type { MeasuredPast } from '../engine/ports/history';
import type { Log } from '../engine/ports/world';
import type { Today } from '../engine/todays-figures';
import { systemClock } from './clock';

const AGAIN_AFTER_MS = 5_000;

/**
 * Reads what happened today before this node began, as soon as the history can be read; nothing waits for it. Gives what
 * waits for its end.
 */
export function warmUp(
  today: Today,
  past: MeasuredPast,
  ready: Promise<void>,
  log: Log,
  stopping: AbortSignal,
): () => Promise<void> {
  const warming = ready.then(async () => {
    while (!stopping.aborted) {
      try {
        await today.warm(past);
        return;
      } catch (error) {
        log.warn("today's figures cannot be read from the history yet; they count from the start of this node", {
          error,
        });
        await new Promise<void>((resolve) => {
          const cancel = systemClock.at(systemClock.now() + AGAIN_AFTER_MS, resolve);
          stopping.addEventListener('abort', () => {
            cancel();
            resolve();
          });
        });
      }
    }
  });
  return () => warming;
}
