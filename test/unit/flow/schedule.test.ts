import { DateTime } from 'luxon';
import { dayPartAt, wallClock } from '../../../src/flow/day-parts';
import { nextEdge, openingAt, openingsBetween, type Schedule } from '../../../src/flow/schedule';
import { office, said } from '../../support/schedules';

const NINE_TO_SIX = [
  'week:',
  '  mon: &day "09:00-18:00"',
  ...['tue', 'wed', 'thu', 'fri', 'sun'].map((day) => `  ${day}: *day`),
];

const teller =
  (schedule: Schedule) =>
  (iso: string): string =>
    said(openingAt(schedule, Date.parse(iso)));

/** The openings of some days by the clock on the wall: `Sun 01:00 open`. */
const diary = (schedule: Schedule, from: string, to: string): string[] =>
  openingsBetween(schedule, Date.parse(from), Date.parse(to)).map(
    (stretch) =>
      `${DateTime.fromMillis(stretch.from, { zone: schedule.timeZone }).toFormat('ccc HH:mm ZZ')} ${said(stretch.opening)}`,
  );

describe('working hours', () => {
  const berlin = office('Europe/Berlin', [
    ...NINE_TO_SIX,
    'holidays:',
    '  - { name: Christmas, date: "12-24", until: "01-01" }',
    '  - { name: Inventory, date: 2026-11-24, hours: "09:00-12:00", label: inventory, prompt: office/inventory }',
  ]);
  const at = teller(berlin);

  it('open and close to the minute, by the clock on the wall', () => {
    expect(at('2026-11-23T07:59:59Z')).toBe('closed');
    expect(at('2026-11-23T08:00:00Z')).toBe('open');
    expect(at('2026-11-23T16:59:59.999Z')).toBe('open');
    expect(at('2026-11-23T17:00:00Z')).toBe('closed');
    expect(at('2026-11-28T10:00:00Z')).toBe('closed');
  });

  it('move with daylight saving time: nine is nine', () => {
    // In Berlin the clock goes forward on 29 March 2026 and back on 25 October, both Sundays.
    expect(at('2026-03-29T06:59:00Z')).toBe('closed');
    expect(at('2026-03-29T07:00:00Z')).toBe('open');
    expect(at('2026-10-25T07:59:00Z')).toBe('closed');
    expect(at('2026-10-25T08:00:00Z')).toBe('open');
  });

  it('give way to holidays, also over the turn of the year, every year', () => {
    expect(at('2026-12-24T10:00:00Z')).toBe('holiday Christmas');
    expect(at('2027-01-01T10:00:00Z')).toBe('holiday Christmas');
    expect(at('2029-12-31T10:00:00Z')).toBe('holiday Christmas');
    expect(at('2027-01-04T10:00:00Z')).toBe('open');
  });

  it('may be shorter on a special day, which says by its label and prompt why it is closed', () => {
    expect(at('2026-11-24T10:59:00Z')).toBe('open');
    expect(openingAt(berlin, Date.parse('2026-11-24T11:00:00Z'))).toEqual({
      is: 'holiday',
      label: 'inventory',
      name: 'Inventory',
      prompt: 'office/inventory',
    });
  });

  it('may break in the middle of the day', () => {
    const shop = office('UTC', ['week: { mon: "09:00-13:00, 14:00-18:00" }']);
    expect(diary(shop, '2026-11-23T00:00Z', '2026-11-24T00:00Z')).toEqual([
      'Mon 00:00 +00:00 closed',
      'Mon 09:00 +00:00 open',
      'Mon 13:00 +00:00 closed',
      'Mon 14:00 +00:00 open',
      'Mon 18:00 +00:00 closed',
    ]);
  });

  it('are never open where no day is named', () => {
    expect(nextEdge(office('UTC', ['states: { emergency: {} }']), Date.parse('2026-11-23T00:00Z'))).toBeNull();
  });

  it('that have no end have no edge', () => {
    const all = office('UTC', [
      'week: { mon: &a "00:00-24:00", tue: *a, wed: *a, thu: *a, fri: *a, sat: *a, sun: *a }',
    ]);
    expect(nextEdge(all, Date.parse('2026-11-23T00:00Z'))).toBeNull();
    expect(diary(all, '2026-11-23T00:00Z', '2027-02-01T00:00Z')).toEqual(['Mon 00:00 +00:00 open']);
  });
});

