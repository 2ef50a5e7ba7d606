import { killAllGroups } from './groups.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The first signal asks everything to stop, in order; the second kills all that still runs. */
export function stopOnSignals(say) {
  const stopping = new globalThis.AbortController();
  for (const name of SIGNALS)
    process.on(name, () => {
      if (stopping.signal.aborted) {
        killAllGroups();
        process.exit(130);
      }
      say();
      stopping.abort();
    });
  return stopping.signal;
}

export const aborted = (signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
