import { z } from 'zod';
import { percentileOf } from '../../domain/percentile';
import { leave, NEXT, type StepKind } from '../step';
import { label, name, whole, type Label } from '../values';
import { drawn } from './drawing';

interface Split {
  /** Percent by label, in the order in which they were written. */
  readonly shares: readonly { readonly to: Label; readonly percent: number }[];
  readonly by: 'caller' | 'call' | 'random';
  /** Mixed into the choice, so that two splits do not choose alike. */
  readonly name: string;
}

const shares = z
  .record(name('a label'), whole(0, 100))
  .refine((written) => Object.values(written).reduce((sum, each) => sum + each, 0) <= 100, {
    error: 'shares come to more than 100 percent',
  });

const schema = z
  .strictObject({
    shares: shares.describe('Percent by label; what is left of 100 goes on with the step below.'),
    by: z
      .enum(['caller', 'call', 'random'])
      .default('caller')
      .describe(
        '`caller`: who calls again goes the same way; `call`: one way in one call; `random`: drawn anew each time.',
      ),
    name: z.string().default('').describe('Splits of one name choose alike for one caller; by default each its own.'),
  })
  .transform(({ shares: written, ...rest }): Split => ({
    ...rest,
    shares: Object.entries(written).map(([to, percent]) => ({ to: parsed(to), percent })),
  }));

const parsed = (written: string): Label => label().parse(written);

export const split: StepKind<Split, null> = {
  about:
    'Sends a share of the callers another way: to try a new menu, to spread load. The same caller goes the same way.',
  manual: {
    group: 'decide',
    example: `hello:
  - split: { shares: { new_menu: 10 } }
  - hangup
new_menu:
  - play: news/today
`,
    exits: { '<label>': 'The caller falls into this share.', next: 'Into none of them.' },
    notes: ['A caller without a number is shared out by the call.'],
  },
  schema,
  instant: () => true,
  exits: (spec) => [...spec.shares.map(({ to }) => ({ name: to.name, to })), { name: NEXT }],
  enter: (spec, turn) => {
    const { ani, id } = turn.call;
    const key = spec.by === 'caller' && ani !== '' ? ani : id;
    const salt = spec.name === '' ? `${turn.flow.name}/${turn.session.node}` : spec.name;
    let rest = spec.by === 'random' ? drawn(salt, turn) : percentileOf(`${salt} ${key}`);
    for (const { to, percent } of spec.shares) {
      if (rest < percent) return leave(to.name);
      rest -= percent;
    }
    return leave(NEXT);
  },
  afterwards: true,
};
