import { leave, NEXT, type StepKind } from '../step';
import { label, type Label } from '../values';

export const goto: StepKind<Label, null> = {
  about: 'Goes on at a label.',
  manual: {
    group: 'decide',
    example: `hello:
  - answer
  - goto: news
news:
  - play: news/today
  - hangup
`,
    exits: { next: 'always: the label' },
    notes: ['A loop needs something in it that waits for the caller: a menu, a collect, a queue.'],
  },
  schema: label(),
  instant: () => true,
  afterwards: true,
  exits: (spec) => [{ name: NEXT, to: spec }],
  enter: () => leave(NEXT),
};
