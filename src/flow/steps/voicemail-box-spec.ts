import { z } from 'zod';
import type { Millis } from '../../domain/time';
import { duration, label, PromptName, prompts, variable, type Label, type Variable } from '../values';
import type { Asking, Refusal } from './asking/settings';
import { whoseOf, whoseShape, type Whose } from './box';

export interface VoicemailBox {
  readonly whose: Whose;
  /** Asks for the agent's PIN first; none where nobody else can be at the telephone. */
  readonly pin: readonly PromptName[];
  readonly menu: readonly PromptName[];
  readonly said: Readonly<Record<Remark, readonly PromptName[]>>;
  readonly withinMs: Millis;
  readonly into: Variable | undefined;
  readonly callBack: Label | undefined;
  readonly locked: Label | undefined;
  readonly tooOften: Label | undefined;
  readonly failed: Label | undefined;
}

/** What is said of a message that something was done with, or when there is no further one. */
export type Remark = 'none' | 'noMore' | 'deleted' | 'taken' | 'done' | 'refused';

const NOBODY = { number: '', name: '', voicemail: '' };
const usual = (name: string): readonly PromptName[] => [new PromptName(`voicemail/${name}`)];

export const boxSchema = z
  .strictObject({
    ...whoseShape,
    pin: prompts().optional().describe("Asks for the agent's PIN (voicemail_pin in agents.yaml); without it, none is"),
    menu: prompts()
      .optional()
      .describe('Heard after each message; by default voicemail/menu, of a queue voicemail/queue-menu'),
    none: prompts().optional().describe('When there is no message; by default voicemail/none'),
    no_more: prompts().optional().describe('After the last one; by default voicemail/no-more'),
    deleted: prompts().optional().describe('After key 3; by default voicemail/deleted'),
    taken: prompts().optional().describe('After key 4; by default voicemail/taken'),
    done: prompts().optional().describe('After key 5; by default voicemail/done'),
    refused: prompts().optional().describe('When somebody else has taken it; by default voicemail/refused'),
    within: duration({ min: 100, max: 10_000 }).default(3_000).describe('How long the boxes may take to answer'),
    into: variable(NOBODY).optional().describe('The variable that gets { number, name, voicemail } at call_back'),
    on: z
      .strictObject({
        call_back: label().optional().describe('Key 7: where the caller of the message is called; without it, no key'),
        locked: label()
          .optional()
          .describe('No PIN is taken any more for a while, after too many wrong ones; or the agent has none'),
        too_often: label().optional().describe('The PIN was wrong three times, or not keyed in; without it, as locked'),
        failed: label().optional().describe('There is no such box, or it could not be opened'),
      })
      .default({})
      .describe('Where the call goes on otherwise; what is not named goes on below'),
  })
  .transform((written, context): VoicemailBox => {
    const whose = whoseOf(written);
    const complain = (message: string, path: string[] = []): never => {
      context.addIssue({ code: 'custom', path, message, input: written });
      return z.NEVER;
    };
    if (typeof whose === 'string') return complain(whose);
    const ofQueue = 'queue' in whose;
    if (ofQueue && written.pin) return complain("only an agent's box has a PIN", ['pin']);
    if (written.on.call_back && !written.into)
      return complain('needs into: the variable that gets the number to call', ['on', 'call_back']);
    const { none, no_more: noMore, deleted, taken, done, refused } = written;
    return {
      whose,
      pin: written.pin ?? [],
      menu: written.menu ?? usual(ofQueue ? 'queue-menu' : 'menu'),
      said: {
        none: none ?? usual('none'),
        noMore: noMore ?? usual('no-more'),
        deleted: ofQueue ? [] : (deleted ?? usual('deleted')),
        taken: ofQueue ? (taken ?? usual('taken')) : [],
        done: ofQueue ? (done ?? usual('done')) : [],
        refused: ofQueue ? (refused ?? usual('refused')) : [],
      },
      withinMs: written.within,
      into: written.into,
      callBack: written.on.call_back,
      locked: written.on.locked,
      tooOften: written.on.too_often,
      failed: written.on.failed,
    };
  });

const silently = (tries: number): Refusal => ({ tries, play: [], byTry: [], again: 'question', then: undefined });

/** How a telephone's questions are asked that an admin need not set. */
export const askingUsually = (prompt: readonly PromptName[], noMatch = 4): Asking => ({
  prompt: [{ prompt, bargeIn: undefined }],
  bargeIn: true,
  firstMs: 5_000,
  nextMs: 3_000,
  endMs: 0,
  repeat: '',
  noInput: silently(2),
  noMatch: silently(noMatch),
});
