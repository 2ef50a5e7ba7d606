import { z } from 'zod';
import type { Millis } from '../../domain/time';
import { leave, stay, wait, type Entry, type Exit, type StepKind } from '../step';
import type { Turn } from '../turn';
import { duration, label, prompts, whole, type Label, type PromptName } from '../values';

/** What menu and collect share: they ask, wait, and count no-input and no-match apart (VoiceXML 2.0, section 5.2.2). */
export interface Refusal {
  /** How often it may happen before `then`. */
  readonly tries: number;
  /** Said before the question is asked again. */
  readonly play: readonly PromptName[];
  readonly then: Label | undefined;
}

export interface Asking {
  readonly prompt: readonly PromptName[];
  readonly bargeIn: boolean;
  /** From the end of the prompt to the first key. */
  readonly firstMs: Millis;
  /** From one key to the next. */
  readonly nextMs: Millis;
  readonly noInput: Refusal;
  readonly noMatch: Refusal;
}

/**
 * `asking`: the prompt plays; `listening`: it ended or a key stopped it. The keys themselves stay in the sealed part of
 * the session until they are an answer; here is only how many there are.
 */
export type AskingLocal = {
  readonly is: 'asking' | 'listening';
  readonly playback: string;
  readonly count: number;
  readonly noInput: number;
  readonly noMatch: number;
};

const refusal = z
  .strictObject({ tries: whole(1, 9).default(3), play: prompts().optional(), then: label().optional() })
  .default({ tries: 3 });

export const askingShape = {
  prompt: prompts(),
  barge_in: z.boolean().default(true),
  wait: duration({ min: 500, max: 120_000 }).default(5_000),
  wait_next: duration({ min: 500, max: 60_000 }).default(3_000),
  no_input: refusal,
  no_match: refusal,
} as const;

interface Written {
  prompt: readonly PromptName[];
  barge_in: boolean;
  wait: Millis;
  wait_next: Millis;
  no_input: { tries: number; play?: readonly PromptName[] | undefined; then?: Label | undefined };
  no_match: { tries: number; play?: readonly PromptName[] | undefined; then?: Label | undefined };
}

export function asking(written: Written): Asking {
  const refused = (each: Written['no_input']): Refusal => ({
    tries: each.tries,
    play: each.play ?? [],
    then: each.then,
  });
  return {
    prompt: written.prompt,
    bargeIn: written.barge_in,
    firstMs: written.wait,
    nextMs: written.wait_next,
    noInput: refused(written.no_input),
    noMatch: refused(written.no_match),
  };
}

export const refusalExits = (spec: Asking): readonly Exit[] => [
  { name: 'no_input', to: spec.noInput.then },
  { name: 'no_match', to: spec.noMatch.then },
];

/** What a kind of question has of its own. */
export interface Question<Spec extends Asking> {
  /**
   * Reads the keys typed so far. `answer` when they are complete (or `paused`: nothing more comes), with how many of them
   * it takes; `more` when another key may follow.
   */
  read(spec: Spec, typed: string, paused: boolean): { readonly answer: string; readonly takes: number } | 'more';
  /** The exit for an answer, or `undefined` when it does not fit. */
  accept(spec: Spec, answer: string, turn: Turn): string | undefined;
  secret(spec: Spec): boolean;
}

type Behaviour<Spec> = Required<Pick<StepKind<Spec, AskingLocal>, 'enter' | 'on' | 'recover'>>;

/** Asks, waits, counts and asks again: the whole of a question but what an answer is. */
export function behaviour<Spec extends Asking>(question: Question<Spec>): Behaviour<Spec> {
  type Counters = Pick<AskingLocal, 'noInput' | 'noMatch'>;
  const none: Counters = { noInput: 0, noMatch: 0 };

  function ask(
    spec: Spec,
    { noInput, noMatch }: Counters,
    before: readonly PromptName[],
    turn: Turn,
  ): Entry<AskingLocal> {
    const local = { noInput, noMatch, playback: '', count: 0 };
    if (!spec.bargeIn) turn.forgetDigits();
    if (turn.session.sealed.typed !== '' && before.length === 0)
      return listen(spec, { ...local, is: 'listening' }, false, turn);
    const { playback, until } = turn.play(turn.prompts([...before, ...spec.prompt]));
    return stay({ ...local, is: 'asking', playback }, until);
  }

  function listen(spec: Spec, local: AskingLocal, paused: boolean, turn: Turn): Entry<AskingLocal> {
    turn.stopPlaying();
    const { typed } = turn.session.sealed;
    const read = question.read(spec, typed, paused);
    if (read === 'more') return stay({ ...local, is: 'listening', count: typed.length }, turn.now + spec.nextMs);
    turn.forgetDigits(read.takes);
    const exit = question.accept(spec, read.answer, turn);
    turn.input(exit === undefined ? 'no-match' : 'match', read.answer, question.secret(spec));
    if (exit !== undefined) return leave(exit);
    turn.forgetDigits();
    const noMatch = local.noMatch + 1;
    return noMatch >= spec.noMatch.tries
      ? leave('no_match')
      : ask(spec, { ...local, noMatch }, spec.noMatch.play, turn);
  }

  function silence(spec: Spec, local: AskingLocal, turn: Turn): Entry<AskingLocal> {
    turn.input('no-input', '');
    const noInput = local.noInput + 1;
    return noInput >= spec.noInput.tries
      ? leave('no_input')
      : ask(spec, { ...local, noInput }, spec.noInput.play, turn);
  }

  return {
    enter: (spec, turn) => ask(spec, none, [], turn),
    on: (spec, local, event, turn) => {
      switch (event.type) {
        case 'digit':
          if (local.is === 'listening' || spec.bargeIn) return listen(spec, local, false, turn);
          turn.forgetDigits();
          return wait(local);
        case 'failed':
        case 'done':
          if (local.is !== 'asking' || event.command !== local.playback) return wait(local);
          if (event.type === 'failed') turn.problem(`the prompt did not play: ${event.why}`);
          return stay({ ...local, is: 'listening' }, turn.now + spec.firstMs);
        case 'deadline':
          if (local.is === 'asking') return stay({ ...local, is: 'listening' }, turn.now + spec.firstMs);
          return local.count === 0 ? silence(spec, local, turn) : listen(spec, local, true, turn);
        default:
          return wait(local);
      }
    },
    /** A key may have been lost while we were away, so it is asked anew; the tries are kept. */
    recover: (spec, local, _alive, turn) => {
      turn.forgetDigits();
      return ask(spec, local, [], turn);
    },
  };
}
