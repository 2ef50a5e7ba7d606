import type { KeptCalendar } from '../../domain/calendar';
import type { EventOf } from '../../domain/event';
import type { Calendars } from '../../engine/ports/calendars';
import { KeptHash, type KeptHashOptions } from './kept-hash';
import { keysOf } from './keys';

/** Fetched calendars, in one hash by name: how it went in the first line, then the text. */
export class RedisCalendars implements Calendars {
  private readonly hash: KeptHash;

  constructor(options: KeptHashOptions) {
    this.hash = new KeptHash(options, keysOf(options.prefix).calendars);
  }

  async load(): Promise<readonly KeptCalendar[]> {
    return Object.values(await this.hash.load()).map(opened);
  }

  save(kept: KeptCalendar, event: EventOf<'calendar.fetched' | 'calendar.failed'>): Promise<void> {
    return this.hash.save([{ field: kept.calendar, text: written(kept), events: [event] }]);
  }

  forget(calendar: string): Promise<void> {
    return this.hash.save([{ field: calendar, text: null, events: [] }]);
  }
}

function written({ copy, ...rest }: KeptCalendar): string {
  const { text = '', ...head } = copy ?? {};
  return `${JSON.stringify({ ...rest, copy: copy && head })}\n${text}`;
}

function opened(saved: string): KeptCalendar {
  const end = saved.indexOf('\n');
  const { copy, ...rest } = JSON.parse(saved.slice(0, end)) as KeptCalendar;
  return { ...rest, copy: copy && { ...copy, text: saved.slice(end + 1) } };
}
