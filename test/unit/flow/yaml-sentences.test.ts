import { z } from 'zod';
import { sentenceOf } from '../../../src/flow/yaml-sentences';

const said = (schema: z.ZodType, value: unknown, source?: string): string => {
  const issue = schema.safeParse(value, { reportInput: true }).error?.issues[0];
  if (!issue) throw new Error('nothing is wrong with it');
  return sentenceOf(issue, source);
};

test('a value is shown as it was written, or as JSON', () => {
  expect(said(z.number(), 'x', '"x"')).toBe('needs a number, not "x"');
  expect(said(z.number(), 'x')).toBe('needs a number, not "x"');
  expect(said(z.number(), null)).toBe('needs a number, not nothing');
});

test.each([
  [Symbol('x'), 'needs a number, not a symbol'],
  [() => 1, 'needs a number, not a function'],
])('also one that has no JSON', (value, sentence) => {
  expect(said(z.number(), value)).toBe(sentence);
});
