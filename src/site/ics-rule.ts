import ICAL from 'ical.js';

/**
 * The parts of a rule that calendar programs write, by its frequency. With others the library would look through some rules
 * for ever (BYDAY=2MO every day, BYWEEKNO every week), so they are refused.
 */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  DAILY: ['BYDAY', 'BYMONTH'],
  WEEKLY: ['BYDAY', 'BYMONTH'],
  MONTHLY: ['BYDAY', 'BYMONTH', 'BYMONTHDAY', 'BYSETPOS'],
  YEARLY: ['BYDAY', 'BYMONTH', 'BYMONTHDAY', 'BYSETPOS'],
};
const LONGEST_INTERVAL = 366;
/** In February once in four years. */
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What keeps a rule of repetition (RFC 5545, 3.3.10) from being used, as a sentence; `undefined` when it may be. */
export function mistakeInRule(text: string): string | undefined {
  const rule = readRule(text);
  if (typeof rule === 'string') return rule;
  const { freq, interval } = rule;
  const possible = PARTS[freq];
  if (!possible) return `${freq} is too often for opening hours; DAILY is the most`;
  if (interval < 1 || interval > LONGEST_INTERVAL) return `INTERVAL is from 1 to ${LONGEST_INTERVAL}`;
  const stranger = Object.keys(rule.parts).find((part) => !possible.includes(part));
  if (stranger !== undefined)
    return `${stranger} is not possible with FREQ=${freq} here, only ${possible.join(', ')}; write single events instead`;
  const days = words(rule, 'BYDAY');
  const counted = days.some((day) => /\d/.test(day));
  if (counted && (freq === 'DAILY' || freq === 'WEEKLY'))
    return `BYDAY=${days.join(',')} with FREQ=${freq} counts days of nothing; FREQ=MONTHLY is meant`;
  if (freq === 'DAILY' && days.length > 0 && interval % 7 === 0)
    return `every ${interval} days is always the same day of the week, and BYDAY asks for others; use FREQ=WEEKLY`;
  if (days.length > 0 && numbers(rule, 'BYMONTHDAY').some((day) => day < 0))
    return 'BYMONTHDAY that counts from the end of the month is not possible together with BYDAY';
  if (!hasSuchDay(rule)) return 'there is no such day in any year: see BYMONTH and BYMONTHDAY';
  const most = sizeOfSet(rule);
  const far = Math.max(0, ...numbers(rule, 'BYSETPOS').map(Math.abs));
  return far > most ? `BYSETPOS=${far} may never come: it chooses from ${most}` : undefined;
}

function readRule(text: string): ICAL.Recur | string {
  try {
    return ICAL.Recur.fromString(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const words = (rule: ICAL.Recur, part: string): readonly string[] =>
  ((rule.parts as Readonly<Record<string, readonly unknown[] | undefined>>)[part] ?? []).map(String);
const numbers = (rule: ICAL.Recur, part: string): readonly number[] => words(rule, part).map(Number);

function hasSuchDay(rule: ICAL.Recur): boolean {
  const days = numbers(rule, 'BYMONTHDAY');
  const months = numbers(rule, 'BYMONTH');
  if (days.length === 0) return true;
  const lengths = months.length === 0 ? DAYS_OF_MONTH : months.map((month) => DAYS_OF_MONTH[month - 1] ?? 0);
  return lengths.some((length) => days.some((day) => Math.abs(day) <= length));
}

/** Of how many days BYSETPOS chooses in every month or year: of four Mondays, since a fifth is not in each. */
function sizeOfSet(rule: ICAL.Recur): number {
  const days = words(rule, 'BYDAY');
  if (numbers(rule, 'BYMONTHDAY').length > 0) return 1;
  const counted = days.filter((day) => /\d/.test(day));
  const always = counted.filter((day) => !/5/.test(day)).length;
  const inMonth = Math.max(1, (days.length - counted.length) * 4 + always);
  return rule.freq === 'YEARLY' ? inMonth * Math.max(1, numbers(rule, 'BYMONTH').length) : inMonth;
}
