import type { z } from 'zod';
import type { Exit } from '../../step';
import { keys, type Label } from '../../values';
import type { Reading } from './reading';

/** Keys that lead out of a question instead of answering it: to a person, back to the menu. */
export type Escapes = ReadonlyMap<string, Label>;

export const NO_ESCAPES: Escapes = new Map();

export const escapeShape = {
  escape: keys()
    .optional()
    .describe('Keys that lead out of the question instead of answering it, and where to: { "*": operator }'),
} as const;

/** What else the keys of a question may mean, by the name of the setting; '' stands for no key. */
export interface Meanings {
  /** Keys that mean something as soon as they are pressed: the end key, the repeat key. */
  readonly taken: Readonly<Record<string, string>>;
  isAnswer(keys: string): boolean;
}

/** The keys that lead out; what is something else in this question already is complained of. */
export function escapesOf(written: Escapes | undefined, meanings: Meanings, context: z.core.$RefinementCtx): Escapes {
  for (const key of written?.keys() ?? []) {
    const other = Object.entries(meanings.taken).find(([, each]) => each !== '' && key.startsWith(each));
    const why = other ? `is ${other[0]} already` : meanings.isAnswer(key) ? 'may be an answer here' : undefined;
    if (why !== undefined)
      context.addIssue({ code: 'custom', path: ['escape', key], message: `${why}, so it cannot lead out`, input: key });
  }
  return written ?? NO_ESCAPES;
}

export const keyExit = (key: string): string => `key ${key}`;

export const escapeExits = ({ escapes = NO_ESCAPES }: { readonly escapes?: Escapes }): readonly Exit[] =>
  [...escapes].map(([key, to]) => ({ name: keyExit(key), to }));

interface Answers {
  read(typed: string, paused: boolean): Reading;
}

/**
 * Reads the answer, or a key that leads out. One that could begin an answer (0 before a number of 6 digits) leads out when
 * it stands alone: after a pause, or the end key. One that can be no part of an answer leads out wherever it is pressed.
 */
export function readOrEscape(escapes: Escapes, question: Answers, typed: string, paused: boolean): Reading {
  const plain = question.read(typed, paused);
  if (escapes.size === 0 || typed === '') return plain;
  const goesOn = (begun: string): boolean => [...escapes.keys()].some((key) => key !== begun && key.startsWith(begun));
  if (goesOn(typed) && !paused) return { is: 'more' };
  // What was typed ahead for the next question stays there.
  const alone = plain.is === 'answer' || plain.is === 'full' ? plain.answer : typed;
  if (escapes.has(alone) && plain.is !== 'repeat') {
    const over = paused || plain.is !== 'more';
    return over ? out(alone, plain.is === 'answer' || plain.is === 'full' ? plain.takes : alone.length) : plain;
  }
  return plain.is === 'wrong' ? midway(escapes, question, typed, paused ? () => false : goesOn) : plain;
}

const out = (keys: string, takes: number): Reading => ({ is: 'escape', keys, takes });

/** Keys that fit so far, and then one that does not: it may be the way out. */
function midway(escapes: Escapes, question: Answers, typed: string, goesOn: (begun: string) => boolean): Reading {
  let fits = 0;
  while (fits < typed.length && question.read(typed.slice(0, fits + 1), false).is === 'more') fits++;
  const rest = typed.slice(fits);
  for (let length = rest.length; length > 0; length--) {
    const begun = rest.slice(0, length);
    if (escapes.has(begun)) {
      const waits = length === rest.length && goesOn(begun);
      return waits ? { is: 'more' } : out(begun, fits + length);
    }
  }
  return goesOn(rest) ? { is: 'more' } : { is: 'wrong', keys: typed };
}
