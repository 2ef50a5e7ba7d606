import { Fetcher } from '../adapters/crm/fetch';
import type { JobsOptions } from '../adapters/jobs/connection';
import { BullLookups, type Seals } from '../adapters/jobs/lookups';
import { startLookUpWorker } from '../adapters/jobs/workers';
import type { Connector, Lookups } from '../engine/ports/work';
import type { Log } from '../engine/ports/world';
import { fetchProcessor, LookUps } from '../workers/look-up';
import { systemClock } from './clock';

/** Where calls ask: the jobs, and the worker that does them when it is told who the connectors are. */
export function openLookUps(
  options: JobsOptions & { readonly sealer: Seals },
  log: Log,
): {
  readonly lookups: Lookups;
  readonly work: (connectorNamed: (name: string) => Connector | undefined) => () => Promise<unknown>;
} {
  const lookups = new BullLookups(options);
  return {
    lookups,
    work: (connectorNamed) => {
      const asked = new LookUps(connectorNamed, systemClock, log);
      const fetcher = new Fetcher(process.env);
      const worker = startLookUpWorker(
        {
          lookUp: (request) => asked.find(request),
          fetch: fetchProcessor((request, signal) => fetcher.send(request, signal), systemClock, log),
        },
        options,
      );
      return () => Promise.all([worker.close(), fetcher.close(), lookups.close()]);
    },
  };
}
