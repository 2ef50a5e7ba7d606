import { z } from 'zod';
import type { Json } from '../../domain/json';
import { checked, checkNames, checksOf, checksShape, type CheckName, type Checks } from '../checks-of-input/checks';
import { inWords, type Setting } from '../saying/sayings';
import { leave, NEXT, type StepKind } from '../step';
import type { Turn } from '../turn';
import { digitRange, variable, Variable, type PromptName } from '../values';
import { isoOf, shownAt } from '../wall-clock';
import { confirming, confirmSetting, type Confirm } from './asking/confirming';
import { behaviour, type AskingLocal, type Verdict } from './asking/dialogue';
import { readDigits, type DigitsWanted } from './asking/reading';
import { escapeExits, escapeShape, escapesOf } from './asking/escaping';
import {
  asking,
  askingShape,
  endingShape,
  partsOf,
  refusalExits,
  waitForEnd,
  type Asking,
  type Part,
} from './asking/settings';

interface Collect extends Asking {
  readonly wanted: DigitsWanted;
  readonly checks: Checks;
  readonly wrong: Readonly<Partial<Record<CheckName, readonly PromptName[]>>>;
  readonly into: Variable;
  readonly secret: boolean;
  /** What it is when nobody keys in anything; `undefined`: then the step is left by `no_input`. */
  readonly otherwise: Json | undefined;
  readonly confirm: Confirm | undefined;
}

/** What was keyed in and waits for a yes; never a secret. */
type Keyed = { readonly keys: string; readonly value: Json };
type Stage = Keyed | null;

