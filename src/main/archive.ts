import type { VersionHead } from '../domain/site-version';
import type { Versions } from '../engine/ports/history';
import type { Store } from '../engine/ports/state';
import type { Clock, Log } from '../engine/ports/world';
import type { Recordings } from './recordings';
import type { SiteRecord } from './site-record';

const AGAIN_AFTER_MS = 5_000;

interface ArchiveParts {
  readonly record: SiteRecord;
  readonly store: Pick<Store, 'loadRevision'>;
  readonly versions: Versions;
  readonly recordings: Recordings;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Brings published versions into the database, where they stay for good. Publishing does not wait for it: until the
 * database is back they lie in the register.
 */
export class Archive {
  private running = false;
  private again = false;
  private numbered = false;
  private closed = false;
  private cancel: () => void = () => undefined;

  constructor(private readonly parts: ArchiveParts) {}

  /** There is something to keep, or may be. */
  wake(): void {
    if (this.closed) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.cancel();
    this.running = true;
    void this.run().finally(() => {
      this.running = false;
      if (!this.again) return;
      this.again = false;
      this.wake();
    });
  }

  close(): void {
    this.closed = true;
    this.cancel();
  }

  private async run(): Promise<void> {
    const { record, clock, log } = this.parts;
    try {
      if (!this.numbered) await this.number();
      for (let next = first(record.state.unkept); next && !this.closed; next = first(record.state.unkept))
        await this.keep(next);
    } catch (error) {
      log.warn('a version of the site is not yet kept for good; trying again', {
        waiting: record.state.unkept.length,
        error,
      });
      this.cancel = clock.at(clock.now() + AGAIN_AFTER_MS, () => this.wake());
    }
  }

  /**
   * Once a start: what was served before the database could be asked gets its number, and no number is given twice, also
   * where Redis has forgotten the last ones.
   */
  private async number(): Promise<void> {
    const { record, versions, log } = this.parts;
    const last = await versions.last();
    await record.change((state) => {
      const { current } = state;
      const newest = Math.max(last?.newest ?? 0, state.newest);
      if (current.number !== 0) return newest === state.newest ? null : { state: { ...state, newest } };
      if (last?.running.revision === current.revision) {
        const { files: _, ...head } = last.running;
        return { state: { ...state, newest, current: head } };
      }
      const head = { ...current, number: newest + 1, basedOn: last?.running.number ?? null };
      log.info('the site has its number now', { version: head.number });
      return {
        state: { ...state, newest: head.number, current: head, unkept: [head] },
        events: [{ type: 'site.published', data: { version: head } }],
      };
    });
    this.numbered = true;
  }

  private async keep(head: VersionHead): Promise<void> {
    const { record, store, versions, recordings, log } = this.parts;
    const files = await store.loadRevision(head.revision);
    if (files) {
      await recordings.archive(files);
      await versions.keep({ ...head, files });
    } else log.error('a version of the site is lost before it could be kept', { ...head });
    await record.change((state) => ({
      state: { ...state, unkept: state.unkept.filter((each) => !isSame(each, head)) },
    }));
  }
}

const first = (heads: readonly VersionHead[]): VersionHead | undefined => heads[0];
const isSame = (one: VersionHead, other: VersionHead): boolean =>
  one.number === other.number && one.takenAt === other.takenAt;
