import { json, problem, TestWorld } from './world';

const AT = Date.UTC(2026, 10, 21, 10, 5);
const call = {
  ticket: 'c-1.1.t3',
  call: 'c-1.1',
  queue: 'sales',
  strategy: 'manual',
  number: '79160000001',
  name: 'Olga',
  enteredAt: AT,
  waitsSince: AT,
  position: 1,
  priority: 50,
  score: 51,
  callback: false,
  rings: [],
  free: ['anna'],
};

const world = (): TestWorld =>
  new TestWorld(({ url, method }) => {
    switch (`${method} ${decodeURIComponent(url.pathname).replace('/api/v1', '')}`) {
      case 'GET /waiting':
        return json({ waiting: [call] });
      case 'POST /tickets/c-1.1.t3/move':
      case 'POST /tickets/c-1.1.t3/priority':
      case 'POST /tickets/c-1.1.t3/withdraw':
        return json(call);
      case 'POST /tickets/c-1.1.t3/pick':
        return problem(409, 'anna is on-call');
      case 'POST /agents/anna/next':
        return json({ id: 'anna' });
      default:
        return undefined;
    }
  });

describe('carillon waiting', () => {
  test('lists who waits, and who is free for it', async () => {
    const w = world();
    expect(await w.carillon('waiting')).toBe(0);
    expect(w.out).toContain('79160000001 Olga');
    expect(w.out).toContain('anna');
  });

  test.each([
    [['--move', 'help'], 'c-1.1 waits in help now\n'],
    [['--priority', '100'], 'c-1.1 has the priority 100 now\n'],
    [['--withdraw', '--by', 'petra'], 'c-1.1 does not wait any more\n'],
  ])('%j', async (options, said) => {
    const w = world();
    expect(await w.carillon('waiting', 'c-1.1', ...options)).toBe(0);
    expect(w.out).toBe(said);
  });

  test('says why not', async () => {
    const w = world();
    expect(await w.carillon('waiting', 'c-1.1', '--pick', 'anna')).toBe(1);
    expect(w.err).toContain('anna is on-call');
    expect(await world().carillon('waiting', 'c-9', '--withdraw')).toBe(2);
    expect(await world().carillon('waiting', 'c-1.1')).toBe(2);
    expect(await world().carillon('waiting', 'c-1.1', '--priority', 'high')).toBe(2);
  });

  test('asks for the next call', async () => {
    const w = world();
    expect(await w.carillon('waiting', '--next', 'anna')).toBe(0);
    expect(w.out).toBe('anna gets the next call\n');
  });
});
