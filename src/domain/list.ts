import type { CallId, CommandId } from './ids';
import type { JsonObject } from './json';
import type { Instant, Millis } from './time';

export type ListName = string;

/** A list that may be added to while the centre runs (lists.yaml). */
export interface WritableList {
  /** How long an entry holds where nothing is said of it; `null`: for ever. */
  readonly forMs: Millis | null;
  /** The longest that an entry may hold; `null`: for ever. */
  readonly longestMs: Millis | null;
  /** How many entries may be added at most. */
  readonly most: number;
}

/** What a flow or somebody added to a list. */
export interface ListEntry {
  readonly list: ListName;
  /** A number, or what else the list goes by; one that ends with a star holds for all that begin so. */
  readonly key: string;
  /** What is known of it besides. */
  readonly fields: JsonObject;
  readonly note: string;
  /** When it ends by itself; `null`: when it is taken out. */
  readonly until: Instant | null;
  readonly since: Instant;
  /** An agent, a flow, or who asked over the API. */
  readonly by: string;
  /** The call whose flow added it. */
  readonly call: CallId | null;
  /** What that flow asked for it by: the same asked again, after a crash, is the same entry. */
  readonly command: CommandId | null;
}

/** Why an entry was taken out, or added. */
export const LONGEST_NOTE = 200;
const LONGEST_KEY = 64;

/** Names in an entry that Carillon fills itself. */
export const OWN_FIELDS: readonly string[] = ['note', 'by', 'since', 'until'];

/** Why a text cannot be a key, or `null`. A flow adds what callers key in, and must not add all numbers at once. */
export function whyNoKey(key: string, mayEndWithStar: boolean): string | null {
  if (key === '') return 'there is no number (a caller who withholds it has none)';
  if (key.length > LONGEST_KEY) return `a number has at most ${LONGEST_KEY} characters`;
  if (/[\p{Cc}\s]/u.test(key)) return `"${key.replaceAll(/\p{Cc}/gu, '?')}" has spaces in it`;
  const star = key.indexOf('*');
  if (star < 0) return null;
  if (!mayEndWithStar) return `"${key}" has a star in it, which would stand for other numbers too`;
  return star === key.length - 1 && star > 0 ? null : `"${key}": a star stands at the end, behind a digit or more`;
}
