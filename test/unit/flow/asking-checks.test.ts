import { DateTime } from 'luxon';
import fc from 'fast-check';
import { dateForms, dateOf, type DateForm } from '../../../src/flow/checks-of-input/date';
import { passesLuhn } from '../../../src/flow/checks-of-input/luhn';
import { keysOf } from '../../../src/flow/keypad';

describe('the check digit', () => {
  test('of numbers that are known to be right', () => {
    for (const number of ['4111111111111111', '378282246310005', '79927398713', '490154203237518', '18'])
      expect(passesLuhn(number)).toBe(true);
    for (const number of ['', '0', '4111111111111112', '79927398710']) expect(passesLuhn(number)).toBe(false);
  });

  test('finds each single wrong digit, and every two neighbours that are swapped but 09', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 20 });
    const completed = (front: readonly number[]): number[] =>
      [...Array(10).keys()].map((check) => [...front, check]).find((all) => passesLuhn(all.join(''))) ?? [];
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (front, at, by) => {
        const whole = completed(front);
        const index = at % whole.length;
        expect(passesLuhn(whole.map((digit, i) => (i === index ? (digit + by) % 10 : digit)).join(''))).toBe(false);
        const [a, b] = [whole[index - 1], whole[index]];
        if (a === undefined || b === undefined || a === b || a + b === 9) return;
        const swapped = [...whole.slice(0, index - 1), b, a, ...whole.slice(index + 1)];
        expect(passesLuhn(swapped.join(''))).toBe(false);
      }),
    );
  });
});

describe('a date that is keyed in', () => {
  const TODAY = '2026-11-21';
  const date = (form: DateForm, digits: string, only?: 'past' | 'future'): string | undefined =>
    dateOf({ form, only }, digits, TODAY);

  test.each<[DateForm, string, 'past' | 'future' | undefined, string | undefined]>([
    ['DDMMYYYY', '31122026', undefined, '2026-12-31'],
    ['MMDDYYYY', '12312026', undefined, '2026-12-31'],
    ['YYYYMMDD', '20261231', undefined, '2026-12-31'],
    ['DDMMYYYY', '31042026', undefined, undefined],
    ['DDMMYYYY', '00012026', undefined, undefined],
    ['DDMMYYYY', '01132026', undefined, undefined],
    ['DDMMYYYY', '01010000', undefined, undefined],
    ['DDMMYYYY', '29021900', undefined, undefined],
    ['DDMMYYYY', '29022000', undefined, '2000-02-29'],
    ['DDMMYYYY', '21112026', 'past', '2026-11-21'],
    ['DDMMYYYY', '22112026', 'past', undefined],
    ['DDMMYYYY', '21112026', 'future', '2026-11-21'],
    ['DDMMYYYY', '20112026', 'future', undefined],
    ['DDMM', '3112', undefined, '12-31'],
    ['DDMM', '2902', undefined, '02-29'],
    ['DDMM', '3002', undefined, undefined],
    ['MMDD', '0101', 'future', '2027-01-01'],
    ['MMDD', '1121', 'future', '2026-11-21'],
    ['MMDD', '1122', 'past', '2025-11-22'],
    ['DDMM', '2902', 'future', '2028-02-29'],
    ['DDMM', '2902', 'past', '2024-02-29'],
    ['DDMMYY', '010156', undefined, '1956-01-01'],
    ['DDMMYY', '010146', undefined, '2046-01-01'],
    ['DDMMYY', '010147', undefined, '1947-01-01'],
    ['DDMMYY', '010130', 'past', '1930-01-01'],
    ['DDMMYY', '010127', 'future', '2027-01-01'],
    ['YYMMDD', '261231', 'past', '1926-12-31'],
    ['MMDDYY', '123126', 'future', '2026-12-31'],
    ['MMYY', '1126', 'future', '2026-11'],
    ['MMYY', '1026', 'future', undefined],
    ['MMYY', '1326', undefined, undefined],
    ['DDMMYYYY', '1122026', undefined, undefined],
  ])('%s %s %s is %s', (form, digits, only, expected) => {
    expect(date(form, digits, only)).toBe(expected);
  });

  test('is one that a calendar has, and comes out as it went in', () => {
    const digits = fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(digits, (keyed) => {
        const iso = `${keyed.slice(4)}-${keyed.slice(2, 4)}-${keyed.slice(0, 2)}`;
        const real = DateTime.fromISO(iso, { zone: 'utc' }).isValid && !keyed.endsWith('0000');
        expect(date('DDMMYYYY', keyed)).toBe(real ? iso : undefined);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...dateForms), fc.constantFrom('past', 'future', undefined), (form, only) => {
        for (let keyed = 0; keyed < 100; keyed++) {
          const found = dateOf(
            { form, only },
            String(keyed * 10101)
              .padStart(form.length, '0')
              .slice(0, form.length),
            TODAY,
          );
          if (found !== undefined && only === 'past') expect(found <= TODAY).toBe(true);
          if (found !== undefined && only === 'future') expect(found >= TODAY.slice(0, found.length)).toBe(true);
        }
      }),
    );
  });
});

describe('letters on keys', () => {
  test.each([
    ['Berg', '2374'],
    ['Берг', '2362'],
    ['Éva', '382'],
    ['Ёлкина', '344452'],
    ['Йод', '453'],
    ['Großmann', '476776266'],
    ['Łukasz', '585279'],
    ["O'Neil-Young", '6634596864'],
    ['Єва', '322'],
    ['Їжак', '4324'],
  ])('%s is %s', (name, keys) => {
    expect(keysOf(name)).toBe(keys);
  });
});
