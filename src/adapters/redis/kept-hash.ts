import type { Redis } from 'ioredis';
import type { CarillonEvent } from '../../domain/event';
import { Fenced } from '../../engine/ports/state';
import { EVENT_FIELD, keysOf } from './keys';
import { refusalCode, type RedisLink } from './link';
import type { Fence } from './store';

export interface KeptHashOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  /** The lease whose number our writes carry. */
  readonly fence: Fence;
}

export interface KeptChange {
  readonly field: string;
  /** What is to stand there; `null` for nothing. Its first line tells whether it is what stands there already. */
  readonly text: string | null;
  readonly events: readonly CarillonEvent[];
}

/**
 * KEYS: the lease's number, the hash, the stream. ARGV: our number, then for each change its field, its text ('' for
 * nothing), how many events, and these. What stands there already was saved before its answer was lost: then nothing is told
 * again.
 */
const SAVE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return redis.error_reply('FENCED by ' .. tostring(redis.call('GET', KEYS[1]))) end
local function first(text) return string.match(text, '^[^\\n]*') end
local at = 2
while at <= #ARGV do
  local field, text, events = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  if first(redis.call('HGET', KEYS[2], field) or '') ~= first(text) then
    if text == '' then redis.call('HDEL', KEYS[2], field) else redis.call('HSET', KEYS[2], field, text) end
    for event = 1, events do redis.call('XADD', KEYS[3], '*', '${EVENT_FIELD}', ARGV[at + 2 + event]) end
  end
  at = at + 3 + events
end
return 'OK'`;

type Saving = Redis & {
  carillonKeep(number: string, hash: string, events: string, ...args: (string | number)[]): Promise<unknown>;
};

/** Texts by field in one hash; the events of a change go the same way as the change. */
export class KeptHash {
  private readonly events: string;

  constructor(
    private readonly options: KeptHashOptions,
    private readonly key: string,
  ) {
    this.events = keysOf(options.prefix).events;
    options.link.redis.defineCommand('carillonKeep', { lua: SAVE, numberOfKeys: 3 });
  }

  load(): Promise<Readonly<Record<string, string>>> {
    return this.options.link.run((redis) => redis.hgetall(this.key));
  }

  async save(changes: readonly KeptChange[]): Promise<void> {
    const { link, fence } = this.options;
    if (changes.length === 0) return;
    if (fence.number === 0) throw new Fenced('the lease is not ours');
    const words = changes.flatMap(({ field, text, events }) => [
      field,
      text ?? '',
      events.length,
      ...events.map((event) => JSON.stringify(event)),
    ]);
    try {
      await link.run((redis) =>
        (redis as Saving).carillonKeep(fence.numberKey, this.key, this.events, fence.number, ...words),
      );
    } catch (error) {
      if (refusalCode(error) === 'FENCED') throw new Fenced(`lease ${fence.number} was taken over`, { cause: error });
      throw error;
    }
  }
}
