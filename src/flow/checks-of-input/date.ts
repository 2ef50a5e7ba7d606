/** How a date is keyed in: D day, M month, Y year. */
export const dateForms = [
  'DDMM',
  'MMDD',
  'MMYY',
  'DDMMYY',
  'MMDDYY',
  'YYMMDD',
  'DDMMYYYY',
  'MMDDYYYY',
  'YYYYMMDD',
] as const;
export type DateForm = (typeof dateForms)[number];

export interface DateWanted {
  readonly form: DateForm;
  /** `past` up to today, `future` from today on. */
  readonly only: 'past' | 'future' | undefined;
}

/** Two digits of a year, where nothing else says which century: up to so many years ahead of now. */
const YEARS_AHEAD = 20;

/**
 * The calendar date that digits mean, as ISO 8601: `2026-12-31`; `2026-12` for a form without a day; `12-31` for one
 * without a year, unless `only` says which year is meant. `undefined` when there is no such day, or not on that side of
 * `today` (`2026-11-21`).
 */
export function dateOf({ form, only }: DateWanted, digits: string, today: string): string | undefined {
  if (digits.length !== form.length) return undefined;
  const part = (letter: string): string =>
    Array.from(digits)
      .filter((_, index) => form[index] === letter)
      .join('');
  const [month, day, year] = [part('M'), part('D'), part('Y')];
  const suffix = day === '' ? month : `${month}-${day}`;
  const fits = (candidate: string): boolean =>
    isDate(candidate, suffix) && isOnSide(`${candidate}-${suffix}`, only, today);
  if (year.length === 4) return fits(year) ? `${year}-${suffix}` : undefined;
  if (year === '' && only === undefined) return isDate('2000', suffix) ? suffix : undefined;
  const found = years(year, only, Number(today.slice(0, 4))).find(fits);
  return found === undefined ? undefined : `${found}-${suffix}`;
}

/**
 * The years that may be meant, the likeliest first. A past date may be a hundred years ago, of somebody old; a future one
 * may not: a card that ran out last month is no card of the next century.
 */
function years(twoDigits: string, only: DateWanted['only'], now: number): readonly string[] {
  const step = only === 'future' ? 1 : -1;
  const from = only === undefined ? now + YEARS_AHEAD : now;
  return Array.from({ length: only === 'past' ? 101 : 100 }, (_, index) => String(from + step * index)).filter((year) =>
    year.endsWith(twoDigits),
  );
}

function isOnSide(date: string, only: DateWanted['only'], today: string): boolean {
  const now = today.slice(0, date.length);
  return only === undefined || (only === 'past' ? date <= now : date >= now);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether `12-31` (or `12`) is a day (or a month) of the year. */
function isDate(year: string, suffix: string): boolean {
  const [month = 0, day = 1] = suffix.split('-').map(Number);
  const days = month === 2 && isLeap(Number(year)) ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days && Number(year) > 0;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
