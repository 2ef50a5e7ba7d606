import { z } from 'zod';
import type { StepKind } from '../step';
import { label, type Label } from '../values';
import { asking, askingShape, behaviour, refusalExits, type Asking, type AskingLocal } from './asking';

interface Menu extends Asking {
  readonly keys: ReadonlyMap<string, Label>;
}

const KEYS = /^[0-9*#A-D]{1,8}$/;

const keyName = z.string().regex(KEYS, {
  error: (issue) => `"${String(issue.input)}" is no key; keys are 0-9, "*" and "#", or several like 12`,
});

const schema = z
  .strictObject({ ...askingShape, keys: z.record(keyName, label()) })
  .transform((written): Menu => ({ ...asking(written), keys: new Map(Object.entries(written.keys)) }));

export const menu: StepKind<Menu, AskingLocal> = {
  about: 'Plays a prompt and goes on by the key that the caller presses, also while it plays.',
  schema,
  exits: (spec) => [...[...spec.keys].map(([key, to]) => ({ name: key, to })), ...refusalExits(spec)],
  ...behaviour<Menu>({
    /** Where 1 and 12 are both entries, 1 waits for a possible 2. */
    read: (spec, typed, paused) => {
      for (let takes = 1; takes <= typed.length; takes++) {
        const answer = typed.slice(0, takes);
        const longer = [...spec.keys.keys()].some((key) => key.length > takes && key.startsWith(answer));
        if (!longer) return { answer, takes };
      }
      return paused ? { answer: typed, takes: typed.length } : 'more';
    },
    accept: (spec, answer) => (spec.keys.has(answer) ? answer : undefined),
    secret: () => false,
  }),
};
