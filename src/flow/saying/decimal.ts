import type { Json } from '../../domain/json';

/** A number as its digits, so that nothing is lost to binary fractions: -12.05 is `{ true, '12', '05' }`. */
export interface Decimal {
  readonly negative: boolean;
  /** Digits before the point, without leading zeros; `0` for none. */
  readonly whole: string;
  /** Digits after it, without trailing zeros; '' for none. */
  readonly fraction: string;
}

const NUMBER = /^([-+]?)(\d+)(?:\.(\d+))?$/;
/** Beyond 10¹⁵ a double no longer tells neighbours apart. */
const MOST_DIGITS = 15;

/** A number, or a text that is one (`"12.50"`), or why it is none. */
export function decimalOf(value: Json): Decimal | { readonly problem: string } {
  if (typeof value !== 'number' && typeof value !== 'string') return { problem: 'is no number' };
  const [, sign, whole, fraction = ''] = NUMBER.exec(typeof value === 'number' ? digitsOf(value) : value.trim()) ?? [];
  if (whole === undefined) return { problem: 'is no number' };
  const decimal = normal(sign === '-', whole, fraction);
  return decimal.whole.length > MOST_DIGITS ? { problem: 'is too large a number to be said' } : decimal;
}

export const wholeDecimal = (value: bigint | number): Decimal => normal(value < 0, String(value).replace('-', ''), '');

export const isZero = ({ whole, fraction }: Decimal): boolean => whole === '0' && fraction === '';

/** Rounded to so many places, a half away from zero. */
export function rounded(decimal: Decimal, places: number): Decimal {
  if (decimal.fraction.length <= places) return decimal;
  const digits = parts(decimal, places)
    .toString()
    .padStart(places + 1, '0');
  const point = digits.length - places;
  return normal(decimal.negative, digits.slice(0, point), digits.slice(point));
}

/** The amount in its smallest parts, rounded, without the sign: 12.345 with two places is 1235. */
export function parts({ whole, fraction }: Decimal, places: number): bigint {
  const padded = fraction.padEnd(places + 1, '0');
  const cut = BigInt(whole + padded.slice(0, places));
  return padded.charAt(places) >= '5' ? cut + 1n : cut;
}

function normal(negative: boolean, whole: string, fraction: string): Decimal {
  const short = { whole: whole.replace(/^0+(?=\d)/, ''), fraction: fraction.replace(/0+$/, '') };
  return { ...short, negative: negative && !(short.whole === '0' && short.fraction === '') };
}

/** JavaScript writes very small numbers as 1e-7; so small a number is said as it rounds. */
const digitsOf = (value: number): string =>
  Math.abs(value) < 1 && String(value).includes('e') ? value.toFixed(20) : String(value);
