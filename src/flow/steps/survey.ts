import { z } from 'zod';
import { leave, NEXT, type StepKind } from '../step';
import { name, variable, type Variable } from '../values';
import { behaviour, type AskingLocal } from './asking/dialogue';
import { escapeExits, escapeShape, escapesOf } from './asking/escaping';
import { entriesOf, readEntry, type EntriesWanted } from './asking/reading';
import { asking, askingShape, partsOf, refusal, refusalExits, type Asking } from './asking/settings';

interface Survey extends Asking {
  readonly name: string;
  readonly question: string;
  readonly scale: Pick<EntriesWanted, 'has' | 'goesOn'>;
  readonly into: Variable | undefined;
}

const scale = z
  .string()
  .transform((text, context): Survey['scale'] => {
    const [, low, high] = /^(\d{1,2})\.\.(\d{1,2})$/.exec(text) ?? [];
    const [from, to] = [Number(low), Number(high)];
    if (low === undefined || from >= to) {
      context.addIssue(`"${text}" is no scale like 1..5 or 0..10`);
      return z.NEVER;
    }
    return entriesOf(Array.from({ length: to - from + 1 }, (_, index) => String(from + index)));
  })
  .meta({
    title: 'scale',
    description: 'The answers that there are: 1..5 or 0..10',
    pattern: '^[0-9]{1,2}[.][.][0-9]{1,2}$',
  });

const schema = z
  .strictObject({
    ...askingShape,
    ...escapeShape,
    // Whoever has been served and says nothing is let go.
    no_input: refusal(1).describe('When nothing is pressed'),
    no_match: refusal(2).describe('When what is pressed is not on the scale'),
    name: name('a survey').describe('The survey, under which the answers are counted'),
    question: name('a question').default('overall').describe('The question, where a survey has several'),
    scale: scale.prefault('1..5'),
    into: variable(null).optional().describe('The variable that gets the answer, a number'),
  })
  .transform((written, context): Survey => {
    const { repeat } = written;
    if (repeat !== undefined && /\d/.test(repeat))
      context.addIssue({
        code: 'custom',
        path: ['repeat'],
        message: `${repeat} may be an answer; "*" is not`,
        input: repeat,
      });
    return {
      ...asking(
        written,
        0,
        escapesOf(
          written.escape,
          { taken: { 'the end key': '#', repeat: repeat ?? '' }, isAnswer: written.scale.has },
          context,
        ),
      ),
      name: written.name,
      question: written.question,
      scale: written.scale,
      into: written.into,
    };
  });

export const survey: StepKind<Survey, AskingLocal> = {
  about:
    'Asks how it was, on a scale, and counts the answer for the agent and the queue of the last talk. It stands where the queue leads when the agent has gone first (`on: { done: … }`).',
  manual: {
    group: 'ask',
    example: `hello:
  - queue: { name: sales, on: { done: after } }
  - hangup
after:
  - survey: { name: satisfaction, prompt: office/please-choose, scale: 1..5 }
  - play: office/goodbye
`,
    exits: {
      next: 'the answer is on the scale',
      no_input: 'nothing was pressed, as often as `no_input.tries` says (once by default)',
      no_match: 'what was pressed is not on the scale, as often as `no_match.tries` says (twice by default)',
      'key <keys>': 'a key of `escape` was pressed',
    },
    notes: [
      'A survey of several questions is several steps with the same `name` and another `question`.',
      'Keys pressed before the question, such as those of the talk, are no answer to it.',
      'Where the scale goes to 10, 1 waits `wait_next` for a possible 0.',
    ],
  },
  schema,
  exits: (spec) => [{ name: NEXT }, ...refusalExits(spec), ...escapeExits(spec)],
  ...behaviour<Survey, null>({
    first: null,
    fills: ({ into }) => [into],
    question: (spec, _, turn) => ({
      say: () => partsOf(spec.prompt, spec.bargeIn, turn),
      main: true,
      secret: false,
      fresh: true,
      ignores: '',
      read: (typed, paused) => readEntry({ ...spec.scale, end: '#', repeat: spec.repeat }, typed, paused),
      accept: (keys) => {
        const { node, lastTalk } = turn.session;
        turn.note('survey.answered', {
          node,
          survey: spec.name,
          question: spec.question,
          answer: Number(keys),
          agent: lastTalk?.agent ?? null,
          queue: lastTalk?.queue ?? null,
        });
        if (spec.into) turn.set(spec.into.name, Number(keys));
        return leave(NEXT);
      },
    }),
  }),
};
