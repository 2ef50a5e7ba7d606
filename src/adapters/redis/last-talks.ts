import type { Instant } from '../../domain/time';
import type { LastTalk, LastTalks } from '../../engine/ports/last-talks';
import { keysOf } from './keys';
import type { RedisLink } from './link';

export interface RedisLastTalksOptions {
  readonly link: RedisLink;
  readonly prefix: string;
}

/**
 * Who served whom last: one sorted set by time, `<queue> <number>`, and the agent of each in a hash beside it. Not fenced:
 * what a node of a moment ago knew is true.
 */
export class RedisLastTalks implements LastTalks {
  private readonly times: string;
  private readonly agents: string;

  constructor(private readonly options: RedisLastTalksOptions) {
    ({ lastTalks: this.times, lastAgents: this.agents } = keysOf(options.prefix));
  }

  async load(from: Instant): Promise<readonly LastTalk[]> {
    const [found, agents] = await this.options.link.run((redis) =>
      Promise.all([redis.zrange(this.times, from, '+inf', 'BYSCORE', 'WITHSCORES'), redis.hgetall(this.agents)]),
    );
    const talks: LastTalk[] = [];
    for (let index = 0; index + 1 < found.length; index += 2) {
      const key = found[index] ?? '';
      const [, queue, number] = /^(\S+) (.+)$/s.exec(key) ?? [];
      const agent = agents[key];
      if (queue !== undefined && number !== undefined && agent !== undefined)
        talks.push({ number, queue, agent, at: Number(found[index + 1]) });
    }
    return talks;
  }

  async put({ number, queue, agent, at }: LastTalk, forgetBefore: Instant): Promise<void> {
    const key = `${queue} ${number}`;
    await this.options.link.run(async (redis) => {
      const old = await redis.zrange(this.times, '-inf', `(${forgetBefore}`, 'BYSCORE', 'LIMIT', 0, MOST_AT_ONCE);
      const change = redis.multi().zadd(this.times, at, key).hset(this.agents, key, agent);
      if (old.length > 0) change.zrem(this.times, ...old).hdel(this.agents, ...old);
      await change.exec();
    });
  }
}

/** Each new talk takes so many old ones away. */
const MOST_AT_ONCE = 100;