describe('hours past midnight', () => {
  const night = office('Europe/Moscow', [
    'week: { fri: "22:00-06:00", sun: "20:00-00:00" }',
    'exceptions:',
    '  - { name: Night watch, date: 2026-12-10, until: 2026-12-11, hours: "22:00-06:00", label: watch }',
    '  - { name: Rest, date: 2026-11-28, label: rest }',
  ]);

  it('belong to the day on which they begin', () => {
    expect(diary(night, '2026-11-19T21:00Z', '2026-11-22T21:00Z')).toEqual([
      'Fri 00:00 +03:00 closed',
      'Fri 22:00 +03:00 open',
      'Sat 06:00 +03:00 closed',
      'Sun 20:00 +03:00 open',
    ]);
  });

  it('end at midnight where a special day begins: it rules from midnight to midnight', () => {
    expect(diary(night, '2026-11-27T12:00Z', '2026-11-28T21:00Z')).toEqual([
      'Fri 15:00 +03:00 closed',
      'Fri 22:00 +03:00 open',
      'Sat 00:00 +03:00 rest Rest',
    ]);
  });

  it('go on from day to day of one exception, and into an ordinary day', () => {
    expect(diary(night, '2026-12-09T21:00Z', '2026-12-12T09:00Z')).toEqual([
      'Thu 00:00 +03:00 watch Night watch',
      'Thu 22:00 +03:00 open',
      'Fri 06:00 +03:00 watch Night watch',
      'Fri 22:00 +03:00 open',
      'Sat 06:00 +03:00 closed',
    ]);
  });
});

describe('what rules a day', () => {
  const days = office('UTC', [
    'week: { mon: "09:00-18:00", tue: "09:00-18:00" }',
    'holidays:',
    '  - { name: winter every year, date: "12-20", until: "01-10", label: winter }',
    '  - { name: winter of 2026, date: 2026-12-21, until: 2026-12-31, label: winter26 }',
    '  - { name: a day every year, date: "12-22", label: yearly }',
    '  - { name: a day of 2026, date: 2026-12-22, label: exact }',
    'exceptions:',
    '  - { name: a week, date: 2026-12-28, until: 2026-12-29, label: week }',
  ]);
  const at = teller(days);

  it('an exception before a holiday before the week; a day before a range, a date of one year before one of all', () => {
    expect(at('2026-12-28T10:00Z')).toBe('week a week');
    expect(at('2026-12-22T10:00Z')).toBe('exact a day of 2026');
    expect(at('2025-12-22T10:00Z')).toBe('yearly a day every year');
    expect(at('2026-12-21T10:00Z')).toBe('winter26 winter of 2026');
    expect(at('2026-12-20T10:00Z')).toBe('winter winter every year');
    expect(at('2027-01-10T10:00Z')).toBe('winter winter every year');
    expect(at('2027-01-11T10:00Z')).toBe('open');
  });

  it('29 February every year is every fourth', () => {
    const leap = teller(office('UTC', ['holidays: [{ name: Leap day, date: "02-29" }]']));
    expect(leap('2028-02-29T10:00Z')).toBe('holiday Leap day');
    expect(leap('2027-03-01T10:00Z')).toBe('closed');
  });
});

