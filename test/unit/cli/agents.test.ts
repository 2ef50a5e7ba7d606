import { json, problem, TestWorld } from './world';

const NOW = 1_795_290_200_000;
const anna = {
  id: 'anna',
  name: 'Anna Berg',
  phone: 'anna',
  state: 'not-ready',
  reason: 'lunch',
  since: NOW - 3_000,
  until: NOW - 1_000,
  queues: ['sales', 'help'],
  skills: {},
  call: null,
  next: null,
  overLimit: true,
  out: ['help'],
};

function world(): { w: TestWorld; sent: unknown[] } {
  const sent: unknown[] = [];
  const w = new TestWorld(({ url, method, body }) => {
    const path = url.pathname.replace('/api/v1', '');
    if (path === '/agents') return json({ at: NOW, agents: [anna] });
    if (!path.startsWith('/agents/anna')) return undefined;
    if (path.endsWith('/wrap-up/extend')) return problem(409, 'the agent is not in wrap-up');
    if (method !== 'GET') sent.push(body);
    return json(anna);
  });
  w.now = () => NOW;
  return { w, sent };
}

describe('carillon agents ID', () => {
  test.each([
    [['--state', 'not-ready', '--reason', 'lunch'], 'PUT /agents/anna/state', { state: 'not-ready', reason: 'lunch' }],
    [
      ['--state', 'signed-out', '--force', '--by', 'petra'],
      'PUT /agents/anna/state?author=petra',
      { state: 'signed-out', reason: '', force: true },
    ],
    [['--wrap-up', 'end'], 'POST /agents/anna/wrap-up/end', undefined],
    [['--disposition', 'sold'], 'POST /agents/anna/disposition', { code: 'sold' }],
    [['--sign-out', 'help'], 'DELETE /agents/anna/queues/help', undefined],
    [['--sign-in', 'help'], 'PUT /agents/anna/queues/help', {}],
  ])('%j', async (options, asked, body) => {
    const { w, sent } = world();
    expect(await w.carillon('agents', 'anna', ...options)).toBe(0);
    expect(w.asked).toEqual([asked]);
    expect(sent).toEqual([body]);
    expect(w.out).toBe('Anna Berg: not-ready (lunch, over the limit)\n');
  });

  test('asks for several in the order in which a talk is closed', async () => {
    const { w } = world();
    await w.carillon('agents', 'anna', '--state', 'available', '--wrap-up', 'end', '--disposition', 'sold');
    expect(w.asked.map((each) => each.split('/').slice(3).join('/'))).toEqual(['disposition', 'wrap-up/end', 'state']);
  });

  test('tells of one, and lists the queues that an agent is in', async () => {
    const { w } = world();
    expect(await w.carillon('agents', 'anna', '--json')).toBe(0);
    expect(JSON.parse(w.out)).toEqual(anna);
    const { w: all } = world();
    await all.carillon('agents');
    expect(all.lines[1]).toMatch(/ anna +sales +–$/);
  });

  test('says why not', async () => {
    const { w } = world();
    expect(await w.carillon('agents', 'anna', '--wrap-up', 'extend')).toBe(1);
    expect(w.err).toContain('the agent is not in wrap-up');
    for (const wrong of [
      ['--wrap-up', 'end'],
      ['anna', '--reason', 'lunch'],
      ['anna', '--wrap-up', 'sleep'],
      ['boris'],
    ])
      expect(await world().w.carillon('agents', ...wrong)).not.toBe(0);
  });
});
