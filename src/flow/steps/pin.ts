import { z } from 'zod';
import { isPin } from '../checks-of-input/pin-hash';
import { leave, NEXT, type StepKind } from '../step';
import type { Turn } from '../turn';
import {
  Cel,
  cel,
  digitRange,
  label,
  prompts,
  reference,
  variable,
  whole,
  type Label,
  type Reference,
  type Variable,
} from '../values';
import { behaviour, type AskingLocal } from './asking/dialogue';
import { readDigits, type DigitsWanted } from './asking/reading';
import { asking, askingShape, endingShape, partsOf, waitForEnd, type Asking } from './asking/settings';

interface Pin extends Asking {
  readonly wanted: DigitsWanted;
  readonly least: number;
  /** What tells whether it is right: an expression, or the hash beside a key in a list. */
  readonly by:
    | { readonly is: 'check'; readonly check: Cel }
    | { readonly is: 'list'; readonly list: Reference; readonly of: Cel; readonly into: Variable | undefined };
  readonly locked: Label | undefined;
}

const { no_match: _, ...shape } = askingShape;

const schema = z
  .strictObject({
    ...shape,
    digits: digitRange().describe('How many digits a PIN has: 4 or 4..6'),
    ...endingShape,
    check: cel({ more: ['value'], wants: 'bool' })
      .optional()
      .describe('What must be true of the digits, which are called value here: value == customer.pin'),
    list: reference('list').optional().describe('Instead of check: a list with a field pin, a hash of the PIN'),
    of: cel({ wants: 'string' }).optional().describe('With list: whose PIN it must be, a key of the list'),
    into: variable({}).optional().describe('With list: the variable that gets what stands beside the PIN'),
    tries: whole(1, 9).default(3).describe('How many wrong PINs lock the caller out'),
    wrong: prompts().optional().describe('Said after a wrong PIN, before it is asked for again'),
    locked: label().optional().describe('Where the call goes on after the last wrong PIN; without it, below'),
  })
  .transform((written, context): Pin => {
    const { end, digits, check, list, of, into, tries, wrong, locked, repeat = '' } = written;
    const complain = (message: string, setting: string): void => {
      context.addIssue({ code: 'custom', path: [setting], message, input: written });
    };
    if (!check === !list) complain('needs either check or list', 'check');
    if (!list !== !of) complain('list and of belong together', list ? 'list' : 'of');
    if (check && into) complain('only a list has something to put there', 'into');
    if (repeat !== '' && (/\d/.test(repeat) || repeat === end))
      complain(`"${repeat}" is part of the answer or ends it`, 'repeat');
    const refused = { tries, play: wrong ?? [], byTry: [], again: 'question', then: locked } as const;
    return {
      ...asking({ ...written, no_match: refused }, waitForEnd(written, digits.min < digits.max)),
      wanted: { max: digits.max, end, repeat, decimals: 0 },
      least: digits.min,
      by: list && of ? { is: 'list', list, of, into } : { is: 'check', check: check ?? NEVER },
      locked,
    };
  });

/** Stands for a check that is missing, which has been complained of. */
const NEVER = new Cel('false');

export const pin: StepKind<Pin, AskingLocal> = {
  about:
    'Asks for a PIN and lets the caller on when it is right. The digits stand in no log, event, record or variable.',
  manual: {
    group: 'ask',
    example: `hello:
  - answer
  - collect: { prompt: office/enter-contract, digits: 6..8, into: contract }
  - pin:
      prompt: office/please-choose
      digits: 4
      check: value == contract.substring(0, 4)
      wrong: office/wrong-key
      locked: sorry
  - queue: { name: support }
sorry:
  - hangup
`,
    exits: {
      next: 'the PIN is right',
      no_input: 'nothing was pressed, as often as `no_input.tries` says',
      locked: 'a wrong PIN was keyed in, as often as `tries` says',
    },
    notes: [
      'With `list: pins` and `of: contract` the PIN is compared with the hash in the field `pin` of that entry of `lists/pins.yaml`: `pbkdf2:<rounds>:<salt>:<hex>`, PBKDF2 with HMAC-SHA-256 and 32 bytes. A hash keeps a short PIN from being read, not from being tried out by whoever has the file.',
      'The tries count within one visit to the step; a caller who calls again has them again.',
    ],
  },
  schema,
  exits: (spec) => [{ name: NEXT }, { name: 'no_input', to: spec.noInput.then }, { name: 'locked', to: spec.locked }],
  ...behaviour<Pin, null>({
    first: null,
    question: (spec, _stage, turn) => ({
      say: () => partsOf(spec.prompt, spec.bargeIn, turn),
      main: true,
      secret: true,
      fresh: false,
      ignores: '',
      read: (typed, paused) => readDigits(spec.wanted, typed, paused),
      accept: (digits) =>
        digits.length >= spec.least && isRight(spec, digits, turn) ? leave(NEXT) : { wrong: undefined },
    }),
    tooOften: (_spec, why) => leave(why === 'no_match' ? 'locked' : why),
  }),
};

function isRight({ by }: Pin, digits: string, turn: Turn): boolean {
  if (by.is === 'check') return turn.evaluate(by.check, false, { value: digits }) === true;
  const whose = turn.evaluate(by.of, '');
  const entry = typeof whose === 'string' ? turn.office.listsAt(turn.now)[by.list.name]?.get(whose) : undefined;
  const { pin: hash, ...about } = entry ?? { pin: '' };
  const right = isPin(digits, typeof hash === 'string' ? hash : '');
  if (entry && right === undefined) turn.problem(`the list ${by.list.name} has an entry whose pin is no hash`);
  if (right === true && by.into) turn.set(by.into.name, about);
  return right === true;
}
