import type { Redis } from 'ioredis';

/** Where one group of readers is in a stream. */
interface Group {
  readonly name: string;
  readonly pending: number;
  readonly lastDelivered: string;
  /** Events after the last delivered one; Redis does not always know. */
  readonly lag: number | null;
}

async function groupsOf(redis: Redis, stream: string): Promise<readonly Group[]> {
  if ((await redis.exists(stream)) === 0) return [];
  const groups = (await redis.xinfo('GROUPS', stream)) as readonly (readonly (string | number | null)[])[];
  return groups.map((fields) => {
    const value = (name: string) => fields[fields.indexOf(name) + 1] ?? null;
    const lag = value('lag');
    return {
      name: String(value('name')),
      pending: Number(value('pending')),
      lastDelivered: String(value('last-delivered-id')),
      lag: lag === null ? null : Number(lag),
    };
  });
}

/** Events that the group has not taken: not handed out, or handed out and not acknowledged. */
export async function lagOf(redis: Redis, stream: string, name: string): Promise<number> {
  const group = (await groupsOf(redis, stream)).find((each) => each.name === name);
  if (!group) return redis.xlen(stream);
  const waiting = group.lag ?? (await redis.xrange(stream, `(${group.lastDelivered}`, '+')).length;
  return waiting + group.pending;
}

/** The position from which a group has not taken what there is: with a bracket in front, the first one after it. */
export async function untakenFrom(redis: Redis, stream: string, name: string): Promise<string> {
  const group = (await groupsOf(redis, stream)).find((each) => each.name === name);
  if (!group) return '-';
  const [, oldestPending] = (await redis.xpending(stream, name)) as [unknown, string | null];
  return oldestPending ?? `(${group.lastDelivered}`;
}

/**
 * Drops events that every group has acknowledged, but leaves the last `keep`. The stream only grows and groups only go
 * forward, so what we read of them a moment ago is on the safe side.
 */
export async function trim(redis: Redis, stream: string, keep: number): Promise<void> {
  const spare = (await redis.xlen(stream)) - keep;
  if (spare <= 0) return;
  const positions: string[] = [];
  for (const group of await groupsOf(redis, stream)) {
    const [, oldestPending] = (await redis.xpending(stream, group.name)) as [unknown, string | null];
    positions.push(oldestPending ?? group.lastDelivered);
  }
  const safe = positions.sort(byPosition)[0];
  // `~` lets Redis drop whole blocks only (100 entries); the limit keeps the last ones.
  if (safe !== undefined) await redis.call('XTRIM', stream, 'MINID', '~', safe, 'LIMIT', spare);
}

/** `1795290196000-3`: milliseconds, then a number within the millisecond. */
function byPosition(a: string, b: string): number {
  const [aMs = 0, aNumber = 0] = a.split('-').map(Number);
  const [bMs = 0, bNumber = 0] = b.split('-').map(Number);
  return aMs - bMs || aNumber - bNumber;
}
