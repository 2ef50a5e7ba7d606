import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { RedisLink } from '../../src/adapters/redis/link';
import { RedisStore } from '../../src/adapters/redis/store';
import { Sealer } from '../../src/adapters/redis/sealer';
import { keysOf } from '../../src/adapters/redis/keys';
import { newAgent } from '../../src/acd/floor';
import type { Agent, FloorChanges } from '../../src/acd/floor';
import type { CarillonEvent } from '../../src/domain/event';
import type { Ticket } from '../../src/domain/queue';
import type { SiteState, VersionHead } from '../../src/domain/site-version';
import { Fenced, type SiteRegister, type Store } from '../../src/engine/ports/state';
import type { Session } from '../../src/flow/session';
import { MemoryStore } from '../fakes/store';
import { planOf } from '../support/callbacks';
import { CallStory, factsOf, NINE } from '../support/call-story';
import { patientLink, privateRedis, useRedis, type PrivateServer } from '../support/servers';

const links: RedisLink[] = [];
const kept = (link: RedisLink): RedisLink => {
  links.push(link);
  return link;
};
const open = (url: string = server.url): RedisLink => kept(patientLink(url));
afterAll(() => links.forEach((link) => link.close()));
// After that: hooks run in their order, and the server must go last.
const server = useRedis();

let serials = 0;
const unexpected = (_: unknown, error: unknown): never => {
  throw error;
};
const key = randomBytes(32);

interface Rig {
  readonly store: Store & SiteRegister;
  /** The store as the next node finds it. */
  readonly again: () => Store & SiteRegister;
  readonly fence: () => Promise<void>;
  readonly events: () => Promise<CarillonEvent[]>;
}

const rigs: readonly [string, () => Promise<Rig>][] = [
  [
    'MemoryStore',
    () => {
      const store = new MemoryStore();
      return Promise.resolve({
        store,
        again: () => store,
        fence: async () => store.fence(),
        events: async () => store.events,
      });
    },
  ],
  [
    'RedisStore',
    async () => {
      const prefix = `${server.prefix}${++serials}:`;
      const link = open();
      const fence = { numberKey: `${prefix}number`, number: 7 };
      await link.run((redis) => redis.set(fence.numberKey, 7));
      const make = (): RedisStore =>
        new RedisStore({ link, prefix, sealer: new Sealer([key]), fence, onUnsealable: unexpected });
      return {
        store: make(),
        again: make,
        fence: async () => {
          await link.run((redis) => redis.set(fence.numberKey, 8));
        },
        events: async () => eventsIn(link, prefix),
      };
    },
  ],
];

