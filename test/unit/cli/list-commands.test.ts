import type { EntryView, ListView } from '../../../src/engine/list-use-cases';
import type { PinLockView } from '../../../src/engine/pin-lock-book';
import { json, problem, TestWorld } from './world';

const AT = new Date(2026, 10, 23, 10, 5).getTime();
const DAY = 86_400_000;

const lists: readonly ListView[] = [
  { name: 'blacklist', writable: { forMs: 30 * DAY, longestMs: null, most: 500 }, inFile: 3, added: 1 },
  { name: 'vips', writable: null, inFile: 12, added: 0 },
];
const added: EntryView = {
  key: '79160000666',
  from: 'added',
  fields: { times: 3 },
  note: 'rude',
  until: AT + DAY,
  since: AT,
  by: 'anna',
  call: 'c-1.1',
};
const ofFile: EntryView = {
  key: '79990000000',
  from: 'file',
  fields: { reason: 'robot', until: '2027-01-31' },
  note: '',
  until: null,
  since: null,
  by: null,
  call: null,
};
const locks: readonly PinLockView[] = [
  { id: 'a1', what: 'pins anna', wrong: 10, locked: true, until: AT + 900_000, at: AT, call: 'c-1.1' },
  { id: 'b2', what: 'voicemail agent:anna', wrong: 100, locked: true, until: null, at: AT, call: 'c-1.2' },
  { id: 'c3', what: 'caller 79160000666', wrong: 2, locked: false, until: null, at: AT, call: 'c-1.3' },
];

let bodies: unknown[] = [];
beforeEach(() => (bodies = []));

const world = (): TestWorld =>
  new TestWorld(({ url, method, body }) => {
    bodies.push(body);
    switch (`${method} ${url.pathname.replace('/api/v1', '')}`) {
      case 'GET /lists':
        return json({ lists });
      case 'GET /lists/blacklist/entries':
        return json({ entries: url.searchParams.get('limit') === '1' ? [added] : [added, ofFile] });
      case 'GET /lists/vips/entries':
        return json({ entries: [] });
      case 'PUT /lists/blacklist/entries/79160000666':
        return json(added);
      case 'PUT /lists/blacklist/entries/7999*':
        return json({ ...added, key: '7999*', until: null });
      case 'DELETE /lists/blacklist/entries/79160000666':
        return json(added);
      case 'PUT /lists/vips/entries/1':
        return problem(409, 'the list vips cannot be written to: lists.yaml does not name it');
      case 'GET /pin-locks':
        return json({ pinLocks: locks });
      case 'DELETE /pin-locks/a1':
        return json(locks[0]);
      default:
        return undefined;
    }
  });

const rows = (text: string): string[][] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(/ {2,}/));

describe('carillon lists', () => {
  test('tells how much stands in each, and what may be added', async () => {
    const w = world();
    expect(await w.carillon('lists')).toBe(0);
    expect(rows(w.out)).toEqual([
      ['LIST', 'IN THE FILE', 'ADDED', 'AT MOST', 'HOLD', 'LONGEST'],
      ['blacklist', '3', '1', '500', '30d', 'forever'],
      ['vips', '12', '–', '–', '–', '–'],
    ]);
  });
});

