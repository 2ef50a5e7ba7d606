import type { CarillonEvent, EventOf } from '../domain/event';
import type { Instant } from '../domain/time';
import { didYouMean } from '../flow/did-you-mean';
import type { ScheduleOverride, Site } from '../flow/office';
import { hasEnded, openingUnder } from '../flow/opening';
import { nextEdge, type Opening, type Schedule } from '../flow/schedule';
import { instantOf, parseUntil, UNTIL_FORMS } from '../flow/until';
import type { Overrides, StandingOverride } from './ports/state';
import type { Clock, Log } from './ports/world';

/** What a screen shows of a schedule. */
export interface ScheduleView {
  readonly name: string;
  readonly timeZone: string;
  /** What flows go by now. */
  readonly opening: Opening;
  /** When that changes by itself; `null` when not to be seen. */
  readonly until: Instant | null;
  /** What it would be without the override. */
  readonly byHours: Opening;
  readonly override: StandingOverride | null;
  /** What it may be put into by hand. */
  readonly states: readonly string[];
}

/** `until` as people write it, see `parseUntil`. */
export interface OverrideRequest {
  readonly to: string;
  readonly until: string;
  readonly why: string;
}

export interface ScheduleUseCases {
  schedules(): readonly ScheduleView[];
  /** `null` when it was set and saved, else why not. */
  setOverride(schedule: string, wanted: OverrideRequest, by: string): Promise<string | null>;
  /** Gives a schedule back to its hours; also where nothing was set. */
  clearOverride(schedule: string, by: string, why: string): Promise<string | null>;
}

export interface OverrideParts {
  readonly overrides: Overrides;
  readonly clock: Clock;
  readonly log: Log;
  readonly site: () => Site;
  readonly happened?: (events: readonly CarillonEvent[]) => void;
}

/** What could not be saved or read is tried again; an override ends in time all the same. */
const NEXT_TRY_AFTER_MS = 5_000;
/** Said of an override that ended by itself. */
const ITSELF = 'itself';

/** The schedules that were set by hand: in memory for every turn, kept for the next start, ended in time. */
export class OverrideBook implements ScheduleUseCases {
  private readonly standing = new Map<string, StandingOverride>();
  private readonly listeners: ((schedule: string) => void)[] = [];
  private last: Promise<unknown> = Promise.resolve();
  private lastSerial = 0;
  /** A save failed, and may have been carried out all the same: then the store is asked. */
  private unsure = false;
  private cancelWake: () => void = () => undefined;
  private stopped = false;

  constructor(private readonly parts: OverrideParts) {}

  /** Loads what was set before; what ended meanwhile is ended, with the event that was missed. */
  async start(): Promise<void> {
    await this.load();
    await this.tidy();
  }

  private async load(): Promise<void> {
    const kept = await this.parts.overrides.load();
    this.standing.clear();
    for (const override of kept) this.standing.set(override.schedule, override);
    this.unsure = false;
  }

  stop(): void {
    this.stopped = true;
    this.cancelWake();
  }

  /** Told of every change, after it is saved. */
  onChange(listener: (schedule: string) => void): void {
    this.listeners.push(listener);
  }

  /** What holds at an instant: it ends on the dot, whenever the store hears of it. */
  current(schedule: string, now: Instant): ScheduleOverride | undefined {
    const override = this.standing.get(schedule);
    return override && !hasEnded(override, now) ? override : undefined;
  }

  schedules(): readonly ScheduleView[] {
    const now = this.parts.clock.now();
    return [...this.parts.site().schedules.values()].map((schedule) => this.view(schedule, now));
  }

  async setOverride(name: string, { to, until, why }: OverrideRequest, by: string): Promise<string | null> {
    const schedule = this.parts.site().schedules.get(name);
    if (!schedule) return this.unknown(name);
    const wanted = parseUntil(until);
    if (!wanted) return `until: "${until}" is none of ${UNTIL_FORMS}`;
    return this.set(name, to, instantOf(wanted, schedule, this.parts.clock.now()), by, why);
  }

  clearOverride(name: string, by: string, why: string): Promise<string | null> {
    return this.set(name, null, null, by, why);
  }

