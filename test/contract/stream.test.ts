import type { RedisLink } from '../../src/adapters/redis/link';
import { EVENT_FIELD, keysOf } from '../../src/adapters/redis/keys';
import { RedisStream } from '../../src/adapters/redis/stream';
import type { CarillonEvent } from '../../src/domain/event';
import type { EventStream } from '../../src/engine/ports/state';
import { MemoryStream } from '../fakes/stream';
import { CallStory } from '../support/call-story';
import { eventually } from '../support/patience';
import { patientLink, privateRedis, useRedis } from '../support/servers';

const links: RedisLink[] = [];
const link = (url = server.url): RedisLink => {
  const opened = patientLink(url);
  links.push(opened);
  return opened;
};
/** Whatever still reads when the suite is over, because its test failed. */
const suite = new AbortController();
const until = (stop: AbortController): AbortSignal => AbortSignal.any([stop.signal, suite.signal]);
afterAll(() => {
  suite.abort();
  for (const each of links) each.close();
});
// After that: hooks run in their order, and the server must go last.
const server = useRedis();

let serials = 0;
interface Rig {
  readonly stream: EventStream;
  readonly append: (...events: CarillonEvent[]) => Promise<void>;
}

function redisRig(redis: RedisLink, keep = 10_000): Rig & { readonly stream: RedisStream; readonly key: string } {
  const prefix = `${server.prefix}${++serials}:`;
  const key = keysOf(prefix).events;
  return {
    key,
    stream: new RedisStream({ link: redis, prefix, keep, onError: () => undefined }),
    append: async (...events) => {
      await redis.run(async (each) => {
        const pipeline = each.pipeline();
        for (const event of events) pipeline.xadd(key, '*', EVENT_FIELD, JSON.stringify(event));
        await pipeline.exec();
      });
    },
  };
}

const rigs: readonly [string, () => Rig][] = [
  [
    'MemoryStream',
    () => {
      const stream = new MemoryStream();
      return { stream, append: async (...events) => events.forEach((event) => stream.push(event)) };
    },
  ],
  ['RedisStream', () => redisRig(link())],
];

const told = (call: string): CarillonEvent[] => new CallStory(call).arrives().answered().ends('left').events;
const ids = (events: readonly CarillonEvent[]): string[] => events.map(({ id }) => id);
const unexpected = (error: unknown): void => {
  throw error;
};

/** Reads a group until `enough` events came, and then ends. */
async function read(stream: EventStream, group: string, enough: number): Promise<CarillonEvent[]> {
  const stop = new AbortController();
  const seen: CarillonEvent[] = [];
  const handler = async (events: readonly CarillonEvent[]): Promise<void> => {
    seen.push(...events);
    if (seen.length >= enough) stop.abort();
  };
  await stream.consume(group, handler, { signal: until(stop), onError: unexpected });
  return seen;
}

/** Reads in both ways until it is stopped. */
const reading = (stream: EventStream, stop: AbortController): Promise<unknown> =>
  Promise.all([
    stream.consume('history', async () => undefined, { signal: until(stop), onError: unexpected }),
    stream.follow(() => undefined, until(stop)),
  ]);

describe.each(rigs)('%s', (_name, make) => {
  test('a group is handed all events in their order, those from before it too', async () => {
    const { stream, append } = make();
    const [before, after] = [told('carillon-1.1'), told('carillon-1.2')];
    await append(...before);
    const reading = read(stream, 'history', 6);
    await append(...after);

    expect(await reading).toEqual([...before, ...after]);
  });

  test('a group goes on where it ended; another one begins at the beginning', async () => {
    const { stream, append } = make();
    await append(...told('carillon-1.1'));
    await read(stream, 'history', 3);
    await append(...told('carillon-1.2'));

    expect(ids(await read(stream, 'history', 3))).toEqual(ids(told('carillon-1.2')));
    expect(await read(stream, 'other', 6)).toHaveLength(6);
  });

  test('a batch that is refused comes again, before any other', async () => {
    const { stream, append } = make();
    await append(...told('carillon-1.1'));
    const stop = new AbortController();
    const seen: string[][] = [];
    const errors: unknown[] = [];
    const handler = async (events: readonly CarillonEvent[]): Promise<void> => {
      seen.push(ids(events));
      if (seen.length === 1) await append(...told('carillon-1.2'));
      if (seen.length < 3) throw new Error('MySQL is away');
      if (seen.length === 4) stop.abort();
    };
    await stream.consume('history', handler, { signal: until(stop), onError: (error) => errors.push(error) });

    const [first, second] = [ids(told('carillon-1.1')), ids(told('carillon-1.2'))];
    expect(seen).toEqual([first, first, first, second]);
    expect(errors).toEqual([new Error('MySQL is away'), new Error('MySQL is away')]);
  });

  test('tells how many events a group has not taken', async () => {
    const { stream, append } = make();
    expect(await stream.lag('history')).toBe(0);
    await append(...told('carillon-1.1'));
    expect(await stream.lag('history')).toBe(3);
    await read(stream, 'history', 3);
    expect(await stream.lag('history')).toBe(0);
    await append(...told('carillon-1.2'));
    expect(await stream.lag('history')).toBe(3);
  });

  test('shows what a group has not taken, without taking it', async () => {
    const { stream, append } = make();
    const events = [...told('carillon-1.1'), ...told('carillon-1.2')];
    const untaken = async (): Promise<string[]> => {
      const seen: CarillonEvent[] = [];
      await stream.untaken('history', (batch) => void seen.push(...batch));
      return ids(seen);
    };
    expect(await untaken()).toEqual([]);
    await append(...events);
    expect(await untaken()).toEqual(ids(events));
    await read(stream, 'history', events.length);
    expect(await untaken()).toEqual([]);
    const later = told('carillon-1.3');
    await append(...later);
    expect(await untaken()).toEqual(ids(later));
    expect(await stream.lag('history')).toBe(later.length);
  });

  test('is followed from a position on, by everybody who wants to', async () => {
    const { stream, append } = make();
    const follow = async (enough: number, since?: string): Promise<[string, string][]> => {
      const stop = new AbortController();
      const seen: [string, string][] = [];
      const handler = (position: string, event: CarillonEvent): void => {
        seen.push([position, event.id]);
        if (seen.length >= enough) stop.abort();
      };
      await stream.follow(handler, until(stop), since);
      return seen;
    };
    await append(...told('carillon-1.1'));
    const all = await follow(3, '0');
    expect(all.map(([, id]) => id)).toEqual(ids(told('carillon-1.1')));

    const [afterFirst, alsoAfterFirst] = [follow(4, all[0]![0]), follow(4, all[0]![0])];
    await append(...told('carillon-1.2').slice(0, 2));
    const expected = ids([...told('carillon-1.1').slice(1), ...told('carillon-1.2').slice(0, 2)]);
    expect((await afterFirst).map(([, id]) => id)).toEqual(expected);
    expect((await alsoAfterFirst).map(([, id]) => id)).toEqual(expected);
  });

  test('is followed from now on: what happened before is not told', async () => {
    const { stream, append } = make();
    await append(...told('carillon-1.1'));
    const stop = new AbortController();
    const seen: string[] = [];
    const following = stream.follow((_, event) => {
      seen.push(event.call ?? '');
      stop.abort();
    }, until(stop));
    // Nothing says when following has begun, so things go on happening until the first of them is seen.
    for (let i = 2; seen.length === 0; i++) {
      await append(...told(`carillon-1.${i}`).slice(0, 1));
      await new Promise(setImmediate);
    }
    await following;
    expect(seen).not.toContain('carillon-1.1');
  });

  test('a reader that is stopped while nothing happens stops', async () => {
    const { stream } = make();
    const stop = new AbortController();
    const ended = reading(stream, stop);
    stop.abort();
    await ended;
  });
});

