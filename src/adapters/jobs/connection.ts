import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Millis } from '../../domain/time';

export interface JobsOptions {
  readonly url: string;
  /** Leads every key. */
  readonly prefix: string;
  readonly onError: (error: unknown) => void;
}

/** Of all that has to do with one kind of job. */
export const jobsPrefix = (prefix: string): string => `${prefix}jobs`;
export const lookUpQueue = 'look-ups';
export const postCallQueue = 'post-call';
/** Results are published, not kept: a record of a caller is for the call that asked, and for nobody after it. */
export const lookedUpChannel = (prefix: string): string => `${prefix}jobs:looked-up`;

/** Closes in order, or, when Redis does not answer, after a while all the same. */
export async function closeWithin(ms: Millis, close: Promise<void>, redis: Redis): Promise<void> {
  const given = new AbortController();
  await Promise.race([close, pause(ms, undefined, { signal: given.signal }).catch(() => undefined)]);
  given.abort();
  redis.disconnect();
}

/** Adds jobs: refuses at once when Redis is away. */
export function producerConnection({ url, onError }: JobsOptions): Redis {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, connectTimeout: 2_000 });
  redis.on('error', onError);
  return redis;
}

/** Does jobs or waits for results: waits for Redis for as long as it takes. */
export function consumerConnection({ url, onError }: JobsOptions): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 2_000 });
  redis.on('error', onError);
  return redis;
}
