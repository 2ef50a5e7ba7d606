import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { BullLookups } from '../../src/adapters/jobs/lookups';
import { BullPostCallJobs } from '../../src/adapters/jobs/post-call-jobs';
import { startLookUpWorker, startPostCallWorker, type LookUpRequest } from '../../src/adapters/jobs/workers';
import { Sealer } from '../../src/adapters/redis/sealer';
import type { CommandId } from '../../src/domain/ids';
import type { Lookups } from '../../src/engine/ports/work';
import type { FetchCommand, LookupCommand, LookupResult } from '../../src/flow/command';
import { FakeLookups } from '../fakes/lookups';
import { eventually, PATIENCE_MS } from '../support/patience';
import { privateRedis, useRedis } from '../support/servers';

const sealer = new Sealer([randomBytes(32)]);
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
});
const later = <T extends { close(): Promise<void> }>(opened: T): T => {
  closers.push(() => opened.close());
  return opened;
};

const server = useRedis(); // after the rest: what is opened first is closed last

let serials = 0;
const options = () => ({ url: server.url, prefix: `${server.prefix}${++serials}:`, onError: () => undefined, sealer });

const crm = async ({ connector, key }: LookUpRequest): Promise<LookupResult> => {
  if (connector === 'slow') return new Promise(() => undefined);
  return key === '79161234567' ? { is: 'found', value: { name: 'Анна', vip: true } } : { is: 'not-found' };
};
/** A service that gives back what it was sent. */
const echo = async ({ request }: Pick<FetchCommand, 'request'>): Promise<LookupResult> => ({
  is: 'found',
  value: { url: request.url, body: request.body },
});
const command = (id: CommandId, more: Partial<LookupCommand> = {}): LookupCommand => ({
  type: 'lookup',
  id,
  connector: 'crm',
  key: '79161234567',
  withinMs: PATIENCE_MS,
  cacheMs: 0,
  ...more,
});

/** The first result for each command. */
function results(lookups: Lookups): (id: CommandId) => Promise<LookupResult> {
  const seen = new Map<CommandId, LookupResult>();
  const waiting = new Map<CommandId, (result: LookupResult) => void>();
  lookups.onResult((id, result) => {
    seen.set(id, result);
    waiting.get(id)?.(result);
  });
  return (id) => {
    const result = seen.get(id);
    return result ? Promise.resolve(result) : new Promise((resolve) => waiting.set(id, resolve));
  };
}

describe.each<[string, () => Lookups]>([
  [
    'FakeLookups',
    () => {
      const fake = new FakeLookups();
      fake.answerBy(({ key }) =>
        key === '79161234567' ? { is: 'found', value: { name: 'Анна', vip: true } } : { is: 'not-found' },
      );
      fake.answerFetchesBy(({ request }) => ({ is: 'found', value: { url: request.url, body: request.body } }));
      return fake;
    },
  ],
  [
    'BullLookups',
    () => {
      const shared = options();
      later(startLookUpWorker({ lookUp: crm, fetch: echo }, shared));
      return later(new BullLookups(shared));
    },
  ],
])('%s', (_name, make) => {
  test('a record that is there comes back under the id of the command', async () => {
    const lookups = make();
    const resultOf = results(lookups);
    await lookups.start('carillon-1.1', command('carillon-1.1.l1'));
    await lookups.start('carillon-1.1', command('carillon-1.1.l2', { key: '1' }));

    expect(await resultOf('carillon-1.1.l1')).toEqual({ is: 'found', value: { name: 'Анна', vip: true } });
    expect(await resultOf('carillon-1.1.l2')).toEqual({ is: 'not-found' });
  });

  test('a request of the flow itself is answered in the same way', async () => {
    const lookups = make();
    const resultOf = results(lookups);
    const request = { method: 'POST', url: 'http://127.0.0.1/orders', headers: {}, body: { pin: '4711' } } as const;
    await lookups.fetch('carillon-1.1', {
      type: 'fetch',
      id: 'carillon-1.1.l3',
      request,
      withinMs: PATIENCE_MS,
      cacheMs: 0,
    });
    expect(await resultOf('carillon-1.1.l3')).toEqual({
      is: 'found',
      value: { url: 'http://127.0.0.1/orders', body: { pin: '4711' } },
    });
  });

  test('everybody who listens is told', async () => {
    const lookups = make();
    const [one, other] = [results(lookups), results(lookups)];
    await lookups.start('carillon-1.1', command('carillon-1.1.l1'));
    expect(await one('carillon-1.1.l1')).toEqual(await other('carillon-1.1.l1'));
  });
});

