import { canonicalNumber } from '../domain/numbering';
import { fits, patternOf, rangeOf, type NumberPattern } from '../domain/number-pattern';
import type { NumberEntry, Site } from './office';

type Entries = ReadonlyMap<string, NumberEntry>;

/** The entries of a site that stand for several numbers, the most specific first. */
const patterns = new WeakMap<Entries, readonly (readonly [NumberPattern, NumberEntry])[]>();

/** Where a dialled number leads: its own entry, else the most specific of those it fits, else `other`. */
export function entryFor(
  { numbers, otherNumbers }: Pick<Site, 'numbers' | 'otherNumbers'>,
  dnis: string,
): NumberEntry | null {
  const own = numbers.get(dnis);
  if (own) return own;
  const [, fitting] = patternsOf(numbers).find(([pattern]) => fits(pattern, dnis)) ?? [];
  return fitting ?? otherNumbers;
}

type Called = Pick<Site, 'numbers' | 'otherNumbers' | 'numbering'>;

/** Where a number leads that somebody writes down; `null` where only `other` would take it. */
export const entryNamed = (site: Called, written: string): NumberEntry | null =>
  entryFor({ ...site, otherNumbers: null }, canonicalNumber(written, site.numbering));

function patternsOf(numbers: Entries): readonly (readonly [NumberPattern, NumberEntry])[] {
  const known = patterns.get(numbers);
  if (known) return known;
  const found = [...numbers].flatMap(([written, entry]): (readonly [NumberPattern, NumberEntry])[] => {
    const pattern = severalNumbers(written);
    return pattern ? [[pattern, entry]] : [];
  });
  found.sort(([one], [other]) => one.size - other.size);
  patterns.set(numbers, found);
  return found;
}

const RANGE = /^(.+?)\.\.(.+)$/;

/** `7495123XXXX` or `74951234500..74951234599`; `undefined` for one number, and for a name. */
export function severalNumbers(written: string): NumberPattern | undefined {
  const [, from, to] = RANGE.exec(written) ?? [];
  return from !== undefined && to !== undefined ? rangeOf(written, from, to) : patternOf(written);
}

export const isRange = (written: string): boolean => RANGE.test(written);
