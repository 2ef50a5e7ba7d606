import { setTimeout as pause } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import type { Millis } from '../../domain/time';

/** No command is waited for longer than this. */
export const ANSWER_WITHIN_MS: Millis = 2_000;
const SLICES = 4;

export interface RedisLinkOptions {
  readonly url: string;
  /** Shown by CLIENT LIST. */
  readonly name: string;
  /** Hears of every break of the connection; it is mended by itself. */
  readonly onError: (error: unknown) => void;
  /** For tests; `ANSWER_WITHIN_MS`. */
  readonly answerWithinMs?: Millis;
}

/**
 * One connection to Redis that nothing queues up behind: a command is answered within 2 s, or rejects and is never sent
 * late. A break shorter than that goes unnoticed, since the command is then given again.
 */
export class RedisLink {
  readonly redis: Redis;
  private readonly withinMs: Millis;
  private becomingReady: Promise<void> | null = null;

  constructor(private readonly options: RedisLinkOptions) {
    this.withinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS;
    this.redis = this.connection({
      // Our own patience is over long before: ioredis would take it for a timeout, too, that we ourselves were busy.
      commandTimeout: 10 * this.withinMs,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000),
    });
    this.redis.on('error', options.onError);
    this.redis.connect().catch(options.onError);
  }

  /** Runs a command that is harmless when done twice: it is repeated when the connection breaks under it. */
  async run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const patience = new Patience(this.withinMs);
    try {
      for (;;) {
        try {
          await Promise.race([this.ready(), patience.over]);
          return await Promise.race([command(this.redis), patience.over]);
        } catch (error) {
          // A refusal is an answer; everything else is a connection that broke, and may be there again in a moment.
          if (refusalCode(error) !== null || this.redis.status === 'end' || patience.isOver) throw error;
          // Its socket has ended and ioredis does not know it yet: there is no event to wait for.
          if (this.redis.status === 'ready') await pause(5);
        }
      }
    } finally {
      patience.end();
    }
  }

  /** A connection of its own for blocking reads: it does not mend itself, so that its user sees each break. */
  async reader(name: string, silenceMs: Millis): Promise<Redis> {
    const reader = this.connection({
      connectionName: `${this.options.name}:${name}`,
      socketTimeout: silenceMs,
      retryStrategy: null,
    });
    // Whatever breaks the connection also rejects the command in flight, where it is answered.
    reader.on('error', () => undefined);
    await reader.connect();
    return reader;
  }

  close(): void {
    this.redis.disconnect();
  }

  private connection(
    more: Pick<RedisOptions, 'connectionName' | 'commandTimeout' | 'socketTimeout' | 'retryStrategy'>,
  ): Redis {
    return new Redis(this.options.url, {
      connectionName: this.options.name,
      lazyConnect: true,
      connectTimeout: ANSWER_WITHIN_MS,
      disconnectTimeout: 200,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      ...more,
    });
  }

  private ready(): Promise<void> {
    const { redis } = this;
    if (redis.status === 'ready') return Promise.resolve();
    if (redis.status === 'end') return Promise.reject(new Error('the connection to Redis is closed'));
    this.becomingReady ??= new Promise<void>((resolve, reject) => {
      const settle = (done: () => void) => () => {
        redis.off('ready', onReady).off('end', onEnd);
        this.becomingReady = null;
        done();
      };
      const onReady = settle(resolve);
      const onEnd = settle(() => reject(new Error('the connection to Redis is closed')));
      redis.on('ready', onReady).on('end', onEnd);
    });
    return this.becomingReady;
  }
}

/** The first word of an error that Redis itself gave (`BUSYGROUP`, `FENCED` …); `null` for any other error. */
export function refusalCode(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return null;
  return error.message.split(' ')[0] ?? '';
}

/**
 * Rejects when the time is over, unless it was ended before. It passes in slices: of a time in which we ourselves stood
 * still, as on a machine that stalls, one slice counts.
 */
class Patience {
  readonly over: Promise<never>;
  isOver = false;
  private timer: NodeJS.Timeout | undefined;
  private fail: (error: Error) => void = () => undefined;

  constructor(private readonly ms: Millis) {
    this.over = new Promise<never>((_, reject) => (this.fail = reject));
    this.over.catch(() => undefined); // it may come after everybody has gone
    this.pass(SLICES);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private pass(slices: number): void {
    this.timer = setTimeout(() => {
      if (slices > 1) this.pass(slices - 1);
      // The answer may be in already and just not read.
      else setImmediate(() => this.lose());
    }, this.ms / SLICES);
  }

  private lose(): void {
    this.isOver = true;
    this.fail(new Error(`Redis did not answer within ${this.ms} ms`));
  }
}
