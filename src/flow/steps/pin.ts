import { z } from 'zod';
import type { PinSubject } from '../../domain/pin-lock';
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
import { listNow } from '../written-lists';
import { empty } from './emptying';
import { behaviour, type AskingLocal } from './asking/dialogue';
import { escapeExits, escapeShape, escapesOf } from './asking/escaping';
import { isBarred, judged, subjectsOf, whosePin } from './asking/pin-tries';
import { readDigits, type DigitsWanted } from './asking/reading';
import { asking, askingShape, endingShape, partsOf, waitForEnd, type Asking } from './asking/settings';

interface Pin extends Asking {
  readonly wanted: DigitsWanted;
  readonly least: number;
  /** What tells whether it is right: an expression, or the hash beside a key in a list. */
  readonly by:
    | { readonly is: 'check'; readonly check: Cel; readonly of: Cel | undefined }
    | { readonly is: 'list'; readonly list: Reference; readonly of: Cel; readonly into: Variable | undefined };
  readonly locked: Label | undefined;
  readonly tooOften: Label | undefined;
}

const { no_match: _, ...shape } = askingShape;

const schema = z
  .strictObject({
    ...shape,
    digits: digitRange().describe('How many digits a PIN has: 4 or 4..6'),
    ...endingShape,
    ...escapeShape,
    check: cel({ more: ['value'], wants: 'bool' })
      .optional()
      .describe('What must be true of the digits, which are called value here: value == customer.pin'),
    list: reference('list').optional().describe('Instead of check: a list with a field pin, a hash of the PIN'),
    of: cel({ wants: 'string' })
      .optional()
      .describe('Whose PIN it must be: with list a key of the list, with check what wrong PINs are counted by'),
    into: variable({}).optional().describe('With list: the variable that gets what stands beside the PIN'),
    tries: whole(1, 9).default(3).describe('How many wrong PINs a caller has in this step'),
    wrong: prompts().optional().describe('Said after a wrong PIN, before it is asked for again'),
    locked: label()
      .optional()
      .describe('Where the call goes on when no PIN is taken any more, for a while; without it, below'),
    too_often: label().optional().describe('Where it goes on after the last wrong PIN of tries; without it, as locked'),
  })
  .transform((written, context): Pin => {
    const { end, digits, check, list, of, into, tries, wrong, locked, repeat = '' } = written;
    const { too_often: tooOften = locked } = written;
    const complain = (message: string, setting: string): void => {
      context.addIssue({ code: 'custom', path: [setting], message, input: written });
    };
    if (!check === !list) complain('needs either check or list', 'check');
    if (list && !of) complain('list and of belong together', 'list');
    if (check && into) complain('only a list has something to put there', 'into');
    if (repeat !== '' && (/\d/.test(repeat) || repeat === end))
      complain(`"${repeat}" is part of the answer or ends it`, 'repeat');
    const escapes = escapesOf(
      written.escape,
      {
        taken: { end, repeat },
        isAnswer: (keys) => /^\d+$/.test(keys) && keys.length >= digits.min && keys.length <= digits.max,
      },
      context,
    );
    const refused = { tries, play: wrong ?? [], byTry: [], again: 'question', then: tooOften } as const;
    return {
      ...asking({ ...written, no_match: refused }, waitForEnd(written, digits.min < digits.max), escapes),
      wanted: { max: digits.max, end, repeat, decimals: 0 },
      least: digits.min,
      by: list && of ? { is: 'list', list, of, into } : { is: 'check', check: check ?? NEVER, of },
      locked,
      tooOften: written.too_often,
    };
  });

/** Stands for a check that is missing, which has been complained of. */
const NEVER = new Cel('false');

const TOO_OFTEN = 'too_often';

const asked = behaviour<Pin, null>({
  first: null,
  fills: ({ by }) => [filledBy(by)],
  question: (spec, _stage, turn) => ({
    say: () => partsOf(spec.prompt, spec.bargeIn, turn),
    main: true,
    secret: true,
    fresh: false,
    ignores: '',
    read: (typed, paused) => readDigits(spec.wanted, typed, paused),
    accept: (digits) => {
      if (digits.length < spec.least) return { wrong: undefined };
      switch (judged(subjects(spec, turn), () => isRight(spec, digits, turn), turn)) {
        case 'right':
          return leave(NEXT);
        case 'wrong':
          return { wrong: undefined };
        case 'locked':
          return { barred: 'locked' };
      }
    },
  }),
  tooOften: (spec, why) => leave(why === 'no_input' ? why : spec.tooOften ? TOO_OFTEN : 'locked'),
});

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
      of: contract
      wrong: office/wrong-key
      locked: sorry
      too_often: sorry
  - queue: { name: support }
sorry:
  - hangup
`,
    exits: {
      next: 'the PIN is right',
      no_input: 'nothing was pressed, as often as `no_input.tries` says',
      locked: 'there were too many wrong PINs for this, over all calls: no PIN is taken for a while',
      too_often: 'a wrong PIN was keyed in, as often as `tries` says; where it has no label, the exit is `locked`',
      'key <keys>': 'a key of `escape` was pressed; that is no wrong PIN',
    },
    notes: [
      'With `list: pins` and `of: contract` the PIN is compared with the hash in the field `pin` of that entry of `lists/pins.yaml`: `pbkdf2:<rounds>:<salt>:<hex>`, PBKDF2 with HMAC-SHA-256 and 32 bytes. A hash keeps a short PIN from being read, not from being tried out by whoever has the file.',
      'Wrong PINs count over calls, by whose PIN it is (`of`) and by the caller’s number: ten in a row lock it for a quarter of an hour, each further ten for twice as long, a hundred until somebody lifts it. A right one makes them forgotten. `pin_locks` in `site.yaml` sets that; `carillon locks` shows and lifts locks.',
      'With `check`, say by `of` whose PIN it is: without it only the caller’s number counts, and that can be forged.',
    ],
  },
  schema,
  exits: (spec) => [
    { name: NEXT },
    { name: 'no_input', to: spec.noInput.then },
    { name: 'locked', to: spec.locked },
    ...(spec.tooOften ? [{ name: TOO_OFTEN, to: spec.tooOften }] : []),
    ...escapeExits(spec),
  ],
  ...asked,
  enter: (spec, turn) => {
    if (!isBarred(subjects(spec, turn), turn)) return asked.enter(spec, turn);
    empty([filledBy(spec.by)], turn);
    return leave('locked');
  },
};

const filledBy = (by: Pin['by']): Variable | undefined => (by.is === 'list' ? by.into : undefined);

function subjects({ by }: Pin, turn: Turn): readonly PinSubject[] {
  const [is, of] =
    by.is === 'list' ? (['list', by.list.name] as const) : (['expression', by.of?.source ?? ''] as const);
  return subjectsOf(by.of && whosePin(is, of, by.of, turn), turn);
}

function isRight({ by }: Pin, digits: string, turn: Turn): boolean {
  if (by.is === 'check') return turn.evaluate(by.check, false, { value: digits }) === true;
  const whose = turn.evaluate(by.of, '');
  const entry = typeof whose === 'string' ? listNow(turn.office, by.list.name, turn.now)?.get(whose) : undefined;
  const { pin: hash, ...about } = entry ?? { pin: '' };
  const right = isPin(digits, typeof hash === 'string' ? hash : '');
  if (entry && right === undefined) turn.problem(`the list ${by.list.name} has an entry whose pin is no hash`);
  if (right === true && by.into) turn.set(by.into.name, about);
  return right === true;
}
