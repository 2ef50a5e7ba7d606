import { RE2JS } from 're2js';
import { z } from 'zod';
import type { Json } from '../../domain/json';
import { Cel, cel, prompts, type DigitRange, type PromptName } from '../values';
import { dateForms, dateOf, type DateWanted } from './date';
import { passesLuhn } from './luhn';

/** What digits that a caller keys in may fail, in the order in which it is looked at. */
export const checkNames = ['length', 'luhn', 'date', 'range', 'pattern', 'in', 'check'] as const;
export type CheckName = (typeof checkNames)[number];

export interface Checks {
  readonly digits: DigitRange;
  readonly luhn: boolean;
  readonly date: DateWanted | undefined;
  /** With any of these the value is a number. */
  readonly range: { readonly min: number; readonly max: number } | undefined;
  readonly decimals: number;
  /** Whether all the digits match it. */
  readonly pattern: ((digits: string) => boolean) | undefined;
  /** `value in …`, about the digits. */
  readonly in: Cel | undefined;
  /** About the value: the digits, a number, or a date as ISO 8601. */
  readonly check: Cel | undefined;
}

/** What the checks must be told: the date where the caller calls, and what an expression comes to for a `value`. */
export interface Circumstances {
  today(): string;
  holds(expression: Cel, value: Json): boolean;
}

/** The value that digits mean, or the first check that they fail. */
export function checked(
  checks: Checks,
  keys: string,
  around: Circumstances,
): { readonly value: Json } | { readonly failed: CheckName } {
  const digits = keys.replace('*', '');
  if (digits === '' && checks.range) return { failed: 'length' };
  if (digits.length < checks.digits.min || digits.length > checks.digits.max) return { failed: 'length' };
  if (checks.luhn && !passesLuhn(digits)) return { failed: 'luhn' };
  const value = valueOf(checks, keys, around);
  if (value === undefined) return { failed: 'date' };
  if (checks.range && typeof value === 'number' && (value < checks.range.min || value > checks.range.max))
    return { failed: 'range' };
  if (checks.pattern && !checks.pattern(digits)) return { failed: 'pattern' };
  if (checks.in && !around.holds(checks.in, keys)) return { failed: 'in' };
  if (checks.check && !around.holds(checks.check, value)) return { failed: 'check' };
  return { value };
}

function valueOf({ date, range }: Checks, keys: string, around: Circumstances): Json | undefined {
  if (date) return dateOf(date, keys, around.today());
  return range ? Number(keys.replace('*', '.')) : keys;
}

// ── as it is written ────────────────────────────────────────────────────────────────────────────────────────────────

const pattern = z
  .string()
  .transform((text, context): Checks['pattern'] => {
    try {
      const compiled = RE2JS.compile(text);
      return (digits) => compiled.matcher(digits).matches();
    } catch (error) {
      // RE2JS says by throwing what is wrong with a pattern.
      context.addIssue(`the pattern ${text} is wrong: ${error instanceof Error ? error.message : String(error)}`);
      return z.NEVER;
    }
  })
  .meta({ title: 'pattern', description: 'A regular expression that all the digits must match, in RE2 syntax' });

const dateForm = z.enum(dateForms);

const date = z
  .union([
    dateForm.transform((form): DateWanted => ({ form, only: undefined })),
    z
      .strictObject({
        form: dateForm.describe('How it is keyed in'),
        only: z.enum(['past', 'future']).describe('past: up to today; future: from today on'),
      })
      .transform(({ form, only }): DateWanted => ({ form, only })),
  ])
  .meta({ title: 'form of a date', description: 'How a date is keyed in: D day, M month, Y year' });

const bound = z.number().min(-1e12).max(1e12);

export const checksShape = {
  min: bound.optional().describe('The least amount; the value is a number then'),
  max: bound.optional().describe('The greatest amount; the value is a number then'),
  decimals: z
    .number()
    .int()
    .min(1)
    .max(6)
    .optional()
    .describe('So many decimal places may follow the key "*", as in 12*50; the value is a number then'),
  pattern: pattern.optional().describe('What all the digits must match, in RE2 syntax: "[1-9][0-9]*"'),
  luhn: z.boolean().default(false).describe('Whether the last digit must be the check digit of the others (cards)'),
  date: date
    .optional()
    .describe('The digits are a day of the calendar; the value is the date, such as 2026-12-31 (12-31 without a year)'),
  in: cel().optional().describe('A list or map that must have the digits in it: lists.contracts'),
  check: cel({ more: ['value'], wants: 'bool' })
    .optional()
    .describe('What must be true of the digits, which are called value here: re(value, "[1-9][0-9]*")'),
  wrong: z
    .partialRecord(z.enum(checkNames), prompts())
    .default({})
    .describe('What is said, instead of no_match.play, when a check fails: { length: a, date: b }'),
} as const;

type Written = z.output<z.ZodObject<typeof checksShape>> & { readonly digits?: DigitRange | undefined };
type Own = Readonly<Partial<Record<CheckName, readonly PromptName[]>>>;
type Complain = (message: string, setting: string) => void;

/** Puts the checks together; what does not go together is complained of. */
export function checksOf(written: Written, complain: Complain): { readonly checks: Checks; readonly wrong: Own } {
  const { min, max, decimals, wrong } = written;
  const isNumber = min !== undefined || max !== undefined || decimals !== undefined;
  const length = written.date?.form.length;
  const digits = written.digits ?? (length === undefined ? undefined : { min: length, max: length });
  if (written.digits && length !== undefined && (written.digits.min !== length || written.digits.max !== length))
    complain(`a date keyed in as ${written.date?.form ?? ''} has ${length} digits; leave digits out`, 'digits');
  if (length !== undefined && isNumber) complain('a date has no min, max or decimals', 'date');
  if (min !== undefined && max !== undefined && min > max) complain(`${min} is more than max: ${max}`, 'min');
  const checks: Checks = {
    digits: digits ?? { min: 1, max: 1 },
    luhn: written.luhn,
    date: written.date,
    range: isNumber ? { min: min ?? -Infinity, max: max ?? Infinity } : undefined,
    decimals: decimals ?? 0,
    pattern: written.pattern,
    in: written.in && new Cel(`value in (${written.in.source})`, ['value'], 'bool'),
    check: written.check,
  };
  const set: Readonly<Record<CheckName, boolean>> = {
    length: true,
    luhn: checks.luhn,
    date: checks.date !== undefined,
    range: isNumber,
    pattern: checks.pattern !== undefined,
    in: checks.in !== undefined,
    check: checks.check !== undefined,
  };
  for (const name of Object.keys(wrong) as CheckName[])
    if (!set[name])
      complain(`there is no check ${name} here; set are ${checkNames.filter((each) => set[each]).join(', ')}`, 'wrong');
  return { checks, wrong };
}
