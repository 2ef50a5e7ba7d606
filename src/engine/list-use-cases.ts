import type { CallId } from '../domain/ids';
import type { JsonObject } from '../domain/json';
import type { ListName, WritableList } from '../domain/list';
import type { Instant } from '../domain/time';
import { listKey } from '../flow/number-list';
import type { Site } from '../flow/office';
import type { EntryBook, NewEntry } from './entry-book';

/** What a screen shows of a list. */
export interface ListView {
  readonly name: ListName;
  /** What may be added; `null` for a list that is only a file. */
  readonly writable: WritableList | null;
  readonly inFile: number;
  readonly added: number;
}

export interface EntryView {
  readonly key: string;
  /** Where it stands: in the file of the site, or added since. */
  readonly from: 'file' | 'added';
  readonly fields: JsonObject;
  readonly note: string;
  readonly until: Instant | null;
  readonly since: Instant | null;
  readonly by: string | null;
  readonly call: CallId | null;
}

export interface EntryFilter {
  readonly from?: EntryView['from'];
  /** Only keys behind this one: the next page. */
  readonly after?: string;
  readonly limit: number;
}

export interface ListUseCases {
  lists(): readonly ListView[];
  /** By their keys; `undefined` where there is no such list. */
  entries(list: ListName, filter: EntryFilter): readonly EntryView[] | undefined;
  /** The entry of exactly this key; what was added counts before what the file says. */
  entry(list: ListName, key: string): EntryView | undefined;
  /** `null` when it was added and saved, else why not. */
  addEntry(list: ListName, key: string, entry: NewEntry, by: string): Promise<string | null>;
  removeEntry(list: ListName, key: string, by: string, why: string): Promise<string | null>;
}

/** What people may ask of the lists of the running site, and of what was added to them. */
export function listUseCases(book: EntryBook, site: () => Site, now: () => Instant): ListUseCases {
  const rowsOf = (list: ListName): ReadonlyMap<string, JsonObject> | undefined => site().listsAt(now())[list];
  const entriesOf = (list: ListName): ReadonlyMap<string, EntryView> | undefined => {
    const [rows, added] = [rowsOf(list), book.added(list, now())];
    if (!rows && added.size === 0) return undefined;
    const views = new Map<string, EntryView>();
    for (const [key, fields] of rows ?? []) views.set(key, ofFile(key, fields));
    for (const [key, { fields, note, until, since, by, call }] of added)
      views.set(key, { key, from: 'added', fields, note, until, since, by, call });
    return views;
  };
  return {
    lists: () => {
      const { writableLists } = site();
      const names = new Set([...Object.keys(site().listsAt(now())), ...book.names()]);
      return [...names].sort().map((name) => ({
        name,
        writable: writableLists.get(name) ?? null,
        inFile: rowsOf(name)?.size ?? 0,
        added: book.added(name, now()).size,
      }));
    },
    entries: (list, { from, after = '', limit }) => {
      const entries = entriesOf(list);
      return (
        entries &&
        [...entries.values()]
          .filter((entry) => entry.key > after && (from === undefined || entry.from === from))
          .sort((a, b) => (a.key < b.key ? -1 : 1))
          .slice(0, limit)
      );
    },
    entry: (list, key) => {
      const entries = entriesOf(list);
      return entries?.get(key) ?? entries?.get(listKey(key.trim(), site().numbering));
    },
    addEntry: (list, key, entry, by) => book.add(list, key, entry, by),
    removeEntry: (list, key, by, why) => book.remove(list, key, by, why),
  };
}

const ofFile = (key: string, fields: JsonObject): EntryView => ({
  key,
  from: 'file',
  fields,
  note: '',
  until: null,
  since: null,
  by: null,
  call: null,
});
