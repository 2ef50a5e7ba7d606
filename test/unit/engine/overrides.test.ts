import type { EventOf } from '../../../src/domain/event';
import { OverrideBook, type OverrideRequest } from '../../../src/engine/overrides';
import type { Site } from '../../../src/flow/office';
import { MemoryOverrides } from '../../fakes/overrides';
import { QuietLog } from '../../support/centre';
import { office, said } from '../../support/schedules';
import { VirtualClock } from '../../support/virtual-clock';

const schedule = office('UTC', [
  'week: { mon: &d "09:00-18:00", tue: *d, wed: *d, thu: *d, fri: *d }',
  'states: { emergency: { name: Emergency, prompt: office/emergency } }',
]);
const site = { schedules: new Map([['office', schedule]]) } as unknown as Site;

/** A book on a virtual clock, at ten on a Monday. */
class Desk {
  readonly clock = new VirtualClock(Date.parse('2026-11-23T10:00Z'));
  readonly kept = new MemoryOverrides();
  readonly log = new QuietLog();
  readonly told: string[] = [];
  book = this.open();

  private open(): OverrideBook {
    const { kept, clock, log } = this;
    const book = new OverrideBook({ overrides: kept, clock, log, site: () => site });
    book.onChange((name) => void this.told.push(name));
    return book;
  }

  async restarts(): Promise<void> {
    this.book.stop();
    this.book = this.open();
    await this.book.start();
  }

  set(more: Partial<OverrideRequest> = {}): Promise<string | null> {
    return this.book.setOverride('office', { to: 'closed', until: 'next_edge', why: 'a burst pipe', ...more }, 'anna');
  }

  get now(): string {
    const [view] = this.book.schedules();
    return said(view!.opening);
  }

  get events(): string[] {
    return (this.kept.events as EventOf<'schedule.override'>[]).map(
      ({ at, data: { to, until, by, why } }) =>
        `${clockOf(at)} ${to ?? 'hours'} until ${until === null ? '–' : clockOf(until)} by ${by}: ${why}`,
    );
  }

  passes(ms: number): Promise<void> {
    return this.clock.pass(ms, async () => {
      for (let breath = 0; breath < 20; breath++) await Promise.resolve();
    });
  }
}

const clockOf = (at: number): string => new Date(at).toISOString().slice(8, 16);
const HOUR = 3_600_000;

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.book.start();
});

