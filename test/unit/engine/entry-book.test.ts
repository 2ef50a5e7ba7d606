import type { EventOf } from '../../../src/domain/event';
import { EntryBook } from '../../../src/engine/entry-book';
import { listUseCases } from '../../../src/engine/list-use-cases';
import type { ListCommand } from '../../../src/flow/command';
import { listNow, listsNow } from '../../../src/flow/written-lists';
import { MemoryLists } from '../../fakes/lists';
import { QuietLog } from '../../support/centre';
import { siteOf } from '../../support/story';
import { VirtualClock } from '../../support/virtual-clock';

const site = siteOf({
  'flows/main.yaml': 'flow: main\nstart: a\nsteps:\n  a: [answer, hangup]\n',
  'lists.yaml':
    'lists:\n  blacklist: { for: 30d, longest: 365d, most: 3 }\n  seen:\n  guests: { longest: forever, for: 2h }\n',
  'lists/blacklist.yaml': '"79990000000": { reason: robot }\n"79995550*": { reason: insurance }\n',
  'lists/vips.yaml': '"79160000001": { name: Olga }\n',
});
const DAY = 86_400_000;

/** A book on a virtual clock, at ten on a Monday. */
class Desk {
  readonly clock = new VirtualClock(Date.parse('2026-11-23T10:00Z'));
  readonly kept = new MemoryLists();
  readonly log = new QuietLog();
  readonly told: string[] = [];
  book = this.open();

  private open(): EntryBook {
    const { kept, clock, log } = this;
    const happened = (events: readonly { readonly id: string }[]): void =>
      void this.told.push(...events.map(({ id }) => id));
    return new EntryBook({ lists: kept, clock, log, site: () => site, happened });
  }

  async restarts(): Promise<void> {
    this.book.stop();
    this.book = this.open();
    await this.book.start();
  }

  add(key: string, more: object = {}, list = 'blacklist'): Promise<string | null> {
    return this.book.add(list, key, { fields: {}, note: '', ...more }, 'olga (admin)');
  }

  change(key: string, more: Partial<ListCommand> = {}): Promise<string | null> {
    const entry = { until: this.clock.now() + DAY, fields: {} };
    const command: ListCommand = {
      type: 'change-list',
      id: 'c-1.1.c5',
      list: 'blacklist',
      key,
      entry,
      by: 'flow main',
      note: 'rude',
      ...more,
    };
    return this.book.change(command, 'c-1.1');
  }

  /** What flows see. */
  row(key: string, list = 'blacklist'): unknown {
    const now = this.clock.now();
    const live = { ...site.live, added: (name: string) => this.book.added(name, now) };
    return listNow({ ...site, live }, list, now)?.get(key);
  }

  get events(): string[] {
    return (this.kept.events as EventOf<'list.changed'>[]).map(
      ({ at, call, data: { list, key, what, by, note } }) =>
        `${new Date(at).toISOString().slice(8, 16)} ${list} ${key} ${what} by ${by}${call === null ? '' : ` in ${call}`}: ${note}`,
    );
  }

  get views() {
    return listUseCases(
      this.book,
      () => site,
      () => this.clock.now(),
    );
  }

  passes(ms: number): Promise<void> {
    return this.clock.pass(ms, async () => {
      for (let breath = 0; breath < 20; breath++) await Promise.resolve();
    });
  }
}

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.book.start();
});

