/** Digits in the groups in which people say them: 8, 916, 123, 45, 67. */

const KEYS = /^\+?[0-9*#]+$/;
const SEPARATORS = /[\s().,/-]+/;

/** The groups of a number that is written with digits, or why it is none. A text that is grouped already stays so. */
export function groupsOf(text: string): readonly string[] | { readonly problem: string } {
  const groups = text
    .trim()
    .split(SEPARATORS)
    .filter((group) => group !== '');
  const digits = groups.join('');
  if (!KEYS.test(digits)) return { problem: 'is not made of digits' };
  if (digits.length > 64) return { problem: 'has more than 64 digits' };
  return groups.length > 1 ? groups : grouped(digits);
}

function grouped(digits: string): readonly string[] {
  const plus = digits.startsWith('+') ? '+' : '';
  const bare = digits.slice(plus.length);
  const national = /^[78]\d{10}$/.test(bare)
    ? [1, 3, 3, 2, 2]
    : /^1\d{10}$/.test(bare)
      ? [1, 3, 3, 4]
      : evenly(bare.length);
  const [first = '', ...rest] = cut(bare, national);
  return [plus + first, ...rest];
}

/** Threes, with what is left in twos at the end: four digits are one group, seven are 3 2 2, eight 3 3 2. */
function evenly(length: number): readonly number[] {
  if (length <= 4) return [length];
  const threes = Math.floor(length / 3);
  switch (length % 3) {
    case 1:
      return [...Array<number>(threes - 1).fill(3), 2, 2];
    case 2:
      return [...Array<number>(threes).fill(3), 2];
    default:
      return Array<number>(threes).fill(3);
  }
}

function cut(digits: string, sizes: readonly number[]): readonly string[] {
  let at = 0;
  return sizes.map((size) => digits.slice(at, (at += size)));
}
