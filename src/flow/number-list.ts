import type { JsonObject } from '../domain/json';

/**
 * A list of a site by number. An entry that ends with a star stands for every number that begins so; of several that match
 * the longest is taken. So `call.ani in lists.blacklist` and the step `list` say the same. It is a plain map that looks
 * further than others: CEL takes no class of ours.
 */
export function numberList(rows: Iterable<readonly [string, JsonObject]>): ReadonlyMap<string, JsonObject> {
  const list = new Map(rows);
  const starred = [...list.keys()].filter((key) => key.endsWith('*'));
  if (starred.length === 0) return list;
  /** How long the beginnings are, the longest first. */
  const lengths = [...new Set(starred.map((key) => key.length - 1))].sort((a, b) => b - a);
  const own = new Map(list);
  const get = (number: string): JsonObject | undefined => {
    const exact = own.get(number);
    if (exact) return exact;
    const length = lengths.find((each) => each <= number.length && own.has(`${number.slice(0, each)}*`));
    return length === undefined ? undefined : own.get(`${number.slice(0, length)}*`);
  };
  return Object.assign(list, { get, has: (number: string) => get(number) !== undefined });
}
