import { openingAt, openingsBetween } from '../../../src/flow/schedule';
import { office, readSchedules, said } from '../../support/schedules';

const ics = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: readonly string[]): string[] => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];

const DAY = ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => `  ${day}: "09:00-18:00"`);

const withCalendar = (zone: string, calendar: string, use = 'calendars/a.ics') =>
  office(zone, ['week:', ...DAY, `calendars: [${use}]`], { 'calendars/a.ics': calendar });

const teller =
  (schedule: ReturnType<typeof office>) =>
  (iso: string): string =>
    said(openingAt(schedule, Date.parse(iso)));

/** What is said of a calendar with mistakes. */
const mistakesIn = (calendar: string): string[] =>
  readSchedules('time_zone: UTC\nschedules:\n  office: { calendars: [calendars/a.ics] }\n', {
    'calendars/a.ics': calendar,
  }).problems.map(({ file, line, code, message }) => `${file}:${line} ${code} ${message}`);

describe('a calendar file', () => {
  test('closes whole days in the zone of the schedule, up to the day of DTEND and without it', () => {
    const at = teller(
      withCalendar(
        'Asia/Vladivostok',
        ics(...event('SUMMARY:Новогодние каникулы', 'DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20260110')),
      ),
    );
    expect(at('2025-12-31T13:59Z')).toBe('closed');
    expect(at('2025-12-31T14:00Z')).toBe('holiday Новогодние каникулы');
    expect(at('2026-01-09T02:00Z')).toBe('holiday Новогодние каникулы');
    expect(at('2026-01-09T14:00Z')).toBe('closed');
    expect(at('2026-01-12T00:00Z')).toBe('open');
  });

  test('closes parts of a day, in the zone of the event', () => {
    const schedule = withCalendar(
      'Europe/Moscow',
      ics(
        ...event('SUMMARY:Meeting', 'DTSTART;TZID=Europe/Berlin:20260601T100000', 'DURATION:PT90M'),
        ...event('SUMMARY:In UTC', 'DTSTART:20260602T070000Z', 'DTEND:20260602T080000Z'),
        ...event('SUMMARY:Here', 'DTSTART:20260603T100000', 'DTEND:20260603T110000'),
      ),
    );
    const during = (from: string, to: string): string[] =>
      openingsBetween(schedule, Date.parse(from), Date.parse(to)).map(
        (stretch) => `${new Date(stretch.from).toISOString().slice(11, 16)} ${said(stretch.opening)}`,
      );
    expect(during('2026-06-01T06:00Z', '2026-06-01T15:00Z')).toEqual([
      '06:00 open',
      '08:00 holiday Meeting',
      '09:30 open',
    ]);
    expect(during('2026-06-02T06:00Z', '2026-06-02T15:00Z')).toEqual([
      '06:00 open',
      '07:00 holiday In UTC',
      '08:00 open',
    ]);
    expect(during('2026-06-03T06:00Z', '2026-06-03T15:00Z')).toEqual([
      '06:00 open',
      '07:00 holiday Here',
      '08:00 open',
    ]);
  });

  test('repeats: every year, every week by the clock on the wall, without the days taken out', () => {
    const at = teller(
      withCalendar(
        'Europe/Berlin',
        ics(
          ...event('SUMMARY:Unity', 'DTSTART;VALUE=DATE:20001003', 'RRULE:FREQ=YEARLY'),
          ...event(
            'SUMMARY:Training',
            'DTSTART;TZID=Europe/Berlin:20260302T140000',
            'DTEND;TZID=Europe/Berlin:20260302T150000',
            'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261231T000000Z',
            'EXDATE;TZID=Europe/Berlin:20260316T140000',
          ),
        ),
      ),
    );
    expect(at('2026-10-03T10:00Z')).toBe('holiday Unity');
    expect(at('2031-10-03T10:00Z')).toBe('holiday Unity');
    // Before and after the change of clocks of 29 March.
    expect([at('2026-03-25T13:00Z'), at('2026-03-25T12:59Z')]).toEqual(['holiday Training', 'open']);
    expect([at('2026-03-30T12:00Z'), at('2026-03-30T13:00Z')]).toEqual(['holiday Training', 'open']);
    expect(at('2026-03-16T13:30Z')).toBe('open');
    expect(at('2027-01-04T13:30Z')).toBe('open');
  });

  test('moves or takes back single occurrences (RECURRENCE-ID, CANCELLED)', () => {
    const at = teller(
      withCalendar(
        'UTC',
        ics(
          ...event(
            'UID:1',
            'SUMMARY:Training',
            'DTSTART:20260601T100000Z',
            'DTEND:20260601T110000Z',
            'RRULE:FREQ=DAILY;COUNT=4',
          ),
          ...event(
            'UID:1',
            'SUMMARY:Late',
            'RECURRENCE-ID:20260602T100000Z',
            'DTSTART:20260602T150000Z',
            'DTEND:20260602T160000Z',
          ),
          ...event(
            'UID:1',
            'STATUS:CANCELLED',
            'RECURRENCE-ID:20260603T100000Z',
            'DTSTART:20260603T100000Z',
            'DTEND:20260603T110000Z',
          ),
          ...event('UID:2', 'STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20260601'),
        ),
      ),
    );
    expect(at('2026-06-01T10:30Z')).toBe('holiday Training');
    expect([at('2026-06-02T10:30Z'), at('2026-06-02T15:30Z')]).toEqual(['open', 'holiday Late']);
    expect(at('2026-06-03T10:30Z')).toBe('open');
    expect(at('2026-06-04T10:30Z')).toBe('holiday Training');
    expect(at('2026-06-05T10:30Z')).toBe('open');
  });

  test('may bring its own zones, as Outlook writes them', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Russian Standard Time',
      'BEGIN:STANDARD',
      'DTSTART:16010101T000000',
      'TZOFFSETFROM:+0300',
      'TZOFFSETTO:+0300',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    const at = teller(
      withCalendar(
        'UTC',
        ics(
          ...zone,
          ...event(
            'SUMMARY:Inventory',
            'DTSTART;TZID="Russian Standard Time":20260601T120000',
            'DTEND;TZID=Russian Standard Time:20260601T140000',
          ),
        ),
      ),
    );
    expect([at('2026-06-01T09:00Z'), at('2026-06-01T10:59Z'), at('2026-06-01T11:00Z')]).toEqual([
      'holiday Inventory',
      'holiday Inventory',
      'open',
    ]);
  });

  test('may say when it is open, and has a label and a prompt of its own', () => {
    const schedule = withCalendar(
      'UTC',
      ics(
        ...event('SUMMARY:Open Saturday', 'DTSTART:20260606T100000Z', 'DTEND:20260606T140000Z'),
        ...event('SUMMARY:Open Sunday', 'DTSTART;VALUE=DATE:20260607'),
      ),
      '{ file: calendars/a.ics, means: open }',
    );
    const at = teller(schedule);
    expect([at('2026-06-06T09:59Z'), at('2026-06-06T10:00Z'), at('2026-06-06T14:00Z')]).toEqual([
      'closed',
      'open',
      'closed',
    ]);
    expect([at('2026-06-07T00:00Z'), at('2026-06-07T23:59Z'), at('2026-06-08T00:00Z')]).toEqual([
      'open',
      'open',
      'closed',
    ]);

    const labelled = withCalendar(
      'UTC',
      ics(...event('SUMMARY:Day off', 'DTSTART;VALUE=DATE:20260601')),
      '{ file: calendars/a.ics, label: day_off, prompt: office/day-off }',
    );
    expect(openingAt(labelled, Date.parse('2026-06-01T10:00Z'))).toEqual({
      is: 'holiday',
      label: 'day_off',
      name: 'Day off',
      prompt: 'office/day-off',
    });
  });

  test('beats the week, not what stands in the schedule itself', () => {
    const schedule = office(
      'UTC',
      [
        'week:',
        ...DAY,
        'holidays: [{ name: Short day, date: 2026-06-01, hours: "10:00-12:00" }]',
        'calendars: [calendars/a.ics]',
      ],
      { 'calendars/a.ics': ics(...event('SUMMARY:Off', 'DTSTART;VALUE=DATE:20260601', 'DTEND;VALUE=DATE:20260603')) },
    );
    const at = teller(schedule);
    expect([at('2026-06-01T10:30Z'), at('2026-06-01T13:00Z'), at('2026-06-02T10:30Z')]).toEqual([
      'open',
      'holiday Short day',
      'holiday Off',
    ]);
  });

  test('ends the night shift of a day that it closes', () => {
    const schedule = office('UTC', ['week: { mon: "22:00-06:00" }', 'calendars: [calendars/a.ics]'], {
      'calendars/a.ics': ics(...event('SUMMARY:Off', 'DTSTART;VALUE=DATE:20260601')),
    });
    const at = teller(schedule);
    expect([at('2026-06-01T23:00Z'), at('2026-06-02T03:00Z'), at('2026-06-09T03:00Z')]).toEqual([
      'holiday Off',
      'closed',
      'open',
    ]);
  });

  test('is told with its line where it is wrong', () => {
    expect(mistakesIn('hello')).toEqual([
      'calendars/a.ics:1 SITE023 this is no iCalendar file: its first line is BEGIN:VCALENDAR',
    ]);
    expect(mistakesIn(ics())).toEqual(['calendars/a.ics:1 SITE023 this calendar holds no event (BEGIN:VEVENT)']);
    expect(
      mistakesIn(
        ics(
          ...event('SUMMARY:a', ' long name', 'DTSTART;VALUE=DATE:20260231'),
          ...event('DTSTART;TZID=Europe/Moskow:20260101T100000', 'DTEND:20260101T110000Z'),
          ...event('DTSTART:20260101T100000'),
          ...event('SUMMARY:no date'),
          ...event('DTSTART:20260101T100000', 'DTEND:20260101T090000'),
          ...event('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=FORTNIGHTLY'),
          ...event('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=HOURLY'),
          ...event('DTSTART;VALUE=DATE:20260101', 'nonsense'),
          'BEGIN:VEVENT',
        ),
      ),
    ).toEqual([
      'calendars/a.ics:7 SITE023 DTSTART: "20260231" is no date like 20261231 or 20261231T180000',
      'calendars/a.ics:10 SITE023 DTSTART: "Europe/Moskow" is no time zone like Europe/Moscow, and the file does not describe it (BEGIN:VTIMEZONE)',
      'calendars/a.ics:13 SITE023 this event has a time to begin and none to end: it needs DTEND or DURATION',
      'calendars/a.ics:16 SITE023 this event has no DTSTART: when does it begin?',
      'calendars/a.ics:19 SITE023 this event ends (2026-01-01 09:00:00) before it begins (2026-01-01 10:00:00)',
      expect.stringMatching(/^calendars\/a\.ics:25 SITE023 RRULE: invalid frequency "FORTNIGHTLY"/),
      'calendars/a.ics:29 SITE023 RRULE: HOURLY is too often for opening hours; DAILY is the most',
      expect.stringMatching(/^calendars\/a\.ics:33 SITE023 this is no iCalendar: .*nonsense/),
      'calendars/a.ics:35 SITE023 this VEVENT has no END:VEVENT',
    ]);
  });

  test('a file that is not there', () => {
    const { problems } = readSchedules(
      'time_zone: UTC\nschedules:\n  office:\n    calendars:\n      - calendars/ru.ics\n      - { file: ru.ics }\n',
      { 'calendars/ru-2026.ics': '' },
    );
    expect(problems.map(({ line, col, code, message }) => `${line}:${col} ${code} ${message}`)).toEqual([
      '6:17 SITE001 file: "ru.ics" is no calendar of the site like calendars/ru-2026.ics',
    ]);
    const { problems: missing } = readSchedules(
      'time_zone: UTC\nschedules:\n  office:\n    calendars: [calendars/ru-2025.ics]\n',
      { 'calendars/ru-2026.ics': '' },
    );
    expect(missing.map(({ line, col, code, message }) => `${line}:${col} ${code} ${message}`)).toEqual([
      '4:17 SITE023 the site has no file calendars/ru-2025.ics (did you mean "calendars/ru-2026.ics"?); calendars are calendars/ru-2026.ics',
    ]);
  });
});
