import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIcs } from '../../../src/site/ics';
import { Problems } from '../../../src/flow/problem';
import { readSchedules } from '../../support/schedules';
import { OFFICE } from '../site/office';
import { folder, json, problem, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

const NOW = Date.parse('2026-11-23T10:00:00Z');

const SCHEDULES = `time_zone: Europe/Moscow
schedules:
  office:
    week: { mon: &d "09:00-18:00", tue: *d, wed: *d, thu: *d, fri: *d }
    states: { emergency: { prompt: office/emergency } }
    exceptions:
      - { name: Inventory, date: 2026-12-30, hours: "09:00-12:00", label: inventory }
      - { name: Moved, date: 2025-12-30 }
    calendars: [calendars/ru.ics]
`;
const CALENDAR =
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Новый год\r\nDTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270109\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

/** The example office with other hours. */
function site(): string {
  const made = folder();
  cpSync(OFFICE, made, { recursive: true });
  writeFileSync(join(made, 'schedules.yaml'), SCHEDULES);
  mkdirSync(join(made, 'calendars'));
  writeFileSync(join(made, 'calendars/ru.ics'), CALENDAR);
  return made;
}

/** What is written, with the folder of the test as `site`. */
async function told(dir: string, ...args: readonly string[]): Promise<string[]> {
  const world = new TestWorld();
  world.now = () => NOW;
  expect(await world.carillon(...args)).toBe(0);
  return world.out.replaceAll(dir, 'site').split('\n').slice(0, -1);
}

describe('carillon when', () => {
  test('says what holds, by which line, until when, and what comes next', async () => {
    const dir = site();
    expect(await told(dir, 'when', 'office', '2026-12-30 14:00', dir)).toEqual([
      'office at Wed 2026-12-30 14:00 (Europe/Moscow, UTC+03:00): inventory (Inventory)',
      '  why   the exception Inventory',
      '        site/schedules.yaml:7:9: - { name: Inventory, date: 2026-12-30, hours: "09:00-12:00", label: inventory }',
      '  since Wed 2026-12-30 12:00',
      '  until Thu 2026-12-31 00:00',
      '  then  closed: the hours of Thursday',
      '        site/schedules.yaml:4:54: week: { mon: &d "09:00-18:00", tue: *d, wed: *d, thu: *d, fri: *d }',
      '  opens Thu 2026-12-31 09:00',
    ]);
  });

  test('knows the events of calendars', async () => {
    const dir = site();
    const lines = await told(dir, 'when', 'office', '2027-01-05', dir);
    expect(lines[0]).toBe('office at Tue 2027-01-05 00:00 (Europe/Moscow, UTC+03:00): holiday (Новый год)');
    expect(lines[2]).toBe('        site/calendars/ru.ics:3:1: BEGIN:VEVENT');
    expect(lines.at(-1)).toBe('  opens Mon 2027-01-11 09:00');
  });

  test('takes the time in another zone, in UTC, and now', async () => {
    const dir = site();
    const first = async (...args: readonly string[]): Promise<string | undefined> => (await told(dir, ...args))[0];
    const ten = 'office at Thu 2026-12-31 10:00 (Europe/Moscow, UTC+03:00): open';
    expect(await first('when', 'office', '2026-12-31 16:00', dir, '--zone', 'Asia/Tokyo')).toBe(ten);
    expect(await first('when', 'office', '2026-12-31T07:00:00Z', dir)).toBe(ten);
    const world = new TestWorld();
    world.now = () => NOW;
    world.env['CARILLON_SITE'] = dir;
    await world.carillon('when', 'office');
    expect(world.lines[0]).toBe('office at Mon 2026-11-23 13:00 (Europe/Moscow, UTC+03:00): open');
  });

  test('gives the same to programs', async () => {
    const dir = site();
    const found = JSON.parse(
      (await told(dir, 'when', 'office', '2026-12-30 14:00', dir, '--json')).join('\n'),
    ) as object;
    expect(found).toMatchObject({
      schedule: 'office',
      opening: { is: 'holiday', label: 'inventory' },
      rule: { by: 'exception', place: { file: 'schedules.yaml', line: 7 } },
      until: Date.parse('2026-12-30T21:00Z'),
    });
  });

  test.each([
    [['ofice'], /there is no schedule ofice .*\(did you mean "office"\?\); known are office/],
    [['office', 'tomorrow'], /"tomorrow" is no time like "2026-12-31 18:05" or 2026-12-31T18:05:00Z/],
    [['office', '2026-02-30 10:00'], /is no time like/],
    [['office', '2026-12-31 10:00', '--zone', 'Europe/Moskow'], /is no time zone .*did you mean "Europe\/Moscow"/],
  ])('%j is a mistake of whoever asks', async (args, message) => {
    const world = new TestWorld();
    world.env['CARILLON_SITE'] = site();
    expect(await world.carillon('when', ...args)).toBe(2);
    expect(world.err).toMatch(message);
  });
});

test('carillon check tells of days that are over', async () => {
  const world = new TestWorld();
  world.now = () => NOW;
  await world.carillon('check', site());
  expect(world.out).toMatch(/schedules\.yaml:8:9: warning SITE022 Moved was over on 2025-12-30/);
});

describe('carillon holidays', () => {
  test('writes lines for schedules.yaml, that it can read', async () => {
    const world = new TestWorld();
    expect(await world.carillon('holidays', 'ru', '2026')).toBe(0);
    expect(world.out).toMatch(/^# Public holidays of Russia \(RU\) in 2026.*\n# .*decree.*\nholidays:\n {2}- \{/);
    expect(world.out).toContain('  - { name: "Новогодние каникулы", date: 2026-01-02, until: 2026-01-06 }\n');
    expect(world.out).toContain('  - { name: "Международный женский день", date: 2026-03-09 }\n');
    const indented = world.out.replace(/^/gm, '    ');
    const { schedules, problems } = readSchedules(`time_zone: Europe/Moscow\nschedules:\n  office:\n${indented}`);
    expect(problems).toEqual([]);
    expect(schedules.get('office')!.special.length).toBeGreaterThan(8);
  });

  test('or a calendar, that it can read too; of a region, in another language', async () => {
    const world = new TestWorld();
    world.now = () => NOW;
    await world.carillon('holidays', 'DE', '2026', '--region', 'by', '--language', 'en', '--format', 'ics');
    const problems = new Problems();
    const names = readIcs('a.ics', world.out, problems)?.events.map(({ name }) => name);
    expect(problems.sorted()).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['Epiphany', 'Corpus Christi', "All Saints' Day"]));
    for (const line of world.out.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  test.each([
    [['XX', '2026'], /"XX" is no country with known holidays/],
    [['DE', '2026', '--region', 'xx'], /"xx" is no region of Germany; possible are BB, BE/],
    [['RU', '26'], /A year is a number from 1970 to 2100/],
  ])('%j is a mistake of whoever asks', async (args, message) => {
    const world = new TestWorld();
    expect(await world.carillon('holidays', ...args)).toBe(2);
    expect(world.err).toMatch(message);
  });
});

const office = {
  name: 'office',
  timeZone: 'Europe/Moscow',
  opening: { is: 'open' },
  until: NOW + 3_600_000,
  byHours: { is: 'open' },
  override: null,
  states: ['open', 'closed', 'emergency'],
};
const closed = {
  ...office,
  opening: { is: 'closed' },
  until: null,
  override: {
    schedule: 'office',
    to: 'closed',
    until: null,
    since: NOW,
    by: 'olga@laptop (admin)',
    why: 'a burst pipe',
  },
};

describe('carillon override and carillon schedules', () => {
  const bodies: unknown[] = [];
  const world = (): TestWorld => {
    bodies.length = 0;
    return new TestWorld(({ url, method, body }) => {
      bodies.push(body);
      switch (`${method} ${url.pathname.replace('/api/v1', '')}`) {
        case 'GET /schedules':
          return json({ at: NOW, schedules: [closed, { ...office, name: 'shop' }] });
        case 'PUT /schedules/office/override':
          return json(closed);
        case 'DELETE /schedules/office/override':
          return json(office);
        case 'PUT /schedules/shop/override':
          return problem(409, 'the schedule shop has no state clsed (did you mean "closed"?)');
        default:
          return undefined;
      }
    });
  };

  test('list what holds, and what was set by hand', async () => {
    const made = world();
    expect(await made.carillon('schedules')).toBe(0);
    const [head, first, second] = made.lines;
    expect(head).toMatch(/^SCHEDULE +NOW +UNTIL +BY HAND +HOURS SAY/);
    expect(first).toMatch(/^office +closed +it is taken back +olga@laptop \(admin\): a burst pipe +open/);
    expect(second).toMatch(/^shop +open +2026-11-23 \d\d:00:00 +– +–/);
  });

  test('set it, by whom and why', async () => {
    const made = world();
    expect(await made.carillon('override', 'office', 'closed', '--until', '18:00', '--why', 'a burst pipe')).toBe(0);
    expect(made.asked).toEqual(['PUT /schedules/office/override']);
    expect(bodies).toEqual([{ to: 'closed', until: '18:00', why: 'a burst pipe', author: made.user() }]);
    expect(made.out).toBe('office is closed now, set by hand, until it is taken back\n');
  });

  test('until the next edge where nothing is said', async () => {
    await world().carillon('override', 'office', 'closed');
    expect(bodies).toMatchObject([{ until: 'next_edge', why: '' }]);
  });

  test('take it back', async () => {
    const made = world();
    expect(await made.carillon('override', 'office', '--clear', '--why', 'mended')).toBe(0);
    expect(made.asked[0]).toMatch(/^DELETE \/schedules\/office\/override\?author=.*&why=mended$/);
    expect(made.out).toMatch(/^office goes by its hours: open until 2026-11-23 14:00:00 \(Europe\/Moscow\)\n$/);
  });

  test('say what the node refuses, and what makes no sense', async () => {
    const refused = world();
    expect(await refused.carillon('override', 'shop', 'clsed')).toBe(1);
    expect(refused.err).toContain('the schedule shop has no state clsed (did you mean "closed"?)');
    for (const args of [['office'], ['office', 'closed', '--clear']]) {
      const wrong = world();
      expect(await wrong.carillon('override', ...args)).toBe(2);
      expect(wrong.asked).toEqual([]);
    }
  });
});