describe('what is added to a list', () => {
  test('is seen by flows at once, beside what its file says', async () => {
    expect(desk.row('79160000009')).toBeUndefined();
    expect(await desk.add('79160000009', { note: 'rude', fields: { times: 3 } })).toBeNull();
    expect(desk.row('79160000009')).toEqual({
      times: 3,
      note: 'rude',
      by: 'olga (admin)',
      since: '2026-11-23 10:00',
      until: '2026-12-23 10:00',
    });
    expect(desk.row('79990000000')).toEqual({ reason: 'robot' });
    expect(desk.row('79995550123')).toEqual({ reason: 'insurance' });
    expect(desk.events).toEqual(['23T10:00 blacklist 79160000009 added by olga (admin): rude']);
  });

  test('is one number, however it is written', async () => {
    await desk.add('+7 (916) 000-00-09', { note: 'first' });
    expect(desk.row('79160000009')).toMatchObject({ note: 'first' });
    expect(await desk.book.remove('blacklist', '+7 916 0000009', 'olga', '')).toBeNull();
    expect(desk.row('79160000009')).toBeUndefined();
    expect(desk.events.map((each) => each.slice(0, 30))).toEqual([
      '23T10:00 blacklist 79160000009',
      '23T10:00 blacklist 79160000009',
    ]);
    expect(await desk.book.remove('blacklist', '+7 999 000 00 00', 'olga', '')).toContain('stands in the file');
  });

  test('counts before the file, and a number before what it begins with', async () => {
    await desk.add('79995550*', { note: 'worse' });
    await desk.add('79995550123', { note: 'this one' });
    expect(desk.row('79995550999')).toMatchObject({ note: 'worse' });
    expect(desk.row('79995550123')).toMatchObject({ note: 'this one' });
  });

  test('is the same view for as long as nothing changes, and another one then', async () => {
    const now = desk.clock.now();
    const live = { ...site.live, added: (name: string) => desk.book.added(name, now) };
    const view = (): unknown => listsNow({ ...site, live }, now)['blacklist'];
    await desk.add('1');
    const before = view();
    expect(view()).toBe(before);
    await desk.add('2');
    expect(view()).not.toBe(before);
  });

  test('may be to a list without a file, and is not seen where a version of the site does not name the list', async () => {
    expect(await desk.add('79160000009', {}, 'seen')).toBeNull();
    expect(desk.row('79160000009', 'seen')).toMatchObject({ by: 'olga (admin)' });
    expect(desk.row('79160000001', 'vips')).toEqual({ name: 'Olga' });
    const now = desk.clock.now();
    const older = {
      ...site,
      writableLists: new Map(),
      live: { ...site.live, added: () => desk.book.added('seen', now) },
    };
    expect(listNow(older, 'seen', now)?.has('79160000009')).toBe(false);
  });

  test('ends on the dot for every call, even while the store is away; then the store hears of it', async () => {
    await desk.add('79160000009', { forMs: DAY });
    desk.kept.manner.fail();
    await desk.passes(DAY - 1);
    expect(desk.row('79160000009')).toBeDefined();
    await desk.passes(1);
    expect(desk.row('79160000009')).toBeUndefined();
    expect(desk.events).toHaveLength(1);

    desk.kept.manner.work();
    await desk.passes(5_000);
    expect(await desk.kept.load()).toEqual([]);
    expect(desk.events.at(-1)).toBe('24T10:00 blacklist 79160000009 ended by itself: its time is over');
  });

  test('survives a restart; what ended meanwhile has ended, and is told', async () => {
    await desk.add('1', { forMs: DAY });
    await desk.add('2', { forMs: 3 * DAY });
    await desk.restarts();
    expect([desk.row('1') !== undefined, desk.row('2') !== undefined]).toEqual([true, true]);

    desk.book.stop();
    await desk.passes(2 * DAY);
    await desk.restarts();
    expect([desk.row('1') !== undefined, desk.row('2') !== undefined]).toEqual([false, true]);
    expect(desk.events.at(-1)).toBe('25T10:00 blacklist 1 ended by itself: its time is over');
  });

  test('holds as long as lists.yaml says where nothing is said, and no longer than it allows', async () => {
    await desk.add('1');
    await desk.add('2', {}, 'seen');
    await desk.add('3', {}, 'guests');
    await desk.add('4', { forMs: null }, 'guests');
    const until = (list: string, key: string): string | undefined =>
      (desk.row(key, list) as { until?: string } | undefined)?.until;
    expect([until('blacklist', '1'), until('seen', '2'), until('guests', '3'), until('guests', '4')]).toEqual([
      '2026-12-23 10:00',
      undefined,
      '2026-11-23 12:00',
      undefined,
    ]);
    const tooLong = 'an entry of blacklist may not hold so long; lists.yaml says how long';
    expect([await desk.add('5', { forMs: 366 * DAY }), await desk.add('5', { forMs: null })]).toEqual([
      tooLong,
      tooLong,
    ]);
  });

  test('is refused where it makes no sense', async () => {
    expect(await desk.add('1', {}, 'vips')).toBe('the list vips cannot be written to: lists.yaml does not name it');
    expect(await desk.add('1', {}, 'blacklst')).toBe(
      'there is no list blacklst (did you mean "blacklist"?); those that can be written to are blacklist, seen, guests',
    );
    expect(await desk.add('')).toBe('there is no number (a caller who withholds it has none)');
    expect(await desk.add('*')).toBe('"*": a star stands at the end, behind a digit or more');
    expect(await desk.add('79*60')).toContain('a star stands at the end');
    expect(await desk.add('a b')).toContain('has spaces in it');
    expect(await desk.add('7'.repeat(65))).toContain('at most 64 characters');
    expect(desk.events).toEqual([]);
  });

  test('is refused when the list is full; one that is there already is replaced all the same', async () => {
    for (const key of ['1', '2', '3']) await desk.add(key);
    expect(await desk.add('4')).toBe('the list blacklist is full: 3 entries were added (most: in lists.yaml)');
    expect(await desk.add('3', { note: 'again' })).toBeNull();
    expect(desk.row('3')).toMatchObject({ note: 'again' });
  });

  test('is not there where it cannot be saved; what the store did all the same is found out', async () => {
    desk.kept.manner.fail();
    await expect(desk.add('1')).rejects.toThrow('the store does not answer');
    expect(desk.row('1')).toBeUndefined();

    // The store had done it, and only its answer was lost.
    desk.kept.manner.work();
    const other = new Desk();
    await other.add('1');
    const [entry] = await other.kept.load();
    const [event] = other.kept.events as EventOf<'list.changed'>[];
    await desk.kept.save([{ list: 'blacklist', key: '1', entry: entry!, event: event! }]);
    await desk.passes(5_000);
    expect(desk.row('1')).toBeDefined();
  });
});

