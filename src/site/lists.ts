import { DateTime } from 'luxon';
import type { JsonObject } from '../domain/json';
import type { Instant } from '../domain/time';
import type { Numbering } from '../domain/numbering';
import { numberList } from '../flow/number-list';

type Rows = ReadonlyMap<string, JsonObject>;

/** The lists of a site. Entries whose `until` day is over no longer hold; the view is made anew only when one runs out. */
export class ListBook {
  private view: Readonly<Record<string, Rows>> = {};
  /** From when the view is known to hold, and until when it does. Time may go back: stories are told at any day. */
  private viewFrom: Instant = Infinity;
  private viewUntil: Instant = -Infinity;

  constructor(
    readonly all: ReadonlyMap<string, Rows>,
    private readonly numbering: Numbering | null = null,
  ) {}

  at(now: Instant): Readonly<Record<string, Rows>> {
    if (now >= this.viewFrom && now < this.viewUntil) return this.view;
    let next = Infinity;
    const view: Record<string, Rows> = {};
    for (const [name, rows] of this.all) {
      const held: [string, JsonObject][] = [];
      for (const [key, row] of rows) {
        const ends = endOf(row);
        if (ends <= now) continue;
        next = Math.min(next, ends);
        held.push([key, row]);
      }
      view[name] = numberList(held, this.numbering);
    }
    this.view = view;
    this.viewFrom = now;
    this.viewUntil = next;
    return view;
  }
}

function endOf(row: JsonObject): Instant {
  const { until } = row;
  if (typeof until !== 'string') return Infinity;
  return DateTime.fromISO(until, { zone: 'utc' }).endOf('day').toMillis();
}
