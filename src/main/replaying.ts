import type { Revision } from '../domain/ids';
import type { FloorRecords } from '../engine/ports/floor-records';
import type { Versions } from '../engine/ports/history';
import type { Store } from '../engine/ports/state';
import { replayUseCases, type ReplayUseCases } from '../engine/replay-use-cases';
import type { Sites } from '../engine/sites';
import type { Site } from '../flow/office';
import { inSlices } from './in-slices';
import type { SiteMaker } from './site-maker';

export interface ReplayingParts {
  readonly records: FloorRecords;
  readonly sites: Sites;
  readonly store: Pick<Store, 'loadRevision'>;
  readonly versions: Pick<Versions, 'textOf'>;
  readonly maker: Pick<SiteMaker, 'compiled'>;
}

/** Versions that were compiled for a replay and may be wanted for the next. */
const MOST_VERSIONS = 4;

/** The floor as it was, with the site as it was: what runs is at hand, what calls need is in Redis, all others in MySQL. */
export function replayOf({ records, sites, store, versions, maker }: ReplayingParts): ReplayUseCases {
  const compiled = new Map<Revision, Promise<Site | undefined>>();
  const compile = async (revision: Revision): Promise<Site | undefined> => {
    const files = (await store.loadRevision(revision)) ?? (await versions.textOf(revision));
    return files && maker.compiled(files);
  };
  return replayUseCases({
    records,
    inSlices,
    timeZone: () => sites.current.dayParts.timeZone,
    site: async (revision) => {
      const running = sites.get(revision);
      if (running) return running;
      const known = compiled.get(revision) ?? compile(revision);
      compiled.delete(revision);
      compiled.set(revision, known);
      known.catch(() => compiled.delete(revision));
      for (const oldest of [...compiled.keys()].slice(0, -MOST_VERSIONS)) compiled.delete(oldest);
      return known;
    },
  });
}
