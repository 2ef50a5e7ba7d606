import type { DateTime } from 'luxon';
import { toCardinal } from 'n2words/en-GB';
import { wholeDecimal, type Decimal } from './decimal';
import { formOf, pluralOf, type Currency, type Grammar, type TimeUnit } from './grammar';
import { englishLetters, spelled } from './letters';

const KEYS: Readonly<Record<string, string>> = { '+': 'plus', '*': 'star', '#': 'hash' };

const MONEY: Readonly<Record<Currency, { readonly unit: [string, string]; readonly hundredth: [string, string] }>> = {
  RUB: { unit: ['rouble', 'roubles'], hundredth: ['kopeck', 'kopecks'] },
  USD: { unit: ['dollar', 'dollars'], hundredth: ['cent', 'cents'] },
  EUR: { unit: ['euro', 'euros'], hundredth: ['cent', 'cents'] },
  GBP: { unit: ['pound', 'pounds'], hundredth: ['penny', 'pence'] },
  KZT: { unit: ['tenge', 'tenge'], hundredth: ['tiyn', 'tiyn'] },
};

const TIME: Readonly<Record<TimeUnit, [string, string]>> = {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  seconds: ['second', 'seconds'],
};

const ORDINALS: Readonly<Record<string, string>> = {
  zero: 'zeroth',
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

const digit = (key: string): string => KEYS[key] ?? toCardinal(key);

/** The places after the point are said one by one: `twelve point zero five`. */
function number({ negative, whole, fraction }: Decimal): string {
  const words =
    fraction === '' ? toCardinal(whole) : `${toCardinal(whole)} point ${Array.from(fraction, digit).join(' ')}`;
  return negative ? `minus ${words}` : words;
}

/** The last word of the number becomes an ordinal: `one hundred and twenty-first`. */
function ordinal(value: bigint): string {
  return toCardinal(value).replace(
    /[a-z]+$/,
    (last) => ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`),
  );
}

function amountOf(value: Decimal, [one, other]: readonly [string, string]): string {
  return `${number(value)} ${formOf({ one, other }, pluralOf('en', value))}`;
}

/** nineteen ninety-nine, nineteen hundred, nineteen oh five, two thousand and five, twenty twenty-six. */
function year(value: number): string {
  const century = Math.floor(value / 100);
  const rest = value % 100;
  if (value < 1000 || value > 9999 || (century % 10 === 0 && rest < 10)) return toCardinal(value);
  if (rest === 0) return `${toCardinal(century)} hundred`;
  return `${toCardinal(century)} ${rest < 10 ? `oh ${toCardinal(rest)}` : toCardinal(rest)}`;
}

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;

const weekday = (day: DateTime): string => day.toFormat('cccc', { locale: 'en' });

export const english: Grammar = {
  number,
  ordinal,
  digits: (groups) => groups.map((group) => Array.from(group, digit).join(' ')).join(', '),
  characters: (text) => spelled(text, englishLetters, digit),
  counted: (value, what) => `${number(value)} ${formOf(what, pluralOf('en', value))}`,
  money: ({ negative, units, hundredths, currency }) => {
    const { unit, hundredth } = MONEY[currency];
    const said: string[] = [];
    if (units !== 0n || hundredths === null || hundredths === 0) said.push(amountOf(wholeDecimal(units), unit));
    if (hundredths !== null && hundredths !== 0) said.push(amountOf(wholeDecimal(hundredths), hundredth));
    return `${negative ? 'minus ' : ''}${list(said)}`;
  },
  weekday,
  date: (day, parts) => {
    const before = parts.weekday ? `${weekday(day)}, ` : '';
    const after = parts.year ? `, ${year(day.year)}` : '';
    return `${before}the ${ordinal(BigInt(day.day))} of ${day.toFormat('MMMM', { locale: 'en' })}${after}`;
  },
  time: ({ hour, minute }, clock) => {
    if (minute === 0 && hour % 12 === 0) return hour === 12 ? 'noon' : 'midnight';
    const shown = clock === 24 ? hour : hour % 12 === 0 ? 12 : hour % 12;
    const minutes = minute < 10 ? `oh ${toCardinal(minute)}` : toCardinal(minute);
    const half = clock === 24 ? '' : hour < 12 ? ' a.m.' : ' p.m.';
    if (minute === 0) return clock === 24 ? `${toCardinal(shown)} hundred hours` : toCardinal(shown) + half;
    return `${toCardinal(shown)} ${minutes}${half}`;
  },
  datetime: (day, parts, clock, form) =>
    `${english.date(day, parts, form)}${parts.year ? ',' : ''} at ${english.time(day, clock, form)}`,
  duration: (span) => list(span.map(({ unit, count }) => amountOf(wholeDecimal(count), TIME[unit]))),
};
