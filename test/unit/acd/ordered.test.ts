import fc from 'fast-check';
import { Alarms } from '../../../src/acd/alarms';
import { Ordered } from '../../../src/acd/ordered';

const byNumber = (a: number, b: number): number => a - b;

/** More than fit into several blocks, in an order that fills the blocks unevenly. */
const many = Array.from({ length: 1_500 }, (_, index) => (index * 7_919) % 1_500);

describe('items in order', () => {
  it('are those of a plain sorted list, whatever is put in and taken out', () => {
    const change = fc.record({ item: fc.nat(1_499), isIn: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 400, size: 'max' }), fc.boolean(), (changes, isFull) => {
        const ordered = new Ordered(byNumber);
        const model = new Set<number>();
        if (isFull)
          for (const item of many) {
            ordered.add(item);
            model.add(item);
          }
        for (const { item, isIn } of changes) {
          if (isIn && !model.has(item)) ordered.add(item);
          else if (!isIn) expect(ordered.delete(item)).toBe(model.has(item));
          if (isIn) model.add(item);
          else model.delete(item);
        }
        const sorted = [...model].sort(byNumber);
        expect([...ordered]).toEqual(sorted);
        expect([ordered.size, ordered.first]).toEqual([sorted.length, sorted[0]]);
        for (const { item } of changes.slice(0, 20))
          expect(ordered.before(item)).toBe(sorted.filter((each) => each < item).length);
        for (let place = 0; place <= sorted.length; place += 97) expect(ordered.at(place)).toBe(sorted[place]);
        expect(ordered.at(sorted.length)).toBeUndefined();
        expect(ordered.find((item) => item >= 700)).toBe(sorted.find((item) => item >= 700));
        expect(ordered.countWhile((item) => item < 700)).toBe(sorted.filter((item) => item < 700).length);
      }),
      { numRuns: 60, seed: 20261122 },
    );
  });

  it('come in order also where they are put in at the head, at the end and in between', () => {
    for (const list of [many.toSorted(byNumber), many.toSorted(byNumber).reverse(), many]) {
      const ordered = new Ordered(byNumber);
      for (const item of list) ordered.add(item);
      expect([...ordered]).toEqual(Array.from({ length: 1_500 }, (_, index) => index));
      expect([0, 255, 256, 257, 1_499].map((place) => ordered.at(place))).toEqual([0, 255, 256, 257, 1_499]);
      for (const item of list) expect(ordered.delete(item)).toBe(true);
      expect([ordered.size, ordered.first, ordered.delete(3)]).toEqual([0, undefined, false]);
    }
  });
});

describe('alarms', () => {
  it('ring once each, the earliest first, and of one instant in the order in which they were set', () => {
    const alarms = new Alarms<string>();
    alarms.set('late', 30);
    alarms.set('b', 20);
    alarms.set('a', 20);
    alarms.set('early', 10);
    expect(alarms.next).toBe(10);
    expect(alarms.due(9)).toEqual([]);
    expect(alarms.due(20)).toEqual(['early', 'b', 'a']);
    expect(alarms.due(20)).toEqual([]);
    expect(alarms.next).toBe(30);
  });

  it('are moved, and called off by null or for ever', () => {
    const alarms = new Alarms<string>();
    alarms.set('a', 10);
    alarms.set('b', 20);
    alarms.set('a', 30);
    expect(alarms.next).toBe(20);
    alarms.set('b', null);
    expect(alarms.next).toBe(30);
    alarms.set('a', Infinity);
    expect(alarms.next).toBeNull();
    alarms.set('a', 5);
    // The same instant again changes nothing of the order.
    alarms.set('b', 5);
    alarms.set('a', 5);
    expect(alarms.due(5)).toEqual(['a', 'b']);
  });
});
