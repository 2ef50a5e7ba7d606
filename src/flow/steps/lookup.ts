import { z } from 'zod';
import type { StepKind } from '../step';
import { cel, reference, variable, type Cel, type Reference, type Variable } from '../values';
import { asking, askingShape, lookingUp, type Asking, type LookingUpLocal } from './looking-up';

interface Lookup extends Asking {
  readonly into: Variable;
  readonly connector: Reference;
  readonly key: Cel;
}

const schema = z
  .strictObject({
    connector: reference('connector'),
    key: cel({ wants: 'string' }).describe('What to ask for: an expression that gives a text'),
    into: variable({}),
    ...askingShape,
  })
  .transform((written): Lookup => ({
    ...asking(written),
    connector: written.connector,
    key: written.key,
    into: written.into,
  }));

export const lookup: StepKind<Lookup, LookingUpLocal> = {
  about:
    'Asks a connector (CRM, orders …) for a record, within a budget of time. What is not found or not in time empties the variable; the call goes on.',
  manual: {
    group: 'know',
    example: `hello:
  - lookup: { connector: crm, key: call.ani, into: customer, within: 800ms, failed: support }
  - if: customer.?category.orValue('') == 'gold'
    then: sales
  - goto: support
support:
  - queue: { name: support }
sales:
  - queue: { name: sales, priority: 50 }
`,
    exits: {
      next: 'there is a record, and the variable holds it',
      not_found:
        'the connector has no such record, or the key is empty (a caller without a number): then nobody is asked',
      failed: 'the connector failed, or did not answer in time',
    },
    notes: [
      'While it waits the caller hears nothing new unless `play` or `music` says so.',
      'A connector that fails five times in a row is left alone for 10 s: the step goes on by `failed` at once. Then one call tries it, and the others when that went well. A budget below half a second that is over says nothing about a connector.',
      "A field that may not be there is read with `.?`: `customer.?category.orValue('')`.",
    ],
  },
  schema,
  afterwards: true,
  /** Nobody is asked for an empty key, which one that stands there is not. */
  instant: (spec) => !/^(?:'[^']+'|"[^"]+"|\d+)$/.test(spec.key.source),
  ...lookingUp<Lookup>({
    question: (spec, id, turn) => {
      const key = turn.evaluate(spec.key, '');
      if (key === null || key === '') return undefined;
      return {
        type: 'lookup',
        id,
        connector: spec.connector.name,
        key: typeof key === 'string' ? key : JSON.stringify(key),
        withinMs: spec.withinMs,
        cacheMs: spec.cacheMs,
      };
    },
    asked: (spec) => spec.connector.name,
  }),
};
