import type { DateTime } from 'luxon';
import type { Decimal } from './decimal';

export const genders = ['masculine', 'feminine', 'neuter'] as const;
export type Gender = (typeof genders)[number];

export const cases = ['nominative', 'genitive', 'dative', 'accusative', 'instrumental', 'prepositional'] as const;
export type Case = (typeof cases)[number];

export const currencies = ['RUB', 'USD', 'EUR', 'GBP', 'KZT'] as const;
export type Currency = (typeof currencies)[number];

export const isCurrency = (text: string): text is Currency => (currencies as readonly string[]).includes(text);

/** How a word stands in its sentence; a language takes of it what it has. */
export interface Form {
  readonly gender: Gender;
  readonly case: Case;
}

/** What is counted, in the plural categories of CLDR (`Intl.PluralRules`). */
export interface Counted {
  readonly one: string;
  readonly few?: string | undefined;
  readonly many?: string | undefined;
  readonly other?: string | undefined;
}

/** Whole units and hundredths, both without a sign; `hundredths` is null where only units are said. */
export interface Amount {
  readonly negative: boolean;
  readonly units: bigint;
  readonly hundredths: number | null;
  readonly currency: Currency;
}

export interface DateParts {
  readonly weekday: boolean;
  readonly year: boolean;
}

/** From 0:00 to 24:00, the end of a day. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

export type Clock = 12 | 24;

export const timeUnits = ['days', 'hours', 'minutes', 'seconds'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** The parts of a length of time that are to be said, the greatest first; never empty. */
export type Span = readonly { readonly unit: TimeUnit; readonly count: number }[];

/** How a language says things. Values are whole and in range here; nothing throws. */
export interface Grammar {
  number(value: Decimal, form: Form): string;
  /** From 0 on. */
  ordinal(value: bigint, form: Form): string;
  /** Groups of `0`–`9`, `+`, `*` and `#`, said one by one with a pause after each group. */
  digits(groups: readonly string[]): string;
  characters(text: string): string;
  counted(value: Decimal, what: Counted, form: Form): string;
  money(amount: Amount, form: Form): string;
  weekday(day: DateTime, form: Form): string;
  date(day: DateTime, parts: DateParts, form: Form): string;
  time(time: TimeOfDay, clock: Clock, form: Form): string;
  datetime(day: DateTime, parts: DateParts, clock: Clock, form: Form): string;
  duration(span: Span, form: Form): string;
}

const rules = new Map<string, Intl.PluralRules>();

export function pluralOf(language: string, { negative, whole, fraction }: Decimal): Intl.LDMLPluralRule {
  const found = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, found);
  const value = Number(fraction === '' ? whole : `${whole}.${fraction}`);
  return found.select(negative ? -value : value);
}

/** The form that goes with a number; what an admin left out is taken from its neighbour. */
export function formOf({ one, few, many, other }: Counted, category: Intl.LDMLPluralRule): string {
  switch (category) {
    case 'one':
      return one;
    case 'few':
    case 'two':
      return few ?? other ?? many ?? one;
    case 'many':
    case 'zero':
      return many ?? other ?? few ?? one;
    case 'other':
      return other ?? few ?? many ?? one;
  }
}