  /** Sets it, or (`to` null) takes it back; the answer is why not, or `null`. */
  set(name: string, to: string | null, until: Instant | null, by: string, why: string): Promise<string | null> {
    return this.inTurn(async () => {
      const refused = this.refuse(name, to, until);
      if (refused !== null) return refused;
      const since = this.parts.clock.now();
      if (to === null && !this.standing.has(name)) return null;
      await this.save(name, to === null ? null : { schedule: name, to, until, by, why, since }, by, why);
      return null;
    });
  }

  private refuse(name: string, to: string | null, until: Instant | null): string | null {
    const schedule = this.parts.site().schedules.get(name);
    // What was set for a schedule that the site no longer has may be taken back all the same.
    if (!schedule) return to === null && this.standing.has(name) ? null : this.unknown(name);
    if (to === null) return null;
    const states = statesOf(schedule);
    if (!states.includes(to))
      return `the schedule ${name} has no state ${to}${didYouMean(to, states)}; possible are ${states.join(', ')}`;
    if (until !== null && until <= this.parts.clock.now()) return 'it would be over already';
    return null;
  }

  private unknown(name: string): string {
    const names = [...this.parts.site().schedules.keys()];
    return `there is no schedule ${name}${didYouMean(name, names)}; known are ${names.join(', ') || 'none'}`;
  }

  /** One change after the other: what is kept and what is in memory must not part. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work);
    this.last = next.catch(() => undefined);
    return next;
  }

  private async save(name: string, override: StandingOverride | null, by: string, why: string): Promise<void> {
    const { overrides, clock, happened } = this.parts;
    const at = clock.now();
    this.lastSerial = Math.max(at, this.lastSerial + 1);
    const event: EventOf<'schedule.override'> = {
      id: `schedule.${name}.e${this.lastSerial}`,
      at,
      call: null,
      type: 'schedule.override',
      data: { schedule: name, to: override?.to ?? null, until: override?.until ?? null, by, why },
    };
    try {
      await overrides.save(name, override, event);
    } catch (error) {
      this.unsure = true;
      this.wakeLater(at + NEXT_TRY_AFTER_MS);
      throw error;
    }
    if (override) this.standing.set(name, override);
    else this.standing.delete(name);
    happened?.([event]);
    this.wakeLater();
    this.tell(name);
  }

  private wakeLater(retryAt?: Instant): void {
    this.cancelWake();
    if (this.stopped) return;
    const ends = [...this.standing.values()].flatMap(({ until }) => (until === null ? [] : [until]));
    const next = retryAt ?? Math.min(...ends);
    if (Number.isFinite(next)) this.cancelWake = this.parts.clock.at(next, () => void this.tidy());
  }

  /** Ends what is over, after making sure of what there is. */
  private tidy(): Promise<void> {
    return this.inTurn(async () => {
      const { clock, log } = this.parts;
      try {
        if (this.unsure) await this.reload();
        for (const override of [...this.standing.values()])
          if (hasEnded(override, clock.now())) await this.save(override.schedule, null, ITSELF, 'its time is over');
        this.wakeLater();
      } catch (error) {
        log.warn('the overrides of schedules cannot be saved or read; trying again', { error });
        this.wakeLater(clock.now() + NEXT_TRY_AFTER_MS);
      }
    });
  }

  private async reload(): Promise<void> {
    const before = [...this.standing.keys()];
    await this.load();
    for (const name of new Set([...before, ...this.standing.keys()])) this.tell(name);
  }

  private tell(name: string): void {
    for (const listener of this.listeners) listener(name);
  }

  private view(schedule: Schedule, now: Instant): ScheduleView {
    const { name, timeZone } = schedule;
    const standing = this.standing.get(name);
    const override = standing && !hasEnded(standing, now) ? standing : null;
    return {
      name,
      timeZone,
      opening: openingUnder(schedule, override ?? undefined, now),
      until: override ? override.until : nextEdge(schedule, now),
      byHours: openingUnder(schedule, undefined, now),
      override,
      states: statesOf(schedule),
    };
  }
}

/** What people may ask of the book. */
export const scheduleUseCases = (book: OverrideBook): ScheduleUseCases => ({
  schedules: () => book.schedules(),
  setOverride: (schedule, wanted, by) => book.setOverride(schedule, wanted, by),
  clearOverride: (schedule, by, why) => book.clearOverride(schedule, by, why),
});

const statesOf = ({ states }: Schedule): readonly string[] => ['open', 'closed', ...states.keys()];
