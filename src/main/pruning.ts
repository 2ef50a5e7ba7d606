import type { JobsOptions } from '../adapters/jobs/connection';
import { startPruning } from '../adapters/jobs/pruning';
import type { PruneReport } from '../domain/retention';
import { Pruner, type PruneParts } from '../workers/prune';
import { systemClock } from './clock';

export interface OpenPruning {
  /** At once, beside the hours. */
  prune(dryRun: boolean): Promise<PruneReport>;
  close(): Promise<void>;
}

/** What deletes, once an hour, whatever is over its time; not before the history can be asked. */
export function openPruning(
  parts: Omit<PruneParts, 'clock'>,
  jobs: JobsOptions,
  ready: Promise<void>,
  stopping: AbortSignal,
): OpenPruning {
  const pruner = new Pruner({ ...parts, clock: systemClock });
  const worker = ready.then(() =>
    stopping.aborted
      ? undefined
      : startPruning(async (signal) => {
          await pruner.run({ dryRun: false, signal });
        }, jobs),
  );
  return {
    prune: (dryRun) => pruner.run({ dryRun, signal: stopping }),
    close: async () => (await worker)?.close(),
  };
}
