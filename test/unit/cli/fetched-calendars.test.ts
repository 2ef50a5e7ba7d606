import { cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalendarView } from '../../../src/engine/calendar-book';
import { OFFICE } from '../site/office';
import { folder, json, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

const NOW = Date.parse('2026-11-23T10:00:00Z');
const CALENDAR =
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Unity Day\r\nDTSTART;VALUE=DATE:20261104\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

const SCHEDULES = `time_zone: Europe/Moscow
calendars:
  moscow: { url: "https://calendar.example.org/secret-4711/basic.ics" }
schedules:
  office:
    week: { mon: &d "09:00-18:00", tue: *d, wed: *d, thu: *d, fri: *d }
    calendars: [{ calendar: moscow, label: state_day, prompt: office/closed }]
    states: { emergency: { prompt: office/emergency } }
`;

const STORIES = `given: { caller: "79160000001", number: "1000", at: 2026-11-04 12:00 }
stories:
  - story: On a day of the calendar nobody is there
    given: { calendars: { moscow: [2026-11-04] } }
    steps:
      - heard: [greeting/day, office/welcome, office/closed]
  - story: On other days somebody is
    given: { calendars: { moscow: [2026-11-05] } }
    steps:
      - heard: [greeting/day, office/welcome, office/main-menu]
      - keys: "1"
      - queue: sales
`;

/** The example office with a calendar from elsewhere, and the home of a node beside it. */
function site(): { readonly dir: string; readonly home: string } {
  const dir = folder();
  cpSync(OFFICE, dir, { recursive: true });
  mkdirSync(join(dir, 'stories'), { recursive: true });
  writeFileSync(join(dir, 'schedules.yaml'), SCHEDULES);
  return { dir, home: folder() };
}

function keepCopy(home: string): void {
  mkdirSync(join(home, 'calendars'));
  const file = join(home, 'calendars/moscow.ics');
  writeFileSync(file, CALENDAR);
  utimesSync(file, new Date(NOW - 3_600_000), new Date(NOW - 3_600_000));
}

async function told(home: string, ...args: readonly string[]): Promise<readonly string[]> {
  const world = new TestWorld();
  world.env['CARILLON_HOME'] = home;
  world.now = () => NOW;
  await world.carillon(...args);
  return world.out.split('\n').slice(0, -1);
}

describe('a calendar from elsewhere, without a server', () => {
  test('carillon when goes by the copy in the home of the node, and says how old it is', async () => {
    const { dir, home } = site();
    keepCopy(home);
    const lines = await told(home, 'when', 'office', '2026-11-04 12:00', dir);
    expect(lines[0]).toContain('state_day (Unity Day)');
    expect(lines[2]).toMatch(/calendars\/moscow \(fetched\):3:1: BEGIN:VEVENT$/);
    expect(lines.at(-1)).toBe(
      '  with  the calendar moscow (https://calendar.example.org/…) as it was fetched 1:00:00 ago',
    );
  });

  test('and says plainly that there is none', async () => {
    const { dir, home } = site();
    const none =
      'the calendar moscow (https://calendar.example.org/…) has no copy here: its days count as ordinary ones';
    const lines = await told(home, 'when', 'office', '2026-11-04 12:00', dir);
    expect(lines[0]).toMatch(/: open$/);
    expect(lines.at(-1)).toBe(`  with  ${none}`);
    expect((await told(home, 'check', dir)).at(-1)).toBe(none);
    expect((await told(home, 'when', '--number', '1000', '2026-11-04 12:00', dir)).at(-1)).toBe(`  with   ${none}`);
  });

  test('a story says which days it has, whatever lies in the home', async () => {
    const { dir, home } = site();
    keepCopy(home);
    const file = join(dir, 'stories/calendar.yaml');
    writeFileSync(file, STORIES);
    const world = new TestWorld();
    world.env['CARILLON_HOME'] = home;
    const code = await world.carillon('test', file);
    expect([code, world.out]).toEqual([0, expect.stringContaining('2 stories')]);
  });

  test('a story about one that is not there is a mistake', async () => {
    const { dir, home } = site();
    writeFileSync(join(dir, 'stories/calendar.yaml'), STORIES.replaceAll('moscow', 'moskow'));
    expect((await told(home, 'check', dir)).join('\n')).toContain('moskow');
  });
});

test('carillon schedules shows how old each calendar is, and what is wrong with it', async () => {
  const usual: CalendarView = {
    name: 'moscow',
    from: 'https://calendar.example.org/…',
    everyMs: 86_400_000,
    state: 'fresh',
    events: 14,
    changedAt: NOW - 7_200_000,
    checkedAt: NOW - 3_600_000,
    ageMs: 3_600_000,
    trouble: null,
  };
  const broken: CalendarView = {
    ...{ ...usual, name: 'staff', state: 'missing', from: '$STAFF_URL' },
    ...{ events: null, changedAt: null, checkedAt: null, ageMs: null },
    trouble: { since: NOW - 60_000, at: NOW, why: 'HTTP 503', times: 3 },
  };
  const world = new TestWorld(() => json({ at: NOW, schedules: [], calendars: [usual, broken] }));
  expect(await world.carillon('schedules')).toBe(0);
  const lines = world.lines.filter((line) => line !== '').map((line) => line.trim().split(/ {2,}/));
  expect(lines.slice(-3)).toEqual([
    ['CALENDAR', 'IS', 'EVENTS', 'FETCHED', 'CHANGED', 'EVERY', 'FROM', 'TROUBLE'],
    ['moscow', 'fresh', '14', '1:00:00 ago', '2:00:00 ago', '24:00:00', 'https://calendar.example.org/…', '–'],
    ['staff', 'missing', '–', 'never', '–', '24:00:00', '$STAFF_URL', 'HTTP 503 (3 times, since 1:00)'],
  ]);
});
