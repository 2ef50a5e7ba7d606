import type { DateTime } from 'luxon';
import { wholeDecimal, type Decimal } from './decimal';
import { cases, formOf, pluralOf, type Form, type Grammar } from './grammar';
import { russianLetters, spelled } from './letters';
import * as nouns from './russian-nouns';
import { cardinal, fractional, ordinal } from './russian-numbers';

const KEYS: Readonly<Record<string, string>> = { '+': 'плюс', '*': 'звёздочка', '#': 'решётка' };

function number(value: Decimal, form: Form): string {
  const whole = BigInt(value.whole);
  const words = value.fraction === '' ? cardinal(whole, form) : fractional(whole, value.fraction, form.case);
  return value.negative ? `минус ${words}` : words;
}

function amountOf(value: Decimal, noun: nouns.Noun, form: Form): string {
  return `${number(value, { ...form, gender: noun.gender })} ${nouns.nounAfter(value, noun, form.case)}`;
}

const digit = (key: string): string => KEYS[key] ?? cardinal(BigInt(key), { gender: 'masculine', case: 'nominative' });

const weekday = (day: DateTime, form: Form): string =>
  nouns.weekdayNames[day.weekday - 1]?.[cases.indexOf(form.case)] ?? '';

/** «тысяча девятьсот девяносто девятого года». */
const year = (value: number): string => `${ordinal(BigInt(value), { gender: 'masculine', case: 'genitive' })} года`;

const neuter = (form: Form): Form => ({ ...form, gender: 'neuter' });

export const russian: Grammar = {
  number,
  ordinal,
  digits: (groups) => groups.map((group) => Array.from(group, digit).join(' ')).join(', '),
  characters: (text) => spelled(text, russianLetters, digit),
  counted: (value, what, form) => `${number(value, form)} ${formOf(what, pluralOf('ru', value))}`,
  money: ({ negative, units, hundredths, currency }, form) => {
    const { unit, hundredth } = nouns.money[currency];
    const said: string[] = [];
    if (units !== 0n || hundredths === null || hundredths === 0) said.push(amountOf(wholeDecimal(units), unit, form));
    if (hundredths !== null && hundredths !== 0) said.push(amountOf(wholeDecimal(hundredths), hundredth, form));
    return `${negative ? 'минус ' : ''}${said.join(' ')}`;
  },
  weekday,
  date: (day, parts, form) => {
    const before = parts.weekday ? `${weekday(day, form)}, ` : '';
    const month = day.toFormat('MMMM', { locale: 'ru' });
    const after = parts.year ? ` ${year(day.year)}` : '';
    return `${before}${ordinal(BigInt(day.day), neuter(form))} ${month}${after}`;
  },
  time: ({ hour, minute }, _clock, form) => {
    const hours = amountOf(wholeDecimal(hour), nouns.time.hours, form);
    return minute === 0 ? hours : `${hours} ${amountOf(wholeDecimal(minute), nouns.time.minutes, form)}`;
  },
  /** «двадцатого ноября в пять часов», but «двадцатое ноября, пять часов». */
  datetime: (day, parts, clock, form) => {
    const joined = form.case === 'nominative' ? ', ' : ' в ';
    const at: Form = { ...form, case: form.case === 'nominative' ? 'nominative' : 'accusative' };
    return russian.date(day, parts, form) + joined + russian.time(day, clock, at);
  },
  duration: (span, form) =>
    span.map(({ unit, count }) => amountOf(wholeDecimal(count), nouns.time[unit], form)).join(' '),
};
