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

test('an expression sees the same', () => {
  const ask = (source: string, ani: string): unknown => {
    const compiled = new ExpressionCompiler([]).compile(source) as Expression;
    return compiled.evaluate({ call: { ani }, lists: { vip: list } });
  };
  expect(ask('call.ani in lists.vip', '79169')).toEqual({ value: true });
  expect(ask('call.ani in lists.vip', '8')).toEqual({ value: false });
  expect(ask('lists.vip[call.ani].level', '79169')).toEqual({ value: 'gold' });
});
