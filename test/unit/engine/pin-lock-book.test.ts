import type { EventOf } from '../../../src/domain/event';
import { usualPinLocks, type PinLockSettings, type PinSubject } from '../../../src/domain/pin-lock';
import { PinLockBook } from '../../../src/engine/pin-lock-book';
import { MemoryPinLocks } from '../../fakes/lists';
import { QuietLog } from '../../support/centre';
import { VirtualClock } from '../../support/virtual-clock';

const MINUTE = 60_000;
const DAY = 86_400_000;
const anna: PinSubject = { is: 'voicemail', of: '', key: 'agent:anna', secret: false };
const caller: PinSubject = { is: 'caller', of: '', key: '79160000009', secret: false };

class Desk {
  readonly clock = new VirtualClock(Date.parse('2026-11-23T10:00Z'));
  readonly kept = new MemoryPinLocks();
  readonly log = new QuietLog();
  settings: PinLockSettings = usualPinLocks;
  book = this.open();

  private open(): PinLockBook {
    const { kept, clock, log } = this;
    return new PinLockBook({ pinLocks: kept, clock, log, settings: () => this.settings });
  }

  async restarts(): Promise<void> {
    await this.book.idle();
    this.book.stop();
    this.book = this.open();
    await this.book.start();
  }

  async wrong(times: number, ...subjects: readonly PinSubject[]): Promise<void> {
    for (let time = 0; time < times; time++)
      this.book.tried({ subjects: subjects.length > 0 ? subjects : [anna], right: false }, `c-1.${time}`);
    await this.book.idle();
  }

  standing(subject = anna): string {
    const standing = this.book.standing(subject, this.clock.now());
    if (standing.is === 'open') return `${standing.left} left`;
    return standing.until === null ? 'locked' : `locked for ${(standing.until - this.clock.now()) / MINUTE} min`;
  }