describe('on the day of a change of clocks', () => {
  const sundays = (zone: string, hours: string): Schedule => office(zone, [`week: { sun: "${hours}" }`]);

  it.each([
    // Berlin, 29 March 2026: 02:00 becomes 03:00.
    [
      'Europe/Berlin',
      '02:30-05:00',
      '2026-03-28T23:00Z',
      ['Sun 00:00 +01:00 closed', 'Sun 03:00 +02:00 open', 'Sun 05:00 +02:00 closed'],
    ],
    [
      'Europe/Berlin',
      '01:00-02:30',
      '2026-03-28T23:00Z',
      ['Sun 00:00 +01:00 closed', 'Sun 01:00 +01:00 open', 'Sun 03:00 +02:00 closed'],
    ],
    ['Europe/Berlin', '02:10-02:50', '2026-03-28T23:00Z', ['Sun 00:00 +01:00 closed']],
    // 25 October 2026: 03:00 becomes 02:00, so 02:30 is shown twice.
    [
      'Europe/Berlin',
      '02:30-05:00',
      '2026-10-24T22:00Z',
      ['Sun 00:00 +02:00 closed', 'Sun 02:30 +02:00 open', 'Sun 05:00 +01:00 closed'],
    ],
    [
      'Europe/Berlin',
      '01:00-02:30',
      '2026-10-24T22:00Z',
      ['Sun 00:00 +02:00 closed', 'Sun 01:00 +02:00 open', 'Sun 02:30 +02:00 closed'],
    ],
    // New York, 8 March and 1 November 2026.
    [
      'America/New_York',
      '02:30-05:00',
      '2026-03-08T05:00Z',
      ['Sun 00:00 -05:00 closed', 'Sun 03:00 -04:00 open', 'Sun 05:00 -04:00 closed'],
    ],
    [
      'America/New_York',
      '00:30-01:30',
      '2026-11-01T04:00Z',
      ['Sun 00:00 -04:00 closed', 'Sun 00:30 -04:00 open', 'Sun 01:30 -04:00 closed'],
    ],
    // Moscow keeps its clock.
    [
      'Europe/Moscow',
      '02:30-05:00',
      '2026-03-28T21:00Z',
      ['Sun 00:00 +03:00 closed', 'Sun 02:30 +03:00 open', 'Sun 05:00 +03:00 closed'],
    ],
    [
      'Europe/Moscow',
      '02:30-05:00',
      '2026-10-24T21:00Z',
      ['Sun 00:00 +03:00 closed', 'Sun 02:30 +03:00 open', 'Sun 05:00 +03:00 closed'],
    ],
  ])('%s %s from %s', (zone, hours, from, expected) => {
    const to = new Date(Date.parse(from) + 12 * 3_600_000).toISOString();
    expect(diary(sundays(zone, hours), from, to)).toEqual(expected);
  });

  it('a night shift is an hour shorter in spring and an hour longer in autumn', () => {
    const shift = (date: string): number => {
      const schedule = office('Europe/Berlin', ['week: { sat: "22:00-06:00" }']);
      const from = Date.parse(`${date}T18:00Z`);
      const open = openingsBetween(schedule, from, from + 86_400_000).find(({ opening }) => opening.is === 'open');
      return ((open?.to ?? 0) - (open?.from ?? 0)) / 3_600_000;
    };
    expect([shift('2026-03-28'), shift('2026-10-24'), shift('2026-11-21')]).toEqual([7, 9, 8]);
  });

  it('where it falls on midnight, the first midnight counts', () => {
    // In St John's the clock was put back at 00:01, to 23:01 of the day before.
    const schedule = office('America/St_Johns', ['week: { sat: "09:00-24:00" }']);
    expect(diary(schedule, '2009-10-31T12:00Z', '2009-11-01T12:00Z')).toEqual([
      'Sat 09:30 -02:30 open',
      'Sun 00:00 -02:30 closed',
    ]);
  });

  it('a day that a calendar skipped has no hours', () => {
    // Samoa had no 30 December 2011: after Thursday came Saturday.
    const schedule = office('Pacific/Apia', ['week: { thu: "00:00-24:00", fri: "00:00-24:00", sat: "12:00-24:00" }']);
    expect(diary(schedule, '2011-12-29T12:00Z', '2011-12-31T09:00Z')).toEqual([
      'Thu 02:00 -10:00 open',
      'Sat 00:00 +14:00 closed',
      'Sat 12:00 +14:00 open',
    ]);
  });
});

describe('the part of the day', () => {
  const parts = {
    timeZone: 'Europe/Moscow',
    parts: [
      { name: 'morning', from: 360 },
      { name: 'day', from: 720 },
      { name: 'night', from: 1380 },
    ],
  };

  it('begins at its time and lasts to the next, over midnight too', () => {
    expect(dayPartAt(parts, Date.parse('2026-11-23T02:59:00Z'))).toBe('night');
    expect(dayPartAt(parts, Date.parse('2026-11-23T03:00:00Z'))).toBe('morning');
    expect(dayPartAt(parts, Date.parse('2026-11-23T19:59:00Z'))).toBe('day');
    expect(dayPartAt(parts, Date.parse('2026-11-23T20:00:00Z'))).toBe('night');
  });
});

it('the clock on the wall is read as luxon reads it', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'])
    for (let at = Date.parse('2026-01-01T00:07Z'); at < Date.parse('2027-01-01T00:00Z'); at += 31_919_000) {
      const local = DateTime.fromMillis(at, { zone });
      expect(wallClock(zone, at)).toEqual({
        date: local.toFormat('yyyy-MM-dd'),
        time: local.toFormat('HH:mm'),
        weekday: local.setLocale('en').toFormat('ccc').toLowerCase(),
        hour: local.hour,
        minute: local.minute,
      });
    }
});
