import type { JsonObject } from '../domain/json';
import type { ListEntry } from '../domain/list';
import type { Instant } from '../domain/time';
import { numberList } from './number-list';
import type { Office } from './office';
import { formatClock, isoOf, shownAt } from './wall-clock';

type Rows = ReadonlyMap<string, JsonObject>;

/** The last view of each list of a site: a turn asks often, and lists change seldom. */
const views = new WeakMap<Rows, { readonly added: ReadonlyMap<string, ListEntry>; readonly rows: Rows }>();

/** The lists as they are at an instant: what their files say, and over it what was added while the centre runs. */
export function listsNow(office: Office, now: Instant): Readonly<Record<string, Rows>> {
  const written = office.listsAt(now);
  if (office.writableLists.size === 0) return written;
  const lists: Record<string, Rows> = { ...written };
  for (const name of office.writableLists.keys()) lists[name] = listNow(office, name, now) ?? new Map();
  return lists;
}

/** One of them; `undefined` where the site has no such list. */
export function listNow(office: Office, name: string, now: Instant): Rows | undefined {
  const rows = office.listsAt(now)[name];
  if (!rows || !office.writableLists.has(name)) return rows;
  const added = office.live.added(name, now);
  if (added.size === 0) return rows;
  const known = views.get(rows);
  if (known?.added === added) return known.rows;
  const entries = [...added].map(([key, entry]): [string, JsonObject] => [
    key,
    recordOf(entry, office.dayParts.timeZone),
  ]);
  const view = numberList([...rows, ...entries], office.numbering);
  views.set(rows, { added, rows: view });
  return view;
}

/** What an expression sees of it. Times stand as a file has them, so that `say` can say them: "2026-12-31 18:00". */
function recordOf({ fields, note, by, since, until }: ListEntry, timeZone: string): JsonObject {
  return {
    ...fields,
    note,
    by,
    since: shown(since, timeZone),
    ...(until !== null && { until: shown(until, timeZone) }),
  };
}

function shown(at: Instant, timeZone: string): string {
  const { day, minute } = shownAt(timeZone, at);
  return `${isoOf(day)} ${formatClock(minute)}`;
}
