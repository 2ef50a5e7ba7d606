import { didYouMean } from '../flow/did-you-mean';
import { Usage } from './failure';
import type { World } from './world';

export const holidayFormats = ['yaml', 'ics'] as const;

export interface HolidaysOptions {
  /** A state of the country, such as BY for Bavaria, or `US-la`. */
  readonly region?: string;
  readonly language?: string;
  readonly format: (typeof holidayFormats)[number];
}

interface HolidayDay {
  readonly name: string;
  /** `2026-01-01`. */
  readonly date: string;
  /** The last day of it. */
  readonly until: string;
  /** `14:00` for one that begins later in the day. */
  readonly from: string;
}

const DAY_MS = 86_400_000;

/** `carillon holidays`: public holidays to paste into schedules.yaml, or as a calendar; a start, not the truth. */
export async function holidays(world: World, country: string, year: number, options: HolidaysOptions): Promise<void> {
  // A tenth of a second and half of our memory: for this command only.
  const { default: Holidays } = await import('date-holidays');
  const known = new Holidays();
  const code = country.toUpperCase();
  const countries = known.getCountries('en') as Readonly<Record<string, string>>;
  const name = countries[code];
  if (name === undefined)
    throw new Usage(
      `"${country}" is no country with known holidays${didYouMean(code, Object.keys(countries))}; a country is two letters, such as RU or DE`,
    );
  const region = regionOf(known.getStates(code, 'en'), options.region, name);
  const languages = options.language === undefined ? {} : { languages: [options.language] };
  const asked = { ...languages, types: ['public' as const] };
  const calendar = region === undefined ? new Holidays(code, asked) : new Holidays(code, region.code, asked);
  const days = calendar
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .map(({ name: called, date, start, end }): HolidayDay => {
      const first = date.slice(0, 10);
      const last = Date.parse(first) + Math.max(0, Math.ceil((end.getTime() - start.getTime()) / DAY_MS) - 1) * DAY_MS;
      return { name: called, date: first, until: new Date(last).toISOString().slice(0, 10), from: date.slice(11, 16) };
    });
  const where = region === undefined ? `${name} (${code})` : `${region.name}, ${name} (${code}-${region.code})`;
  const text = options.format === 'ics' ? icsOf(days, code, where, world.now()) : yamlOf(days, where, year);
  world.stdout.write(text);
}

function regionOf(
  regions: Readonly<Record<string, string>> | undefined,
  asked: string | undefined,
  country: string,
): { readonly code: string; readonly name: string } | undefined {
  if (asked === undefined) return undefined;
  const code = asked.toUpperCase();
  const name = regions?.[code];
  if (name !== undefined) return { code, name };
  const codes = Object.keys(regions ?? {});
  throw new Usage(
    codes.length === 0
      ? `${country} is not divided into regions here; leave --region out`
      : `"${asked}" is no region of ${country}${didYouMean(code, codes)}; possible are ${codes.join(', ')}`,
  );
}

function yamlOf(days: readonly HolidayDay[], where: string, year: number): string {
  const lines = days.map(({ name, date, until, from }) => {
    const last = until === date ? '' : `, until: ${until}`;
    const later = from === '00:00' ? '' : ` # begins at ${from}`;
    return `  - { name: ${JSON.stringify(name)}, date: ${date}${last} }${later}`;
  });
  return [
    `# Public holidays of ${where} in ${year}, from date-holidays (data: CC-BY-3.0, Wikipedia and others).`,
    '# Days that are moved by decree are not in it: compare it with the official calendar.',
    'holidays:',
    ...lines,
    '',
  ].join('\n');
}

function icsOf(days: readonly HolidayDay[], code: string, where: string, now: number): string {
  const compact = (iso: string): string => iso.replace(/-/g, '');
  const stamp = `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const events = days.flatMap(({ name, date, until }, index) => [
    'BEGIN:VEVENT',
    `UID:${code.toLowerCase()}-${compact(date)}-${index}@carillon`,
    `DTSTAMP:${stamp}`,
    `SUMMARY:${name.replace(/[\\;,]/g, (sign) => `\\${sign}`)}`,
    `DTSTART;VALUE=DATE:${compact(date)}`,
    `DTEND;VALUE=DATE:${compact(new Date(Date.parse(until) + DAY_MS).toISOString().slice(0, 10))}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]);
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Carillon//Public holidays of ${where}//EN`,
    ...events,
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');
}

const LONGEST_LINE_BYTES = 75;

/** RFC 5545, 3.1: what does not fit into 75 bytes goes on in the next line, after a space. */
function folded(line: string): string {
  let text = '';
  let bytes = 0;
  for (const letter of line) {
    const more = Buffer.byteLength(letter);
    if (bytes + more > LONGEST_LINE_BYTES) {
      text += '\r\n ';
      bytes = 1;
    }
    text += letter;
    bytes += more;
  }
  return text;
}
