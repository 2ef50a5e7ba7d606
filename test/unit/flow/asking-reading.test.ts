import fc from 'fast-check';
import { entriesOf, readDigits, readEntry } from '../../../src/flow/steps/asking/reading';

const keys = fc.string({ unit: fc.constantFrom(...Array.from('0123456789*#')), maxLength: 12 });
const entries = fc.uniqueArray(
  fc.string({ unit: fc.constantFrom(...Array.from('0123*')), minLength: 1, maxLength: 3 }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

describe('keys that are read', () => {
  test('come to an answer at the latest when nothing more comes, and take no key twice', () => {
    fc.assert(
      fc.property(
        keys,
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom('#', ''),
        fc.nat(2),
        (typed, max, end, decimals) => {
          const reading = readDigits({ max, end, repeat: '', decimals }, typed, true);
          expect(reading.is).not.toBe('more');
          if (reading.is !== 'answer' && reading.is !== 'full') return;
          expect(reading.takes).toBeLessThanOrEqual(typed.length);
          expect(typed.startsWith(reading.answer)).toBe(true);
          expect(reading.takes - reading.answer.length).toBe(
            typed[reading.answer.length] === end && reading.is === 'answer' && reading.takes > reading.answer.length
              ? 1
              : 0,
          );
          expect(reading.answer.replace('*', '').length).toBeLessThanOrEqual(max);
        },
      ),
    );
  });

  test('mean the same typed ahead as typed one by one, once they are an answer', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 8 }), fc.constantFrom('#', ''), (typed, max, end) => {
        const wanted = { max, end, repeat: '', decimals: 0 };
        for (let length = 1; length <= typed.length; length++) {
          const soFar = readDigits(wanted, typed.slice(0, length), false);
          if (soFar.is !== 'answer') continue;
          expect(readDigits(wanted, typed, false)).toEqual(soFar);
          return;
        }
      }),
    );
  });

  test('are one of the entries, or wrong', () => {
    fc.assert(
      fc.property(entries, keys, fc.boolean(), (names, typed, paused) => {
        const reading = readEntry({ ...entriesOf(names), end: '', repeat: '' }, typed, paused);
        const goesOn = names.some((name) => name.length > typed.length && name.startsWith(typed));
        if (typed === '') return;
        if (reading.is === 'more') expect(goesOn && !paused).toBe(true);
        if (reading.is === 'answer') expect(names).toContain(reading.answer);
        if (reading.is === 'wrong') expect(names.includes(typed)).toBe(false);
      }),
    );
  });
});
