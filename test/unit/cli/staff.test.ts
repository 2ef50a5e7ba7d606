import { TestWorld } from './world';

async function staff(...args: string[]): Promise<TestWorld> {
  const world = new TestWorld();
  expect(await world.carillon('staff', ...args)).toBe(0);
  return world;
}

const cells = (line: string | undefined): string[] => (line ?? '').trim().split(/ {2,}/);

describe('carillon staff', () => {
  test('the fewest agents for 100 calls in half an hour, and the roster behind them', async () => {
    const { out } = await staff('--calls', '100', '--aht', '3m', '--target', '80/20', '--shrinkage', '30%');
    const lines = out.split('\n');
    expect(lines[0]).toBe('100 calls in 30m of 3m each: 10.0 erlangs (Erlang C)');
    expect(cells(lines[2])).toEqual(['AGENTS', 'ROSTER', 'WITHIN 20 S', 'WAIT AT ALL', 'MEAN WAIT', 'OCCUPANCY']);
    expect(cells(lines.find((line) => line.startsWith('→')))).toEqual([
      '→',
      '14',
      '20',
      '88.8 %',
      '17.4 %',
      '7.8 s',
      '71.4 %',
    ]);
  });

  test('callers who give up: Erlang A', async () => {
    const args = ['--calls', '48', '--per', '1m', '--aht', '1m', '--patience', '2m', '--agents', '50'];
    const { out } = await staff(...args, '--json');
    const { rows } = JSON.parse(out);
    expect(rows).toHaveLength(1);
    expect(rows[0].abandons).toBeCloseTo(0.031, 3);
    expect((await staff(...args)).out).toContain('GIVE UP');
  });

  test('and the other way round: the most calls for 14 agents', async () => {
    const { out } = await staff('--agents', '14', '--aht', '3m');
    expect(out).toMatch(/^At most 10\d calls in 30m of 3m each/);
  });

  test.each([
    [['--aht', '3m'], 'say --calls for agents, or --agents for calls'],
    [['--calls', '10', '--aht', '3m', '--target', '80'], '80/20'],
    [['--calls', '10', '--aht', '3m', '--shrinkage', '100'], '0 to 99'],
    [['--calls', '-1', '--aht', '3m'], 'above 0'],
  ])('what is wrongly called is said: %j', async (args, said) => {
    const world = new TestWorld();
    expect(await world.carillon('staff', ...args)).toBe(2);
    expect(world.err).toContain(said);
  });
});