describe('a schedule that is set by hand', () => {
  test('is so at once, and goes by its hours again at the next edge; both are events', async () => {
    expect(await desk.set()).toBeNull();
    expect(desk.now).toBe('closed');
    expect(desk.book.schedules()).toMatchObject([
      { until: Date.parse('2026-11-23T18:00Z'), byHours: { is: 'open' }, override: { by: 'anna', to: 'closed' } },
    ]);

    await desk.passes(8 * HOUR);

    expect(desk.book.schedules()).toMatchObject([{ opening: { is: 'closed' }, override: null }]);
    expect(desk.events).toEqual([
      '23T10:00 closed until 23T18:00 by anna: a burst pipe',
      '23T18:00 hours until – by itself: its time is over',
    ]);
    expect(desk.told).toEqual(['office', 'office']);
  });

  test('may have any state of the schedule, with its prompt', async () => {
    await desk.set({ to: 'emergency', until: 'cleared' });
    expect(desk.book.schedules()[0]!.opening).toEqual({
      is: 'holiday',
      label: 'emergency',
      name: 'Emergency',
      prompt: 'office/emergency',
    });
    await desk.passes(1000 * HOUR);
    expect(desk.now).toBe('emergency Emergency');
  });

  test.each([
    ['2h', '23T12:00'],
    ['18:30', '23T18:30'],
    ['09:00', '24T09:00'],
    ['next_edge', '23T18:00'],
    ['2026-12-24 12:00', '24T12:00'],
    ['2026-11-23T15:00:00+03:00', '23T12:00'],
    ['cleared', '–'],
  ])('until %s', async (until, expected) => {
    expect(await desk.set({ until })).toBeNull();
    expect(desk.events).toEqual([`23T10:00 closed until ${expected} by anna: a burst pipe`]);
  });

  test('ends on the dot for every call, even while the store is away', async () => {
    await desk.set({ until: '1h' });
    desk.kept.fail();
    await desk.passes(HOUR);
    expect(desk.book.current('office', desk.clock.now() - 1)).toBeDefined();
    expect(desk.book.current('office', desk.clock.now())).toBeUndefined();
    expect(desk.events).toHaveLength(1);

    desk.kept.work();
    await desk.passes(5_000);
    expect(desk.events.at(-1)).toBe('23T11:00 hours until – by itself: its time is over');
  });

  test('is taken back by hand; taking back what is not set changes nothing', async () => {
    await desk.set();
    expect(await desk.book.clearOverride('office', 'boris', 'mended')).toBeNull();
    expect(await desk.book.clearOverride('office', 'boris', 'again')).toBeNull();
    expect(desk.now).toBe('open');
    expect(desk.events.slice(1)).toEqual(['23T10:00 hours until – by boris: mended']);
  });

  test('gives way to what is set later', async () => {
    await desk.set({ until: '1h' });
    await desk.set({ to: 'emergency', until: '3h' });
    await desk.passes(2 * HOUR);
    expect(desk.now).toBe('emergency Emergency');
    await desk.passes(HOUR);
    expect(desk.now).toBe('open');
  });

  test('survives a restart; what ended meanwhile has ended, and is told', async () => {
    await desk.set({ to: 'emergency', until: '2h' });
    await desk.restarts();
    expect(desk.now).toBe('emergency Emergency');

    desk.book.stop();
    await desk.passes(3 * HOUR);
    await desk.restarts();

    expect(desk.now).toBe('open');
    expect(desk.events.at(-1)).toBe('23T13:00 hours until – by itself: its time is over');
  });

  test('is refused where it makes no sense', async () => {
    expect(await desk.set({ to: 'emergncy' })).toBe(
      'the schedule office has no state emergncy (did you mean "emergency"?); possible are open, closed, emergency',
    );
    expect(await desk.set({ until: 'tomorrow' })).toBe(
      'until: "tomorrow" is none of next_edge, cleared, "18:00", "2026-12-31 18:00" or a duration like 2h',
    );
    expect(await desk.set({ until: '2026-11-23 09:00' })).toBe('it would be over already');
    expect(await desk.book.clearOverride('ofice', 'anna', '')).toBe(
      'there is no schedule ofice (did you mean "office"?); known are office',
    );
    expect(desk.events).toEqual([]);
  });

  test('is not set where it cannot be saved; what the store did all the same is found out', async () => {
    desk.kept.fail();
    await expect(desk.set()).rejects.toThrow('the store does not answer');
    expect(desk.now).toBe('open');

    // The store had done it, and only its answer was lost.
    desk.kept.work();
    await desk.kept.save(
      'office',
      { schedule: 'office', to: 'closed', until: null, by: 'anna', why: '', since: desk.clock.now() },
      {
        id: 'schedule.office.e1',
        at: 1,
        call: null,
        type: 'schedule.override',
        data: { schedule: 'office', to: 'closed', until: null, by: 'anna', why: '' },
      },
    );
    await desk.passes(5_000);

    expect(desk.now).toBe('closed');
    expect(desk.told).toContain('office');
  });

  test('changes one after the other: the last one holds, in memory and in the store', async () => {
    await Promise.all([desk.set({ to: 'emergency' }), desk.set({ to: 'closed' }), desk.set({ to: 'open' })]);
    expect(desk.now).toBe('open');
    expect((await desk.kept.load()).map(({ to }) => to)).toEqual(['open']);
    const ids = desk.kept.events.map(({ id }) => Number(id.replace(/^.*\.e/, '')));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(3);
  });
});
