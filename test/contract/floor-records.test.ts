import { newAgent } from '../../src/acd/floor';
import { RedisFloorRecords } from '../../src/adapters/redis/floor-records';
import { keysOf } from '../../src/adapters/redis/keys';
import type { RedisLink } from '../../src/adapters/redis/link';
import type { FloorRecords, FloorSnapshot, RecordedTurn } from '../../src/engine/ports/floor-records';
import { MemoryFloorRecords } from '../fakes/floor-records';
import { patientLink, useRedis } from '../support/servers';

const links: RedisLink[] = [];
afterAll(() => links.forEach((link) => link.close()));
const server = useRedis();

interface Rig {
  readonly records: FloorRecords;
  /** Another node leads from now on. */
  readonly lead: (lease: number) => Promise<void>;
}

let serials = 0;
async function onRedis(): Promise<Rig & { readonly records: RedisFloorRecords; link: RedisLink; key: string }> {
  const prefix = `${server.prefix}${++serials}:`;
  const link = patientLink(server.url);
  links.push(link);
  const fence = { number: 1 };
  const onError = (error: unknown): never => {
    throw error;
  };
  const records = new RedisFloorRecords({ link, prefix, fence, now: Date.now, onError });
  const lead = async (lease: number): Promise<void> => {
    await records.flush();
    fence.number = lease;
  };
  return { records, lead, link, key: keysOf(prefix).turns };
}

const rigs: readonly [string, () => Promise<Rig>][] = [
  [
    'MemoryFloorRecords',
    () => {
      const records = new MemoryFloorRecords();
      const lead = (lease: number): Promise<void> => {
        records.lease = lease;
        return Promise.resolve();
      };
      return Promise.resolve({ records, lead });
    },
  ],
  ['RedisFloorRecords', onRedis],
];

const START = Date.now() - 1_000;
const turn = (number: number, more: Partial<RecordedTurn> = {}): RecordedTurn => ({
  number,
  at: START + number,
  input: { type: 'set-agent-state', agent: 'anna', to: 'available', reason: 'Кофе', by: 'anna' },
  print: 4_000_000_000 + number,
  ...more,
});
const snapshot = (after: number, agents = 3): FloorSnapshot => ({
  after,
  at: START + after,
  site: { current: 'one', canary: null },
  opens: { sales: null, support: 5_000 },
  agents: Array.from({ length: agents }, (_, index) => newAgent(`agent${index}`, START)),
  tickets: [],
  counters: { fence: 1, ticket: 2, event: 3 },
});

describe.each(rigs)('%s', (_name, make) => {
  test('gives back what is needed to make a moment again, and no more', async () => {
    const { records } = await make();
    expect(await records.read(START + 1_000, 0)).toBeUndefined();
    await records.keep(snapshot(0));
    for (let number = 1; number <= 12; number++) {
      records.note(turn(number, number === 2 ? { opens: { sales: 0 } } : {}));
      if (number % 4 === 0) await records.keep(snapshot(number, 450));
    }
    const record = await records.read(START + 10, 1);
    expect(record).toEqual({
      lease: 1,
      snapshots: [snapshot(4, 450), snapshot(8, 450)],
      turns: [5, 6, 7, 8, 9, 10, 11].map((number) => turn(number)),
    });
    const early = await records.read(START + 2, 0);
    expect(early).toEqual({
      lease: 1,
      snapshots: [snapshot(0)],
      turns: [turn(1), turn(2, { opens: { sales: 0 } })],
    });
    expect(await records.read(START - 1, 5)).toBeUndefined();
  });

  test('many turns, and what was noted a moment ago', async () => {
    const { records } = await make();
    await records.keep(snapshot(0));
    for (let number = 1; number <= 700; number++) records.note(turn(number));
    const read = await records.read(START + 600, 50);
    expect(read?.turns.map(({ number }) => number)).toEqual(Array.from({ length: 650 }, (_, index) => index + 1));
  });

  test('after a take-over the turns begin anew, and what the former leader did is still there', async () => {
    const { records, lead } = await make();
    await records.keep(snapshot(0));
    for (const number of [1, 2]) records.note(turn(number));
    await lead(2);
    await records.keep({ ...snapshot(0), at: START + 50 });
    for (const number of [1, 2, 3]) records.note(turn(number, { at: START + 50 + number }));
    expect(await records.read(START + 52, 9)).toMatchObject({
      lease: 2,
      turns: [1, 2, 3].map((number) => ({ number })),
    });
    expect(await records.read(START + 20, 9)).toMatchObject({ lease: 1, turns: [1, 2].map((number) => ({ number })) });
  });

  test('forgets what is over its time', async () => {
    const { records } = await make();
    await records.keep(snapshot(0));
    for (let number = 1; number <= 300; number++) records.note(turn(number));
    expect((await records.read(START + 9_000, 0))?.turns).toHaveLength(300);
    await records.trim(Date.now() + 86_400_000);
    expect((await records.read(START + 9_000, 0))?.turns ?? []).toEqual([]);
  });
});

