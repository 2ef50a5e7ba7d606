import { pastDays } from '../../../src/site/schedule-use';
import { compileSite } from '../../../src/site/compile';
import { readSchedules } from '../../support/schedules';
import { flowOf, officeWith, problemsWith } from './office';

/** What is said of a `schedules.yaml` whose lines these are, below a first one with the zone. */
const mistakes = (...lines: readonly string[]): string[] =>
  readSchedules(['time_zone: UTC', ...lines, ''].join('\n')).problems.map(
    ({ line, col, severity, code, message }) => `${line}:${col} ${severity} ${code} ${message}`,
  );

/** What is said of a flow `t` that stands beside the example office, whose schedule has the label `holiday`. */
const inFlow = (...lines: readonly string[]): string[] =>
  problemsWith(flowOf(...lines)).filter((line) => line.includes(' SITE02'));

describe('mistakes in schedules', () => {
  test('days that no calendar has', () => {
    expect(
      mistakes(
        'schedules:',
        '  office:',
        '    holidays:',
        '      - { name: a, date: 2026-13-45 }',
        '      - { name: b, date: "02-30" }',
        '      - { name: c, date: 2027-02-29, until: 2027-03-01 }',
        '      - { name: d, date: "02-29" }',
        '    exceptions:',
        '      - { name: e, date: 2026-1-1 }',
      ),
    ).toEqual([
      '5:26 error SITE001 date: "2026-13-45" is no date like "2026-12-31", or "12-31" for every year',
      '6:26 error SITE001 date: "02-30" is no date like "2026-12-31", or "12-31" for every year',
      '7:26 error SITE001 date: "2027-02-29" is no date like "2026-12-31", or "12-31" for every year',
      '10:26 error SITE001 date: "2026-1-1" is no date like "2026-12-31", or "12-31" for every year',
    ]);
  });

  test('a range that ends before it begins, or of which only one end has a year', () => {
    expect(
      mistakes(
        'schedules:',
        '  office:',
        '    holidays:',
        '      - { name: a, date: 2026-12-24, until: 2026-01-06 }',
        '      - { name: b, date: "12-24", until: 2027-01-06 }',
        '      - { name: every winter, date: "12-24", until: "01-06" }',
      ),
    ).toEqual([
      '5:45 error SITE021 it would end (2026-01-06) before it begins (2026-12-24); exchange date and until, or mend the year',
      '6:42 error SITE021 date: 12-24 and until: 2027-01-06 must both name a year, or neither',
    ]);
  });

  test('hours that overlap: within a day, into the next, and on a special day', () => {
    expect(
      mistakes(
        'schedules:',
        '  office:',
        '    week: { mon: "09:00-14:00, 13:00-18:00", fri: "22:00-06:00", sat: "05:00-12:00", sun: "20:00-02:00" }',
        '    holidays: [{ name: a, date: "12-31", hours: "09:00-12:00, 11:00-13:00" }]',
      ),
    ).toEqual([
      '4:13 error SITE020 09:00-14:00 and 13:00-18:00 overlap; join them, or mend one',
      '4:66 error SITE020 sat opens at 05:00, but the hours of fri last until 06:00',
      '5:49 error SITE020 09:00-12:00 and 11:00-13:00 overlap; join them, or mend one',
    ]);
  });

  test('hours that are none', () => {
    expect(
      mistakes('schedules:', '  office: { week: { mon: "09:00-09:00", tue: "24:00-06:00", wed: "09-18" } }'),
    ).toEqual(
      ['2:26', '2:46', '2:66'].map(
        (place, index) =>
          `${place.replace('2:', '3:')} error SITE001 ${['mon', 'tue', 'wed'][index]!}: "${['09:00-09:00', '24:00-06:00', '09-18'][index]!}" is no opening like "09:00-18:00", "09:00-13:00, 14:00-18:00", "22:00-06:00" (to the next morning) or "closed"`,
      ),
    );
  });

  test('labels that mean something else, and zones of no place', () => {
    expect(
      mistakes(
        'schedules:',
        '  office:',
        '    time_zone: local',
        '    states: { open: {}, hours: {}, emergency: { promt: x } }',
        '    holidays: [{ name: a, date: "12-31", label: closed, prompt: "../x" }]',
      ),
    ).toEqual([
      '4:16 error SITE001 time_zone: "local" is no time zone like Europe/Moscow',
      '5:15 error SITE001 states: "open" is a word of its own here; choose another label than open, closed, hours',
      '5:25 error SITE001 states: "hours" is a word of its own here; choose another label than open, closed, hours',
      '5:49 error SITE002 unknown setting "promt" (did you mean "prompt"?); possible are name, prompt',
      '6:49 error SITE001 label: "closed" is a word of its own here; choose another label than open, closed, hours',
      '6:65 error SITE001 prompt: "../x" is no prompt name like office/closed',
    ]);
  });

  test('a label that the schedule does not have, in hours and in override', () => {
    expect(
      inFlow(
        '    - hours: { schedule: office, on: { emergncy: a } }',
        '    - override: { schedule: office, to: emergency }',
        '    - override: { schedule: office, to: hours }',
        '    - override: { schedule: office, to: shut }',
      ),
    ).toEqual([
      'flows/t.yaml:5:7: error SITE025 the schedule office has no label emergncy (did you mean "emergency"?); known are emergency, holiday; write it to a special day, or to states: of the schedule',
      'flows/t.yaml:8:7: error SITE025 the schedule office has no label shut; known are open, closed, emergency, holiday, hours; write it to a special day, or to states: of the schedule',
    ]);
  });

  test('an exit for holidays that is never taken', () => {
    expect(
      inFlow(
        '    - hours: { schedule: office, closed: a, holiday: b, on: { emergency: a, holiday: a } }',
        '  b:',
        '    - hangup',
      ),
    ).toEqual(['flows/t.yaml:5:7: warning SITE026 holiday: b is never taken: on: names every label']);
    const files = {
      ...flowOf('    - hours: { schedule: bare, closed: a, holiday: b }', '  b:', '    - hangup'),
      'schedules.yaml': `${officeWith({})['schedules.yaml'] ?? ''}  bare: { week: { mon: "09:00-18:00" } }\n`,
    };
    expect(problemsWith(files).filter((line) => line.includes(' SITE02'))).toEqual([
      'flows/t.yaml:5:7: warning SITE026 holiday: b is never taken: the schedule bare has no special days and no states',
    ]);
  });

  test('a schedule that nobody asks, and queues that ask for one that is not there', () => {
    const schedules = officeWith({})['schedules.yaml'] ?? '';
    const spare = `${schedules}  spare: { week: { mon: "09:00-18:00" } }\n`;
    const of = (queue: string): string[] =>
      problemsWith({
        'schedules.yaml': spare,
        'queues.yaml': `${officeWith({})['queues.yaml'] ?? ''}  extra: { title: Extra, announce: { position: false }${queue} }\n`,
      }).filter((line) => /SITE024|no schedule/.test(line));
    const line = spare.split('\n').findIndex((each) => each.includes('spare:')) + 1;
    expect(of('')).toEqual([
      `schedules.yaml:${line}:3: warning SITE024 no flow and no queue asks the schedule spare; use it, or take it out`,
    ]);
    expect(of(', schedule: spare, at_closing: leave')).toEqual([]);
    expect(of(', schedule: spar')).toContainEqual(
      expect.stringMatching(
        /error FLOW006 there is no schedule spar \(did you mean "spare"\?\); known are office, spare$/,
      ),
    );
  });

  test('a prompt of a special day is there in every language in which it is said', () => {
    const schedules = (officeWith({})['schedules.yaml'] ?? '').replace('office/emergency', 'office/emergncy');
    expect(problemsWith({ 'schedules.yaml': schedules }).filter((line) => line.includes('FLOW007'))).toEqual([
      expect.stringMatching(
        /^schedules\.yaml:\d+:\d+: error FLOW007 the prompt office\/emergncy has neither .*, and the schedule says it/,
      ),
    ]);
  });
});

