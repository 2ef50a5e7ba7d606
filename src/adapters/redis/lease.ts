import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Lease } from '../../engine/ports/state';
import type { Millis } from '../../domain/time';
import { keysOf } from './keys';
import type { RedisLink } from './link';
import { isDead, thisProcess, type ProcessIdentity } from './process-identity';
import type { Fence } from './store';

export interface RedisLeaseOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  /** What is leased: the name of the Asterisk. */
  readonly name: string;
  readonly onError: (error: unknown) => void;
  /** For tests; 10 s. The lease is renewed three times as often. */
  readonly ttlMs?: Millis;
  /** For tests; this process. */
  readonly owner?: ProcessIdentity;
}

/** How often a waiting node looks whether the lease is free: that an owner died, nothing tells us. */
const LOOK_EVERY_MS: Millis = 250;

/**
 * KEYS: owner, number. ARGV: token, who we are, how long, the number of a dead owner to displace.
 * Asked again with the same token (its answer was lost), it gives the same number.
 */
const TAKE = `
local number = redis.call('HGET', KEYS[1], 'number')
if number then
  if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then return {tonumber(number), ''} end
  if number ~= ARGV[4] then return {-tonumber(number), redis.call('HGET', KEYS[1], 'who')} end
end
number = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], 'number', number, 'token', ARGV[1], 'who', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {number, ''}`;

/** KEYS: owner, number. ARGV: our number, token, who we are, how long. A lease that ran out unnoticed is ours again. */
const RENEW = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'number', ARGV[1], 'token', ARGV[2], 'who', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

const RELEASE = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

type Leasing = Redis & {
  carillonTake(owner: string, number: string, ...args: (string | number)[]): Promise<[number, string]>;
  carillonRenew(owner: string, number: string, ...args: (string | number)[]): Promise<number>;
  carillonRelease(owner: string, number: string, ours: number): Promise<number>;
};

export class RedisLease implements Lease, Fence {
  readonly numberKey: string;
  private readonly ownerKey: string;
  private readonly ttlMs: Millis;
  private readonly who: string;
  private readonly lostHandlers: (() => void)[] = [];
  private held: { readonly number: number; readonly token: string } | null = null;
  private renewing: NodeJS.Timeout | undefined;
  private runningOut: NodeJS.Timeout | undefined;

  constructor(private readonly options: RedisLeaseOptions) {
    const keys = keysOf(options.prefix);
    this.ownerKey = keys.leaseOwner(options.name);
    this.numberKey = keys.leaseNumber(options.name);
    this.ttlMs = options.ttlMs ?? 10_000;
    this.who = JSON.stringify(options.owner ?? thisProcess());
    for (const [name, lua] of Object.entries({ carillonTake: TAKE, carillonRenew: RENEW, carillonRelease: RELEASE }))
      options.link.redis.defineCommand(name, { lua, numberOfKeys: 2 });
  }

  /** 0 while the lease is not ours. */
  get number(): number {
    return this.held?.number ?? 0;
  }

  async take(onWait: (owner: string) => void, signal: AbortSignal): Promise<number> {
    const token = randomUUID();
    let told = '';
    let displace = 0;
    for (;;) {
      signal.throwIfAborted();
      const asked = performance.now();
      const found = await this.ask(token, displace);
      if (found?.is === 'ours') return this.hold(found.number, token, asked);
      displace = found && isDead(found.who) ? found.number : 0;
      if (displace !== 0) continue;
      const owner = found ? `${found.who.host}, process ${found.who.pid}` : 'nobody knows: Redis does not answer';
      if (owner !== told) onWait(owner);
      told = owner;
      await pause(LOOK_EVERY_MS, undefined, { signal });
    }
  }

  onLost(handler: () => void): void {
    this.lostHandlers.push(handler);
  }

  async release(): Promise<void> {
    const { held } = this;
    this.stop();
    if (!held) return;
    await this.options.link.run((redis) =>
      (redis as Leasing).carillonRelease(this.ownerKey, this.numberKey, held.number),
    );
  }

  /** `undefined` when Redis did not answer; it is asked again. */
  private async ask(
    token: string,
    displace: number,
  ): Promise<{ is: 'ours'; number: number } | { is: 'theirs'; number: number; who: ProcessIdentity } | undefined> {
    try {
      const [number, who] = await this.options.link.run((redis) =>
        (redis as Leasing).carillonTake(this.ownerKey, this.numberKey, token, this.who, this.ttlMs, displace),
      );
      return number > 0
        ? { is: 'ours', number }
        : { is: 'theirs', number: -number, who: JSON.parse(who) as ProcessIdentity };
    } catch (error) {
      this.options.onError(error);
      return undefined;
    }
  }

  private hold(number: number, token: string, since: number): number {
    this.stop();
    this.held = { number, token };
    this.renewed(since);
    return number;
  }

  /** Redis counts the lease's time from when it heard us, we from when we asked: so ours is over first. */
  private renewed(asked: number): void {
    clearTimeout(this.runningOut);
    this.runningOut = setTimeout(() => this.lost(), Math.max(0, asked + this.ttlMs - performance.now()));
    this.renewing = setTimeout(() => void this.renew(), this.ttlMs * 0.3);
  }

  private async renew(): Promise<void> {
    const { held } = this;
    if (!held) return;
    const asked = performance.now();
    let still: number;
    try {
      still = await this.options.link.run((redis) =>
        (redis as Leasing).carillonRenew(this.ownerKey, this.numberKey, held.number, held.token, this.who, this.ttlMs),
      );
    } catch (error) {
      this.options.onError(error);
      if (this.held === held) this.renewing = setTimeout(() => void this.renew(), LOOK_EVERY_MS);
      return;
    }
    if (this.held !== held) return;
    if (still === 1) this.renewed(asked);
    else this.lost();
  }

  private lost(): void {
    this.stop();
    for (const handler of this.lostHandlers) handler();
  }

  private stop(): void {
    clearTimeout(this.renewing);
    clearTimeout(this.runningOut);
    this.held = null;
  }
}
