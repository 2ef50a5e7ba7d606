import { toCardinal, toOrdinal } from 'n2words/ru-RU';
import { cases, type Case, type Form, type Gender } from './grammar';

/** n2words knows the nominative of masculine and feminine numbers; cases, the neuter and round ordinals are made here. */

const rows = (text: string): [string, readonly string[]][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '))
    .map((forms) => [forms[0] ?? '', forms]);

const soft = (word: string, stem = word.slice(0, -1)): [string, readonly string[]] => [
  word,
  [word, `${stem}и`, `${stem}и`, word, `${word}ю`, `${stem}и`],
];

const tens = (word: string, stem: string, instrumental: string): [string, readonly string[]] => {
  const oblique = `${stem}идесяти`;
  return [word, [word, oblique, oblique, word, `${instrumental}десятью`, oblique]];
};

const hundreds = (word: string, stem: string, instrumental: string): [string, readonly string[]] => [
  word,
  [word, `${stem}исот`, `${stem}истам`, word, `${instrumental}стами`, `${stem}истах`],
];

/** `миллион`, `миллиона`, `миллионов`: as they stand after one, two and five. */
const scale = (word: string): [string, readonly string[]][] => {
  const plural = (nominative: string): readonly string[] => [
    nominative,
    `${word}ов`,
    `${word}ам`,
    nominative,
    `${word}ами`,
    `${word}ах`,
  ];
  return [
    [word, [word, `${word}а`, `${word}у`, word, `${word}ом`, `${word}е`]],
    [`${word}а`, plural(`${word}а`)],
    [`${word}ов`, plural(`${word}ов`)],
  ];
};

const five = ['пять', 'шесть', 'семь', 'девять', 'десять', 'одиннадцать', 'двенадцать', 'тринадцать', 'четырнадцать'];
const fifteen = ['пятнадцать', 'шестнадцать', 'семнадцать', 'восемнадцать', 'девятнадцать', 'двадцать', 'тридцать'];

/** Each word of a number, in the order of `cases`; the accusative is that of things, not of living beings. */
const DECLENSION: ReadonlyMap<string, readonly string[]> = new Map([
  ...rows(`
    ноль ноля нолю ноль нолём ноле
    один одного одному один одним одном
    одна одной одной одну одной одной
    одно одного одному одно одним одном
    два двух двум два двумя двух
    две двух двум две двумя двух
    три трёх трём три тремя трёх
    четыре четырёх четырём четыре четырьмя четырёх
    сорок сорока сорока сорок сорока сорока
    девяносто девяноста девяноста девяносто девяноста девяноста
    сто ста ста сто ста ста
    двести двухсот двумстам двести двумястами двухстах
    триста трёхсот трёмстам триста тремястами трёхстах
    четыреста четырёхсот четырёмстам четыреста четырьмястами четырёхстах
    тысяча тысячи тысяче тысячу тысячей тысяче
    тысячи тысяч тысячам тысячи тысячами тысячах
    тысяч тысяч тысячам тысяч тысячами тысячах
  `),
  ...[...five, ...fifteen].map((word) => soft(word)),
  soft('восемь', 'восьм'),
  tens('пятьдесят', 'пят', 'пятью'),
  tens('шестьдесят', 'шест', 'шестью'),
  tens('семьдесят', 'сем', 'семью'),
  tens('восемьдесят', 'восьм', 'восемью'),
  hundreds('пятьсот', 'пят', 'пятью'),
  hundreds('шестьсот', 'шест', 'шестью'),
  hundreds('семьсот', 'сем', 'семью'),
  hundreds('восемьсот', 'восьм', 'восемью'),
  hundreds('девятьсот', 'девят', 'девятью'),
  ...scale('миллион'),
  ...scale('миллиард'),
  ...scale('триллион'),
]);

const indexOf = (which: Case): number => cases.indexOf(which);

/** A whole number from 0 to 10¹⁵. */
export function cardinal(value: bigint, { gender, case: which }: Form): string {
  const words = toCardinal(value, { gender: gender === 'feminine' ? 'feminine' : 'masculine' }).split(' ');
  if (gender === 'neuter' && words.at(-1) === 'один') words.splice(-1, 1, 'одно');
  return words.map((word) => DECLENSION.get(word)?.[indexOf(which)] ?? word).join(' ');
}

const ENDINGS: Readonly<Record<Gender, string>> = {
  masculine: '- ого ому - ым ом',
  feminine: 'ая ой ой ую ой ой',
  neuter: 'ое ого ому ое ым ом',
};
const THIRD: Readonly<Record<Gender, string>> = {
  masculine: 'ий ьего ьему ий ьим ьем',
  feminine: 'ья ьей ьей ью ьей ьей',
  neuter: 'ье ьего ьему ье ьим ьем',
};

/** An ordinal or any other hard adjective, given in the masculine nominative. */
function adjective(word: string, { gender, case: which }: Form): string {
  const ending = (word === 'третий' ? THIRD : ENDINGS)[gender].split(' ')[indexOf(which)] ?? '-';
  return ending === '-' ? word : word.slice(0, -2) + ending;
}

const SCALES = ['', 'тысячный', 'миллионный', 'миллиардный', 'триллионный'] as const;

/** Only the last word of an ordinal is declined: «две тысячи двадцать шестого». It begins with «тысяча», not «одна тысяча». */
export function ordinal(value: bigint, form: Form): string {
  const all = ordinalWords(value);
  const words = all.length > 1 && all[0] === 'одна' ? all.slice(1) : all;
  return [...words.slice(0, -1), adjective(words.at(-1) ?? '', form)].join(' ');
}

function ordinalWords(value: bigint): readonly string[] {
  if (value === 0n) return ['нулевой'];
  if (value % 1000n !== 0n) return toOrdinal(value).split(' ');
  let size = 1n;
  let index = 0;
  for (; (value / size) % 1000n === 0n; index++) size *= 1000n;
  const head = (value / size) % 1000n;
  const above = value - head * size;
  const higher = above === 0n ? [] : cardinal(above, { gender: 'masculine', case: 'nominative' }).split(' ');
  return [...higher, prefix(head) + (SCALES[index] ?? '')];
}

/** `двадцатиодно` of `двадцатиоднотысячный`: the genitive in one word, but for what stays as it is. */
function prefix(head: bigint): string {
  if (head === 1n) return '';
  const stays: Readonly<Record<string, string>> = { одного: 'одно', ста: 'сто', девяноста: 'девяносто' };
  const words = cardinal(head, { gender: 'masculine', case: 'genitive' }).split(' ');
  return words.map((word) => stays[word] ?? word).join('');
}

const PARTS = ['', 'десят', 'сот', 'тысячн', 'десятитысячн', 'стотысячн', 'миллионн'] as const;
const PART_PLURAL = 'ых ых ым ых ыми ых'.split(' ');

/** «двенадцать целых пять сотых»: a number with up to six digits after the point. */
export function fractional(whole: bigint, fraction: string, which: Case): string {
  const form: Form = { gender: 'feminine', case: which };
  const one = (value: bigint): boolean => value % 10n === 1n && value % 100n !== 11n;
  const part = (value: bigint, stem: string): string =>
    one(value) ? adjective(`${stem}ый`, form) : stem + (PART_PLURAL[indexOf(which)] ?? '');
  const small = BigInt(fraction);
  const name = PARTS[fraction.length] ?? '';
  return `${cardinal(whole, form)} ${part(whole, 'цел')} ${cardinal(small, form)} ${part(small, name)}`;
}
