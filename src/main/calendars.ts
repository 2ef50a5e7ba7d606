import { join } from 'node:path';
import { HttpCalendars } from '../adapters/calendars/web';
import { CalendarFolder } from '../adapters/calendars/folder';
import { valueOf } from '../adapters/crm/environment';
import { startCalendarJobs } from '../adapters/jobs/calendars';
import type { JobsOptions } from '../adapters/jobs/connection';
import { RedisCalendars } from '../adapters/redis/calendars';
import type { KeptHashOptions } from '../adapters/redis/kept-hash';
import type { CarillonEvent } from '../domain/event';
import type { Millis } from '../domain/time';
import { CalendarBook } from '../engine/calendar-book';
import type { Log } from '../engine/ports/world';
import type { Sites } from '../engine/sites';
import type { Site } from '../flow/office';
import type { Problem } from '../flow/problem';
import { notFetchedYet, readFetched } from '../site/fetched-calendars';
import { CalendarFetching } from '../workers/calendars';
import { systemClock } from './clock';

/** Whoever publishes waits no longer for a calendar that was never fetched. */
const FIRST_WITHIN_MS: Millis = 10_000;

export interface CalendarsOptions extends KeptHashOptions, JobsOptions {
  /** Where commands without a server look. */
  readonly folder: string;
  readonly log: Log;
  readonly happened: (events: readonly CarillonEvent[]) => void;
}

export interface OpenCalendars {
  readonly book: CalendarBook;
  /** Waits, within bounds, for what a version names and was never fetched; says what is still missing then. */
  first(site: Site): Promise<readonly Problem[]>;
  /** From now on what these versions name is fetched. */
  follow(sites: Sites): { close(): Promise<void> };
}

/** Calendars that are fetched from elsewhere: their copies, and what fetches them. */
export async function openCalendars(options: CalendarsOptions, stopping: AbortSignal): Promise<OpenCalendars> {
  const { log, happened, folder } = options;
  const book = new CalendarBook({ calendars: new RedisCalendars(options), clock: systemClock, log, happened });
  await book.start();
  const web = new HttpCalendars();
  const copies = new CalendarFolder(join(folder, 'calendars'));
  const fetching = new CalendarFetching({
    book,
    web,
    variable: (name) => valueOf(name, process.env),
    count: (calendar, text) => {
      const read = readFetched(calendar, text);
      return read.is === 'read' ? read.ics.events.length : read.why;
    },
    copy: (calendar, text) => copies.keep(calendar, text),
    clock: systemClock,
    log,
  });
  return {
    book,
    first: async (site) => {
      const late = AbortSignal.any([stopping, AbortSignal.timeout(FIRST_WITHIN_MS)]);
      const tooLate = new Promise<string>((resolve) =>
        late.addEventListener('abort', () => resolve(`no answer within ${FIRST_WITHIN_MS / 1000} s`), { once: true }),
      );
      const asked = book.missingIn(site).map(async (source) => {
        const why = await Promise.race([fetching.fetch(source, stopping).catch(String), tooLate]);
        return why === null ? [] : [notFetchedYet(source.name, why)];
      });
      return (await Promise.all(asked)).flat();
    },
    follow: (sites) => {
      book.serve(sites);
      const jobs = startCalendarJobs((calendar, signal) => fetching.refresh(calendar, signal), options);
      const again = (): void => {
        for (const site of sites.all) book.fill(site);
        const due = book.calendars().map(({ name, everyMs, ageMs }) => {
          return { name, everyMs, now: ageMs === null || ageMs > everyMs };
        });
        Promise.all([jobs.follow(due), book.trim()]).catch((error: unknown) =>
          log.error('it could not be said which calendars are to be fetched', { error }),
        );
      };
      sites.onChange(again);
      again();
      return { close: () => jobs.close().then(() => web.close()) };
    },
  };
}
