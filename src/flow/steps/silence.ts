import { z } from 'zod';
import type { Millis } from '../../domain/time';
import type { StepKind } from '../step';
import { duration } from '../values';
import { hearing, type HearingLocal } from './hearing';

interface Silence {
  readonly ms: Millis;
  readonly bargeIn: boolean;
}

const length = duration({ min: 100, max: 300_000 });

const long = z
  .strictObject({
    for: length.describe('How long nothing is heard'),
    barge_in: z.boolean().default(true).describe('Whether a key ends it'),
  })
  .transform((written): Silence => ({ ms: written.for, bargeIn: written.barge_in }));

export const silence: StepKind<Silence, HearingLocal> = {
  about: 'Nothing is heard for a while. A key ends it (unless `barge_in: false`) and stays typed ahead.',
  manual: {
    group: 'talk',
    example: `hello:
  - answer
  - silence: 800ms
  - play: office/welcome
  - silence: { for: 2s, barge_in: false }
  - hangup
`,
    exits: { next: 'the time is over, or a key ended it' },
    notes: ['For a long wait `music` is kinder: a silent line sounds like a lost call.'],
  },
  schema: z.union([length.transform((ms): Silence => ({ ms, bargeIn: true })), long]),
  ...hearing<Silence>('silence', ({ ms }) => [{ is: 'silence', ms }]),
};
