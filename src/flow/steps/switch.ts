import { z } from 'zod';
import type { Json } from '../../domain/json';
import { leave, type StepKind } from '../step';
import { cel, label, type Cel, type Label } from '../values';

interface Switch {
  readonly value: Cel;
  readonly cases: ReadonlyMap<string, Label>;
  readonly else: Label | undefined;
}

const schema = z
  .strictObject({
    value: cel().describe('An expression whose value is compared with the cases, as a text.'),
    cases: z.record(z.string(), label()).describe('Values, and the label that each leads to.'),
    else: label().optional().describe('Where any other value leads; by default to the step below.'),
  })
  .transform((written): Switch => ({
    value: written.value,
    cases: new Map(Object.entries(written.cases)),
    else: written.else,
  }));

const ELSE = 'else';

export const switchStep: StepKind<Switch, null> = {
  about: 'Goes on at the label that stands for the value of an expression.',
  manual: {
    group: 'decide',
    example: `hello:
  - switch: { value: call.campaign, cases: { radio: offers, website: offers }, else: other }
offers:
  - play: news/today
other:
  - hangup
`,
    exits: { '<value>': 'The expression came to this value.', else: 'It came to none of them.' },
    notes: ['Numbers are compared as they are written: 1, not 1.0; true and false are such values too.'],
  },
  schema,
  instant: () => true,
  exits: (spec) => [...[...spec.cases].map(([name, to]) => ({ name: `=${name}`, to })), { name: ELSE, to: spec.else }],
  enter: (spec, turn) => {
    const value = asText(turn.evaluate(spec.value, null));
    return leave(spec.cases.has(value) ? `=${value}` : ELSE);
  },
  afterwards: true,
};

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
