import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { CarillonEvent } from '../../domain/event';
import type { Millis } from '../../domain/time';
import type { EventStream } from '../../engine/ports/state';
import { EVENT_FIELD, keysOf } from './keys';
import { refusalCode, type RedisLink } from './link';
import { lagOf, trim, untakenFrom } from './stream-groups';

export interface RedisStreamOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  /** Hears why a follower had to connect again. */
  readonly onError: (error: unknown) => void;
  /** Events that are kept for live screens though every group has them; 10,000. */
  readonly keep?: number;
}

/** At most so many events in one batch. */
const BATCH = 500;
/** A read waits so long for events; a connection that is silent for longer is dead. */
const BLOCK_MS: Millis = 5_000;
const SILENCE_MS: Millis = BLOCK_MS + 3_000;
const FIRST_PAUSE_MS: Millis = 200;
const LONGEST_PAUSE_MS: Millis = 5_000;
/** The stream is trimmed after so many events, not after each batch. */
const TRIM_EVERY = 1_000;
/**
 * Every reader of a group has this name, so that whoever comes next finds what the last one left undone. One reader at a
 * time keeps the order; two would share the events between them.
 */
const CONSUMER = 'carillon';

type Entry = readonly [id: string, fields: readonly string[] | null];
type Reading = readonly (readonly [stream: string, entries: readonly Entry[]])[] | null;
interface ConsumeOptions {
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

export class RedisStream implements EventStream {
  private readonly key: string;

  constructor(private readonly options: RedisStreamOptions) {
    this.key = keysOf(options.prefix).events;
  }

  async consume(
    group: string,
    handler: (events: readonly CarillonEvent[]) => Promise<void>,
    options: ConsumeOptions,
  ): Promise<void> {
    await this.whileWanted(group, options, async (reader) => {
      await this.createGroup(reader, group);
      await this.readGroup(reader, group, handler, options);
    });
  }

  async follow(
    handler: (position: string, event: CarillonEvent) => void,
    signal: AbortSignal,
    since?: string,
  ): Promise<void> {
    let seen = since;
    await this.whileWanted('follow', { signal, onError: this.options.onError }, async (reader, working) => {
      seen ??= await this.lastPosition(reader);
      while (!signal.aborted) {
        const read: unknown = await reader.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', this.key, seen);
        working();
        for (const [id, fields] of entriesOf(read)) {
          seen = id;
          const event = eventIn(fields);
          if (event) handler(id, event);
        }
      }
    });
  }

  async untaken(group: string, handler: (events: readonly CarillonEvent[]) => void): Promise<void> {
    const { link } = this.options;
    let from = await link.run((redis) => untakenFrom(redis, this.key, group));
    for (;;) {
      const entries: readonly Entry[] = await link.run((redis) => redis.xrange(this.key, from, '+', 'COUNT', BATCH));
      const last = entries.at(-1);
      if (!last) return;
      handler(entries.map(([, fields]) => eventIn(fields)).filter((event) => event !== undefined));
      from = `(${last[0]}`;
    }
  }

  async lag(group: string): Promise<number> {
    return this.options.link.run((redis) => lagOf(redis, this.key, group));
  }

  /** Reads with a connection of its own, and with another one when that breaks, until the signal is aborted. */
  private async whileWanted(
    name: string,
    { signal, onError }: ConsumeOptions,
    read: (reader: Redis, working: () => void) => Promise<void>,
  ): Promise<void> {
    const patience = new BackOff();
    while (!signal.aborted) {
      let reader: Redis | undefined;
      const hangUp = (): void => reader?.disconnect();
      try {
        reader = await this.options.link.reader(name, SILENCE_MS);
        signal.addEventListener('abort', hangUp);
        await read(reader, () => patience.reset());
      } catch (error) {
        if (isAborted(signal)) return;
        onError(error);
        await patience.wait(signal);
      } finally {
        signal.removeEventListener('abort', hangUp);
        hangUp();
      }
    }
  }

  /** From the beginning of the stream: what happened before a group was thought of belongs to it too. */
  private async createGroup(redis: Redis, group: string): Promise<void> {
    try {
      await redis.xgroup('CREATE', this.key, group, '0', 'MKSTREAM');
    } catch (error) {
      if (refusalCode(error) !== 'BUSYGROUP') throw error;
    }
  }

  /** First what was handed out and not acknowledged (by whoever was here before), then what is new. */
  private async readGroup(
    reader: Redis,
    group: string,
    handler: (events: readonly CarillonEvent[]) => Promise<void>,
    options: ConsumeOptions,
  ): Promise<void> {
    let from: '0' | '>' = '0';
    let untrimmed = TRIM_EVERY;
    while (!options.signal.aborted) {
      const wanted = ['COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', this.key, from] as const;
      const entries = entriesOf(await reader.xreadgroup('GROUP', group, CONSUMER, ...wanted));
      if (entries.length === 0) {
        from = '>';
        continue;
      }
      await this.handle(entries, handler, options);
      const ids = entries.map(([id]) => id);
      await this.options.link.run((redis) => redis.xack(this.key, group, ...ids));
      untrimmed += ids.length;
      if (untrimmed >= TRIM_EVERY) {
        await this.options.link.run((redis) => trim(redis, this.key, this.options.keep ?? 10_000));
        untrimmed = 0;
      }
    }
  }

  /** Until it is taken, or the signal is aborted: then it stays unacknowledged for the next reader. */
  private async handle(
    entries: readonly Entry[],
    handler: (events: readonly CarillonEvent[]) => Promise<void>,
    { signal, onError }: ConsumeOptions,
  ): Promise<void> {
    const events = entries.map(([, fields]) => eventIn(fields)).filter((event) => event !== undefined);
    // Trimming takes only what was acknowledged; somebody else cut the stream.
    if (events.length < entries.length)
      onError(new Error(`${entries.length - events.length} events were deleted unread`));
    if (events.length === 0) return;
    const patience = new BackOff();
    for (;;) {
      try {
        await handler(events);
        return;
      } catch (error) {
        signal.throwIfAborted();
        onError(error);
        await patience.wait(signal);
        signal.throwIfAborted();
      }
    }
  }

  private async lastPosition(redis: Redis): Promise<string> {
    const [last] = await redis.xrevrange(this.key, '+', '-', 'COUNT', 1);
    return last?.[0] ?? '0-0';
  }
}

/** Pauses of 0.2 s, doubled up to 5 s. */
class BackOff {
  private next = FIRST_PAUSE_MS;

  reset(): void {
    this.next = FIRST_PAUSE_MS;
  }

  /** Returns at once when the signal is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    const ms = this.next;
    this.next = Math.min(ms * 2, LONGEST_PAUSE_MS);
    try {
      await pause(ms, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** Asked again after an await, when it may have changed: the compiler would remember the first answer. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

const entriesOf = (reading: unknown): readonly Entry[] => (reading as Reading)?.[0]?.[1] ?? [];

/** `undefined` for an entry that was deleted after it was handed out. */
function eventIn(fields: readonly string[] | null): CarillonEvent | undefined {
  const text = fields?.[fields.indexOf(EVENT_FIELD) + 1];
  return text === undefined ? undefined : (JSON.parse(text) as CarillonEvent);
}
