import { z } from 'zod';
import type { Json } from '../../domain/json';
import { peopleOf } from '../people';
import { leave, type StepKind } from '../step';
import type { Turn } from '../turn';
import { digitRange, keys, label, variable, type DigitRange, type Label, type Variable } from '../values';
import { behaviour, type AskingLocal, type Verdict } from './asking/dialogue';
import { entriesOf, readEntry, type EntriesWanted } from './asking/reading';
import { asking, askingShape, endKey, partsOf, refusalExits, type Asking } from './asking/settings';

export interface Menu extends Asking {
  readonly keys: ReadonlyMap<string, Label>;
  readonly entries: Pick<EntriesWanted, 'has' | 'goesOn'>;
  readonly end: string;
  readonly extensions: Extensions | undefined;
}

/** Callers may dial an agent's extension straight away. */
interface Extensions {
  readonly digits: DigitRange;
  readonly to: Label;
  readonly into: Variable;
  readonly agent: Variable | undefined;
}

const ANY_LENGTH: DigitRange = { min: 1, max: 64 };
const EXTENSION = 'extension';

const extensions = z
  .strictObject({
    digits: digitRange().optional().describe('How long they are, where not all may be dialled: 3 or 3..4'),
    to: label().describe('Where the call goes on when an extension was dialled'),
    into: variable('').describe('The variable that gets the extension'),
    agent: variable('').optional().describe('The variable that gets the agent whose extension it is'),
  })
  .transform((written): Extensions => ({
    digits: written.digits ?? ANY_LENGTH,
    to: written.to,
    into: written.into,
    agent: written.agent,
  }));

const schema = z
  .strictObject({
    ...askingShape,
    keys: keys()
      .describe('The label for each key: 0-9, "*", "#" (in quotes), or several like 12')
      .meta({ examples: [{ 1: 'sales', 2: 'support', '#': 'menu' }] }),
    end: endKey.default('').describe('A key that ends an entry of several digits at once'),
    extensions: extensions.optional().describe('Lets callers dial the extension of an agent (agents.yaml) here'),
  })
  .transform((written, context): Menu => {
    const { keys, end, repeat = '', extensions } = written;
    const taken = (setting: string, key: string): void => {
      const entry = [...keys.keys()].find((each) => each.startsWith(key));
      if (key !== '' && entry !== undefined)
        context.addIssue({
          code: 'custom',
          path: [setting],
          message: `"${key}" is ${entry === key ? 'a key' : `the beginning of the key ${entry}`} of this menu already`,
          input: key,
        });
    };
    taken('repeat', repeat);
    taken('end', end);
    if (repeat !== '' && repeat === end)
      context.addIssue({ code: 'custom', path: ['repeat'], message: `"${repeat}" is end already`, input: repeat });
    return { ...asking(written), keys, entries: entriesOf(keys.keys()), end, extensions };
  });

export const menu: StepKind<Menu, AskingLocal> = {
  about: 'Plays a prompt and goes on by the key that the caller presses, also while it plays.',
  manual: {
    group: 'ask',
    example: `hello:
  - answer
  - menu:
      prompt: office/main-menu
      keys: { 1: sales, 2: support, 0: sales }
      repeat: "*"
      no_input: { tries: 2, play: office/please-choose, then: sales }
      no_match: { tries: 3, play: office/wrong-key, then: sales }
sales:
  - queue: { name: sales }
support:
  - queue: { name: support }
`,
    exits: {
      '<key>': 'the caller pressed this key',
      extension: 'the caller dialled the extension of an agent (`extensions`)',
      no_input: 'nothing was pressed, as often as `no_input.tries` says',
      no_match: 'a key was pressed that leads nowhere, as often as `no_match.tries` says',
    },
    notes: [
      'A key that no entry begins with is wrong at once. Where both `1` and `12` are entries, `1` waits `wait_next` for a possible `2`; so does a key that an extension begins with.',
      'Keys typed ahead are taken at once, and the prompt is not heard, unless `barge_in: false`.',
    ],
  },
  schema,
  exits: (spec) => [
    ...[...spec.keys].map(([key, to]) => ({ name: key, to })),
    ...(spec.extensions ? [{ name: EXTENSION, to: spec.extensions.to }] : []),
    ...refusalExits(spec),
  ],
  ...behaviour<Menu, null>({
    first: null,
    fills: ({ extensions }) => [extensions?.into, extensions?.agent],
    question: (spec, _, turn) => ({
      say: () => partsOf(spec.prompt, spec.bargeIn, turn),
      main: true,
      secret: false,
      fresh: false,
      ignores: '',
      read: (typed, paused) => readEntry(entriesAt(spec, turn), typed, paused),
      accept: (entry) => (spec.keys.has(entry) ? leave(entry) : dialled(spec, entry, turn)),
    }),
  }),
};

/** The keys of the menu and, where they may be dialled, the extensions that there are. */
function entriesAt({ entries, extensions, end, repeat }: Menu, { office }: Turn): EntriesWanted {
  if (!extensions) return { ...entries, end, repeat };
  const people = peopleOf(office);
  const { min, max } = extensions.digits;
  const fits = (extension: string): boolean => extension.length >= min && extension.length <= max;
  return {
    has: (typed) => entries.has(typed) || (fits(typed) && people.extension(typed) !== undefined),
    goesOn: (typed) => entries.goesOn(typed) || people.extensionGoesOn(typed, fits),
    end,
    repeat,
  };
}

function dialled<Stage extends Json>({ extensions }: Menu, extension: string, turn: Turn): Verdict<Stage> {
  const person = peopleOf(turn.office).extension(extension);
  if (!extensions || !person) return { wrong: undefined };
  turn.set(extensions.into.name, extension);
  if (extensions.agent) turn.set(extensions.agent.name, person.agent);
  return leave(EXTENSION);
}