test('RedisFloorRecords: a snapshot that a crash has cut short is as if it had never been', async () => {
  const { records, link, key } = await onRedis();
  await records.keep(snapshot(0, 450));
  records.note(turn(1));
  await records.flush();
  await records.keep(snapshot(1, 450));
  await link.run(async (redis) => {
    const [last] = await redis.xrevrange(key, '+', '-', 'COUNT', 1);
    await redis.xdel(key, last?.[0] ?? '');
  });
  records.note(turn(2));
  expect(await records.read(START + 9, 0)).toEqual({
    lease: 1,
    snapshots: [snapshot(0, 450)],
    turns: [turn(1), turn(2)],
  });
});

describe('RedisFloorRecords: a leader that has lost its lease', () => {
  const rig = async () => {
    const { records, link, key } = await onRedis();
    const fence = { number: 4 };
    const onError = (error: unknown): void => expect(error).toBeUndefined();
    const prefix = key.slice(0, -'turns'.length);
    const next = { number: 5 };
    const [old, now] = [fence, next].map((each) => {
      return new RedisFloorRecords({ link, prefix, fence: each, now: Date.now, onError });
    });
    if (!old || !now) throw new Error('there are two');
    await old.keep(snapshot(0));
    old.note(turn(1));
    await old.flush();
    return { old, now, fence, read: (at: number) => records.read(at, 9) };
  };

  test.each(['between those of the next', 'after those of the next'])('and writes its last turns %s', async (when) => {
    const { old, now, fence, read } = await rig();
    old.note(turn(2));
    fence.number = 0;
    await now.keep({ ...snapshot(0), at: START + 50 });
    const late = turn(1, { at: START + 60 });
    if (when === 'between those of the next') await old.flush();
    now.note(late);
    await now.flush();
    await old.flush();
    expect(await read(START + 70)).toMatchObject({ lease: 5, turns: [late] });
    expect(await read(START + 20)).toMatchObject({ lease: 4, turns: [turn(1), turn(2)] });
  });

  test('writes of what comes then nothing', async () => {
    const { old, fence, read } = await rig();
    fence.number = 0;
    old.note(turn(2));
    await old.keep({ ...snapshot(0), at: START + 30 });
    await old.flush();
    expect(await read(START + 70)).toEqual({ lease: 4, snapshots: [snapshot(0)], turns: [turn(1)] });
  });
});

test('RedisFloorRecords: what cannot be written now is written later', async () => {
  const { records, link, key } = await onRedis();
  await link.run((redis) => redis.set(key, 'no stream'));
  const errors: unknown[] = [];
  const broken = new RedisFloorRecords({
    ...{ link, prefix: key.slice(0, -'turns'.length), fence: { number: 1 }, now: Date.now },
    onError: (error) => errors.push(error),
  });
  broken.note(turn(1));
  await broken.flush();
  expect(errors).toHaveLength(1);
  await link.run((redis) => redis.del(key));
  await records.keep(snapshot(0));
  broken.note(turn(2));
  expect((await broken.read(START + 9, 0))?.turns).toEqual([turn(1), turn(2)]);
});
