import { offsetAt } from '../flow/wall-clock';
import type { Api } from './api';
import type { World } from './world';

/** `0:07`, `12:03`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Times as the clock of the site shows them; where the clock of this machine shows others, it is said whose they are. */
export class Times {
  /** How many times were shown that the clock here shows otherwise. */
  private mistakable = 0;

  /** Both are names of the tz database: the site's zone, and that of this machine. */
  constructor(
    readonly zone: string,
    private readonly here: string,
  ) {}

  /** `2026-11-21 09:03:07` */
  at(instant: number): string {
    return this.shown(instant).slice(0, 19).replace('T', ' ');
  }

  /** `2026-11-21 09:03:07`, and ` (Europe/Moscow)` after it where the clock here shows another time. */
  named(instant: number): string {
    const zone = this.isOther(instant) ? ` (${this.zone})` : '';
    return `${this.at(instant)}${zone}`;
  }

  /** `09:03:07` */
  clock(instant: number): string {
    return this.shown(instant).slice(11, 19);
  }

  /** What `make` shows, and below it the zone where one of its times could be taken for one of here. */
  below(make: () => string): string {
    const before = this.mistakable;
    const text = make();
    return this.mistakable > before ? `${text}\n\nTimes are those of ${this.zone}.` : text;
  }

  private shown(instant: number): string {
    if (this.isOther(instant)) this.mistakable += 1;
    return new Date(instant + offsetAt(this.zone, instant)).toISOString();
  }

  private isOther(instant: number): boolean {
    return offsetAt(this.zone, instant) !== offsetAt(this.here, instant);
  }
}

/** The times of a Carillon that has answered. One of an older version says no zone: then they are those of UTC. */
export const timesOf = ({ timeZone }: Pick<World, 'timeZone'>, api: Pick<Api, 'timeZone'>): Times =>
  new Times(api.timeZone ?? 'UTC', timeZone);

/** How long something lasted that is over, to the nearest second: what two watches saw of it is told alike. */
export const lasted = (ms: number): string => clock(Math.round(ms / 1000) * 1000);

/** `12 ms`, `1.3 s`, `1:02`. */
export function howLong(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : ms < 60_000 ? `${Math.round(ms / 1000)} s` : clock(ms);
}

/** `1 flow`, `2 flows`, `2 stories`. */
export function counted(number: number, word: string, many = `${word}s`): string {
  return `${number} ${number === 1 ? word : many}`;
}