describe.each(rigs)('%s', (_name, make) => {
  test('a call that goes on is found again, exactly as it was saved', async () => {
    const { store, again } = await make();
    const session = sessionOf('carillon-1.1', { vars: { name: 'Анна', tries: 2, list: [1, null, { a: true }] } });

    await store.saveCall(session, []);

    expect(await again().openCalls()).toEqual([session]);
  });

  test('of a call that is saved many times the last state counts', async () => {
    const { store, again } = await make();
    await store.saveCall(sessionOf('carillon-1.1', { serial: 1 }), []);
    await store.saveCall(sessionOf('carillon-1.1', { serial: 2, node: 'menu.1' }), []);

    expect((await again().openCalls()).map(({ serial, node }) => [serial, node])).toEqual([[2, 'menu.1']]);
  });

  test('a call that is over is forgotten, and its last events are not', async () => {
    const { store, events } = await make();
    const told = new CallStory().arrives().ends('left').events;
    await store.saveCall(sessionOf('carillon-1.1', { serial: 1 }), told.slice(0, 1));
    await store.saveCall(
      sessionOf('carillon-1.1', { serial: 2, state: { is: 'over', outcome: 'left', by: 'them' } }),
      told.slice(1),
    );

    expect(await store.openCalls()).toEqual([]);
    expect(await events()).toEqual(told);
  });

  test('a save that is repeated, because its answer was lost, appends its events once', async () => {
    const { store, events } = await make();
    const { events: told } = new CallStory('carillon-1.1').arrives().answered().ends('left');
    const going = sessionOf('carillon-1.1', { serial: 2 });
    const over = sessionOf('carillon-1.1', { serial: 3, state: { is: 'over', outcome: 'left', by: 'them' } });
    for (let i = 0; i < 2; i++) await store.saveCall(going, told.slice(0, 2));
    for (let i = 0; i < 3; i++) await store.saveCall(over, told.slice(2));

    expect(await store.openCalls()).toEqual([]);
    expect(await events()).toEqual(told);
  });

  test('events of the floor, of calls and of the site do not get in each other’s way', async () => {
    const { store, events } = await make();
    const published = publishedAs(siteState(1).current, 1);
    const first = stateOf('floor.e5', 'anna');
    const second = stateOf('floor.e6', 'boris');
    const [arrived] = new CallStory('carillon-1.1').arrives().events;
    for (let i = 0; i < 2; i++) {
      await store.saveFloor(changes({ counters: { fence: 0, ticket: 0, event: 6 } }), [first, second]);
      await store.append([arrived!, published]);
    }

    expect(await events()).toEqual([first, second, arrived, published]);
  });

  test('the floor is found again: who does what, who waits in which order, the numbers', async () => {
    const { store, again } = await make();
    const [anna, boris] = [agentOf('anna'), agentOf('boris')];
    await store.saveFloor(changes({ agents: [anna, boris], tickets: [ticketOf('c.t9', 12), ticketOf('b.t1', 3)] }), []);
    await store.saveFloor(
      changes({
        agents: [{ ...anna, state: { is: 'not-ready', since: NINE, reason: 'lunch' } }],
        tickets: [ticketOf('a.t1', 13)],
        closed: ['b.t1'],
        counters: { fence: 4, ticket: 13, event: 40 },
      }),
      [],
    );

    const floor = await again().loadFloor();

    expect(floor.agents.get('anna')).toEqual({ ...anna, state: { is: 'not-ready', since: NINE, reason: 'lunch' } });
    expect(floor.agents.get('boris')).toEqual(boris);
    expect([...floor.tickets.values()]).toEqual([ticketOf('c.t9', 12), ticketOf('a.t1', 13)]);
    expect(floor.counters).toEqual({ fence: 4, ticket: 13, event: 40 });
  });

  test('a callback is found again: whom to call, how far that is, and the call that asked', async () => {
    const { store, again } = await make();
    const callback = {
      ...ticketOf('c.1-cb7.t0', 12),
      call: 'c.1-cb7~',
      callback: planOf('c.1', NINE, { flow: 'greeting', at: NINE + 60_000 }),
      customer: { is: 'away', since: NINE, calls: 2, missed: 1, last: 'busy' },
    } as const;
    await store.saveFloor(changes({ tickets: [callback] }), []);
    expect([...(await again().loadFloor()).tickets.values()]).toEqual([callback]);
  });

  test('what is set of a queue is found again, as it was last', async () => {
    const { store, again } = await make();
    const gate = { queue: 'sales', absentSince: null, enter: { crowded: NINE }, leave: {} };
    await store.saveFloor(changes({ gates: [gate, { ...gate, queue: 'support', absentSince: NINE }] }), []);
    await store.saveFloor(changes({ gates: [{ ...gate, enter: {} }] }), []);
    expect((await again().loadFloor()).gates).toEqual(
      new Map([
        ['sales', { ...gate, enter: {} }],
        ['support', { ...gate, queue: 'support', absentSince: NINE }],
      ]),
    );
  });

  test('a floor that was never saved is empty', async () => {
    const { store } = await make();
    expect(await store.loadFloor()).toEqual({
      agents: new Map(),
      tickets: new Map(),
      gates: new Map(),
      counters: { fence: 0, ticket: 0, event: 0 },
    });
  });

  test('who lost the lease can write nothing more', async () => {
    const { store, fence, events } = await make();
    await store.saveCall(sessionOf('carillon-1.1', { node: 'before' }), []);
    await fence();

    await expect(
      store.saveCall(sessionOf('carillon-1.1', { node: 'after' }), new CallStory().arrives().events),
    ).rejects.toThrow(Fenced);
    await expect(store.saveFloor(changes({ agents: [agentOf('anna')] }), [])).rejects.toThrow(Fenced);
    await expect(store.append(new CallStory().arrives().events)).rejects.toThrow(Fenced);

    expect((await store.openCalls()).map(({ node }) => node)).toEqual(['before']);
    expect((await store.loadFloor()).agents.size).toBe(0);
    expect(await events()).toEqual([]);
  });

  test('what runs of the site is found again, with the text of its versions', async () => {
    const { store, again, events } = await make();
    expect(await store.loadSite()).toBeUndefined();
    const files = { 'flows/main.yaml': 'steps:\n  - answer\n', 'numbers.yaml': '«кавычки»' };
    const told = publishedAs(siteState(1).current, 1);
    await store.saveSite(siteState(1), { revision: 'revision1', files }, [told]);
    await store.saveSite(siteState(2), null, []);

    expect(await again().loadSite()).toEqual(siteState(2));
    expect(await again().loadRevision('revision1')).toEqual(files);
    expect(await again().loadRevision('none')).toBeUndefined();
    expect(await events()).toEqual([told]);
  });

  test('of the texts only those that are wanted stay', async () => {
    const { store, again } = await make();
    for (const number of [1, 2, 3])
      await store.saveSite(siteState(number), { revision: `revision${number}`, files: { a: `${number}` } }, []);
    await store.trimRevisions(new Set(['revision1', 'revision3', 'another']));
    await store.trimRevisions(new Set(['revision1', 'revision3']));

    expect(await again().loadRevision('revision1')).toEqual({ a: '1' });
    expect(await again().loadRevision('revision2')).toBeUndefined();
    expect(await again().loadRevision('revision3')).toEqual({ a: '3' });
  });

  test('a node that lost its lease publishes and forgets nothing', async () => {
    const { store, again, fence, events } = await make();
    await store.saveSite(siteState(1), { revision: 'revision1', files: {} }, []);
    await fence();
    const told = publishedAs(siteState(2).current, 2);

    await expect(store.saveSite(siteState(2), { revision: 'revision2', files: {} }, [told])).rejects.toThrow(Fenced);
    await expect(store.trimRevisions(new Set())).rejects.toThrow(Fenced);
    expect(await again().loadSite()).toEqual(siteState(1));
    expect(await again().loadRevision('revision1')).toEqual({});
    expect(await again().loadRevision('revision2')).toBeUndefined();
    expect(await events()).toEqual([]);
  });
});

