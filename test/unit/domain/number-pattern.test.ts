import fc from 'fast-check';
import { collide, fits, patternOf, rangeOf, type NumberPattern } from '../../../src/domain/number-pattern';

const pattern = (text: string): NumberPattern => {
  const made = patternOf(text);
  if (!made) throw new Error(`${text} is no pattern`);
  return made;
};
const range = (from: string, to: string): NumberPattern => {
  const made = rangeOf(`${from}..${to}`, from, to);
  if (!made) throw new Error(`${from}..${to} is no range`);
  return made;
};

test.each(['74951234567', 'office', '7495-XX', '[5-', '[9-1]X', ''])('%s is no pattern', (text) => {
  expect(patternOf(text)).toBeUndefined();
});

test.each<[string, readonly string[], readonly string[]]>([
  ['7495123XXXX', ['74951234567', '74951230000'], ['7495124567', '749512345678', '7495123456a', '']],
  ['749512[3-5]Z', ['74951231', '74951259'], ['74951230', '74951261']],
  ['[13]N', ['12', '39'], ['22', '11']],
  ['7495.', ['74951', '749512345'], ['7495', '7496123', '7495*1']],
])('%s', (text, inside, outside) => {
  const made = pattern(text);
  expect(inside.filter((each) => !fits(made, each))).toEqual([]);
  expect(outside.filter((each) => fits(made, each))).toEqual([]);
});

test('a range is all numbers from one to the other', () => {
  const digits = fc.tuple(fc.nat(9_999), fc.nat(9_999), fc.nat(9_999));
  fc.assert(
    fc.property(digits, ([a, b, number]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)].map((each) => String(each).padStart(4, '0'));
      const made = range(from ?? '', to ?? '');
      expect(made.size).toBe(Math.abs(a - b) + 1);
      expect(fits(made, String(number).padStart(4, '0'))).toBe(number >= Math.min(a, b) && number <= Math.max(a, b));
    }),
  );
  expect([rangeOf('', '12', '112'), rangeOf('', '13', '12'), rangeOf('', 'a', 'b')]).toEqual(Array(3).fill(undefined));
});

test('two share numbers, and neither lies within the other', () => {
  const told = (one: NumberPattern, other: NumberPattern): readonly boolean[] => [
    collide(one, other),
    collide(other, one),
  ];
  expect(told(pattern('7495XXX'), pattern('749512X'))).toEqual([false, false]);
  expect(told(pattern('7495XXX'), pattern('7496XXX'))).toEqual([false, false]);
  expect(told(pattern('7495.'), pattern('7495XXX'))).toEqual([false, false]);
  expect(told(pattern('7.'), pattern('7495.'))).toEqual([false, false]);
  expect(told(pattern('749X1'), pattern('7491X'))).toEqual([true, true]);
  expect(told(pattern('7491X'), pattern('7491[0-9]'))).toEqual([true, true]);
  expect(told(range('100', '150'), range('140', '190'))).toEqual([true, true]);
  expect(told(range('100', '190'), range('113', '157'))).toEqual([false, false]);
  expect(told(range('100', '199'), pattern('1[3-5]X'))).toEqual([false, false]);
});
