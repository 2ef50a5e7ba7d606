import { z } from 'zod';
import { leave, type StepKind } from '../step';
import { label, variable, type Label, type Variable } from '../values';
import { readYesNo, yesNoShape, type YesNo } from './asking/confirming';
import { behaviour, type AskingLocal } from './asking/dialogue';
import { escapeExits, escapeShape, escapesOf } from './asking/escaping';
import { asking, askingShape, partsOf, refusalExits, type Asking } from './asking/settings';

interface YesNoStep extends Asking, YesNo {
  readonly into: Variable | undefined;
  readonly on: { readonly yes: Label | undefined; readonly no: Label | undefined };
}

const schema = z
  .strictObject({
    ...askingShape,
    ...yesNoShape,
    ...escapeShape,
    into: variable(null).optional().describe('The variable that gets true or false'),
    on: z
      .strictObject({ yes: label().optional(), no: label().optional() })
      .default({})
      .describe('Where the call goes on; without a label, below'),
  })
  .transform((written, context): YesNoStep => {
    const { yes, no, repeat, into, on } = written;
    const twice = (setting: string, key: string, other: string): void => {
      context.addIssue({ code: 'custom', path: [setting], message: `"${key}" is ${other} already`, input: key });
    };
    if (yes === no) twice('no', no, 'yes');
    if (repeat === yes || repeat === no) twice('repeat', repeat, repeat === yes ? 'yes' : 'no');
    const meanings = { taken: { repeat: repeat ?? '' }, isAnswer: (keys: string) => keys === yes || keys === no };
    return {
      ...asking(written, 0, escapesOf(written.escape, meanings, context)),
      yes,
      no,
      into,
      on: { yes: on.yes, no: on.no },
    };
  });

export const yesNo: StepKind<YesNoStep, AskingLocal> = {
  about: 'Asks a question that is answered by one key for yes and one for no.',
  manual: {
    group: 'ask',
    example: `hello:
  - answer
  - yes_no:
      prompt: office/please-choose
      into: wants_news
      on: { yes: news }
  - hangup
news:
  - queue: { name: sales }
`,
    exits: {
      yes: 'the key for yes was pressed',
      no: 'the key for no was pressed',
      no_input: 'nothing was pressed, as often as `no_input.tries` says',
      no_match: 'another key was pressed, as often as `no_match.tries` says',
      'key <keys>': 'a key of `escape` was pressed',
    },
    notes: ['`into` is null until the question is answered.'],
  },
  schema,
  exits: (spec) => [
    { name: 'yes', to: spec.on.yes },
    { name: 'no', to: spec.on.no },
    ...refusalExits(spec),
    ...escapeExits(spec),
  ],
  ...behaviour<YesNoStep, null>({
    first: null,
    fills: ({ into }) => [into],
    question: (spec, _, turn) => ({
      say: () => partsOf(spec.prompt, spec.bargeIn, turn),
      main: true,
      secret: false,
      fresh: false,
      ignores: '',
      read: readYesNo(spec, spec.repeat),
      accept: (key) => {
        if (spec.into) turn.set(spec.into.name, key === spec.yes);
        return leave(key === spec.yes ? 'yes' : 'no');
      },
    }),
  }),
};
