import { canonicalNumber, type Numbering } from '../domain/numbering';
import { collide, type NumberPattern } from '../domain/number-pattern';
import { isRange, severalNumbers } from '../flow/dialled';
import type { Place, Problems } from '../flow/problem';

/** What a key of numbers.yaml stands for: `number` is its one way of writing. */
export interface NumberKey {
  readonly number: string;
  readonly several: NumberPattern | undefined;
}

const PLAIN = /^[0-9*#]{1,32}$/;
/** What an INVITE may have in place of a number; `s` is a line that tells none. */
const NAME = /^[A-Za-z][A-Za-z0-9._+-]*$/;

/** What a key stands for, or (a sentence) why it is none. */
export function numberKey(written: string, numbering: Numbering | null): NumberKey | string {
  if (written.startsWith('_')) {
    const meant = numberKey(written.slice(1), numbering);
    return typeof meant === 'string' ? meant : `"${written}" begins with _; here it is written "${meant.number}"`;
  }
  const number = isRange(written)
    ? written
        .split('..')
        .map((end) => canonicalNumber(end.trim(), numbering))
        .join('..')
    : canonicalNumber(written.trim(), numbering);
  const several = severalNumbers(number);
  if (several || PLAIN.test(number) || NAME.test(number)) return { number, several };
  if (isRange(written))
    return `"${written}": both ends of a range have as many digits, the first the smaller: "74951234500..74951234599"`;
  return `"${written}" is neither a number like "74951234567", a pattern like "7495123XXXX" (X any digit, Z 1 to 9, N 2 to 9, [1-5] one of these), a range like "74951234500..74951234599", nor a name like "office"${hint(written, numbering)}`;
}

/** `8 (495) 123-45-67` is a number where somebody says of which country. */
const hint = (written: string, numbering: Numbering | null): string =>
  !numbering && /^[0-9 ()/-]{6,}$/.test(written) ? '; say how numbers are written here: numbering in site.yaml' : '';

/** The keys of a file as they are read, and whether two of them take the same number. */
export class NumberKeys {
  private readonly known = new Map<string, string>();
  private readonly patterns: { readonly written: string; readonly pattern: NumberPattern }[] = [];

  constructor(
    private readonly numbering: Numbering | null,
    private readonly problems: Problems,
  ) {}

  /** `undefined` (said) when it is none. */
  read(written: string, place: Place): NumberKey | undefined {
    const key = numberKey(written, this.numbering);
    if (typeof key === 'string') {
      this.problems.error(place, 'SITE050', key);
      return undefined;
    }
    const same = this.known.get(key.number);
    const against = key.several && this.patterns.find(({ pattern }) => collide(pattern, key.several as NumberPattern));
    if (same !== undefined)
      this.problems.error(place, 'SITE051', `"${written}" and "${same}" are the same number: ${key.number}`);
    else if (against)
      this.problems.error(
        place,
        'SITE051',
        `"${written}" and "${against.written}" share numbers, and neither lies within the other: which one counts does not show`,
      );
    this.known.set(key.number, written);
    if (key.several) this.patterns.push({ written, pattern: key.several });
    return key;
  }
}