describe('BullLookups, as only the real one can be', () => {
  test('the key is nowhere in Redis in clear, and nothing of a look-up stays', async () => {
    const shared = options();
    const lookups = later(new BullLookups(shared));
    const resultOf = results(lookups);
    await lookups.start('carillon-1.1', command('carillon-1.1.l1', { key: '79161234567' }));
    const redis = new Redis(server.url);
    const texts = async (): Promise<string> => {
      const hashes = (await redis.keys(`${shared.prefix}*l1`)).map((name) => redis.hgetall(name));
      return JSON.stringify(await Promise.all(hashes));
    };
    expect(await texts()).toContain('sealedKey');
    expect(await texts()).not.toContain('79161234567');

    later(startLookUpWorker({ lookUp: crm, fetch: echo }, shared));
    expect(await resultOf('carillon-1.1.l1')).toMatchObject({ is: 'found' });
    await eventually('nothing of it is left', texts, (left) => left === '[]');
    redis.disconnect();
  });

  test('a look-up that nobody waits for any more is not done', async () => {
    const shared = options();
    const lookups = later(new BullLookups(shared));
    const resultOf = results(lookups);
    await lookups.start('carillon-1.1', command('carillon-1.1.l1', { key: 'too late', withinMs: 0 }));
    const asked: string[] = [];
    const note = async (request: LookUpRequest): Promise<LookupResult> => {
      asked.push(request.key);
      return crm(request);
    };
    later(startLookUpWorker({ lookUp: note, fetch: echo }, shared));
    await lookups.start('carillon-1.1', command('carillon-1.1.l2'));
    await resultOf('carillon-1.1.l2');
    expect(asked).toEqual(['79161234567']);
  });

  test('the worker is told what is left of the budget', async () => {
    const shared = options();
    const lookups = later(new BullLookups(shared));
    const told = new Promise<number>((resolve) => {
      later(
        startLookUpWorker(
          { lookUp: async ({ withinMs }) => (resolve(withinMs), { is: 'not-found' }), fetch: echo },
          shared,
        ),
      );
    });
    const began = Date.now();
    await lookups.start('carillon-1.1', command('carillon-1.1.l1'));
    const spent = PATIENCE_MS - (await told);
    expect(spent).toBeGreaterThanOrEqual(0);
    expect(spent).toBeLessThanOrEqual(Date.now() - began);
  });

  test('cannot be started while Redis is away, and says so without waiting for it', async () => {
    const redis = await privateRedis();
    await redis.stop();
    const lookups = new BullLookups({ ...options(), url: redis.url });
    await expect(lookups.start('carillon-1.1', command('carillon-1.1.l1'))).rejects.toThrow();
    await redis.start();
    await lookups.close();
    await redis.remove();
  });
});

describe('BullPostCallJobs', () => {
  test('a call is summarised once, however often it is asked', async () => {
    const shared = options();
    const jobs = later(new BullPostCallJobs(shared));
    for (let i = 0; i < 3; i++) await jobs.add('carillon-1.1');
    const calls: string[] = [];
    const second = new Promise<void>((resolve) => {
      const note = async (call: string): Promise<'complete'> => {
        calls.push(call);
        if (call === 'carillon-1.2') resolve();
        return 'complete';
      };
      later(startPostCallWorker(note, shared));
    });
    await jobs.add('carillon-1.1');
    await jobs.add('carillon-1.2');
    await second;
    expect(calls).toEqual(['carillon-1.1', 'carillon-1.2']);
  });

  test('a summary that failed, or that lacked events, is made again', async () => {
    const shared = options();
    const jobs = later(new BullPostCallJobs(shared));
    const errors: unknown[] = [];
    let made = 0;
    const done = new Promise<void>((resolve) => {
      const summarise = async (): Promise<'complete' | 'open-ends'> => {
        made++;
        if (made === 1) throw new Error('MySQL is away');
        if (made === 2) return 'open-ends';
        resolve();
        return 'complete';
      };
      later(startPostCallWorker(summarise, { ...shared, onError: (error) => errors.push(error) }));
    });
    await jobs.add('carillon-1.1');
    await done;
    expect(made).toBe(3);
    expect(errors).toEqual([new Error('MySQL is away')]);
  });
});
