import type { KeptCalendar } from '../../domain/calendar';
import type { EventOf } from '../../domain/event';

/**
 * Keeps what was fetched of calendars, and how that went, over restarts. Rejects with `Fenced` when our lease is lost, with
 * another error when the store does not answer within 2 s.
 */
export interface Calendars {
  load(): Promise<readonly KeptCalendar[]>;
  /** The same save may come twice; its event is told once. */
  save(kept: KeptCalendar, event: EventOf<'calendar.fetched' | 'calendar.failed'>): Promise<void>;
  /** The site no longer names it. */
  forget(calendar: string): Promise<void>;
}

export type Fetched =
  | { readonly is: 'new'; readonly text: string; readonly etag: string | null; readonly lastModified: string | null }
  | { readonly is: 'unchanged' }
  /** In words, without the address. */
  | { readonly is: 'failed'; readonly why: string };

/** Asks another machine for a file, within bounds of size and time; never rejects for what that machine does. */
export interface CalendarWeb {
  fetch(
    url: string,
    known: { readonly etag: string | null; readonly lastModified: string | null } | null,
    signal: AbortSignal,
  ): Promise<Fetched>;
}
