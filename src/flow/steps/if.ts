import { leave, type StepKind } from '../step';
import { cel, type Cel } from '../values';

export const ifStep: StepKind<Cel, null> = {
  about:
    'Goes on with the steps (or the label) of `then` when the expression is true, else with those of `else`, else below.',
  schema: cel({ wants: 'bool' }),
  blocks: ['then', 'else'],
  instant: () => true,
  exits: () => [{ name: 'then' }, { name: 'else' }],
  enter: (spec, turn) => leave(turn.evaluate(spec, false) === true ? 'then' : 'else'),
};
