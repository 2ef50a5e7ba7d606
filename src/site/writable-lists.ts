import { z } from 'zod';
import type { ListName, WritableList } from '../domain/list';
import { formatDuration } from '../domain/time';
import { didYouMean } from '../flow/did-you-mean';
import type { Flow } from '../flow/flow';
import type { Place, Problems } from '../flow/problem';
import { holding } from '../flow/steps/list-changing';
import type { List } from '../flow/steps/list';
import { name, whole } from '../flow/values';
import type { Reader } from './reader';

export const WRITABLE_LISTS = 'lists.yaml';

const list = z
  .strictObject({
    for: holding().default(null).describe('How long an entry holds where nobody says it: 30d; without it, forever'),
    longest: holding()
      .default(null)
      .describe('The longest that an entry may be made to hold; without it, as long as somebody wants'),
    most: whole(1, 50_000).default(10_000).describe('How many entries may be added at most'),
  })
  .nullable()
  .transform((written, context): WritableList => {
    const { for: forMs, longest: longestMs, most } = written ?? { for: null, longest: null, most: 10_000 };
    if (longestMs !== null && (forMs === null || forMs > longestMs))
      context.addIssue({
        code: 'custom',
        path: ['longest'],
        message: `is shorter than an entry holds where nobody says it; write for: ${formatDuration(longestMs)} or less`,
        input: written,
      });
    return { forMs, longestMs, most };
  })
  .describe('A list, by its name; what stands in lists/<name>.yaml stays as it is');

export const writableListsFile = z.strictObject({
  lists: z.record(name('a list'), list).describe('Lists that flows and people may add to while the centre runs'),
});

export function readWritableLists(reader: Reader): ReadonlyMap<ListName, WritableList> {
  return new Map(Object.entries(reader.file(WRITABLE_LISTS, writableListsFile, true)?.data.lists ?? {}));
}

/** Flows write only to lists that may be written to, and for no longer than these allow. */
export function checkListWrites(
  { unread, problems }: Reader,
  flows: Iterable<Flow>,
  writable: ReadonlyMap<ListName, WritableList>,
  known: ReadonlyMap<ListName, unknown>,
): void {
  if (unread.has(WRITABLE_LISTS)) return;
  for (const flow of flows)
    for (const { kind, spec, place } of flow.nodes.values()) {
      if (kind !== 'list') continue;
      const step = spec as List;
      // A list that is not there at all is missed as every name is.
      if (step.is === 'ask' || !known.has(listOf(step))) continue;
      const settings = writable.get(listOf(step));
      if (!settings) problems.error(place, 'SITE041', notWritable(listOf(step), writable.keys()));
      else if (step.is === 'add') checkHowLong(step.for, listOf(step), settings, place, problems);
    }
}

const listOf = (step: Exclude<List, { is: 'ask' }>): ListName => (step.is === 'add' ? step.to.name : step.from.name);

function notWritable(list: ListName, writable: Iterable<ListName>): string {
  const names = [...writable];
  return `the list ${list} cannot be written to${didYouMean(list, names)}; those that can be are ${names.join(', ') || 'none'}; name it in ${WRITABLE_LISTS}: lists: { ${list}: { for: 30d } }`;
}

function checkHowLong(
  forMs: number | null | undefined,
  list: ListName,
  { longestMs }: WritableList,
  place: Place,
  problems: Problems,
): void {
  if (forMs === undefined || longestMs === null || (forMs !== null && forMs <= longestMs)) return;
  const wanted = forMs === null ? 'forever' : formatDuration(forMs);
  problems.error(
    place,
    'SITE042',
    `for: ${wanted} is longer than an entry of ${list} may hold; write at most ${formatDuration(longestMs)}, or raise longest: in ${WRITABLE_LISTS}`,
  );
}
