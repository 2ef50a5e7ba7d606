import type { Redis } from 'ioredis';
import type { EventOf } from '../../domain/event';
import { Fenced, type Overrides, type StandingOverride } from '../../engine/ports/state';
import { EVENT_FIELD, keysOf } from './keys';
import { refusalCode, type RedisLink } from './link';
import type { Fence } from './store';

export interface RedisOverridesOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  /** The lease whose number our writes carry. */
  readonly fence: Fence;
}

/**
 * KEYS: the lease's number, the overrides, the stream. ARGV: our number, the schedule, what is to hold ('' for nothing), the
 * event. What holds already was saved before its answer was lost: then nothing is told again.
 */
const SAVE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return redis.error_reply('FENCED by ' .. tostring(redis.call('GET', KEYS[1]))) end
if (redis.call('HGET', KEYS[2], ARGV[2]) or '') == ARGV[3] then return 'OK' end
if ARGV[3] == '' then redis.call('HDEL', KEYS[2], ARGV[2]) else redis.call('HSET', KEYS[2], ARGV[2], ARGV[3]) end
redis.call('XADD', KEYS[3], '*', '${EVENT_FIELD}', ARGV[4])
return 'OK'`;

type Saving = Redis & {
  carillonOverride(number: string, overrides: string, events: string, ...args: (string | number)[]): Promise<unknown>;
};

/** Schedules set by hand, in one hash by schedule; the event of a change goes the same way as the change. */
export class RedisOverrides implements Overrides {
  private readonly keys: ReturnType<typeof keysOf>;

  constructor(private readonly options: RedisOverridesOptions) {
    this.keys = keysOf(options.prefix);
    options.link.redis.defineCommand('carillonOverride', { lua: SAVE, numberOfKeys: 3 });
  }

  async load(): Promise<readonly StandingOverride[]> {
    const saved = await this.options.link.run((redis) => redis.hvals(this.keys.overrides));
    return saved.map((text) => JSON.parse(text) as StandingOverride);
  }

  async save(schedule: string, override: StandingOverride | null, event: EventOf<'schedule.override'>): Promise<void> {
    const { link, fence } = this.options;
    const { overrides, events } = this.keys;
    if (fence.number === 0) throw new Fenced('the lease is not ours');
    const holds = override === null ? '' : JSON.stringify(override);
    try {
      await link.run((redis) =>
        (redis as Saving).carillonOverride(
          fence.numberKey,
          overrides,
          events,
          fence.number,
          schedule,
          holds,
          JSON.stringify(event),
        ),
      );
    } catch (error) {
      if (refusalCode(error) === 'FENCED') throw new Fenced(`lease ${fence.number} was taken over`, { cause: error });
      throw error;
    }
  }
}
