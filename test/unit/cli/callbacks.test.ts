import { json, problem, TestWorld } from './world';

const AT = Date.UTC(2026, 10, 21, 10, 5);
const ID = 'c-1.1-cb7~';
const waiting = {
  id: ID,
  queue: 'sales',
  number: '79160000001',
  name: 'Olga',
  state: 'later',
  agent: null,
  from: 'c-1.1',
  askedAt: AT,
  waitsSince: AT,
  notBefore: AT + 600_000,
  expiresAt: AT + 3_600_000,
  calls: 1,
  last: 'busy',
};
const ringing = { ...waiting, id: 'c-1.2-cb7~', queue: 'support', state: 'calling', agent: 'anna', notBefore: null };
const past = {
  id: ID,
  ticket: 'c-1.1-cb7.t0',
  from: 'c-1.1',
  queue: 'sales',
  number: '79160000001',
  trunk: 'carrier',
  askedAt: AT,
  at: null,
  expiresAt: AT + 3_600_000,
  calls: 2,
  lastAt: AT + 60_000,
  last: 'answered',
  agent: 'anna',
  endedAt: AT + 90_000,
  ended: 'done',
  by: 'floor',
};

const world = (): TestWorld =>
  new TestWorld(({ url, method }) => {
    switch (`${method} ${decodeURIComponent(url.pathname).replace('/api/v1', '')}`) {
      case 'GET /callbacks':
        return json({ callbacks: [waiting, ringing] });
      case `DELETE /callbacks/${ID}`:
        return json(waiting);
      case 'DELETE /callbacks/c-1.2-cb7~':
        return problem(409, 'the customer is on the line');
      case 'GET /history/callbacks':
        return json({ callbacks: url.searchParams.has('number') ? [] : [past] });
      default:
        return undefined;
    }
  });

const rowsOf = (w: TestWorld): readonly string[][] => w.out.split('\n').map((line) => line.split(/ {2,}/));

describe('carillon callbacks', () => {
  test('lists who is to be called back, and how far that is', async () => {
    const w = world();
    expect(await w.carillon('callbacks')).toBe(0);
    const rows = rowsOf(w);
    expect(rows[0]).toEqual(['ASKED', 'QUEUE', 'NUMBER', 'STATE', 'CALLS', 'EXPIRES', 'ID']);
    expect(rows[1]?.slice(1, 3)).toEqual(['sales', '79160000001 Olga']);
    expect(rows[1]?.[3]).toMatch(/^later, 2026-11-21 /);
    expect(rows[1]?.[4]).toBe('1 (busy)');
    expect(rows[2]?.[3]).toBe('calling (anna)');
    const one = world();
    await one.carillon('callbacks', '--queue', 'support', '--json');
    expect(JSON.parse(one.out)).toEqual([ringing]);
    const none = world();
    await none.carillon('callbacks', '--number', '112');
    expect(none.out).toBe('Nobody waits for a call back.\n');
  });

  test('takes one back', async () => {
    const w = world();
    expect(await w.carillon('callbacks', ID, '--cancel', '--by', 'petra')).toBe(0);
    expect(w.asked).toEqual([`DELETE /callbacks/${encodeURIComponent(ID)}?author=petra`]);
    expect(w.out).toBe('79160000001 is not called back\n');
    const late = world();
    expect(await late.carillon('callbacks', 'c-1.2-cb7~', '--cancel')).not.toBe(0);
    expect(late.err).toContain('the customer is on the line');
  });

  test('lists what became of all', async () => {
    const w = world();
    await w.carillon('callbacks', '--past', '--queue', 'sales');
    expect(w.asked).toEqual(['GET /history/callbacks?queue=sales&limit=50']);
    expect(rowsOf(w)[1]?.slice(1, 5)).toEqual(['sales', '79160000001', '2 (answered)', 'anna']);
    expect(rowsOf(w)[1]?.[6]).toBe('done');
    const none = world();
    await none.carillon('callbacks', '--past', '--number', '112');
    expect(none.out).toBe('No callback fits.\n');
  });

  test('says what is missing', async () => {
    const w = world();
    expect(await w.carillon('callbacks', '--cancel')).not.toBe(0);
    expect(w.err).toContain('Which one?');
    const what = world();
    expect(await what.carillon('callbacks', ID)).not.toBe(0);
    expect(what.err).toContain('What with it?');
  });
});