describe('carillon list', () => {
  test('shows what stands in a list, until when, why, by whom', async () => {
    const w = world();
    expect(await w.carillon('list', 'blacklist')).toBe(0);
    expect(rows(w.out)).toEqual([
      ['NUMBER', 'UNTIL', 'NOTE', 'BY', 'SINCE', 'CALL'],
      ['79160000666', '2026-11-24 10:05:00', 'rude; times 3', 'anna', '2026-11-23 10:05:00', 'c-1.1'],
      ['79990000000', '2027-01-31', 'reason robot', 'lists/blacklist.yaml', '–', '–'],
    ]);
    const none = world();
    await none.carillon('list', 'vips', '--from', 'added', '--json');
    expect(none.asked).toEqual(['GET /lists/vips/entries?from=added&limit=100']);
    expect(none.out).toBe('[]\n');
  });

  test('says how to see more', async () => {
    const w = world();
    await w.carillon('list', 'blacklist', '--limit', '1');
    expect(w.err).toBe('There may be more: --after 79160000666\n');
    await w.carillon('list', 'blacklist', '--after', '79160000666');
    expect(w.asked.at(-1)).toBe('GET /lists/blacklist/entries?after=79160000666&limit=100');
  });

  test('adds a number for a while, with why and what else, and says by whom', async () => {
    const w = world();
    const fields = ['--field', 'times=3', '--field', 'known=true', '--field', 'name=Olga = 1'];
    expect(
      await w.carillon('list', 'blacklist', 'add', '79160000666', '--for', '1d', '--note', 'rude', ...fields),
    ).toBe(0);
    expect(bodies).toEqual([
      { for: '1d', note: 'rude', fields: { times: 3, known: true, name: 'Olga = 1' }, author: 'olga@laptop' },
    ]);
    expect(w.out).toBe('79160000666 stands in blacklist until 2026-11-24 10:05:00\n');
    const star = world();
    expect(await star.carillon('list', 'blacklist', 'add', '7999*', '--for', 'forever')).toBe(0);
    expect(star.out).toBe('7999* stands in blacklist forever\n');
  });

  test('takes a number out', async () => {
    const w = world();
    expect(await w.carillon('list', 'blacklist', 'remove', '79160000666', '--note', 'was sorry')).toBe(0);
    expect(w.asked).toEqual(['DELETE /lists/blacklist/entries/79160000666?author=olga%40laptop&why=was+sorry']);
    expect(w.out).toBe('79160000666 is out of blacklist\n');
  });

  test('says why not, and what was wrongly called', async () => {
    const w = world();
    expect(await w.carillon('list', 'vips', 'add', '1')).toBe(1);
    expect(w.err).toContain('the list vips cannot be written to');
    const wrong = world();
    expect(await wrong.carillon('list', 'blacklist', 'ad', '1')).toBe(2);
    expect(await wrong.carillon('list', 'blacklist', 'add')).toBe(2);
    expect(await wrong.carillon('list', 'blacklist', 'add', '1', '--for', 'soon')).toBe(2);
    expect(await wrong.carillon('list', 'blacklist', 'add', '1', '--field', 'x')).toBe(2);
    expect(wrong.asked).toEqual([]);
    expect(wrong.err).toContain('ad is neither add nor remove');
    expect(wrong.err).toContain('which number?');
    expect(wrong.err).toContain('neither a duration like 12h or 30d nor forever');
  });
});

describe('carillon locks', () => {
  test('shows what is locked after wrong PINs, and with --all where some were counted', async () => {
    const w = world();
    expect(await w.carillon('locks')).toBe(0);
    expect(rows(w.out)).toEqual([
      ['WHAT', 'WRONG', 'LOCKED UNTIL', 'LAST WRONG ONE', 'CALL', 'ID'],
      ['pins anna', '10', '2026-11-23 10:20:00', '2026-11-23 10:05:00', 'c-1.1', 'a1'],
      ['voicemail agent:anna', '100', 'it is lifted', '2026-11-23 10:05:00', 'c-1.2', 'b2'],
    ]);
    const all = world();
    await all.carillon('locks', '--all');
    expect(rows(all.out)[3]?.slice(0, 3)).toEqual(['caller 79160000666', '2', '–']);
  });

  test('lifts one', async () => {
    const w = world();
    expect(await w.carillon('locks', 'lift', 'a1', '--why', 'it was her')).toBe(0);
    expect(w.asked).toEqual(['DELETE /pin-locks/a1?author=olga%40laptop&why=it+was+her']);
    expect(w.out).toBe('pins anna: the lock is lifted, 10 wrong PINs are forgotten\n');
    expect(await w.carillon('locks', 'lift', 'zz')).toBe(2);
    expect(await w.carillon('locks', 'lift')).toBe(2);
    expect(await w.carillon('locks', 'open', 'a1')).toBe(2);
  });
});