describe('RedisStore, as only the real one can be', () => {
  const rig = async (keys: [Buffer, ...Buffer[]], prefix = `${server.prefix}${++serials}:`) => {
    const link = open();
    const unsealable: string[] = [];
    await link.run((redis) => redis.set(`${prefix}number`, 1));
    const fence = { numberKey: `${prefix}number`, number: 1 };
    const store = new RedisStore({
      link,
      prefix,
      sealer: new Sealer(keys),
      fence,
      onUnsealable: (call) => unsealable.push(call),
    });
    return { link, prefix, store, fence, unsealable };
  };

  test('what a caller typed, and what is secret, is nowhere in Redis in clear', async () => {
    const { store, link, prefix } = await rig([randomBytes(32)]);
    const sealed = {
      typed: '80137',
      vars: { pin: '4711-secret', right: true, sum: 4712 },
      below: [{ code: '4711-below' }],
    };
    await store.saveCall(sessionOf('carillon-1.1', { sealed }), new CallStory().arrives().events);

    const texts = await everythingBelow(link, prefix);
    expect(texts).toContain('carillon-1.1');
    expect(texts).not.toMatch(/80137|4711|typed/);
    expect((await store.openCalls())[0]?.sealed).toEqual(sealed);
  });

  test('a call that was sealed with the former key can be opened after a change of keys', async () => {
    const [former, next] = [randomBytes(32), randomBytes(32)];
    const { store, prefix } = await rig([former]);
    const sealed = { typed: '12', vars: {}, below: [] };
    await store.saveCall(sessionOf('carillon-1.1', { sealed }), []);

    const { store: after } = await rig([next, former], prefix);

    expect((await after.openCalls())[0]?.sealed).toEqual(sealed);
  });

  test('a call whose key is gone comes back without its secrets, and somebody is told', async () => {
    const { store, prefix } = await rig([randomBytes(32)]);
    await store.saveCall(sessionOf('carillon-1.1', { sealed: { typed: '12', vars: { pin: '1' }, below: [] } }), []);

    const { store: after, unsealable } = await rig([randomBytes(32)], prefix);

    expect(await after.openCalls()).toMatchObject([{ sealed: { typed: '', vars: {}, below: [] } }]);
    expect(unsealable).toEqual(['carillon-1.1']);
  });

  test('nothing can be saved before the lease is taken', async () => {
    const { link, prefix } = await rig([key]);
    const store = new RedisStore({
      link,
      prefix,
      sealer: new Sealer([key]),
      fence: { numberKey: `${prefix}number`, number: 0 },
      onUnsealable: () => undefined,
    });
    await expect(store.append([])).rejects.toThrow(Fenced);
  });

  test('says what about this Redis may lose calls', async () => {
    const { store, link } = await rig([key]);
    const ours = await link.run((redis) => redis.config('GET', 'appendonly'));
    const warnings = await store.check();
    expect(warnings.some((warning) => warning.includes('appendonly'))).toBe(ours[1] !== 'yes');
    expect(warnings.filter((warning) => warning.includes('maxmemory-policy'))).toEqual([]);
  });
});

