import type { Instant, Millis } from './time';

/** A calendar that is fetched from somewhere else, as the site names it. */
export interface CalendarSource {
  readonly name: string;
  /** Its address, or the environment variable that holds it. */
  readonly from: { readonly url: string } | { readonly env: string };
  readonly everyMs: Millis;
}

/** What was fetched last and could be read: an iCalendar file, and what the other side said of it. */
export interface CalendarCopy {
  readonly text: string;
  /** SHA-256 of the address that it came from: what the other side said of it counts there only. */
  readonly source: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Since when its text is this one. */
  readonly changedAt: Instant;
  /** When the other side last said that it still is. */
  readonly checkedAt: Instant;
  readonly events: number;
}

/** Fetches that went wrong since the last good one. */
export interface CalendarTrouble {
  readonly since: Instant;
  readonly at: Instant;
  readonly why: string;
  readonly times: number;
}

export interface KeptCalendar {
  readonly calendar: string;
  readonly copy: CalendarCopy | null;
  readonly trouble: CalendarTrouble | null;
}

/** `fresh`, `stale`: not confirmed for twice the time between two fetches, `missing`: never fetched. */
export type CalendarState = 'fresh' | 'stale' | 'missing';

export function stateOf(kept: KeptCalendar | undefined, { everyMs }: CalendarSource, now: Instant): CalendarState {
  if (!kept?.copy) return 'missing';
  return now - kept.copy.checkedAt > 2 * everyMs ? 'stale' : 'fresh';
}

/**
 * An address as logs, events and screens may show it: calendars have secrets in their path, their query or before the host.
 */
export function maskedAddress(url: string): string {
  if (!URL.canParse(url)) return '…';
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname === '/' && search === '' ? '/' : '/…'}`;
}

/** Where a calendar comes from, as it may be shown. */
export const shownSource = ({ from }: Pick<CalendarSource, 'from'>): string =>
  'url' in from ? maskedAddress(from.url) : `$${from.env}`;
