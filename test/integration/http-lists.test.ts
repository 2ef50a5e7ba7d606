import { EntryBook } from '../../src/engine/entry-book';
import { listUseCases } from '../../src/engine/list-use-cases';
import { PinLockBook, pinLockUseCases } from '../../src/engine/pin-lock-book';
import { usualPinLocks } from '../../src/domain/pin-lock';
import type { CarillonEvent } from '../../src/domain/event';
import { routesOf } from '../../src/http/server';
import { MemoryLists, MemoryPinLocks } from '../fakes/lists';
import { startApi, type Api } from '../support/api';
import { QuietLog } from '../support/centre';
import { siteOf } from '../support/story';
import { VirtualClock } from '../support/virtual-clock';

const site = siteOf({
  'flows/main.yaml': 'flow: main\nstart: a\nsteps:\n  a: [answer, hangup]\n',
  'lists.yaml': 'lists:\n  blacklist: { for: 30d, longest: 365d }\n',
  'lists/blacklist.yaml': '"79990000000": { reason: robot, until: "2027-01-31" }\n',
  'lists/vips.yaml': '"79160000001": { name: Olga }\n',
});
const DAY = 86_400_000;

let api: Api;
let clock: VirtualClock;
let kept: MemoryLists;
let pins: PinLockBook;
const events: CarillonEvent[] = [];
beforeEach(async () => {
  clock = new VirtualClock(Date.parse('2026-11-23T10:00Z'));
  events.length = 0;
  kept = new MemoryLists(events);
  const book = new EntryBook({ lists: kept, clock, log: new QuietLog(), site: () => site });
  const pinLocks = new MemoryPinLocks(events);
  pins = new PinLockBook({ pinLocks, clock, log: new QuietLog(), settings: () => usualPinLocks });
  const lists = listUseCases(
    book,
    () => site,
    () => clock.now(),
  );
  api = await startApi({ lists, pinLocks: pinLockUseCases(pins) });
});
afterEach(() => api.close());

const json = async (answer: Promise<Response>): Promise<Record<string, unknown>> =>
  (await (await answer).json()) as Record<string, unknown>;
const remove = (path: string): Promise<Response> => api.ask(path, { method: 'DELETE' });
const ENTRY = '/lists/blacklist/entries/79160000666';

