import { z } from 'zod';
import type { Millis } from '../../domain/time';
import { duration, label, PromptName, prompts, variable, type Label, type Variable } from '../values';
import { whoseOf, whoseShape, type Whose } from './box';
import { takingShape, type Taking } from './recording';

export interface Voicemail extends Taking {
  readonly whose: Whose;
  readonly prompts: readonly PromptName[];
  readonly minMs: Millis;
  /** The menu after the message; none keeps it at once. */
  readonly review: readonly PromptName[];
  readonly into: Variable | undefined;
  readonly nothing: Label | undefined;
  readonly failed: Label | undefined;
}

export const NOTHING = { voicemail: '', seconds: 0 };
const REVIEW = new PromptName('voicemail/review');
/** The keys of the menu after the message. */
export const [KEEP, LISTEN, AGAIN] = ['1', '2', '3'] as const;

export const voicemailSchema = z
  .strictObject({
    ...whoseShape,
    prompt: prompts().optional().describe('The greeting; a key skips it'),
    max: duration({ min: 5_000, max: 1_800_000 }).default(180_000).describe('The longest message'),
    silence: duration({ min: 2_000, max: 60_000 }).default(10_000).describe('So much silence ends it'),
    ...takingShape,
    min: duration({ max: 60_000 }).default(2_000).describe('What is shorter is no message'),
    review: z
      .union([z.boolean(), prompts()])
      .default(false)
      .describe('Whether the caller may listen to it and say it again; true plays voicemail/review, or name a prompt'),
    into: variable(NOTHING).optional().describe('The variable that gets { voicemail, seconds }'),
    on: z
      .strictObject({
        nothing: label().optional().describe('Less than min was said'),
        failed: label().optional().describe('There is no such box, or it could not be recorded'),
      })
      .default({})
      .describe('Where the call goes on otherwise; what is not named goes on below'),
  })
  .transform((written, context): Voicemail => {
    const whose = whoseOf(written);
    if (typeof whose === 'string') {
      context.addIssue({ code: 'custom', path: [], message: whose, input: written });
      return z.NEVER;
    }
    if (written.review !== false && /[123]/.test(written.end)) {
      context.addIssue({
        code: 'custom',
        path: ['end'],
        message: `"${written.end}" has a key of the menu that review asks; those are 1, 2 and 3`,
        input: written,
      });
      return z.NEVER;
    }
    return {
      whose,
      prompts: written.prompt ?? [],
      maxMs: written.max,
      silenceMs: written.silence,
      end: written.end,
      beep: written.beep,
      minMs: written.min,
      review: written.review === true ? [REVIEW] : written.review === false ? [] : written.review,
      into: written.into,
      nothing: written.on.nothing,
      failed: written.on.failed,
    };
  });
