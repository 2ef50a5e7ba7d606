import { z } from 'zod';
import { leave, NEXT, type StepKind } from '../step';
import { cel, name, Variable, type Cel } from '../values';

interface Assignment {
  readonly variable: Variable;
  readonly value: Cel;
}

const schema = z
  .record(name('a variable'), cel())
  .transform((written) =>
    Object.entries(written).map(([key, value]): Assignment => ({ variable: new Variable(key, null), value })),
  );

export const set: StepKind<readonly Assignment[], null> = {
  about:
    'Sets variables to the values of expressions; a text stands in quotes of its own: `set: { topic: "\'sales\'" }`.',
  manual: {
    group: 'know',
    example: `hello:
  - answer
  - set: { topic: "'sales'", vip: call.ani in lists.customers }
  - queue: { name: sales, priority: "vip ? 50 : 0" }
`,
    exits: { next: 'always' },
    notes: [
      'What is computed from a secret is a secret, also whether it was right: an `if` may ask it, nobody may read it.',
    ],
  },
  schema,
  instant: () => true,
  afterwards: true,
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    for (const { variable, value } of spec) turn.set(variable.name, turn.evaluate(value, null));
    return leave(NEXT);
  },
};
