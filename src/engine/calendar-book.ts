import { shownSource, stateOf, type CalendarSource, type CalendarState, type KeptCalendar } from '../domain/calendar';
import type { CarillonEvent, EventData, EventOf } from '../domain/event';
import type { Instant, Millis } from '../domain/time';
import type { Site } from '../flow/office';
import type { Calendars } from './ports/calendars';
import type { Sites } from './sites';
import type { Clock, Log } from './ports/world';

/** What a screen shows of a calendar that is fetched. */
export interface CalendarView {
  readonly name: string;
  /** Where it comes from, masked. */
  readonly from: string;
  readonly everyMs: Millis;
  readonly state: CalendarState;
  readonly events: number | null;
  readonly changedAt: Instant | null;
  readonly checkedAt: Instant | null;
  /** Since `checkedAt`. */
  readonly ageMs: Millis | null;
  readonly trouble: {
    readonly since: Instant;
    readonly at: Instant;
    readonly why: string;
    readonly times: number;
  } | null;
}

export interface CalendarUseCases {
  calendars(): readonly CalendarView[];
}

type CalendarEventType = 'calendar.fetched' | 'calendar.failed';
type CalendarEvent = EventOf<CalendarEventType>;
/** How a fetch went. */
export type FetchTold = {
  readonly [T in CalendarEventType]: { readonly type: T; readonly data: EventData[T] };
}[CalendarEventType];

export interface CalendarBookParts {
  readonly calendars: Calendars;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly happened: (events: readonly CarillonEvent[]) => void;
}

/** The last good copy of every calendar that is fetched: in memory for the schedules, kept for the next start. */
export class CalendarBook implements CalendarUseCases {
  private readonly kept = new Map<string, KeptCalendar>();
  private sites: Pick<Sites, 'current' | 'canary' | 'all'> | undefined;
  private lastSerial = 0;
  private readonly listeners: ((schedule: string) => void)[] = [];

  constructor(private readonly parts: CalendarBookParts) {}

  /** What was fetched before the start; where it cannot be loaded, it is fetched anew. */
  async start(): Promise<void> {
    try {
      for (const kept of await this.parts.calendars.load()) this.kept.set(kept.calendar, kept);
    } catch (error) {
      this.parts.log.warn('the copies of fetched calendars cannot be read; they are fetched anew', { error });
    }
  }

  /** The versions of the site whose schedules get what is fetched from now on. */
  serve(sites: Pick<Sites, 'current' | 'canary' | 'all'>): void {
    this.sites = sites;
  }

  /** Told of every schedule whose days have changed. */
  onChange(listener: (schedule: string) => void): void {
    this.listeners.push(listener);
  }

  get(calendar: string): KeptCalendar | undefined {
    return this.kept.get(calendar);
  }

  /** Puts the copies into a version of the site that is to be served. */
  fill(site: Pick<Site, 'calendars' | 'takeCalendar'>): void {
    for (const name of site.calendars.keys()) {
      const text = this.kept.get(name)?.copy?.text;
      if (text !== undefined) site.takeCalendar(name, text);
    }
  }

  /** Those of all versions that calls get; where two name one, the current version counts. */
  sources(): ReadonlyMap<string, CalendarSource> {
    return new Map([...(this.sites?.canary?.calendars ?? []), ...(this.sites?.current.calendars ?? [])]);
  }

  /** Those of one version that were never fetched. */
  missingIn(site: Pick<Site, 'calendars'>): readonly CalendarSource[] {
    return [...site.calendars.values()].filter(({ name }) => !this.kept.get(name)?.copy);
  }

  /** Keeps how a fetch went, then lets every schedule go by it. Rejects when it could not be kept: then nothing has changed. */
  async keep(kept: KeptCalendar, told: FetchTold): Promise<void> {
    const { calendars, clock, happened } = this.parts;
    const at = clock.now();
    this.lastSerial = Math.max(at, this.lastSerial + 1);
    const event: CalendarEvent = { id: `calendar.${kept.calendar}.e${this.lastSerial}`, at, call: null, ...told };
    await calendars.save(kept, event);
    const before = this.kept.get(kept.calendar)?.copy?.text;
    this.kept.set(kept.calendar, kept);
    happened([event]);
    if (kept.copy && kept.copy.text !== before) this.spread(kept.calendar, kept.copy.text);
  }

  private spread(calendar: string, text: string): void {
    const changed = new Set<string>();
    for (const site of this.sites?.all ?? []) {
      const before = new Map(site.schedules);
      site.takeCalendar(calendar, text);
      for (const [name, schedule] of site.schedules) if (before.get(name) !== schedule) changed.add(name);
    }
    for (const name of changed) for (const listener of this.listeners) listener(name);
  }

  /** Forgets what no version of the site names any more. */
  async trim(): Promise<void> {
    const named = new Set([...(this.sites?.all ?? [])].flatMap(({ calendars }) => [...calendars.keys()]));
    for (const name of [...this.kept.keys()])
      if (!named.has(name)) {
        await this.parts.calendars.forget(name);
        this.kept.delete(name);
      }
  }

  calendars(): readonly CalendarView[] {
    const now = this.parts.clock.now();
    return [...this.sources().values()].map((source) => {
      const { name, everyMs } = source;
      const { copy = null, trouble = null } = this.kept.get(name) ?? {};
      return {
        name,
        from: shownSource(source),
        everyMs,
        state: stateOf(this.kept.get(name), source, now),
        events: copy && copy.events,
        changedAt: copy && copy.changedAt,
        checkedAt: copy && copy.checkedAt,
        ageMs: copy && Math.max(0, now - copy.checkedAt),
        trouble,
      };
    });
  }
}

export const calendarUseCases = (book: CalendarBook): CalendarUseCases => ({ calendars: () => book.calendars() });
