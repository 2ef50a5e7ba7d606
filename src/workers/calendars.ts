import { createHash } from 'node:crypto';
import { shownSource, type CalendarCopy, type CalendarSource, type KeptCalendar } from '../domain/calendar';
import type { Millis } from '../domain/time';
import type { CalendarBook } from '../engine/calendar-book';
import type { CalendarWeb, Fetched } from '../engine/ports/calendars';
import type { Clock, Log } from '../engine/ports/world';

export interface CalendarFetchingParts {
  readonly book: Pick<CalendarBook, 'get' | 'keep' | 'sources'>;
  readonly web: CalendarWeb;
  /** The value of an environment variable; throws, in words, when there is none. */
  readonly variable: (name: string) => string;
  /** How many events a text holds, or why it cannot be read. */
  readonly count: (calendar: string, text: string) => number | string;
  /** Puts a good copy where commands without a server find it. */
  readonly copy: (calendar: string, text: string) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** A fetch did not go well; it is told already. */
export class NotFetched extends Error {}

/** Fetches calendars, one at a time each; a copy that is bad never takes the place of a good one. */
export class CalendarFetching {
  private readonly running = new Map<string, Promise<string | null>>();

  constructor(private readonly parts: CalendarFetchingParts) {}

  /** As a job: of a calendar that the site names no more nothing is asked. Rejects with `NotFetched`. */
  async refresh(calendar: string, signal: AbortSignal): Promise<void> {
    const source = this.parts.book.sources().get(calendar);
    const why = source ? await this.fetch(source, signal) : null;
    if (why !== null) throw new NotFetched(why);
  }

  /** `null` when it went well, else why not; rejects when that could not be kept. Asked for twice at once, it is made once. */
  fetch(source: CalendarSource, signal: AbortSignal): Promise<string | null> {
    const running = this.running.get(source.name);
    if (running) return running;
    const fetching = this.fetchNow(source, signal).finally(() => this.running.delete(source.name));
    this.running.set(source.name, fetching);
    return fetching;
  }

  private async fetchNow(source: CalendarSource, signal: AbortSignal): Promise<string | null> {
    const { book, web, clock } = this.parts;
    const address = this.addressOf(source);
    if (address.url === undefined) return this.failed(source, address.why);
    const copy = book.get(source.name)?.copy ?? null;
    const from = clock.now();
    const hash = createHash('sha256').update(address.url).digest('hex');
    const fetched = await web.fetch(address.url, copy?.source === hash ? copy : null, signal);
    // What a stop broke off says nothing of the other side.
    if (signal.aborted) return 'the node stops';
    if (fetched.is === 'failed') return this.failed(source, fetched.why);
    if (fetched.is === 'unchanged' && !copy) return this.failed(source, 'it says "not modified" to the first question');
    return this.took(source, fetched, { hash, copy, tookMs: clock.now() - from });
  }

  private async took(
    source: CalendarSource,
    fetched: Exclude<Fetched, { is: 'failed' }>,
    { hash, copy, tookMs }: { readonly hash: string; readonly copy: CalendarCopy | null; readonly tookMs: Millis },
  ): Promise<string | null> {
    const { book, count, clock, log } = this.parts;
    const { name: calendar } = source;
    const text = fetched.is === 'new' ? fetched.text : (copy?.text ?? '');
    const events = count(calendar, text);
    if (typeof events === 'string') return this.failed(source, events);
    const changed = text !== copy?.text;
    const now = clock.now();
    const said = fetched.is === 'new' ? fetched : copy;
    const kept: CalendarCopy = {
      text,
      source: hash,
      etag: said?.etag ?? null,
      lastModified: said?.lastModified ?? null,
      changedAt: changed ? now : copy.changedAt,
      checkedAt: now,
      events,
    };
    const from = shownSource(source);
    await book.keep(
      { calendar, copy: kept, trouble: null },
      { type: 'calendar.fetched', data: { calendar, from, changed, events, tookMs } },
    );
    log.info('a calendar is fetched', { calendar, from, changed, events, tookMs });
    await this.parts.copy(calendar, text).catch((error: unknown) => {
      log.warn('a copy of a calendar could not be written for commands without a server', { calendar, error });
    });
    return null;
  }

  private async failed(source: CalendarSource, why: string): Promise<string> {
    const { book, clock, log } = this.parts;
    const { name: calendar } = source;
    const { copy = null, trouble = null } = book.get(calendar) ?? {};
    const at = clock.now();
    const next = { since: trouble?.since ?? at, at, why, times: (trouble?.times ?? 0) + 1 };
    const kept: KeptCalendar = { calendar, copy, trouble: next };
    const from = shownSource(source);
    const of = copy && copy.checkedAt;
    const { since, times } = next;
    await book.keep(kept, { type: 'calendar.failed', data: { calendar, from, why, times, since, of } });
    log.warn('a calendar could not be fetched; the last good copy counts', { calendar, from, why, times, since, of });
    return why;
  }

  private addressOf({ from }: CalendarSource): { url: string } | { url: undefined; why: string } {
    if ('url' in from) return from;
    try {
      const url = this.parts.variable(from.env);
      if (/^https?:\/\//.test(url) && URL.canParse(url)) return { url };
      return { url: undefined, why: `the environment variable ${from.env} holds no address like https://…` };
    } catch (error) {
      return { url: undefined, why: error instanceof Error ? error.message : String(error) };
    }
  }
}
