import { z } from 'zod';
import { NEXT, type StepKind } from '../step';
import { cel, digitRange, variable, type Cel, type DigitRange, Variable } from '../values';
import { asking, askingShape, behaviour, refusalExits, type Asking, type AskingLocal } from './asking';

interface Collect extends Asking {
  readonly digits: DigitRange;
  /** Ends the input and is no part of it; '' when only the length or a pause ends it. */
  readonly end: string;
  readonly into: Variable;
  /** Must be true of `value` for the digits to be accepted. */
  readonly check: Cel | undefined;
  readonly secret: boolean;
}

const schema = z
  .strictObject({
    ...askingShape,
    digits: digitRange(),
    end: z.enum(['#', '*', '']).default('#'),
    into: variable(''),
    check: cel({ more: ['value'], wants: 'bool' }).optional(),
    secret: z.boolean().default(false),
  })
  .transform((written): Collect => {
    const { digits, end, into, check, secret } = written;
    return { ...asking(written), digits, end, into: new Variable(into.name, '', secret), check, secret };
  });

export const collect: StepKind<Collect, AskingLocal> = {
  about:
    'Asks for digits: so many, ended by a key, a pause or the last one, and checked. `secret: true` keeps them out of every log, event and record.',
  schema,
  exits: (spec) => [{ name: NEXT }, ...refusalExits(spec)],
  ...behaviour<Collect>({
    /** VoiceXML 2.0, appendix D: the terminator or the last possible digit ends the input at once. */
    read: ({ digits, end }, typed, paused) => {
      const terminator = end === '' ? -1 : typed.indexOf(end);
      if (terminator >= 0 && terminator <= digits.max)
        return { answer: typed.slice(0, terminator), takes: terminator + 1 };
      if (typed.length >= digits.max) return { answer: typed.slice(0, digits.max), takes: digits.max };
      return paused ? { answer: typed, takes: typed.length } : 'more';
    },
    accept: (spec, answer, turn) => {
      const fits =
        /^\d+$/.test(answer) &&
        answer.length >= spec.digits.min &&
        (spec.check === undefined || turn.evaluate(spec.check, false, { value: answer }) === true);
      if (!fits) return undefined;
      if (spec.secret) turn.setSecret(spec.into.name, answer);
      else turn.set(spec.into.name, answer);
      return NEXT;
    },
    secret: (spec) => spec.secret,
  }),
};
