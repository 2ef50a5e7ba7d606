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
  schema,
  instant: () => true,
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    for (const { variable, value } of spec) {
      const result = turn.evaluate(value, null);
      if (turn.flow.secrets.has(variable.name))
        turn.setSecret(variable.name, typeof result === 'string' ? result : JSON.stringify(result));
      else turn.set(variable.name, result);
    }
    return leave(NEXT);
  },
};
