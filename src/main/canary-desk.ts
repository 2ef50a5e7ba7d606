import type { CarillonEvent } from '../domain/event';
import type { Comparison } from '../domain/site-version';
import type { Millis } from '../domain/time';
import { CanaryWatch, whyStop } from '../engine/canary';
import type { Store } from '../engine/ports/state';
import type { Clock, Log } from '../engine/ports/world';
import type { CanaryOrder } from '../engine/site-use-cases';
import { ended, promoted } from './publish-rules';
import type { SiteInUse } from './site-in-use';
import type { SiteRecord } from './site-record';

/** What a crash may lose of the counts. */
const SAVE_AFTER_MS: Millis = 2_000;

interface DeskParts {
  readonly record: SiteRecord;
  readonly store: Pick<Store, 'openCalls' | 'loadRevision'>;
  readonly clock: Clock;
  readonly log: Log;
  /** It does clearly worse than what runs: it must end. */
  readonly onBad: (why: string) => void;
}

/** The canary that runs: what becomes of its calls and of the others, and its ending. */
export class CanaryDesk {
  private watch: CanaryWatch | undefined;
  private cancelSave: () => void = () => undefined;
  private unsaved = false;
  private judged = false;

  constructor(private readonly parts: DeskParts) {}

  get outcomes(): Comparison | undefined {
    return this.watch?.outcomes;
  }

  /** Counts for the canary of the record, if there is one: from where it was, with the calls that go on. */
  async follow(): Promise<void> {
    this.close();
    const { record, store } = this.parts;
    const { canary, current } = record.state;
    if (!canary) return;
    const revisions = { base: current.revision, canary: canary.version.revision };
    const watch = new CanaryWatch(revisions, canary.outcomes, canary.since);
    this.watch = watch;
    watch.resume(await store.openCalls());
  }

  close(): void {
    this.cancelSave();
    this.watch = undefined;
    this.unsaved = false;
    this.judged = false;
  }

  observe(events: readonly CarillonEvent[]): void {
    const { watch } = this;
    if (!watch) return;
    const before = watch.outcomes;
    watch.observe(events);
    if (watch.outcomes === before) return;
    this.saveLater();
    const why = this.judged ? null : whyStop(watch.outcomes);
    if (why === null) return;
    this.judged = true;
    this.parts.onBad(why);
  }

  /** `null` when it was done, else why not. */
  async change(order: CanaryOrder, by: string, inUse: SiteInUse): Promise<string | null> {
    const { record, clock, log, store } = this.parts;
    const { canary } = record.state;
    const site = inUse.sites.canary;
    if (!canary || !site) return 'no canary runs';
    const { version } = canary;
    await this.save();
    switch (order.do) {
      case 'share': {
        const { percent } = order;
        const data = { version, what: 'changed', percent, by, why: '' } as const;
        await record.change((state) => ({
          state: { ...state, canary: state.canary && { ...state.canary, percent } },
          events: [{ type: 'site.canary', data }],
        }));
        await inUse.tryOut({ site, percent });
        break;
      }
      case 'stop': {
        const how = order.itself === true ? 'stopped-itself' : 'stopped';
        await record.change((state) => ended(state, how, { at: clock.now(), by, why: order.why }));
        await inUse.tryOut(null);
        this.close();
        break;
      }
      case 'promote': {
        const at = clock.now();
        const files = await store.loadRevision(version.revision);
        if (!files) return `the text of version ${version.number} is lost; publish it again`;
        await record.change((state) => promoted(state, by, at));
        await inUse.take(site, files, at);
        this.close();
        break;
      }
    }
    log.info('the canary is changed', { version: version.number, by, ...order });
    return null;
  }

  private saveLater(): void {
    if (this.unsaved) return;
    this.unsaved = true;
    const { clock, log } = this.parts;
    this.cancelSave = clock.at(clock.now() + SAVE_AFTER_MS, () => {
      this.save().catch((error: unknown) => log.warn('the counts of the canary were not saved', { error }));
    });
  }

  private async save(): Promise<void> {
    const { watch } = this;
    this.unsaved = false;
    await this.parts.record.change((state) =>
      watch && state.canary ? { state: { ...state, canary: { ...state.canary, outcomes: watch.outcomes } } } : null,
    );
  }
}