describe('RedisStore, when Redis is not well', () => {
  let redis: PrivateServer;
  let link: RedisLink;
  const storeOn = (through: RedisLink): RedisStore =>
    new RedisStore({ link: through, prefix: '', sealer: new Sealer([key]), fence, onUnsealable: () => undefined });
  const fence = { numberKey: 'number', number: 1 };
  const impatient = (): RedisLink => kept(new RedisLink({ url: redis.url, name: 'test', onError: () => undefined }));

  beforeAll(async () => {
    redis = await privateRedis();
    link = open(redis.url);
    await link.run((each) => each.set(fence.numberKey, 1));
  });
  afterAll(() => redis.remove());

  test('a save during a short break is saved, once', async () => {
    const store = storeOn(link);
    await store.append(new CallStory('carillon-2.1').arrives().events);
    await redis.stop();
    const saving = store.saveCall(sessionOf('carillon-2.1'), new CallStory('carillon-2.1').arrives().answered().events);
    await redis.start();
    await saving;

    expect((await eventsIn(link, '')).map(({ id }) => id)).toEqual(['carillon-2.1.e1', 'carillon-2.1.e2']);
  });

  test('a save is refused after 2 s when Redis hangs', async () => {
    const store = storeOn(impatient());
    await store.append([]);
    redis.freeze();
    await expect(store.saveCall(sessionOf('carillon-2.2'), [])).rejects.toThrow(/within 2000 ms/);
    redis.thaw();
  });

  test('a save is refused after 2 s when Redis is gone, and is not made up for later', async () => {
    const store = storeOn(impatient());
    await store.append([]);
    await redis.stop();
    await expect(store.saveCall(sessionOf('carillon-2.3'), [])).rejects.toThrow();
    await redis.start();

    expect((await storeOn(link).openCalls()).map(({ call }) => call.id)).not.toContain('carillon-2.3');
  });

  test('that we ourselves were too busy to read the answer is no refusal', async () => {
    const { port } = new URL(redis.url);
    const busy = kept(new RedisLink({ url: redis.url, name: 'test', onError: () => undefined, answerWithinMs: 500 }));
    await busy.run((each) => each.set('asked', 0));
    const until = performance.now() + 500;
    const isAnswered = (): boolean =>
      execFileSync('redis-cli', ['-p', port, 'get', 'asked']).toString().startsWith('1');
    const answer = await busy.run((each) => {
      const answer = each.incr('asked');
      while (performance.now() < until || !isAnswered());
      return answer;
    });
    expect(answer).toBe(1);
  });

  test('a Redis that forgets when it is full, or when it stops, is reported', async () => {
    await link.run((each) => each.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    await link.run((each) => each.config('SET', 'appendonly', 'no'));
    expect(await storeOn(link).check()).toEqual([
      expect.stringContaining('allkeys-lru'),
      expect.stringContaining('appendonly'),
    ]);
  });
});

async function eventsIn(link: RedisLink, prefix: string): Promise<CarillonEvent[]> {
  const entries = await link.run((redis) => redis.xrange(keysOf(prefix).events, '-', '+'));
  return entries.map(([, fields]) => JSON.parse(fields[1]!) as CarillonEvent);
}

async function everythingBelow(link: RedisLink, prefix: string): Promise<string> {
  const { redis } = link;
  const texts: string[] = [];
  for (const name of await redis.keys(`${prefix}*`)) {
    const type = await redis.type(name);
    if (type === 'hash') texts.push(JSON.stringify(await redis.hgetall(name)));
    else if (type === 'stream') texts.push(JSON.stringify(await redis.xrange(name, '-', '+')));
    else texts.push((await redis.get(name)) ?? '');
  }
  return texts.join('\n');
}

function sessionOf(id: string, more: Partial<Session> = {}): Session {
  return {
    call: factsOf(id, NINE),
    revision: 'abc123def456',
    flow: 'main',
    node: 'menu.0',
    local: { tries: 1, since: null },
    enteredAt: NINE,
    due: NINE + 5_000,
    until: null,
    deadline: NINE + 5_000,
    below: [],
    tune: null,
    lastTalk: null,
    tags: [],
    limits: [],
    keys: '',
    vars: {},
    answered: true,
    playing: `${id}.p3`,
    music: null,
    bridge: null,
    talking: false,
    pace: { left: 300, at: NINE, rests: 0 },
    resting: false,
    served: false,
    serial: 3,
    state: { is: 'live' },
    sealed: { typed: '', vars: {}, below: [] },
    ...more,
  };
}

const agentOf = (id: string): Agent => ({
  ...newAgent(id, NINE),
  state: { is: 'available', since: NINE, offersFrom: NINE },
  idleSince: NINE,
  next: null,
  phone: 'idle',
  tally: {
    since: NINE,
    calls: 2,
    talkMs: 61_000,
    busyMs: 70_000,
    byQueue: { sales: { calls: 2, endedAt: NINE, offer: 7 } },
  },
});

const ticketOf = (id: string, number: number): Ticket => ({
  id,
  call: id.slice(0, 1),
  queue: 'sales',
  priority: 0,
  skills: { russian: 50 },
  agent: null,
  maxWaitMs: null,
  caller: { number: '79161234567', name: '' },
  enteredAt: NINE,
  number,
  offersFrom: 0,
  positionAtEntry: 1,
  refusals: [{ agent: 'anna', at: NINE }],
  stage: 0,
  state: { is: 'waiting' },
});

function siteState(number: number): SiteState {
  const current = {
    number,
    revision: `revision${number}`,
    author: 'olga@laptop',
    message: 'Часы «нового» года',
    at: NINE,
    from: 'folder',
    basedOn: null,
    takenAt: NINE,
  } as const;
  const { revision: folderAt } = current;
  return { current, newest: number, folderAt, canary: null, lastCanary: null, unkept: [current], serial: number };
}

const publishedAs = (version: VersionHead, serial: number): CarillonEvent => ({
  id: `site.e${serial}`,
  at: NINE,
  call: null,
  type: 'site.published',
  data: { version },
});

const changes = (more: Partial<FloorChanges>): FloorChanges => ({
  agents: [],
  tickets: [],
  closed: [],
  counters: { fence: 0, ticket: 0, event: 0 },
  ...more,
});

const stateOf = (id: string, agent: string): CarillonEvent => ({
  id,
  at: NINE,
  call: null,
  type: 'agent.state',
  data: { agent, state: { is: 'available', since: NINE, offersFrom: NINE }, was: 'signed-out', forMs: 0, by: agent },
});