describe('RedisStream, as only the real one can be', () => {
  test('what a reader took and did not finish, because it died, comes first to the next', async () => {
    const { stream, append, key } = redisRig(link());
    await append(...told('carillon-1.1'));
    const died = link();
    await died.run((redis) => redis.xgroup('CREATE', key, 'history', '0'));
    await died.run((redis) => redis.xreadgroup('GROUP', 'history', 'carillon', 'COUNT', 2, 'STREAMS', key, '>'));
    expect(await stream.lag('history')).toBe(3);

    expect(await read(stream, 'history', 3)).toEqual(told('carillon-1.1'));
    expect(await stream.lag('history')).toBe(0);
  });

  test('keeps what a group has not taken, and the last events for live screens; the rest is dropped', async () => {
    const redis = link();
    const { stream, append, key } = redisRig(redis, 300);
    const many = Array.from({ length: 700 }, (_, i) => told(`carillon-9.${i}`)).flat();
    await append(...many);
    await redis.run((each) => each.xgroup('CREATE', key, 'slow', '0'));
    await read(stream, 'history', many.length);
    expect(await redis.run((each) => each.xlen(key))).toBe(2_100); // `slow` has taken nothing

    expect(await read(stream, 'slow', many.length)).toEqual(many);
    await append(...told('carillon-10.1'));
    await read(stream, 'history', 3);
    const left = await redis.run((each) => each.xlen(key));
    expect(left).toBeGreaterThanOrEqual(300);
    expect(left).toBeLessThan(600);
  });

  test('a reader that is stopped waits for no answer', async () => {
    const redis = await privateRedis();
    const private_ = link(redis.url);
    const { stream } = redisRig(private_);
    const stop = new AbortController();
    const ended = reading(stream, stop);
    await eventually(
      'both wait for events',
      () => private_.run((each) => each.client('LIST')),
      (clients) => /cmd=xreadgroup/.test(String(clients)) && /cmd=xread /.test(String(clients)),
    );
    redis.freeze();
    stop.abort();
    await ended;
    redis.thaw();
    await redis.remove();
  });

  test('goes on when Redis was away', async () => {
    const redis = await privateRedis();
    const private_ = link(redis.url);
    const { stream, append } = redisRig(private_);
    const errors: unknown[] = [];
    const stop = new AbortController();
    const seen: string[] = [];
    let onEvent: () => void = () => undefined;
    const seenAtLeast = async (count: number): Promise<void> => {
      while (seen.length < count) await new Promise<void>((resolve) => (onEvent = resolve));
    };
    const reading = stream.consume(
      'history',
      async (events) => {
        seen.push(...ids(events));
        onEvent();
      },
      { signal: until(stop), onError: (error) => errors.push(error) },
    );
    await append(...told('carillon-1.1'));
    await seenAtLeast(3);
    await redis.stop();
    await redis.start();
    await append(...told('carillon-1.2'));
    await seenAtLeast(6);
    stop.abort();
    await reading;
    await redis.remove();

    expect([...new Set(seen)]).toEqual(ids([...told('carillon-1.1'), ...told('carillon-1.2')]));
    expect(errors.length).toBeGreaterThan(0);
  });
});
