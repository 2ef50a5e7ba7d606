import { z } from 'zod';
import type { Media } from '../../../domain/call';
import type { Millis } from '../../../domain/time';
import type { Exit } from '../../step';
import type { Turn } from '../../turn';
import { duration, label, prompts, whole, type Label, type PromptName } from '../../values';
import { NO_ESCAPES, type Escapes } from './escaping';

/** Prompts, and whether a key stops them; without a word on that, as the step says. */
export interface Spoken {
  readonly prompt: readonly PromptName[];
  readonly bargeIn: boolean | undefined;
}

/** What is heard in one go. A key either stops it, and all that was to follow, or is dropped. */
export type Part = { readonly media: readonly Media[]; readonly bargeIn: boolean };

/** What is done about silence or a wrong key; menu, collect and the others count the two apart (VoiceXML 2.0, 5.2.2). */
export interface Refusal {
  /** How often it may happen before `then`. */
  readonly tries: number;
  /** Said before the question is asked again: each time the same, or (`byTry`) by how often it happened. */
  readonly play: readonly PromptName[];
  readonly byTry: readonly (readonly PromptName[])[];
  /** What is asked then: the whole question, no question, or this one. */
  readonly again: 'question' | 'nothing' | readonly Spoken[];
  readonly then: Label | undefined;
}

export interface Asking {
  readonly prompt: readonly Spoken[];
  readonly bargeIn: boolean;
  /** From the end of the prompt to the first key. */
  readonly firstMs: Millis;
  /** From one key to the next. */
  readonly nextMs: Millis;
  /** How long the end key is waited for when nothing else can follow. */
  readonly endMs: Millis;
  /** Says the question again and counts as nothing; '' for none. */
  readonly repeat: string;
  /** Keys that lead out of the question. */
  readonly escapes?: Escapes;
  readonly noInput: Refusal;
  readonly noMatch: Refusal;
}

/** One key: `1`, `"*"`, `"#"`. */
export const oneKey = () =>
  z
    .union([z.string(), z.number()], { error: () => 'needs one key: 0-9, "*" or "#"' })
    .transform((written, context): string => {
      const text = String(written);
      if (/^[0-9*#A-D]$/.test(text)) return text;
      context.addIssue(`"${text}" is not one key: 0-9, "*" or "#"`);
      return z.NEVER;
    })
    .meta({ title: 'key', description: 'One key: 0-9, "*" or "#" (those two in quotes)' });

const inList = z
  .strictObject({
    prompt: prompts(),
    barge_in: z.boolean().optional().describe('false: a key neither stops it nor counts; without it, as the step says'),
  })
  .transform(({ prompt, barge_in }): Spoken => ({ prompt, bargeIn: barge_in }));

const plain = prompts().transform((prompt): Spoken => ({ prompt, bargeIn: undefined }));

/** A prompt, or a list of prompts, some of which may say of themselves whether a key stops them. */
export const spoken = () =>
  z
    .union([plain, inList, z.array(z.union([plain, inList])).min(1)])
    .transform((written): readonly Spoken[] => (Array.isArray(written) ? written : [written]))
    .meta({
      title: 'prompts',
      description:
        'A prompt, or a list of prompts heard one after the other; an entry { prompt, barge_in: false } cannot be stopped by a key',
    });

/** `tries` is the default. */
export const refusal = (tries: number) =>
  z
    .strictObject({
      tries: whole(1, 9).default(tries).describe('How often it may happen before the call leaves by this exit'),
      play: prompts().optional().describe('Said each time before the question is asked again'),
      by_try: z
        .array(prompts())
        .min(1)
        .optional()
        .describe('Instead of play: the first entry after the first time, the second after the second …'),
      again: z
        .union([z.boolean(), spoken()])
        .default(true)
        .describe('What is asked again: the question (true), nothing more (false), or a shorter prompt'),
      then: label().optional().describe('Where the call goes on after the last try; without it, below'),
    })
    .transform((written, context): Refusal => {
      const { play, by_try: byTry, again } = written;
      if (play && byTry) context.addIssue('has play or by_try, not both');
      if (byTry && byTry.length >= written.tries)
        context.addIssue({
          code: 'custom',
          path: ['by_try'],
          message: `has ${byTry.length} entries, and with tries: ${written.tries} the question is asked again ${written.tries - 1} times at most`,
        });
      return {
        tries: written.tries,
        play: play ?? [],
        byTry: byTry ?? [],
        again: again === true ? 'question' : again === false ? 'nothing' : again,
        then: written.then,
      };
    })
    .prefault({});

export const askingShape = {
  prompt: spoken().describe('The question: a prompt, or a list of prompts heard one after the other'),
  barge_in: z
    .boolean()
    .default(true)
    .describe('Whether a key stops the prompt; without it, keys count from its end on'),
  wait: duration({ min: 500, max: 120_000 }).default(5_000).describe('From the end of the prompt to the first key'),
  wait_next: duration({ min: 500, max: 60_000 }).default(3_000).describe('From one key to the next'),
  repeat: oneKey().optional().describe('A key that says the question again and counts as nothing'),
  no_input: refusal(3).describe('When nothing is pressed'),
  no_match: refusal(3).describe('When what is pressed does not fit'),
} as const;

type Written = z.output<z.ZodObject<typeof askingShape>>;

export const asking = (written: Written, endMs: Millis = 0, escapes: Escapes = NO_ESCAPES): Asking => ({
  prompt: written.prompt,
  bargeIn: written.barge_in,
  firstMs: written.wait,
  nextMs: written.wait_next,
  endMs,
  repeat: written.repeat ?? '',
  escapes,
  noInput: written.no_input,
  noMatch: written.no_match,
});

export const endKey = z.enum(['#', '*', '']);

/** For questions whose answer has several keys. */
export const endingShape = {
  end: endKey
    .default('#')
    .describe('The key that ends the input and is no part of it; "" when only the length or a pause ends it'),
  wait_end: duration({ max: 10_000 })
    .optional()
    .describe(
      'When no more digits can follow, how long the end key is still waited for: 1s where the length may vary, else 0s',
    ),
} as const;

/** Callers who were told to end with a key do so after the last possible digit too. */
const END_KEY_FOLLOWS_MS = 1_000;

export function waitForEnd(
  written: { readonly end: string; readonly wait_end?: Millis | undefined },
  varies: boolean,
): Millis {
  if (written.end === '') return 0;
  return written.wait_end ?? (varies ? END_KEY_FOLLOWS_MS : 0);
}

export const refusalExits = (spec: Asking): readonly Exit[] => [
  { name: 'no_input', to: spec.noInput.then },
  { name: 'no_match', to: spec.noMatch.then },
];

/** Prompts as what is heard in one go each; what has no name (its facts were not there) is left out. */
export function partsOf(spoken: readonly Spoken[], bargeIn: boolean, turn: Turn): readonly Part[] {
  return joined(spoken.map((each) => ({ media: turn.prompts(each.prompt), bargeIn: each.bargeIn ?? bargeIn })));
}

/** Neighbours that a key treats alike are heard in one go. */
export function joined(parts: readonly Part[]): readonly Part[] {
  const together: Part[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (part.media.length === 0) continue;
    if (last?.bargeIn === part.bargeIn)
      together[together.length - 1] = { ...last, media: [...last.media, ...part.media] };
    else together.push(part);
  }
  return together;
}
