import type { RedisLink } from '../../src/adapters/redis/link';
import { RedisRecentCalls } from '../../src/adapters/redis/recent-calls';
import type { RecentCalls } from '../../src/engine/ports/recent-calls';
import { MemoryRecentCalls } from '../../src/sim/kept';
import { patientLink, useRedis } from '../support/servers';

const links: RedisLink[] = [];
afterAll(() => links.forEach((link) => link.close()));
const server = useRedis();

const rigs: readonly [string, () => { recent: RecentCalls; again: () => RecentCalls }][] = [
  [
    'MemoryRecentCalls',
    () => {
      const recent = new MemoryRecentCalls();
      return { recent, again: () => recent };
    },
  ],
  [
    'RedisRecentCalls',
    () => {
      const link = patientLink(server.url);
      links.push(link);
      const make = (): RecentCalls => new RedisRecentCalls({ link, prefix: `${server.prefix}recent:` });
      return { recent: make(), again: make };
    },
  ],
];

describe.each(rigs)('%s', (_, rig) => {
  test('keeps calls in the order of their time, each once, and forgets the old ones', async () => {
    const { recent, again } = rig();
    const call = (id: string, at: number) => ({ call: id, number: '+7 916 "x"', at });
    await recent.add(call('c.2', 2_000.5), 0);
    await recent.add(call('c.1', 1_000), 0);
    await recent.add(call('c.1', 1_000), 0);
    expect(await again().load(0)).toEqual([call('c.1', 1_000), call('c.2', 2_000.5)]);
    expect(await again().load(2_000)).toEqual([call('c.2', 2_000.5)]);
    await recent.add(call('c.3', 3_000), 1_500);
    expect(await again().load(0)).toEqual([call('c.2', 2_000.5), call('c.3', 3_000)]);
  });
});
