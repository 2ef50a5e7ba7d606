import { z } from 'zod';
import type { Media } from '../../domain/call';
import type { AgentId } from '../../domain/ids';
import { peopleOf, type By, type Person } from '../people';
import { numberInWords } from '../saying/sayings';
import { leave, type StepKind } from '../step';
import type { Turn } from '../turn';
import {
  digitRange,
  label,
  prompts,
  variable,
  whole,
  type DigitRange,
  type Label,
  type PromptName,
  type Variable,
} from '../values';
import { behaviour, type AskingLocal, type Question, type Verdict } from './asking/dialogue';
import { escapeExits, escapeShape, escapesOf } from './asking/escaping';
import { entriesOf, readEntry, type Reading } from './asking/reading';
import { empty } from './emptying';
import { asking, askingShape, endingShape, oneKey, partsOf, waitForEnd, type Asking } from './asking/settings';

interface Directory extends Asking {
  readonly letters: DigitRange;
  readonly end: string;
  readonly by: By;
  readonly most: number;
  readonly press: readonly PromptName[];
  readonly tooMany: readonly PromptName[];
  readonly back: string;
  readonly into: Variable;
  readonly extensionInto: Variable | undefined;
  readonly found: Label | undefined;
  readonly nobody: Label | undefined;
}

/** Letters are asked for, after those there are; or one of the people found is to be chosen. */
type Stage =
  { readonly is: 'letters'; readonly after: string } | { readonly is: 'choose'; readonly agents: readonly AgentId[] };

/** The letters of a name that are told apart. */
const MOST_LETTERS = 16;
const START: Stage = { is: 'letters', after: '' };

const schema = z
  .strictObject({
    ...askingShape,
    letters: digitRange().default({ min: 3, max: 3 }).describe('How many letters of the name are asked for: 3 or 2..8'),
    ...endingShape,
    ...escapeShape,
    by: z.enum(['any', 'first', 'last']).default('any').describe('Which word of the name the letters begin'),
    press: prompts().describe('Heard between a name and its key: "press"'),
    too_many: prompts().describe('Asks for more letters, where too many names fit: "key in more letters, then #"'),
    most: whole(1, 9).default(5).describe('So many names are read out at most'),
    back: oneKey().default('*').describe('The key that goes back from the names to the letters'),
    into: variable('').describe('The variable that gets the agent'),
    extension_into: variable('').optional().describe('The variable that gets the extension'),
    found: label().optional().describe('Where the call goes on; without it, below'),
    nobody: label().optional().describe('Where it goes on when nobody was found or nothing was keyed in'),
  })
  .transform((written, context): Directory => {
    const { letters, end, back, repeat, nobody } = written;
    const complain = (message: string, setting: string): void => {
      context.addIssue({ code: 'custom', path: [setting], message, input: written });
    };
    if (letters.min < 1 || letters.max > MOST_LETTERS) complain(`from 1 to ${MOST_LETTERS} letters`, 'letters');
    if (/[1-9]/.test(back)) complain(`"${back}" chooses a name`, 'back');
    if (repeat !== undefined && (/\d/.test(repeat) || repeat === end || repeat === back))
      complain(`"${repeat}" may be a letter, or is end or back already`, 'repeat');
    const escapes = escapesOf(
      written.escape,
      {
        taken: { end, back, repeat: repeat ?? '' },
        isAnswer: (keys) => /^[2-9]+$/.test(keys) && keys.length >= letters.min,
      },
      context,
    );
    return {
      ...asking(written, waitForEnd(written, letters.min < letters.max), escapes),
      noInput: { ...written.no_input, then: written.no_input.then ?? nobody },
      noMatch: { ...written.no_match, then: written.no_match.then ?? nobody },
      letters,
      end,
      by: written.by,
      most: written.most,
      press: written.press,
      tooMany: written.too_many,
      back,
      into: written.into,
      extensionInto: written.extension_into,
      found: written.found,
      nobody,
    };
  });

export const directory: StepKind<Directory, AskingLocal<Stage>> = {
  about:
    'Finds an agent by the first letters of the name on the keys, or by extension: those that fit are read out, and the caller chooses one.',
  manual: {
    group: 'ask',
    example: `hello:
  - answer
  - directory:
      prompt: office/please-choose
      press: office/please-choose
      too_many: office/please-choose
      into: person
      nobody: sorry
  - queue: { name: personal, agent: person }
sorry:
  - hangup
`,
    exits: {
      found: 'the caller chose somebody, or dialled an extension',
      nobody: 'no agent has an extension',
      no_input: 'nothing was pressed, as often as `no_input.tries` says; leads to `nobody` by default',
      no_match: 'nobody was found, as often as `no_match.tries` says; leads to `nobody` by default',
      'key <keys>': 'a key of `escape` was pressed',
    },
    notes: [
      'Agents with an `extension` in agents.yaml are in the directory.',
      'Letters are Latin (2 ABC … 9 WXYZ) and Cyrillic (2 АБВГ, 3 ДЕЖЗ, 4 ИЙКЛ, 5 МНОП, 6 РСТУ, 7 ФХЦЧ, 8 ШЩЪЫ, 9 ЬЭЮЯ).',
      'A name is played from the prompt `names/<agent>` where there is one, else spoken.',
      'Where more names fit than `most`, more letters are asked for; only the end key then reads out the first ones.',
    ],
  },
  schema,
  exits: (spec) => [
    { name: 'found', to: spec.found },
    { name: 'nobody', to: spec.nobody },
    { name: 'no_input', to: spec.noInput.then },
    { name: 'no_match', to: spec.noMatch.then },
    ...escapeExits(spec),
  ],
  ...asks(),
};

