import { formatDuration } from '../domain/time';
import type { EntryView, ListView } from '../engine/list-use-cases';
import type { Api } from './api';
import { Usage } from './failure';
import { showRows, type ListOptions } from './lists';
import { table, type Column } from './table';
import { timesOf, type Times } from './times';
import type { World } from './world';

export interface EntryOptions extends ListOptions {
  /** As it is written: 30d, forever. */
  readonly for?: string;
  readonly note?: string;
  readonly field: Readonly<Record<string, unknown>>;
  readonly from?: EntryView['from'];
  readonly after?: string;
  readonly limit: string;
}

interface Asked {
  readonly name: string;
  readonly action: string | undefined;
  readonly number: string | undefined;
}

/** `carillon lists` */
export async function listLists(world: World, api: Api, { json }: ListOptions): Promise<void> {
  const { lists } = await api.ask<{ lists: readonly ListView[] }>('GET', '/lists');
  const columns: readonly Column<ListView>[] = [
    { title: 'LIST', cell: ({ name }) => name },
    { title: 'IN THE FILE', cell: ({ inFile }) => inFile, right: true },
    { title: 'ADDED', cell: ({ added, writable }) => (writable || added > 0 ? added : null), right: true },
    { title: 'AT MOST', cell: ({ writable }) => writable?.most ?? null, right: true },
    { title: 'HOLD', cell: ({ writable }) => writable && lengthOf(writable.forMs) },
    { title: 'LONGEST', cell: ({ writable }) => writable && lengthOf(writable.longestMs) },
  ];
  const text = json
    ? JSON.stringify(lists, null, 2)
    : lists.length === 0
      ? 'The site has no lists.'
      : table(columns, lists);
  world.stdout.write(`${text}\n`);
}

/** `carillon list NAME`, `… add NUMBER`, `… remove NUMBER` */
export async function list(world: World, api: Api, asked: Asked, options: EntryOptions): Promise<void> {
  const { name, action, number } = asked;
  if (action === undefined) {
    await show(world, api, name, options);
    return;
  }
  if (action !== 'add' && action !== 'remove')
    throw new Usage(`${action} is neither add nor remove: carillon list ${name} add NUMBER`);
  if (number === undefined || number.trim() === '')
    throw new Usage(`which number? carillon list ${name} ${action} NUMBER`);
  const path = `/lists/${encodeURIComponent(name)}/entries/${encodeURIComponent(number.trim())}`;
  const entry = action === 'add' ? await add(world, api, path, options) : await remove(world, api, path, options);
  const end = entry.until === null ? 'forever' : `until ${timesOf(world, api).named(entry.until)}`;
  world.stdout.write(
    options.json
      ? `${JSON.stringify(entry, null, 2)}\n`
      : action === 'add'
        ? `${entry.key} stands in ${name} ${end}\n`
        : `${entry.key} is out of ${name}\n`,
  );
}

function add(world: World, api: Api, path: string, options: EntryOptions): Promise<EntryView> {
  return api.ask('PUT', path, {
    ...(options.for !== undefined && { for: options.for }),
    ...(options.note !== undefined && { note: options.note }),
    fields: options.field,
    author: world.user(),
  });
}

function remove(world: World, api: Api, path: string, { note = '' }: EntryOptions): Promise<EntryView> {
  return api.ask('DELETE', `${path}?${new URLSearchParams({ author: world.user(), why: note }).toString()}`);
}

async function show(world: World, api: Api, name: string, options: EntryOptions): Promise<void> {
  const { from, after, limit, json } = options;
  const filter = Object.entries({ from, after, limit }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as [string, string]],
  );
  const path = `/lists/${encodeURIComponent(name)}/entries?${new URLSearchParams(filter).toString()}`;
  const { entries } = await api.ask<{ entries: readonly EntryView[] }>('GET', path);
  const times = timesOf(world, api);
  const columns: readonly Column<EntryView>[] = [
    { title: 'NUMBER', cell: ({ key }) => key },
    { title: 'UNTIL', cell: (entry) => untilOf(entry, times) },
    {
      title: 'NOTE',
      cell: ({ note, fields }) => [note, ...fieldsInWords(fields)].filter((each) => each !== '').join('; '),
    },
    { title: 'BY', cell: ({ by, from: where }) => by ?? (where === 'file' ? `lists/${name}.yaml` : null) },
    { title: 'SINCE', cell: ({ since }) => since && times.at(since) },
    { title: 'CALL', cell: ({ call }) => call },
  ];
  showRows(world, { rows: entries, columns, none: NOTHING, times }, { json });
  if (!json && entries.length === Number(limit))
    world.stderr.write(`There may be more: --after ${entries.at(-1)?.key ?? ''}\n`);
}

const NOTHING = 'Nothing stands in it.';

/** A file names the day. */
function untilOf({ until, fields, from }: EntryView, times: Times): string | null {
  if (until !== null) return times.at(until);
  const day = from === 'file' ? fields['until'] : undefined;
  return typeof day === 'string' ? day : null;
}

const fieldsInWords = (fields: EntryView['fields']): readonly string[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    name === 'until' ? [] : [`${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );

const lengthOf = (ms: number | null): string => (ms === null ? 'forever' : formatDuration(ms));
