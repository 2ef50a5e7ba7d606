import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { RedisLease, type RedisLeaseOptions } from '../../src/adapters/redis/lease';
import { RedisLink } from '../../src/adapters/redis/link';
import { keysOf } from '../../src/adapters/redis/keys';
import { thisProcess } from '../../src/adapters/redis/process-identity';
import type { Lease } from '../../src/engine/ports/state';
import { MemoryLease, MemoryLeases } from '../fakes/lease';
import { eventually } from '../support/patience';
import { patientLink, privateRedis, useRedis } from '../support/servers';

const links: RedisLink[] = [];
const leases: RedisLease[] = [];
const kept = (opened: RedisLink): RedisLink => {
  links.push(opened);
  return opened;
};
const link = (url = server.url): RedisLink => kept(patientLink(url));
const redisLease = (name: string, more: Partial<RedisLeaseOptions> = {}): RedisLease => {
  const lease = new RedisLease({ link: link(), prefix: server.prefix, name, onError: () => undefined, ...more });
  leases.push(lease);
  return lease;
};
afterAll(async () => {
  suite.abort();
  await Promise.allSettled(leases.map((lease) => lease.release()));
  for (const each of links) each.close();
});

// After that: hooks run in their order, and the server must go last.
const server = useRedis();

const suite = new AbortController();
const forever = (): AbortSignal => suite.signal;
const unwanted = (): void => undefined;

describe.each<[string, () => () => Lease]>([
  [
    'MemoryLease',
    () => {
      const all = new MemoryLeases();
      return () => new MemoryLease('first', all);
    },
  ],
  [
    'RedisLease',
    () => {
      const name = `asterisk-${Math.random()}`;
      return () => redisLease(name);
    },
  ],
])('%s', (_name, makeAll) => {
  test('is taken at once when it is free', async () => {
    const make = makeAll();
    const onWait = jest.fn();
    expect(await make().take(onWait, forever())).toBeGreaterThan(0);
    expect(onWait).not.toHaveBeenCalled();
  });

  test('goes to the one who waits when its owner gives it back, with a higher number', async () => {
    const make = makeAll();
    const [owner, standby] = [make(), make()];
    const first = await owner.take(unwanted, forever());
    let told: (owner: string) => void = unwanted;
    const waits = new Promise<string>((resolve) => (told = resolve));
    const taking = standby.take((who) => told(who), forever());
    expect(await waits).not.toBe('');
    await owner.release();

    expect(await taking).toBeGreaterThan(first);
  });

  test('who waits can give up waiting', async () => {
    const make = makeAll();
    await make().take(unwanted, forever());
    const patience = new AbortController();
    const waiting = make().take(() => patience.abort(), patience.signal);
    await expect(waiting).rejects.toThrow();
  });
});

describe('RedisLease, as only the real one can be', () => {
  test('is renewed for as long as its owner lives', async () => {
    const owner = redisLease('renewed', { ttlMs: 6_000 });
    const lost = jest.fn();
    owner.onLost(lost);
    const number = await owner.take(unwanted, forever());
    const standby = redisLease('renewed');
    const waiting = new AbortController();
    const refused = expect(standby.take(unwanted, waiting.signal)).rejects.toThrow();
    const redis = link();
    const left = (): Promise<number> => redis.run((each) => each.pttl(keysOf(server.prefix).leaseOwner('renewed')));
    for (const time of ['once', 'again']) {
      let least = Infinity;
      await eventually(`it is renewed ${time}`, left, (ms) => ms > (least = Math.min(least, ms)));
    }
    waiting.abort();
    await refused;

    expect(owner.number).toBe(number);
    expect(lost).not.toHaveBeenCalled();
  });

  test('passes on at once when its owner was a process of this machine that is no more', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
    const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
    const died = redisLease('dead', { ttlMs: 3_000, owner: { ...thisProcess(), pid: child.pid!, began } });
    const first = await died.take(unwanted, forever());
    const successor = redisLease('dead');
    const owners: string[] = [];
    const taking = successor.take((owner) => owners.push(owner), forever());
    while (owners.length === 0) await new Promise(setImmediate);
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;

    // Its lease would never run out: our process, which took it in its name, still renews it.
    expect(await taking).toBe(first + 1);
    expect(owners).toEqual([expect.stringContaining(`process ${child.pid}`)]);
    await new Promise<void>((resolve) => died.onLost(resolve)); // it renews, and finds that it was displaced
    expect(died.number).toBe(0);
  });

  test('a pid that was given to another process since does not count as alive', async () => {
    const died = redisLease('reborn', { owner: { ...thisProcess(), began: '1' } });
    const first = await died.take(unwanted, forever());
    const onWait = jest.fn();
    expect(await redisLease('reborn').take(onWait, forever())).toBe(first + 1);
    expect(onWait).not.toHaveBeenCalled();
  });

  test('a process that we could not see if it lived is not declared dead', async () => {
    const elsewhere = redisLease('elsewhere', {
      owner: { ...thisProcess(), pid: 1, began: '1', processTable: 'another container' },
    });
    await elsewhere.take(unwanted, forever());
    // Who waits has looked, and found it alive.
    const waits = new AbortController();
    await expect(redisLease('elsewhere').take(() => waits.abort(), waits.signal)).rejects.toThrow();
  });

  test('is lost, once, when Redis is away for longer than it lasts; and can be taken again', async () => {
    const redis = await privateRedis();
    const owner = new RedisLease({
      link: link(redis.url),
      prefix: '',
      name: 'x',
      ttlMs: 3_000,
      onError: () => undefined,
    });
    let losses = 0;
    const lost = new Promise<void>((resolve) =>
      owner.onLost(() => {
        losses++;
        resolve();
      }),
    );
    const first = await owner.take(unwanted, forever());
    redis.freeze();
    await lost; // though Redis has not said so, and cannot
    expect(owner.number).toBe(0);
    redis.thaw();
    expect(await owner.take(unwanted, forever())).toBeGreaterThan(first);
    expect(losses).toBe(1);
    await owner.release();
    await redis.remove();
  });

  test('waits for a Redis that is not there yet', async () => {
    const redis = await privateRedis();
    await redis.stop();
    const impatient = kept(new RedisLink({ url: redis.url, name: 'test', onError: () => undefined }));
    const lease = new RedisLease({ link: impatient, prefix: '', name: 'x', onError: () => undefined });
    let told: (owner: string) => void = unwanted;
    const waits = new Promise<string>((resolve) => (told = resolve));
    const taking = lease.take((owner) => told(owner), forever());
    expect(await waits).toContain('Redis does not answer');
    await redis.start();
    expect(await taking).toBe(1);
    await lease.release();
    await redis.remove();
  });
});