describe('a flow', () => {
  test('adds, with the call in which it did', async () => {
    expect(await desk.change('79160000009')).toBeNull();
    expect(desk.events).toEqual(['23T10:00 blacklist 79160000009 added by flow main in c-1.1: rude']);
    expect(desk.views.entry('blacklist', '79160000009')).toMatchObject({ call: 'c-1.1', by: 'flow main' });
  });

  test('asks again after a crash, and it is the same entry, told once', async () => {
    await desk.change('79160000009');
    await desk.restarts();
    await desk.passes(1_000);
    expect(await desk.change('79160000009')).toBeNull();
    expect(desk.events).toHaveLength(1);
    expect(await desk.change('79160000009', { id: 'c-1.1.c9' })).toBeNull();
    expect(desk.events).toHaveLength(2);
  });

  test('adds no star: what a caller keys in must not stand for every number', async () => {
    expect(await desk.change('7*')).toBe('"7*" has a star in it, which would stand for other numbers too');
  });

  test('takes out what was added, and not what stands in the file', async () => {
    await desk.change('79160000009');
    expect(await desk.change('79160000009', { entry: null, note: '' })).toBeNull();
    expect(desk.row('79160000009')).toBeUndefined();
    expect(await desk.change('79160000009', { entry: null })).toBeNull();
    expect(await desk.change('79990000000', { entry: null })).toBe(
      '79990000000 stands in the file lists/blacklist.yaml; take it out there',
    );
    // It stands there only in what a star stands for, and was never added.
    expect(await desk.change('79995550123', { entry: null })).toBeNull();
    expect(desk.events).toHaveLength(2);
  });

  test('and people may change a list at the same time: the last one counts, in memory and in the store', async () => {
    await Promise.all([
      desk.change('1'),
      desk.book.remove('blacklist', '1', 'olga', ''),
      desk.add('1', { note: 'last' }),
    ]);
    expect(desk.row('1')).toMatchObject({ note: 'last' });
    expect((await desk.kept.load()).map(({ note }) => note)).toEqual(['last']);
    expect(new Set(desk.told).size).toBe(3);
  });
});

describe('what people see', () => {
  test('every list, and what may be added to it', async () => {
    await desk.add('1');
    await desk.add('2', {}, 'guests');
    expect(desk.views.lists()).toEqual([
      { name: 'blacklist', writable: { forMs: 30 * DAY, longestMs: 365 * DAY, most: 3 }, inFile: 2, added: 1 },
      { name: 'guests', writable: { forMs: 7_200_000, longestMs: null, most: 10_000 }, inFile: 0, added: 1 },
      { name: 'seen', writable: { forMs: null, longestMs: null, most: 10_000 }, inFile: 0, added: 0 },
      { name: 'vips', writable: null, inFile: 1, added: 0 },
    ]);
  });

  test('its entries by number, in pages, from the file or added', async () => {
    await desk.add('79160000009');
    const keys = (filter: object): string[] | undefined =>
      desk.views.entries('blacklist', { limit: 10, ...filter })?.map(({ key, from }) => `${key} ${from}`);
    expect(keys({})).toEqual(['79160000009 added', '79990000000 file', '79995550* file']);
    expect(keys({ from: 'added' })).toEqual(['79160000009 added']);
    expect(keys({ limit: 1 })).toEqual(['79160000009 added']);
    expect(keys({ after: '79160000009', limit: 1 })).toEqual(['79990000000 file']);
    expect(desk.views.entries('nothing', { limit: 1 })).toBeUndefined();
  });
});