  get events(): string[] {
    return (this.kept.events as EventOf<'pin.locked' | 'pin.lifted'>[]).map(({ type, call, data }) =>
      type === 'pin.locked'
        ? `${data.what} locked after ${data.wrong} in ${call}`
        : `${data.what} lifted by ${data.by}: ${data.why}`,
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

describe('wrong PINs in a row', () => {
  test('lock at the tenth for a quarter of an hour, in whatever calls they were', async () => {
    await desk.wrong(9);
    expect(desk.standing()).toBe('1 left');
    await desk.wrong(1);
    expect(desk.standing()).toBe('locked for 15 min');
    expect(desk.events).toEqual(['voicemail agent:anna locked after 10 in c-1.0']);
    await desk.passes(15 * MINUTE);
    expect(desk.standing()).toBe('10 left');
  });

  test('lock for longer each time, for a day at most; the hundredth until somebody lifts it', async () => {
    const locks: string[] = [];
    for (let round = 1; round <= 10; round++) {
      await desk.wrong(10);
      locks.push(desk.standing());
      if (round < 10) await desk.passes(DAY);
    }
    const minutes = [15, 30, 60, 120, 240, 480, 960, 1440, 1440];
    expect(locks).toEqual([...minutes.map((each) => `locked for ${each} min`), 'locked']);
    await desk.passes(365 * DAY);
    await desk.restarts();
    expect(desk.standing()).toBe('locked');
  });

  test('of a caller never lock for good: a number is shown by many telephones, and may be forged', async () => {
    for (let round = 1; round <= 11; round++) {
      await desk.wrong(10, caller);
      expect(desk.standing(caller)).toMatch(/^locked for \d+ min$/);
      await desk.passes(DAY);
    }
    expect(desk.standing(caller)).toBe('10 left');
  });

  test('are forgotten by a right one, and thirty days after the last', async () => {
    await desk.wrong(9);
    desk.book.tried({ subjects: [anna], right: true }, 'c-2.1');
    expect(desk.standing()).toBe('10 left');
    await desk.wrong(9);
    await desk.passes(30 * DAY - 1);
    expect(desk.standing()).toBe('1 left');
    await desk.passes(1);
    expect(desk.standing()).toBe('10 left');
    await desk.restarts();
    expect(await desk.kept.load()).toEqual([]);
  });

  test('count at once, before they are saved: the next call may come sooner', () => {
    for (let time = 0; time < 10; time++) desk.book.tried({ subjects: [anna], right: false }, 'c-1.1');
    expect(desk.standing()).toBe('locked for 15 min');
  });

  test('survive a restart, and so does the lock', async () => {
    await desk.wrong(4);
    await desk.restarts();
    expect(desk.standing()).toBe('6 left');
    await desk.wrong(6);
    await desk.passes(5 * MINUTE);
    await desk.restarts();
    expect(desk.standing()).toBe('locked for 10 min');
  });

  test('count while the store is away, and are saved when it is back', async () => {
    desk.kept.manner.fail();
    await desk.wrong(10);
    expect(desk.standing()).toBe('locked for 15 min');
    expect(desk.events).toEqual([]);
    desk.kept.manner.work();
    await desk.passes(5_000);
    expect(desk.events).toHaveLength(1);
    await desk.restarts();
    expect(desk.standing()).toMatch(/^locked/);
  });

  test('of one subject are not those of another', async () => {
    await desk.wrong(10, anna, caller);
    expect([desk.standing(anna), desk.standing(caller)]).toEqual(['locked for 15 min', 'locked for 15 min']);
    expect(desk.standing({ ...anna, key: 'agent:boris' })).toBe('10 left');
    expect(desk.standing({ ...anna, is: 'list', of: 'pins' })).toBe('10 left');
  });

  test('go by what the site says', async () => {
    desk.settings = { after: 3, forMs: MINUTE, longestMs: 90_000, forGoodAfter: 9 };
    await desk.wrong(3);
    expect(desk.standing()).toBe('locked for 1 min');
    await desk.passes(MINUTE);
    await desk.wrong(3);
    expect(desk.standing()).toBe('locked for 1.5 min');
    await desk.passes(2 * MINUTE);
    await desk.wrong(3);
    expect(desk.standing()).toBe('locked');
  });
});

describe('a lock', () => {
  test('is shown, and lifted by somebody, with why', async () => {
    await desk.wrong(10);
    await desk.passes(MINUTE);
    await desk.wrong(2, { is: 'expression', of: 'card', key: '4929', secret: true });
    const [first, second] = desk.book.pinLocks();
    expect([first, second]).toMatchObject([
      { what: 'voicemail agent:anna', wrong: 10, locked: true, call: 'c-1.9' },
      { what: 'card ••••', wrong: 2, locked: false, until: null },
    ]);
    expect(await desk.book.liftPinLock(first!.id, 'olga', 'it was her')).toBeNull();
    expect(desk.standing()).toBe('10 left');
    expect(desk.events.at(-1)).toBe('voicemail agent:anna lifted by olga: it was her');
    expect(await desk.book.liftPinLock(first!.id, 'olga', '')).toBe(`there is no lock ${first!.id}`);
    await desk.restarts();
    expect(desk.book.pinLocks()).toHaveLength(1);
  });

  test('is not lifted where that cannot be saved', async () => {
    await desk.wrong(10);
    desk.kept.manner.fail();
    const [lock] = desk.book.pinLocks();
    await expect(desk.book.liftPinLock(lock!.id, 'olga', '')).rejects.toThrow('the store does not answer');
    expect(desk.standing()).toMatch(/^locked/);
  });
});

test('whoever tries ten thousand numbers does not fill our memory, nor frees what is locked', async () => {
  await desk.wrong(10);
  for (let n = 0; n < 10_050; n++)
    desk.book.tried({ subjects: [{ is: 'list', of: 'pins', key: `${n}`, secret: false }], right: false }, 'c-1.1');
  await desk.book.idle();
  expect(desk.book.pinLocks()).toHaveLength(10_000);
  expect(desk.standing()).toMatch(/^locked/);
});
