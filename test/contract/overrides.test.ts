import type { RedisLink } from '../../src/adapters/redis/link';
import { keysOf } from '../../src/adapters/redis/keys';
import { RedisOverrides } from '../../src/adapters/redis/overrides';
import type { CarillonEvent, EventOf } from '../../src/domain/event';
import { Fenced, type Overrides, type StandingOverride } from '../../src/engine/ports/state';
import { MemoryOverrides } from '../fakes/overrides';
import { patientLink, useRedis } from '../support/servers';

const links: RedisLink[] = [];
afterAll(() => links.forEach((link) => link.close()));
const server = useRedis();

interface Rig {
  readonly overrides: Overrides;
  /** As the next node finds them. */
  readonly again: () => Overrides;
  readonly fence: () => Promise<void>;
  readonly events: () => Promise<CarillonEvent[]>;
}

let serials = 0;
const rigs: readonly [string, () => Promise<Rig>][] = [
  [
    'MemoryOverrides',
    async () => {
      const overrides = new MemoryOverrides();
      return {
        overrides,
        again: () => overrides,
        fence: async () => overrides.fence(),
        events: async () => overrides.events,
      };
    },
  ],
  [
    'RedisOverrides',
    async () => {
      const prefix = `${server.prefix}overrides${++serials}:`;
      const link = patientLink(server.url);
      links.push(link);
      const fence = { numberKey: `${prefix}number`, number: 7 };
      await link.run((redis) => redis.set(fence.numberKey, 7));
      const make = (): RedisOverrides => new RedisOverrides({ link, prefix, fence });
      return {
        overrides: make(),
        again: make,
        fence: async () => {
          await link.run((redis) => redis.set(fence.numberKey, 8));
        },
        events: async () => {
          const entries = await link.run((redis) => redis.xrange(keysOf(prefix).events, '-', '+'));
          return entries.map(([, fields]) => JSON.parse(fields[1] ?? '') as CarillonEvent);
        },
      };
    },
  ],
];

const closed = (more: Partial<StandingOverride> = {}): StandingOverride => ({
  schedule: 'office',
  to: 'closed',
  until: 1_795_290_200_000,
  since: 1_795_200_000_000,
  by: 'anna',
  why: 'прорвало трубу',
  ...more,
});

const event = (number: number, to: string | null): EventOf<'schedule.override'> => ({
  id: `schedule.office.e${number}`,
  at: number,
  call: null,
  type: 'schedule.override',
  data: { schedule: 'office', to, until: null, by: 'anna', why: '' },
});

describe.each(rigs)('%s', (_name, make) => {
  test('what is set is found again, exactly as it was saved, and told', async () => {
    const { overrides, again, events } = await make();
    await overrides.save('office', closed(), event(1, 'closed'));
    expect(await again().load()).toEqual([closed()]);
    expect(await events()).toEqual([event(1, 'closed')]);
  });

  test('the last one of a schedule counts; those of other schedules stay', async () => {
    const { overrides } = await make();
    await overrides.save('office', closed(), event(1, 'closed'));
    await overrides.save('shop', closed({ schedule: 'shop', until: null }), event(2, 'closed'));
    await overrides.save('office', closed({ to: 'emergency' }), event(3, 'emergency'));
    const found = [...(await overrides.load())].sort((a, b) => a.schedule.localeCompare(b.schedule, 'en'));
    expect(found).toEqual([closed({ to: 'emergency' }), closed({ schedule: 'shop', until: null })]);
  });

  test('what is taken back is gone', async () => {
    const { overrides, again, events } = await make();
    await overrides.save('office', closed(), event(1, 'closed'));
    await overrides.save('office', null, event(2, null));
    expect(await again().load()).toEqual([]);
    expect((await events()).map(({ id }) => id)).toEqual(['schedule.office.e1', 'schedule.office.e2']);
  });

  test('a save that is repeated, because its answer was lost, is told once', async () => {
    const { overrides, events } = await make();
    for (let i = 0; i < 3; i++) await overrides.save('office', closed(), event(1, 'closed'));
    for (let i = 0; i < 3; i++) await overrides.save('office', null, event(2, null));
    expect((await events()).map(({ id }) => id)).toEqual(['schedule.office.e1', 'schedule.office.e2']);
  });

  test('nothing is saved by a node that has lost the lease', async () => {
    const { overrides, again, fence, events } = await make();
    await overrides.save('office', closed(), event(1, 'closed'));
    await fence();
    await expect(overrides.save('office', null, event(2, null))).rejects.toThrow(Fenced);
    expect(await again().load()).toEqual([closed()]);
    expect(await events()).toHaveLength(1);
  });
});
