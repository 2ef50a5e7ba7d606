import { randomBytes } from 'node:crypto';
import { keysOf } from '../../src/adapters/redis/keys';
import type { RedisLink } from '../../src/adapters/redis/link';
import { RedisLists } from '../../src/adapters/redis/lists';
import { RedisPinLocks } from '../../src/adapters/redis/pin-locks';
import { Sealer } from '../../src/adapters/redis/sealer';
import type { CarillonEvent, EventOf } from '../../src/domain/event';
import type { ListEntry } from '../../src/domain/list';
import type { PinTries } from '../../src/domain/pin-lock';
import type { ListChange, Lists } from '../../src/engine/ports/lists';
import type { PinChange, PinLocks } from '../../src/engine/ports/pin-locks';
import { Fenced } from '../../src/engine/ports/state';
import { MemoryLists, MemoryPinLocks } from '../fakes/lists';
import { patientLink, useRedis } from '../support/servers';

const links: RedisLink[] = [];
afterAll(() => links.forEach((link) => link.close()));
const server = useRedis();

interface Rig<Kept> {
  readonly kept: Kept;
  /** As the next node finds it. */
  readonly again: (key?: Buffer) => Kept;
  readonly fence: () => Promise<void> | void;
  readonly events: () => Promise<CarillonEvent[]>;
  /** All that lies in the store, as text. */
  readonly dump: () => Promise<string>;
}

let serials = 0;
const sealingKey = randomBytes(32);
const unsealable: string[] = [];

function redisRig<Kept>(
  make: (options: ConstructorParameters<typeof RedisPinLocks>[0]) => Kept,
): () => Promise<Rig<Kept>> {
  return async () => {
    const prefix = `${server.prefix}lists${++serials}:`;
    const link = patientLink(server.url);
    links.push(link);
    const fence = { numberKey: `${prefix}number`, number: 7 };
    await link.run((redis) => redis.set(fence.numberKey, 7));
    const again = (key: Buffer = sealingKey): Kept =>
      make({ link, prefix, fence, sealer: new Sealer([key]), onUnsealable: (id) => unsealable.push(id) });
    const { events, lists, pinLocks } = keysOf(prefix);
    return {
      kept: again(),
      again,
      fence: async () => {
        await link.run((redis) => redis.set(fence.numberKey, 8));
      },
      events: async () => {
        const entries = await link.run((redis) => redis.xrange(events, '-', '+'));
        return entries.map(([, fields]) => JSON.parse(fields[1] ?? '') as CarillonEvent);
      },
      dump: async () =>
        JSON.stringify(await link.run((redis) => Promise.all([redis.hgetall(lists), redis.hgetall(pinLocks)]))),
    };
  };
}

function memoryRig<Kept extends { readonly events: CarillonEvent[]; readonly manner: { fence(): void } }>(
  make: () => Kept,
): () => Promise<Rig<Kept>> {
  return async () => {
    const kept = make();
    return {
      kept,
      again: () => kept,
      fence: () => kept.manner.fence(),
      events: async () => kept.events,
      dump: async () => '',
    };
  };
}

// ── entries of lists ────────────────────────────────────────────────────────────────────────────────────────────────

const entry = (key: string, more: Partial<ListEntry> = {}): ListEntry => ({
  list: 'blacklist',
  key,
  fields: { reason: 'хулиган', times: 3, known: true, of: null },
  note: 'угрожал\nоператору',
  until: 1_795_290_200_000,
  since: 1_795_200_000_000,
  by: 'anna',
  call: 'c-1.1',
  command: 'c-1.1.c4',
  ...more,
});

let number = 0;
const change = (key: string, kept: ListEntry | null, list = 'blacklist'): ListChange => {
  const what = kept ? 'added' : 'removed';
  const event: EventOf<'list.changed'> = {
    id: `list.${list}.e${++number}`,
    at: number,
    call: null,
    type: 'list.changed',
    data: { list, key, what, until: null, by: 'anna', note: '' },
  };
  return { list, key, entry: kept, event };
};

const listRigs: readonly [string, () => Promise<Rig<Lists>>][] = [
  ['MemoryLists', memoryRig(() => new MemoryLists())],
  ['RedisLists', redisRig((options) => new RedisLists(options))],
];

const byKey = async (lists: Lists): Promise<ListEntry[]> =>
  [...(await lists.load())].sort((a, b) => `${a.list}${a.key}`.localeCompare(`${b.list}${b.key}`, 'en'));

