/**
 * How numbers are written where a centre is: with it `+7 495 123-45-67`, `8 (495) 123-45-67` and `74951234567` are one
 * number, and Carillon keeps the last: digits alone, the country's code first (E.164 without its plus).
 */
export interface Numbering {
  /** The code of the country: 7, 49, 1. */
  readonly country: string;
  /** What is dialled before a number within the country; '' where nothing is. */
  readonly trunk: string;
  /** What is dialled before the code of another country. */
  readonly international: string;
  /** How many digits a number has within the country, without `trunk`. */
  readonly least: number;
  readonly most: number;
}

/** A number as people and carriers write it; a place may be a wildcard of a pattern. Names and short codes are none. */
const WRITTEN = /^\+?(?:[0-9XZN]|\[[0-9-]+\]|[ ()/-]){3,40}\.?$/;
const PLACE = /[0-9XZN]|\[[0-9-]+\]/g;
/** Fewer digits reach no country. */
const LEAST_ABROAD = 8;

/**
 * The one way to write a number. Without numbering that is known only of one that begins with a plus. What is no number, and
 * what is too short or too long for one of the country, stays as it is: a contract `12-345` is not `123-45`.
 */
export function canonicalNumber(text: string, numbering: Numbering | null): string {
  if (!WRITTEN.test(text) || !/[0-9]/.test(text)) return text;
  const tail = text.endsWith('.') ? '.' : '';
  const places = text.match(PLACE) ?? [];
  const bare = places.join('') + tail;
  if (text.startsWith('+')) return bare;
  if (!numbering) return text;
  const { country, trunk, international } = numbering;
  const startsWith = (prefix: string): boolean => prefix !== '' && bare.startsWith(prefix);
  const after = (prefix: string): string => places.slice(prefix.length).join('') + tail;
  if (startsWith(international) && places.length - international.length >= LEAST_ABROAD) return after(international);
  const isNational = (howMany: number): boolean => howMany >= numbering.least && howMany <= numbering.most;
  if (startsWith(trunk) && isNational(places.length - trunk.length)) return country + after(trunk);
  // Carriers leave the prefix out. Where numbers are of one length, that is as clear.
  const alone = trunk === '' || numbering.least === numbering.most;
  if (startsWith(country) && isNational(places.length - country.length)) return bare;
  return alone && isNational(places.length) ? country + bare : text;
}
