import type { Json } from '../../domain/json';
import type { Instant } from '../../domain/time';
import { DateTime } from 'luxon';
import { decimalOf, parts, rounded } from './decimal';
import { english } from './english';
import type { Clock, Counted, Currency, Form, Grammar, TimeUnit } from './grammar';
import { groupsOf } from './grouping';
import { dayOf, instantOf, spanOf, timeOf, weekdayOf } from './moments';
import { plain } from './plain';
import { russian } from './russian';

/** How a value is said; each kind of saying reads what concerns it. */
export interface Manner {
  readonly form: Form;
  /** Places after the point at most. */
  readonly decimals: number;
  readonly counted: Counted;
  readonly currency: Currency;
  /** Whether cents are said; without them the amount is rounded. */
  readonly cents: boolean;
  /** Whether a date has its year; `null`: when it is another than now's. */
  readonly year: boolean | null;
  readonly withWeekday: boolean;
  readonly clock: Clock;
  /** The smallest unit of a length of time. */
  readonly roundedTo: TimeUnit;
}

export const MANNER: Manner = {
  form: { gender: 'masculine', case: 'nominative' },
  decimals: 6,
  counted: { one: '' },
  currency: 'RUB',
  cents: true,
  year: null,
  withWeekday: false,
  clock: 12,
  roundedTo: 'seconds',
};

/** Where and when something is said. */
export interface Setting {
  readonly language: string;
  readonly timeZone: string;
  readonly now: Instant;
}

export type Words = { readonly words: string } | { readonly problem: string };

interface Asked {
  readonly value: Json;
  readonly manner: Manner;
  readonly setting: Setting;
  readonly grammar: Grammar;
}

/** The longest thing that is spelled letter by letter. */
const LONGEST_SPELLING = 64;

/** Makes words of a value when it is what it should be. */
function then<T extends object>(found: T | { readonly problem: string }, words: (found: T) => string): Words {
  return 'problem' in found ? found : { words: words(found) };
}

const datePartsOf = (day: DateTime, { manner, setting }: Asked): { weekday: boolean; year: boolean } => ({
  weekday: manner.withWeekday,
  year: manner.year ?? day.year !== DateTime.fromMillis(setting.now, { zone: setting.timeZone }).year,
});

/** Every kind of saying, under the name that it has in YAML. */
const sayings = {
  number: ({ value, manner, grammar }: Asked) =>
    then(decimalOf(value), (decimal) => grammar.number(rounded(decimal, manner.decimals), manner.form)),
  ordinal: ({ value, manner, grammar }: Asked) => {
    const decimal = decimalOf(value);
    if (!('problem' in decimal) && (decimal.negative || decimal.fraction !== ''))
      return { problem: 'is no whole number from 0 on' };
    return then(decimal, ({ whole }) => grammar.ordinal(BigInt(whole), manner.form));
  },
  digits: ({ value, grammar }: Asked) => {
    if (typeof value !== 'string' && typeof value !== 'number') return { problem: 'is not made of digits' };
    if (typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0))
      return { problem: 'is not made of digits' };
    return then(groupsOf(String(value)), (groups) => grammar.digits(groups));
  },
  characters: ({ value, grammar }: Asked) => {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || text.trim() === '') return { problem: 'is no text to be spelled' };
    if (text.length > LONGEST_SPELLING) return { problem: `is longer than ${LONGEST_SPELLING} characters` };
    return { words: grammar.characters(text) };
  },
  count: ({ value, manner, grammar }: Asked) =>
    then(decimalOf(value), (decimal) =>
      grammar.counted(rounded(decimal, manner.decimals), manner.counted, manner.form),
    ),
  money: ({ value, manner: { currency, cents, form }, grammar }: Asked) =>
    then(decimalOf(value), (decimal) => {
      const all = parts(decimal, cents ? 2 : 0);
      const amount = cents ? { units: all / 100n, hundredths: Number(all % 100n) } : { units: all, hundredths: null };
      return grammar.money({ ...amount, negative: decimal.negative && all > 0n, currency }, form);
    }),
  date: (asked: Asked) =>
    then(dayOf(asked.value, asked.setting.timeZone), (day) =>
      asked.grammar.date(day, datePartsOf(day, asked), asked.manner.form),
    ),
  time: ({ value, manner, setting, grammar }: Asked) =>
    then(timeOf(value, setting.timeZone), (time) => grammar.time(time, manner.clock, manner.form)),
  datetime: (asked: Asked) =>
    then(instantOf(asked.value, asked.setting.timeZone), (day) =>
      asked.grammar.datetime(day, datePartsOf(day, asked), asked.manner.clock, asked.manner.form),
    ),
  weekday: ({ value, manner, setting, grammar }: Asked) =>
    then(weekdayOf(value, setting.timeZone), (day) => grammar.weekday(day, manner.form)),
  duration: ({ value, manner, grammar }: Asked) =>
    then(spanOf(value, manner.roundedTo), (span) => grammar.duration(span, manner.form)),
} as const satisfies Record<string, (asked: Asked) => Words>;

export type SayingKind = keyof typeof sayings;
export const sayingKinds = Object.keys(sayings) as SayingKind[];

const grammars: Readonly<Record<string, Grammar>> = { en: english, ru: russian };

/** `en` of `en-GB` and `en_GB`. */
const baseOf = (language: string): string => /^[a-z]{2,3}(?=$|[-_])/.exec(language.toLowerCase())?.[0] ?? 'en';

/** Whether a language has rules here; in others the speech engine gets digits and says them as it can. */
export const hasWords = (language: string): boolean => Object.hasOwn(grammars, baseOf(language));

/** A value in words, or what is wrong with it (to be put after its name). Never throws. */
export function inWords(kind: SayingKind, value: Json, manner: Partial<Manner>, setting: Setting): Words {
  const base = baseOf(setting.language);
  const grammar = grammars[base] ?? plain(base);
  return sayings[kind]({ value, manner: { ...MANNER, ...manner }, setting, grammar });
}

/** A whole number in words: the position in a queue. */
export function numberInWords(value: number, language: string): string {
  const said = inWords('number', value, {}, { language, timeZone: 'UTC', now: 0 });
  return 'words' in said ? said.words : String(value);
}

/** Whether a text is this number in words, in any language: for stories that tell what was heard. */
export const saysNumber = (text: string, value: number): boolean =>
  text === String(value) || Object.keys(grammars).some((language) => numberInWords(value, language) === text);