const schema = z
  .strictObject({
    ...askingShape,
    digits: digitRange().optional().describe('How many digits are wanted: 6 or 6..8; a date says it itself'),
    ...endingShape,
    ...escapeShape,
    into: variable(''),
    ...checksShape,
    secret: z.boolean().default(false).describe('Keeps the digits out of every log, event and record'),
    default: z
      .union([z.string(), z.number()])
      .optional()
      .describe('The value when nothing is keyed in, as often as no_input.tries says; the call goes on below'),
    confirm: confirmSetting.optional().describe('Reads the digits back, and takes them only when the caller says yes'),
  })
  .refine(({ digits, date }) => digits !== undefined || date !== undefined, {
    path: ['digits'],
    error: 'is missing: how many digits, like 6 or 6..8',
    // Said beside whatever else is wrong.
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .transform((written, context): Collect => {
    const complain = (message: string, setting: string): void => {
      context.addIssue({ code: 'custom', path: [setting], message, input: written });
    };
    const { checks, wrong } = checksOf(written, complain);
    const { end, into, secret, confirm, repeat = '' } = written;
    if (secret && confirm) complain('a secret is never read back; leave confirm or secret out', 'confirm');
    if (repeat !== '' && /\d/.test(repeat)) complain(`${repeat} may be part of the answer; "*" is not`, 'repeat');
    if (repeat !== '' && repeat === end) complain(`"${repeat}" ends the input (end) already`, 'repeat');
    if (checks.decimals > 0 && (end === '*' || repeat === '*'))
      complain('"*" is the decimal point here', end === '*' ? 'end' : 'repeat');
    if (written.default !== undefined && written.no_input.then)
      complain('with a default the call goes on below, and no_input.then is never reached', 'default');
    const { min, max } = checks.digits;
    const escapes = escapesOf(
      written.escape,
      {
        taken: { end, repeat, 'the decimal point': checks.decimals > 0 ? '*' : '' },
        isAnswer: (keys) =>
          (/^\d+$/.test(keys) && keys.length >= min && keys.length <= max) ||
          keys === confirm?.yes ||
          keys === confirm?.no,
      },
      context,
    );
    return {
      ...asking(written, waitForEnd(written, min < max), escapes),
      wanted: { max, end, repeat, decimals: checks.decimals },
      checks,
      wrong,
      into: new Variable(into.name, '', secret),
      secret,
      otherwise: written.default,
      confirm,
    };
  });

export const collect: StepKind<Collect, AskingLocal<Stage>> = {
  about:
    'Asks for digits: so many, ended by a key, a pause or the last one, checked, and read back where wanted. `secret: true` keeps them out of every log, event and record.',
  manual: {
    group: 'ask',
    example: `hello:
  - answer
  - collect:
      prompt: office/enter-contract
      digits: 6..8
      into: contract
      pattern: "[1-9][0-9]*"
      in: lists.customers
      wrong: { in: office/wrong-contract }
      no_input: { tries: 2, then: support }
      no_match: { tries: 3, play: office/wrong-contract, then: support }
  - goto: support
support:
  - queue: { name: support }
`,
    exits: {
      next: 'the digits pass all checks and, with `confirm`, the caller said yes',
      no_input: 'nothing was pressed, as often as `no_input.tries` says',
      no_match: 'the digits did not pass, or the caller said no to them, as often as `no_match.tries` says',
      'key <keys>': 'a key of `escape` was pressed',
    },
    notes: [
      `The checks, in this order: ${checkNames.join(', ')}; \`wrong\` has a message for each.`,
      'With `min`, `max` or `decimals` the value is a number, with `date` a text like 2026-12-31, else the digits as they were keyed in.',
      'When no more digits can follow, the end key is waited for as long as `wait_end` says, and swallowed (VoiceXML 2.0, appendix D).',
      'Left without an answer, the variable is empty, whatever it held before.',
      'A key of `escape` that could begin an answer (0 before 6 digits) leads out when it stands alone: after `wait_next`, or the end key.',
      'The `repeat` key drops what was keyed in so far and says the question again.',
    ],
  },
  schema,
  exits: (spec) => [{ name: NEXT }, ...refusalExits(spec), ...escapeExits(spec)],
  ...behaviour<Collect, Stage>({
    first: null,
    fills: ({ into }) => [into],
    question: (spec, stage, turn) =>
      stage !== null && spec.confirm
        ? confirming(spec, spec.confirm, readBack(stage, spec.checks.date !== undefined, turn), turn, {
            ignores: spec.wanted.end,
            yes: () => take(spec, stage.value, turn),
            no: () => ({ refused: null }),
          })
        : {
            say: () => partsOf(spec.prompt, spec.bargeIn, turn),
            main: true,
            secret: spec.secret,
            fresh: false,
            ignores: '',
            read: (typed, paused) => readDigits(spec.wanted, typed, paused),
            accept: (keys) => judge(spec, keys, turn),
          },
    tooOften: (spec, why, turn) => {
      if (why === 'no_match' || spec.otherwise === undefined) return leave(why);
      turn.set(spec.into.name, spec.otherwise);
      return leave(NEXT);
    },
  }),
};

function judge(spec: Collect, keys: string, turn: Turn): Verdict<Stage> {
  const result = checked(spec.checks, keys, {
    today: () => isoOf(shownAt(turn.office.dayParts.timeZone, turn.now).day),
    holds: (expression, value) => turn.evaluate(expression, false, { value }) === true,
  });
  if ('failed' in result) return { wrong: spec.wrong[result.failed] };
  return spec.confirm ? { then: { keys, value: result.value } } : take(spec, result.value, turn);
}

function take(spec: Collect, value: Json, turn: Turn): Verdict<Stage> {
  turn.set(spec.into.name, value);
  return leave(NEXT);
}

/** A date and an amount are said as such, everything else digit by digit. */
function readBack({ keys, value }: Keyed, isDate: boolean, turn: Turn): Part['media'] {
  const setting: Setting = {
    language: turn.call.language,
    timeZone: turn.office.dayParts.timeZone,
    now: turn.now,
  };
  const kind = isDate ? 'date' : typeof value === 'number' ? 'number' : 'digits';
  const words = inWords(kind, value, {}, setting);
  const said = 'words' in words ? words : inWords('digits', keys, {}, setting);
  return [{ is: 'text', text: 'words' in said ? said.words : keys }];
}
