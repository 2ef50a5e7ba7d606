import { leave, type StepKind } from '../step';
import { cel, type Cel } from '../values';

export const ifStep: StepKind<Cel, null> = {
  about:
    'Goes on with the steps (or the label) of `then` when the expression is true, else with those of `else`, else below.',
  manual: {
    group: 'decide',
    example: `hello:
  - if: call.campaign == "radio" && now.hour >= 9
    then:
      - play: news/today
    else: closed
  - hangup
closed:
  - play: office/closed
`,
    exits: { then: 'the expression is true', else: 'it is false, or has no value' },
    notes: ['After the steps of `then` or `else` the call goes on below the `if`.'],
  },
  schema: cel({ wants: 'bool' }),
  blocks: ['then', 'else'],
  instant: () => true,
  afterwards: true,
  exits: () => [{ name: 'then' }, { name: 'else' }],
  enter: (spec, turn) => leave(turn.evaluate(spec, false) === true ? 'then' : 'else'),
};