test('days of one year that are over are told by the date of the schedule', () => {
  const { schedules } = readSchedules(
    [
      'time_zone: Pacific/Auckland',
      'schedules:',
      '  office:',
      '    exceptions: [{ name: Inventory, date: 2026-11-21 }, { name: Ahead, date: 2026-11-22 }]',
      '    holidays: [{ name: Every year, date: "01-01" }, { name: Weeks, date: 2026-11-01, until: 2026-11-20 }]',
      '',
    ].join('\n'),
  );
  const said = (iso: string): string[] =>
    pastDays(schedules, Date.parse(iso)).map(
      ({ line, code, severity, message }) => `${line} ${severity} ${code} ${message}`,
    );
  const weeks =
    '5 warning SITE022 Weeks was over on 2026-11-20; take it out, or write it without the year where it comes every year';
  expect(said('2026-11-21T10:00Z')).toEqual([weeks]);
  // In Auckland the next day has begun.
  expect(said('2026-11-21T11:00Z')).toEqual([
    '4 warning SITE022 Inventory was over on 2026-11-21; take it out, or write it without the year where it comes every year',
    weeks,
  ]);
});

test('a calendar with mistakes keeps a site from being published', () => {
  const files = officeWith({
    'schedules.yaml': `${officeWith({})['schedules.yaml'] ?? ''}    calendars: [calendars/ru.ics]\n`,
    'calendars/ru.ics': 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n',
  });
  const { site, problems } = compileSite(files);
  expect(site).toBeUndefined();
  expect(problems.filter(({ code }) => code === 'SITE023')).toMatchObject([
    { file: 'calendars/ru.ics', line: 2, message: 'this event has no DTSTART: when does it begin?' },
  ]);
});
