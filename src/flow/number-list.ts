import type { JsonObject } from '../domain/json';
import { canonicalNumber, type Numbering } from '../domain/numbering';

/**
 * A list of a site by number. An entry that ends with a star stands for every number that begins so; of several that match
 * the longest is taken. A number is found however it is written (`domain/numbering.ts`). So `call.ani in lists.blacklist`
 * and the step `list` say the same. It is a plain map that looks further than others: CEL takes no class of ours.
 */
export function numberList(
  rows: Iterable<readonly [string, JsonObject]>,
  numbering: Numbering | null = null,
): ReadonlyMap<string, JsonObject> {
  const list = new Map(rows);
  const written = list.get.bind(list);
  /** Keys that are written in another way than numbers come. */
  const respelt = new Map<string, JsonObject>();
  for (const [key, row] of list) {
    const number = listKey(key, numbering);
    if (number !== key) respelt.set(number, row);
  }
  const own = (key: string): JsonObject | undefined => written(key) ?? respelt.get(key);
  const starred = [...list.keys(), ...respelt.keys()].filter((key) => key.endsWith('*'));
  /** How long the beginnings are, the longest first. */
  const lengths = [...new Set(starred.map((key) => key.length - 1))].sort((a, b) => b - a);
  const get = (asked: string): JsonObject | undefined => {
    const exact = own(asked);
    // An expression may ask for anything.
    if (exact || typeof asked !== 'string') return exact;
    const number = canonicalNumber(asked, numbering);
    const same = own(number);
    if (same) return same;
    const length = lengths.find((each) => each <= number.length && own(`${number.slice(0, each)}*`) !== undefined);
    return length === undefined ? undefined : own(`${number.slice(0, length)}*`);
  };
  return Object.assign(list, { get, has: (number: string) => get(number) !== undefined });
}

/** A key as numbers come; the beginning of numbers has its country's code where it begins with a plus. */
export function listKey(key: string, numbering: Numbering | null): string {
  if (!key.endsWith('*')) return canonicalNumber(key, numbering);
  return /^\+[0-9 ()/-]+\*$/.test(key) ? key.replace(/[^0-9*]/g, '') : key;
}
