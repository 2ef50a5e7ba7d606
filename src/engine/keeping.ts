import type { Instant, Millis } from '../domain/time';
import type { Clock, Log } from './ports/world';

/** What could not be saved or read is tried again. */
const NEXT_TRY_AFTER_MS: Millis = 5_000;

export interface KeepingParts {
  readonly clock: Clock;
  readonly log: Log;
  /** What is kept, for the log: `what was added to lists`. */
  readonly what: string;
  /** Reads from the store what holds. */
  load(): Promise<void>;
  /** Ends what is over, saves what is not saved yet. */
  tidy(): Promise<void>;
  /** When there is something to tidy next; `Infinity` for never. */
  nextEnd(): Instant;
}

/**
 * One change after the other: what is kept and what is in memory must not part. A save that failed may have been carried
 * out all the same, so then the store is asked.
 */
export class Keeping {
  private last: Promise<unknown> = Promise.resolve();
  private unsure = false;
  private stopped = false;
  private cancelWake: () => void = () => undefined;

  constructor(private readonly parts: KeepingParts) {}

  stop(): void {
    this.stopped = true;
    this.cancelWake();
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work);
    this.last = next.catch(() => undefined);
    return next;
  }

  /** Runs a save, within a turn. */
  async saving(save: () => Promise<void>): Promise<void> {
    try {
      await save();
    } catch (error) {
      this.unsure = true;
      this.wakeAt(this.parts.clock.now() + NEXT_TRY_AFTER_MS);
      throw error;
    }
  }

  /** Wakes when something ends next. */
  wake(): void {
    this.wakeAt(this.parts.nextEnd());
  }

  tidy(): Promise<void> {
    return this.inTurn(async () => {
      const { clock, log, what } = this.parts;
      if (this.stopped) return;
      try {
        if (this.unsure) await this.parts.load();
        this.unsure = false;
        await this.parts.tidy();
        this.wake();
      } catch (error) {
        log.warn(`${what} cannot be saved or read; trying again`, { error });
        this.wakeAt(clock.now() + NEXT_TRY_AFTER_MS);
      }
    });
  }

  private wakeAt(at: Instant): void {
    this.cancelWake();
    if (!this.stopped && Number.isFinite(at)) this.cancelWake = this.parts.clock.at(at, () => void this.tidy());
  }
}
