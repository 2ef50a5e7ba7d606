import { byAge, cappedFrom, scoreAt, sinceOf, startOf } from '../../../src/acd/score';
import { byTurn, standingOf, Turns } from '../../../src/acd/turns';
import type { Ticket, Urgency } from '../../../src/domain/queue';

const MINUTE = 60_000;

const ticket = (number: number, more: Partial<Ticket> = {}): Ticket => ({
  id: `c${number}.t1`,
  call: `c${number}`,
  queue: 'sales',
  priority: 0,
  skills: {},
  agent: null,
  maxWaitMs: null,
  caller: { number: '', name: '' },
  enteredAt: 0,
  number,
  positionAtEntry: 1,
  refusals: [],
  stage: 0,
  offersFrom: 0,
  state: { is: 'waiting' },
  ...more,
});

describe('the score', () => {
  it('is what the call began with, and more by the minute, up to the most', () => {
    const urgency = { perMinute: 2, most: 50 };
    const call = ticket(1, { priority: 10, enteredAt: 5 * MINUTE });
    expect([4, 5, 6, 15, 25, 26].map((minute) => scoreAt(call, urgency, minute * MINUTE))).toEqual([
      10, 10, 12, 30, 50, 50,
    ]);
    expect(scoreAt(ticket(1, { priority: 80 }), urgency, 0)).toBe(50);
  });

  it('counts from when the caller began to wait, which may be before the queue', () => {
    expect(sinceOf(ticket(1, { enteredAt: 9, waitsSince: 4 }))).toBe(4);
    expect(sinceOf(ticket(1, { enteredAt: 9 }))).toBe(9);
  });

  it.each([
    [10, { perMinute: 2, most: 50 }, 7 + 20 * MINUTE],
    [49, { perMinute: 2, most: 50 }, 7 + MINUTE / 2],
    [50, { perMinute: 2, most: 50 }, 7],
    [90, { perMinute: 2, most: 50 }, 7 - 20 * MINUTE],
    [50, { perMinute: 0, most: 50 }, -Infinity],
    [49, { perMinute: 0, most: 50 }, Infinity],
    [10, { perMinute: 2, most: Infinity }, Infinity],
  ])('that begins with %i rises by %j until %i', (priority, urgency, until) => {
    expect(cappedFrom(startOf(ticket(1, { priority, enteredAt: 7 }), urgency), urgency)).toBe(until);
  });
});

describe('among equals', () => {
  it('comes who waits longer, then the lower number', () => {
    const inTurn = [
      ticket(9, { enteredAt: 1 }),
      ticket(2, { enteredAt: 2 }),
      ticket(3, { enteredAt: 2 }),
      ticket(1, { enteredAt: 3 }),
    ];
    expect([...inTurn].reverse().sort(byAge)).toEqual(inTurn);
    const urgency = { perMinute: 0, most: Infinity };
    const byScore = [...inTurn]
      .reverse()
      .sort((a, b) => byTurn({ ticket: a, urgency }, { ticket: b, urgency }, 10 * MINUTE));
    expect(byScore).toEqual(inTurn);
  });
});

describe('a line in turn', () => {
  const urgency: Urgency = { perMinute: 1, most: 30 };
  const gold = ticket(3, { priority: 20, enteredAt: 20 * MINUTE });
  const older = ticket(1, { enteredAt: 0 });
  const silver = ticket(2, { priority: 9, enteredAt: 10 * MINUTE });

  it('is by the score, and by age for those who have the most', () => {
    const turns = new Turns();
    const standings = [older, silver, gold].map((each) => standingOf(each, urgency));
    for (const each of standings) turns.add(each);
    const names = (now: number): readonly string[] => [...turns.inTurn(now)].map(({ call }) => call);
    const places = (now: number): readonly number[] => standings.map((each) => turns.before(each, now));
    // 20, 19 and 20: the older one before gold.
    expect(names(20 * MINUTE)).toEqual(['c1', 'c3', 'c2']);
    expect(places(20 * MINUTE)).toEqual([0, 2, 1]);
    // At 30 minutes two have the most; silver reaches it a minute later.
    expect(names(30 * MINUTE)).toEqual(['c1', 'c3', 'c2']);
    expect(places(30 * MINUTE)).toEqual([0, 2, 1]);
    expect(names(31 * MINUTE)).toEqual(['c1', 'c2', 'c3']);
    for (const [nth, left] of [['c2', 'c3'], ['c3'], []].entries()) {
      const gone = standings[nth];
      if (gone) turns.delete(gone);
      expect(names(31 * MINUTE)).toEqual(left);
    }
    expect(turns.size).toBe(0);
  });

  it('has a place for who comes when they have the most already', () => {
    const turns = new Turns();
    turns.add(standingOf(gold, urgency));
    expect([...turns.inTurn(40 * MINUTE)]).toEqual([gold]);
    const late = standingOf(older, urgency);
    turns.add(late);
    expect([...turns.inTurn(40 * MINUTE)]).toEqual([older, gold]);
    turns.delete(late);
    expect([turns.size, turns.before(late, 40 * MINUTE)]).toEqual([1, 0]);
  });
});
