import { z } from 'zod';
import type { Json } from '../../../domain/json';
import type { Turn } from '../../turn';
import { prompts, type PromptName } from '../../values';
import type { Question, Verdict } from './dialogue';
import { entriesOf, readEntry } from './reading';
import { oneKey, type Asking, type Part } from './settings';

/** Two keys, one for yes and one for no. */
export interface YesNo {
  readonly yes: string;
  readonly no: string;
}

/** Reads back what was keyed in, and asks whether it is right. */
export interface Confirm extends YesNo {
  readonly before: readonly PromptName[];
  readonly prompt: readonly PromptName[];
}

export const yesNoShape = {
  yes: oneKey().default('1').describe('The key that means yes'),
  no: oneKey().default('2').describe('The key that means no'),
} as const;

export const confirmSetting = z
  .strictObject({
    before: prompts().optional().describe('Heard before what is read back: "You keyed in"'),
    prompt: prompts().describe('Heard after it: "If that is right press 1, to key it in again press 2"'),
    ...yesNoShape,
  })
  .transform((written, context): Confirm => {
    if (written.yes === written.no) context.addIssue(`yes and no are the same key, ${written.yes}`);
    return { ...written, before: written.before ?? [] };
  });

export const readYesNo = ({ yes, no }: YesNo, repeat: string) => {
  const wanted = { ...entriesOf([yes, no]), end: '', repeat };
  return (typed: string, paused: boolean) => readEntry(wanted, typed, paused);
};

/** `heard` is what is read back; what is decided is for the step. */
export function confirming<Stage extends Json>(
  spec: Asking,
  confirm: Confirm,
  heard: Part['media'],
  turn: Turn,
  decide: { readonly ignores: string; readonly yes: () => Verdict<Stage>; readonly no: () => Verdict<Stage> },
): Question<Stage> {
  return {
    say: () => [
      {
        media: [...turn.prompts(confirm.before), ...heard, ...turn.prompts(confirm.prompt)],
        bargeIn: spec.bargeIn,
      },
    ],
    main: false,
    secret: false,
    fresh: true,
    ignores: decide.ignores,
    read: readYesNo(confirm, spec.repeat),
    accept: (key) => (key === confirm.yes ? decide.yes() : decide.no()),
  };
}
