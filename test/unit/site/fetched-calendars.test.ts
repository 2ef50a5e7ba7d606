import { maskedAddress, stateOf, type CalendarSource, type KeptCalendar } from '../../../src/domain/calendar';
import { openingAt } from '../../../src/flow/schedule';
import { notFetchedYet, readFetched } from '../../../src/site/fetched-calendars';
import { readSchedules, said } from '../../support/schedules';

const ics = (...days: readonly string[]): string =>
  [
    'BEGIN:VCALENDAR',
    ...days.flatMap((day) => ['BEGIN:VEVENT', `SUMMARY:Day ${day}`, `DTSTART;VALUE=DATE:${day}`, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

const SITE = [
  'time_zone: Europe/Moscow',
  'calendars:',
  '  moscow: { url: "https://calendar.example.org/secret/basic.ics" }',
  '  private: { url_env: HOLIDAYS_URL, every: 1h }',
  'schedules:',
  '  office:',
  '    week: { mon: "09:00-18:00", tue: "09:00-18:00", wed: "09:00-18:00" }',
  '    calendars:',
  '      - { calendar: moscow, label: state_day }',
  '      - { calendar: private }',
  '  lab: { week: { wed: "09:00-18:00" } }',
  '',
].join('\n');
const NOON = Date.parse('2026-11-04T12:00+03:00');

const mistakesIn = (text: string): string[] =>
  readSchedules(text).problems.map(
    ({ line, col, severity, code, message }) => `${line}:${col} ${severity} ${code} ${message}`,
  );

describe('a calendar that is fetched', () => {
  test('has no days before its first copy, and its days from then on, in a new schedule', () => {
    const { schedules, calendars, takeCalendar, problems } = readSchedules(SITE);
    expect(problems).toEqual([]);
    expect([...calendars.values()]).toEqual([
      { name: 'moscow', from: { url: 'https://calendar.example.org/secret/basic.ics' }, everyMs: 86_400_000 },
      { name: 'private', from: { env: 'HOLIDAYS_URL' }, everyMs: 3_600_000 },
    ]);
    const [before, lab] = [schedules.get('office')!, schedules.get('lab')!];
    expect(said(openingAt(before, NOON))).toBe('open');
    takeCalendar('moscow', ics('20261104'));
    const after = schedules.get('office')!;
    expect(after).not.toBe(before);
    expect(said(openingAt(after, NOON))).toBe('state_day Day 20261104');
    // Who holds the old one is answered as before.
    expect(said(openingAt(before, NOON))).toBe('open');
    expect(schedules.get('lab')).toBe(lab);
  });

  test('that is taken again as it is leaves the schedule alone, and one that cannot be read changes nothing', () => {
    const { schedules, takeCalendar } = readSchedules(SITE);
    takeCalendar('moscow', ics('20261104'));
    const taken = schedules.get('office')!;
    takeCalendar('moscow', ics('20261104'));
    takeCalendar('moscow', '<html>Sign in</html>');
    expect(schedules.get('office')).toBe(taken);
  });

  test('two of one schedule are both kept when one changes', () => {
    const { schedules, takeCalendar } = readSchedules(SITE);
    takeCalendar('moscow', ics('20261104'));
    takeCalendar('private', ics('20261103'));
    takeCalendar('moscow', ics('20261102'));
    const at = (day: string): string => said(openingAt(schedules.get('office')!, Date.parse(`${day}T12:00+03:00`)));
    expect([at('2026-11-02'), at('2026-11-03'), at('2026-11-04')]).toEqual([
      'state_day Day 20261102',
      'holiday Day 20261103',
      'open',
    ]);
  });

  test('of a story leaves the schedules of the site alone', () => {
    const { schedules, schedulesWith } = readSchedules(SITE);
    const told = schedulesWith(new Map([['moscow', ics('20261104')]]));
    expect(said(openingAt(told.get('office')!, NOON))).toBe('state_day Day 20261104');
    expect(said(openingAt(schedules.get('office')!, NOON))).toBe('open');
  });
});

describe('what is wrong with it', () => {
  const of = (calendar: string, use = '{ calendar: moscow }'): string[] =>
    mistakesIn(`time_zone: UTC\ncalendars:\n  moscow: ${calendar}\nschedules:\n  office: { calendars: [${use}] }\n`);

  test.each([
    ['{}', 'needs either url: or url_env:'],
    ['{ url: "https://a.example/", url_env: A_URL }', 'needs either url: or url_env:'],
    ['{ url: "ftp://a.example/x.ics" }', 'needs an address like https://calendar.example.org/holidays.ics'],
    ['{ url: "https://" }', 'needs an address like https://calendar.example.org/holidays.ics'],
    ['{ url_env: CARILLON_SECRET_KEY }', 'settings of Carillon itself'],
    ['{ url_env: holidays }', '"holidays" is no environment variable like HOLIDAYS_URL'],
    ['{ url_env: A_URL, every: 5s }', '"5s" is out of range: from 10m to 7d'],
  ])('%s', (calendar, message) => {
    const found = of(calendar);
    expect(found).toEqual([expect.stringContaining(message)]);
    expect(found[0]).toMatch(/^3:\d+ error SITE001 /);
  });

  test('a name that is not there, with the nearest that is', () => {
    expect(of('{ url_env: A_URL }', '{ calendar: moskow }').at(-1)).toMatch(
      /^5:\d+ error SITE023 schedules.yaml has no calendar moskow below calendars:.*moscow/,
    );
  });

  test('one that no schedule uses', () => {
    expect(of('{ url_env: A_URL }', '')).toEqual([
      '3:3 warning SITE024 no schedule uses the calendar moscow, so nobody fetches it; use it, or take it out',
    ]);
  });
});

test.each([
  ['https://calendar.example.org/private-4711/basic.ics', 'https://calendar.example.org/…'],
  ['https://anna:secret@example.org:8443/a.ics?token=1', 'https://example.org:8443/…'],
  ['https://example.org/', 'https://example.org/'],
  ['https://example.org/?token=1', 'https://example.org/…'],
  ['no address', '…'],
])('%s is shown as %s', (url, shown) => {
  expect(maskedAddress(url)).toBe(shown);
});

test('a copy is stale when it was not confirmed for more than twice the time between two fetches', () => {
  const source: CalendarSource = { name: 'moscow', from: { env: 'A' }, everyMs: 1_000 };
  const copy = { text: '', source: '', etag: null, lastModified: null, changedAt: 0, checkedAt: 5_000, events: 1 };
  const kept: KeptCalendar = { calendar: 'moscow', copy, trouble: null };
  expect([stateOf(kept, source, 7_000), stateOf(kept, source, 7_001)]).toEqual(['fresh', 'stale']);
  expect(stateOf({ ...kept, copy: null }, source, 0)).toBe('missing');
  expect(stateOf(undefined, source, 0)).toBe('missing');
});

test('what is told of a file that cannot be read, and of a calendar that is not there yet, is for people', () => {
  expect(readFetched('moscow', '<html>Sign in</html>')).toEqual({
    is: 'wrong',
    why: 'line 1: this is no iCalendar file: its first line is BEGIN:VCALENDAR',
  });
  expect(notFetchedYet('moscow', 'HTTP 503')).toMatchObject({
    severity: 'warning',
    code: 'SITE052',
    message: 'the calendar moscow could not be fetched yet (HTTP 503); until it is, its days count as ordinary ones',
  });
});
