import { DateTime, Duration } from 'luxon';
import type { Decimal } from './decimal';
import { formOf, pluralOf, type Grammar } from './grammar';

/** A language without rules of its own: digits, which the speech engine says as it can, in the language's own writing. */
export function plain(language: string): Grammar {
  const number = ({ negative, whole, fraction }: Decimal): string =>
    `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  return {
    number,
    ordinal: (value) => String(value),
    digits: (groups) => groups.map((group) => Array.from(group).join(' ')).join(', '),
    characters: (text) => Array.from(text.replace(/\s+/g, '')).join(', '),
    counted: (value, what) => `${number(value)} ${formOf(what, pluralOf(language, value))}`,
    money: ({ negative, units, hundredths, currency }) => {
      const style = { style: 'currency', currency, minimumFractionDigits: hundredths ? 2 : 0 } as const;
      const value = Number(units) + (hundredths ?? 0) / 100;
      return spaced(new Intl.NumberFormat(language, style).format(negative ? -value : value));
    },
    weekday: (day) => day.setLocale(language).toFormat('cccc'),
    date: (day, { weekday, year }) => {
      const date = { day: 'numeric', month: 'long' } as const;
      return day.setLocale(language).toLocaleString({
        ...date,
        ...(year ? { year: 'numeric' } : {}),
        ...(weekday ? { weekday: 'long' } : {}),
      });
    },
    time: ({ hour, minute }) =>
      DateTime.utc(2000, 1, 1, hour, minute, { locale: language }).toLocaleString(DateTime.TIME_24_SIMPLE),
    datetime: (day, parts, clock, form) =>
      `${plain(language).date(day, parts, form)}, ${plain(language).time(day, clock, form)}`,
    duration: (span) => {
      const units = Object.fromEntries(span.map(({ unit, count }) => [unit, count]));
      return spaced(Duration.fromObject(units, { locale: language }).toHuman());
    },
  };
}

/** Intl puts no-break spaces, of which an engine may know nothing. */
const spaced = (text: string): string => text.replace(/\s/g, ' ');
