import { ExpressionCompiler } from '../../../src/flow/expression';

const compiler = ExpressionCompiler.ofFlow(['x', 'y']);
const complaint = (source: string): string => {
  const compiled = compiler.compile(source);
  return 'message' in compiled ? `${compiled.offset}: ${compiled.message}` : 'none';
};

test.each([
  ['x ==', '4: the expression ends too early'],
  ['', '0: the expression ends too early'],
  ['x in', '4: the expression ends too early'],
  ['x == (1', '7: a ) is missing at the end'],
  ['[1, 2', '5: a ] is missing at the end'],
  ['x ? 1', '5: a : (as in condition ? one : other) is missing at the end'],
  ['x.', '2: a name is missing at the end'],
  ['x == 1)', '6: ) does not belong here'],
  ['x == "abc', '5: this quote is never closed'],
  ['x = 1', '2: = compares nothing; write =='],
  ['x === 1', '4: = compares nothing; write =='],
  ['x <> 1', '3: <> is no operator; write !='],
  ['x and y', '2: and is no operator; write &&'],
  ['not x', '4: not is no operator; write !'],
  ['x == “a”', `5: “ is no quote here; write ' or "`],
  ['x == 1 y', '7: y does not belong here; is an operator missing before it?'],
  ['if', '0: if is a word of the expression language, and names nothing'],
  ['foo(1)', '0: there is no function foo(int), at least for values of these kinds'],
  ['"a" + 1', '0: these kinds of values do not go together: string + int; string(…) makes a text, double(…) a number'],
])('%s', (source, wanted) => {
  expect(complaint(source)).toBe(wanted);
});

test('never speaks as the parser does', () => {
  for (const source of [
    'x ==',
    'x ++ y',
    '@',
    'x[',
    '{a: 1',
    'x..y',
    '(',
    ')',
    'a b',
    'x ? : y',
    'x &&& y',
    '"',
    "'",
    '1..2',
  ])
    expect(complaint(source)).not.toMatch(/EOF|RPAREN|IDENTIFIER|[Uu]nexpected|token|LBRACE|PLUS/);
});