describe('lists', () => {
  it('are told of, with what may be added', async () => {
    expect(await json(api.ask('/lists'))).toEqual({
      lists: [
        { name: 'blacklist', writable: { forMs: 30 * DAY, longestMs: 365 * DAY, most: 10_000 }, inFile: 1, added: 0 },
        { name: 'vips', writable: null, inFile: 1, added: 0 },
      ],
    });
  });

  it('take an entry, by the one whose token it is, for whom they speak, and give it back', async () => {
    const added = await api.put(ENTRY, { for: '12h', note: ' rude ', fields: { times: 3 }, author: 'olga@laptop' });
    expect([added.status, await added.json()]).toEqual([
      200,
      {
        key: '79160000666',
        from: 'added',
        fields: { times: 3 },
        note: 'rude',
        until: clock.now() + 12 * 3_600_000,
        since: clock.now(),
        by: 'olga@laptop (admin)',
        call: null,
      },
    ]);
    expect(await json(api.ask(ENTRY))).toMatchObject({ note: 'rude' });
    const { entries } = await json(api.ask('/lists/blacklist/entries'));
    expect(entries).toMatchObject([
      { key: '79160000666', from: 'added' },
      { key: '79990000000', from: 'file', fields: { reason: 'robot', until: '2027-01-31' }, by: null },
    ]);
    expect(await json(api.ask('/lists/blacklist/entries?from=added&limit=1'))).toMatchObject({
      entries: [{ key: '79160000666' }],
    });

    const removed = await remove(`${ENTRY}?why=mended&author=olga`);
    expect([removed.status, await removed.json()]).toMatchObject([200, { key: '79160000666', note: 'rude' }]);
    expect((await api.ask(ENTRY)).status).toBe(404);
    expect(events.map(({ data }) => data)).toMatchObject([
      { what: 'added', by: 'olga@laptop (admin)', note: 'rude' },
      { what: 'removed', by: 'olga (admin)', note: 'mended' },
    ]);
  });

  it('take what begins with, and signs that an address must hide', async () => {
    expect((await api.put(`/lists/blacklist/entries/${encodeURIComponent('+7999*')}`, {})).status).toBe(200);
    expect(await json(api.ask(`/lists/blacklist/entries/${encodeURIComponent('+7999*')}`))).toMatchObject({
      key: '7999*',
      until: clock.now() + 30 * DAY,
    });
  });

  it('refuse what makes no sense: 400, 404, 409', async () => {
    expect((await api.put(ENTRY, { for: 'soon' })).status).toBe(400);
    expect((await api.put(ENTRY, { fields: { by: 'me' } })).status).toBe(400);
    expect((await api.put(ENTRY, { fields: { a: [1] } })).status).toBe(400);
    expect((await api.put(ENTRY, { until: 'tomorrow' })).status).toBe(400);
    expect((await api.ask('/lists/nothing/entries')).status).toBe(404);
    expect((await remove('/lists/blacklist/entries/1')).status).toBe(404);
    const answers = [
      await api.put('/lists/vips/entries/1', {}),
      await api.put('/lists/nothing/entries/1', {}),
      await api.put(ENTRY, { for: '366d' }),
      await remove('/lists/blacklist/entries/79990000000'),
      await api.put('/lists/blacklist/entries/*', {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409, 409]);
    const details = await Promise.all(answers.map(async (each) => ((await each.json()) as { detail: string }).detail));
    expect(details).toEqual([
      'the list vips cannot be written to: lists.yaml does not name it',
      'there is no list nothing; those that can be written to are blacklist',
      'an entry of blacklist may not hold so long; lists.yaml says how long',
      '79990000000 stands in the file lists/blacklist.yaml; take it out there',
      '"*": a star stands at the end, behind a digit or more',
    ]);
    expect(events).toEqual([]);
  });

  it('cannot be changed while the store is away: 503, and the log says why', async () => {
    kept.manner.fail();
    expect((await api.put(ENTRY, {})).status).toBe(503);
    expect(JSON.stringify(api.log)).toContain('an entry of a list could not be saved');
    expect((await api.ask(ENTRY)).status).toBe(404);
  });
});

describe('locks after wrong PINs', () => {
  const anna = { is: 'voicemail', of: '', key: 'agent:anna', secret: false } as const;

  it('are told of, and lifted', async () => {
    for (let time = 0; time < 10; time++) pins.tried({ subjects: [anna], right: false }, 'c-1.1');
    const { pinLocks } = (await json(api.ask('/pin-locks'))) as { pinLocks: { id: string }[] };
    expect(pinLocks).toMatchObject([
      { what: 'voicemail agent:anna', wrong: 10, locked: true, until: clock.now() + 900_000, call: 'c-1.1' },
    ]);
    const path = `/pin-locks/${pinLocks[0]?.id ?? ''}`;
    const lifted = await remove(`${path}?why=it%20was%20her&author=olga`);
    expect([lifted.status, await lifted.json()]).toMatchObject([200, { wrong: 10 }]);
    expect(pins.standing(anna, clock.now())).toEqual({ is: 'open', left: 10 });
    expect(events.at(-1)).toMatchObject({ type: 'pin.lifted', data: { by: 'olga (admin)', why: 'it was her' } });
    expect((await remove(path)).status).toBe(404);
  });
});

it('is described, with examples that are right', async () => {
  const { paths } = (await json(api.ask('/openapi.json'))) as { paths: Record<string, object> };
  expect(Object.keys(paths).filter((path) => /lists|pin-locks/.test(path))).toEqual([
    '/lists',
    '/lists/{name}/entries',
    '/lists/{name}/entries/{key}',
    '/pin-locks',
    '/pin-locks/{id}',
  ]);
  const book = {} as never;
  const routes = routesOf({ lists: book, pinLocks: book } as never).filter(({ path }) => /lists|pin-locks/.test(path));
  for (const { answer, body, bodyExample } of routes) {
    for (const { schema, example } of Object.values(answer.content)) schema.parse(example);
    body?.parse(bodyExample);
  }
  expect(routes).toHaveLength(7);
});

it('stands behind the token', async () => {
  for (const path of ['/lists', ENTRY, '/pin-locks'])
    expect((await fetch(`${api.url}/api/v1${path}`)).status).toBe(401);
});
