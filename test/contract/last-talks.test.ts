import type { RedisLink } from '../../src/adapters/redis/link';
import { RedisLastTalks } from '../../src/adapters/redis/last-talks';
import type { LastTalks } from '../../src/engine/ports/last-talks';
import { MemoryLastTalks } from '../../src/sim/kept';
import { patientLink, useRedis } from '../support/servers';

const links: RedisLink[] = [];
afterAll(() => links.forEach((link) => link.close()));
const server = useRedis();

const rigs: readonly [string, () => { talks: LastTalks; again: () => LastTalks }][] = [
  [
    'MemoryLastTalks',
    () => {
      const talks = new MemoryLastTalks();
      return { talks, again: () => talks };
    },
  ],
  [
    'RedisLastTalks',
    () => {
      const link = patientLink(server.url);
      links.push(link);
      const make = (): LastTalks => new RedisLastTalks({ link, prefix: `${server.prefix}talks:` });
      return { talks: make(), again: make };
    },
  ],
];

describe.each(rigs)('%s', (_, rig) => {
  test('keeps the last talk of each number and queue in the order of their time, and forgets the old ones', async () => {
    const { talks, again } = rig();
    const talk = (number: string, queue: string, agent: string, at: number) => ({ number, queue, agent, at });
    await talks.put(talk('+7 916 "x"', 'sales', 'anna', 1_000), 0);
    await talks.put(talk('7917', 'sales', 'boris', 1_500.5), 0);
    await talks.put(talk('+7 916 "x"', 'support', 'boris', 2_000), 0);
    await talks.put(talk('+7 916 "x"', 'sales', 'clara', 3_000), 0);
    expect(await again().load(0)).toEqual([
      talk('7917', 'sales', 'boris', 1_500.5),
      talk('+7 916 "x"', 'support', 'boris', 2_000),
      talk('+7 916 "x"', 'sales', 'clara', 3_000),
    ]);
    expect(await again().load(2_500)).toEqual([talk('+7 916 "x"', 'sales', 'clara', 3_000)]);
    await talks.put(talk('7918', 'sales', 'anna', 4_000), 2_500);
    expect(await again().load(0)).toEqual([
      talk('+7 916 "x"', 'sales', 'clara', 3_000),
      talk('7918', 'sales', 'anna', 4_000),
    ]);
  });
});
