import { leave, NEXT, type StepKind } from '../step';
import { label, type Label } from '../values';

export const goto: StepKind<Label, null> = {
  about: 'Goes on at a label.',
  schema: label(),
  instant: () => true,
  exits: (spec) => [{ name: NEXT, to: spec }],
  enter: () => leave(NEXT),
};
