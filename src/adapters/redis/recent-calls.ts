import type { Instant } from '../../domain/time';
import type { RecentCall, RecentCalls } from '../../engine/ports/recent-calls';
import { keysOf } from './keys';
import type { RedisLink } from './link';

export interface RedisRecentCallsOptions {
  readonly link: RedisLink;
  readonly prefix: string;
}

/** Who called lately, in one sorted set by time: `<call> <number>`. Not fenced: what a node of a moment ago counted is true. */
export class RedisRecentCalls implements RecentCalls {
  private readonly key: string;

  constructor(private readonly options: RedisRecentCallsOptions) {
    this.key = keysOf(options.prefix).recentCalls;
  }

  async load(from: Instant): Promise<readonly RecentCall[]> {
    const found = await this.options.link.run((redis) => redis.zrange(this.key, from, '+inf', 'BYSCORE', 'WITHSCORES'));
    const calls: RecentCall[] = [];
    for (let index = 0; index + 1 < found.length; index += 2) {
      const [, call, number] = /^(\S+) (.+)$/s.exec(found[index] ?? '') ?? [];
      if (call !== undefined && number !== undefined) calls.push({ call, number, at: Number(found[index + 1]) });
    }
    return calls;
  }

  async add({ call, number, at }: RecentCall, forgetBefore: Instant): Promise<void> {
    await this.options.link.run((redis) =>
      redis
        .multi()
        .zadd(this.key, at, `${call} ${number}`)
        .zremrangebyscore(this.key, '-inf', `(${forgetBefore}`)
        .exec(),
    );
  }
}