function asks(): Required<Pick<StepKind<Directory, AskingLocal<Stage>>, 'enter' | 'on' | 'recover' | 'abandon'>> {
  const dialogue = behaviour<Directory, Stage>({
    first: START,
    fills: ({ into, extensionInto }) => [into, extensionInto],
    question: (spec, stage, turn) =>
      stage.is === 'letters' ? letters(spec, stage.after, turn) : choice(spec, stage.agents, turn),
  });
  return {
    ...dialogue,
    enter: (spec, turn) => {
      if (!peopleOf(turn.office).none) return dialogue.enter(spec, turn);
      empty([spec.into, spec.extensionInto], turn);
      return leave('nobody');
    },
  };
}

function letters(spec: Directory, after: string, turn: Turn): Question<Stage> {
  const first = after === '';
  return {
    say: () =>
      first ? partsOf(spec.prompt, spec.bargeIn, turn) : [{ media: turn.prompts(spec.tooMany), bargeIn: spec.bargeIn }],
    main: first,
    secret: false,
    fresh: !first,
    ignores: '',
    read: (typed, paused) => readLetters(spec, after, typed, paused, turn),
    accept: (keys) => lookUp(spec, after, keys, turn),
  };
}

/**
 * As for digits, and only a whole entry is judged: who keys in a name goes on to its third letter, and what would be wrong
 * at the first must not be three mistakes. An extension is over where neither a name nor a longer one goes on from it.
 */
function readLetters(spec: Directory, after: string, typed: string, paused: boolean, turn: Turn): Reading {
  const most = after === '' ? spec.letters.max : MOST_LETTERS - after.length;
  const people = peopleOf(turn.office);
  for (const [index, key] of Array.from(typed).entries()) {
    const before = typed.slice(0, index);
    if (key === spec.end && (index > 0 || after !== '')) return { is: 'answer', answer: before, takes: index + 1 };
    if (key === spec.repeat) return { is: 'repeat' };
    if (!/\d/.test(key)) return { is: 'wrong', keys: before + key };
    const keys = before + key;
    const goesOn = after === '' && people.extensionGoesOn(keys);
    const dialled = after === '' && people.extension(keys) !== undefined;
    if (goesOn || (keys.length < most && !(dialled && people.spelt(spec.by, keys).length === 0))) continue;
    const next = typed[index + 1];
    if (next === spec.end && spec.end !== '') continue;
    if (next !== undefined || dialled || spec.end === '') return { is: 'answer', answer: keys, takes: index + 1 };
    return { is: 'full', answer: keys, takes: index + 1 };
  }
  return paused ? { is: 'answer', answer: typed, takes: typed.length } : { is: 'more' };
}

function lookUp(spec: Directory, after: string, keys: string, turn: Turn): Verdict<Stage> {
  const people = peopleOf(turn.office);
  const dialled = after === '' ? people.extension(keys) : undefined;
  const enough = after !== '' || keys.length >= spec.letters.min;
  const found = [...(dialled ? [dialled] : []), ...(enough ? people.spelt(spec.by, after + keys) : [])];
  const [first, ...others] = [...new Map(found.map((each) => [each.agent, each])).values()];
  if (!first) return { wrong: undefined, back: START };
  if (dialled && others.length === 0) return take(spec, first, turn);
  const onceMore = after !== '' && keys === '';
  if (others.length >= spec.most && !onceMore && (after + keys).length < MOST_LETTERS)
    return { then: { is: 'letters', after: after + keys } };
  return { then: { is: 'choose', agents: [first, ...others].slice(0, spec.most).map(({ agent }) => agent) } };
}

function choice(spec: Directory, agents: readonly AgentId[], turn: Turn): Question<Stage> {
  const people = peopleOf(turn.office);
  const keys = agents.map((_, index) => String(index + 1));
  const entries = entriesOf([...keys, spec.back]);
  return {
    say: () => [
      {
        media: agents.flatMap((agent, index): Media[] => [
          nameOf(people.agent(agent), turn),
          ...turn.prompts(spec.press),
          { is: 'text', text: numberInWords(index + 1, turn.call.language) },
        ]),
        bargeIn: spec.bargeIn,
      },
    ],
    main: false,
    secret: false,
    fresh: true,
    ignores: spec.end,
    read: (typed, paused) => readEntry({ ...entries, end: '', repeat: spec.repeat }, typed, paused),
    accept: (key) => {
      if (key === spec.back) return { refused: START };
      const person = people.agent(agents[Number(key) - 1] ?? '');
      return person ? take(spec, person, turn) : { wrong: undefined, back: START };
    },
  };
}

function nameOf(person: Person | undefined, turn: Turn): Media {
  const recorded = `names/${person?.agent ?? ''}`;
  return turn.office.promptMs(recorded, turn.call.language) === undefined
    ? { is: 'text', text: person?.name ?? '' }
    : { is: 'prompt', name: recorded };
}

function take(spec: Directory, { agent, extension }: Person, turn: Turn): Verdict<Stage> {
  turn.set(spec.into.name, agent);
  if (spec.extensionInto) turn.set(spec.extensionInto.name, extension);
  return leave('found');
}
