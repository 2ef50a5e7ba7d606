import { ExpressionCompiler, type Expression } from '../../../src/flow/expression';
import { numberList } from '../../../src/flow/number-list';

const list = numberList([
  ['79160000005', { level: 'black' }],
  ['7916*', { level: 'gold' }],
  ['79*', { level: 'silver' }],
]);

test('a number is found by itself, or by the longest beginning with a star', () => {
  expect(['79160000005', '79161', '7990', '7916', '8', ''].map((number) => list.get(number)?.['level'])).toEqual([
    'black',
    'gold',
    'silver',
    'gold',
    undefined,
    undefined,
  ]);
  expect(numberList([['*', { any: true }]]).has('')).toBe(true);
});

test('a number is found however it is written', () => {
  const numbering = { country: '7', trunk: '8', international: '810', least: 10, most: 10 };
  const rows: [string, { level: string }][] = [
    ['+7 (999) 000-00-00', { level: 'black' }],
    ['89160000001', { level: 'gold' }],
    ['+7 495*', { level: 'city' }],
    ['12-3456', { level: 'contract' }],
  ];
  const asked = ['79990000000', '+79990000000', '8 999 000-00-00', '79160000001', '84951234567', '12-3456', '1234-56'];
  const told = (made: ReadonlyMap<string, { level?: unknown }>): unknown[] =>
    asked.map((number) => made.get(number)?.level);
  expect(told(numberList(rows, numbering))).toEqual(['black', 'black', 'black', 'gold', 'city', 'contract', undefined]);
  // Without numbering only a plus says what a number is.
  expect(told(numberList(rows))).toEqual(['black', 'black', undefined, undefined, undefined, 'contract', undefined]);
});

test('an expression sees the same', () => {
  const ask = (source: string, ani: string): unknown => {
    const compiled = ExpressionCompiler.ofFlow([]).compile(source) as Expression;
    return compiled.evaluate({ call: { ani }, lists: { vip: list } });
  };
  expect(ask('call.ani in lists.vip', '79169')).toEqual({ value: true });
  expect(ask('call.ani in lists.vip', '8')).toEqual({ value: false });
  expect(ask('lists.vip[call.ani].level', '79169')).toEqual({ value: 'gold' });
});
