/** The letters on a telephone's keys: Latin as in ITU-T E.161, Cyrillic as in ETSI ES 202 130. */
const ON_KEY: Readonly<Record<string, string>> = {
  2: 'abcабвгґ',
  3: 'defдеєжз',
  4: 'ghiийіїкл',
  5: 'jklмноп',
  6: 'mnoрсту',
  7: 'pqrsфхцч',
  8: 'tuvшщъы',
  9: 'wxyzьэюя',
};

/** Letters that are not a plain letter with a mark. */
const SPELT: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th' };

const KEY_OF = new Map(
  Object.entries(ON_KEY).flatMap(([key, letters]) => Array.from(letters).map((each) => [each, key])),
);

/** The keys that spell a name: `Berg` 2374, `Берг` 2362. Marks (é, ё) count as nothing; what is no letter is left out. */
export function keysOf(name: string): string {
  const plain = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return Array.from(plain)
    .map((letter) =>
      Array.from(SPELT[letter] ?? letter)
        .map((each) => KEY_OF.get(each) ?? '')
        .join(''),
    )
    .join('');
}