describe.each(listRigs)('%s', (_name, make) => {
  test('what is added is found again, exactly as it was saved, and told', async () => {
    const { kept, again, events } = await make();
    const added = change('79990000009', entry('79990000009'));
    await kept.save([added]);
    expect(await again().load()).toEqual([entry('79990000009')]);
    expect(await events()).toEqual([added.event]);
  });

  test('the last one of a number counts; the same number in another list is another entry', async () => {
    const { kept } = await make();
    await kept.save([change('1', entry('1')), change('2*', entry('2*', { until: null }))]);
    await kept.save([change('1', entry('1', { note: 'again' })), change('1', entry('1', { list: 'vips' }), 'vips')]);
    expect(await byKey(kept)).toEqual([
      entry('1', { note: 'again' }),
      entry('2*', { until: null }),
      entry('1', { list: 'vips' }),
    ]);
  });

  test('what is taken out is gone; what is not there is not told of', async () => {
    const { kept, again, events } = await make();
    await kept.save([change('1', entry('1')), change('2', entry('2'))]);
    await kept.save([change('1', null), change('9', null)]);
    expect(await again().load()).toEqual([entry('2')]);
    expect((await events()).map(({ data }) => (data as { key: string }).key)).toEqual(['1', '2', '1']);
  });

  test('a save that is repeated, because its answer was lost, is told once', async () => {
    const { kept, events } = await make();
    const [added, removed] = [change('1', entry('1')), change('1', null)];
    for (let i = 0; i < 3; i++) await kept.save([added]);
    for (let i = 0; i < 3; i++) await kept.save([removed]);
    expect((await events()).map(({ id }) => id)).toEqual([added.event.id, removed.event.id]);
  });

  test('nothing is saved by a node that has lost the lease', async () => {
    const { kept, again, fence, events } = await make();
    await kept.save([change('1', entry('1'))]);
    await fence();
    await expect(kept.save([change('1', null)])).rejects.toThrow(Fenced);
    expect(await again().load()).toEqual([entry('1')]);
    expect(await events()).toHaveLength(1);
  });

  test('a thousand at once are one save', async () => {
    const { kept, again } = await make();
    await kept.save(Array.from({ length: 1_000 }, (_, i) => change(`${i}`, entry(`${i}`))));
    expect(await again().load()).toHaveLength(1_000);
  });
});

// ── wrong PINs ──────────────────────────────────────────────────────────────────────────────────────────────────────

const tries = (id: string, wrong: number, more: Partial<PinTries> = {}): PinTries => ({
  id,
  subject: { is: 'expression', of: 'card', key: '4929000011112222', secret: true },
  wrong,
  at: 1_795_200_000_000,
  call: 'c-1.1',
  lock: null,
  ...more,
});
const locked = { since: 1_795_200_000_000, until: null };
const event = (n: number): EventOf<'pin.locked'> => ({
  id: `pin.a.e${n}`,
  at: n,
  call: 'c-1.1',
  type: 'pin.locked',
  data: { lock: 'a', what: 'card ••••', wrong: 10, until: null },
});
const counted = (kept: PinTries, ...events: PinChange['events']): PinChange => ({ id: kept.id, tries: kept, events });

const pinRigs: readonly [string, () => Promise<Rig<PinLocks>>][] = [
  ['MemoryPinLocks', memoryRig(() => new MemoryPinLocks())],
  ['RedisPinLocks', redisRig((options) => new RedisPinLocks(options))],
];

describe.each(pinRigs)('%s', (_name, make) => {
  test('what is counted is found again, and a lock is told', async () => {
    const { kept, again, events } = await make();
    await kept.save([counted(tries('a', 9)), counted(tries('b', 1))]);
    await kept.save([counted(tries('a', 10, { lock: locked }), event(1))]);
    const found = [...(await again().load())].sort((a, b) => a.id.localeCompare(b.id, 'en'));
    expect(found).toEqual([tries('a', 10, { lock: locked }), tries('b', 1)]);
    expect(await events()).toEqual([event(1)]);
  });

  test('what is forgotten is gone', async () => {
    const { kept, again } = await make();
    await kept.save([counted(tries('a', 2))]);
    await kept.save([
      { id: 'a', tries: null, events: [] },
      { id: 'z', tries: null, events: [] },
    ]);
    expect(await again().load()).toEqual([]);
  });

  test('a save that is repeated is told once', async () => {
    const { kept, events } = await make();
    for (let i = 0; i < 3; i++) await kept.save([counted(tries('a', 10, { lock: locked }), event(1))]);
    expect(await events()).toEqual([event(1)]);
  });

  test('nothing is saved by a node that has lost the lease', async () => {
    const { kept, again, fence } = await make();
    await kept.save([counted(tries('a', 1))]);
    await fence();
    await expect(kept.save([counted(tries('a', 2))])).rejects.toThrow(Fenced);
    expect(await again().load()).toEqual([tries('a', 1)]);
  });

  test('whose PIN it is may be a secret, and is kept sealed', async () => {
    const { kept, dump } = await make();
    await kept.save([counted(tries('a', 1))]);
    expect(await dump()).not.toContain('4929');
  });
});

test('wrong PINs that were sealed with a key that is gone are left out, and that is said', async () => {
  const { kept, again } = await redisRig((options) => new RedisPinLocks(options))();
  await kept.save([counted(tries('gone', 3))]);
  expect(await again(randomBytes(32)).load()).toEqual([]);
  expect(unsealable).toEqual(['gone']);
});
