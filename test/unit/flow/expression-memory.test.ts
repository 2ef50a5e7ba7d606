import { Expression, ExpressionCompiler } from '../../../src/flow/expression';
import type { ValueType } from '../../../src/flow/flow';

const types = (written: Readonly<Record<string, ValueType>>): ReadonlyMap<string, ValueType> =>
  new Map(Object.entries(written));

describe('what was compiled before', () => {
  test('is given again to a flow with the same names', () => {
    const first = ExpressionCompiler.ofFlow(['tries', 'who']).compile('tries > 1.0');
    expect(first).toBeInstanceOf(Expression);
    expect(ExpressionCompiler.ofFlow(['tries', 'who']).compile('tries > 1.0')).toBe(first);
  });

  test('is not given to one with other names or types', () => {
    const known = ExpressionCompiler.ofFlow(['order']).compile('order');
    expect(known).toBeInstanceOf(Expression);
    expect(ExpressionCompiler.ofFlow(['ordre']).compile('order')).toMatchObject({
      message: expect.stringContaining('nothing here is called order (did you mean "ordre"?)') as string,
    });
    const typed = ExpressionCompiler.ofFlow(['order'], types({ order: 'string' })).compile('order');
    expect(typed).toMatchObject({ type: 'string' });
    expect(known).toMatchObject({ type: 'dyn' });
  });
});
