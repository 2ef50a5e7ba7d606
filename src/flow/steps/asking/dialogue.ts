import type { Json } from '../../../domain/json';
import { leave, stay, wait, type Entry, type Leave, type Move, type StepKind } from '../../step';
import type { Turn } from '../../turn';
import type { PromptName, Variable } from '../../values';
import { empty } from '../emptying';
import { keyExit, NO_ESCAPES, readOrEscape } from './escaping';
import type { Reading } from './reading';
import { joined, partsOf, type Asking, type Part, type Refusal } from './settings';

/** What an answer leads to: out of the step, to the next question of it, or to the same question again. */
export type Verdict<Stage extends Json> =
  | Leave
  | { readonly then: Stage }
  /** It does not fit; these prompts are said about it, or what `no_match` says. `back`: the question to go back to. */
  | { readonly wrong: readonly PromptName[] | undefined; readonly back?: Stage }
  /** It was understood, and means that the question must be asked again: counts as a wrong answer. */
  | { readonly refused: Stage }
  /** It does not fit, and nothing more is asked: out by this exit. */
  | { readonly barred: string };

/** One question, as it is asked at one moment. */
export interface Question<Stage extends Json> {
  /** What is heard; made only when it is heard. */
  say(): readonly Part[];
  /** The question that the step is about: `again` is meant for it, and its answer is the caller's `keys`. */
  readonly main: boolean;
  readonly secret: boolean;
  /** Keys typed ahead were not meant for it: it says what nobody can know before. */
  readonly fresh: boolean;
  /** A key that means nothing here as the first one: the end key of the question before, come late. */
  readonly ignores: string;
  read(typed: string, paused: boolean): Reading;
  accept(answer: string): Verdict<Stage>;
}

/** A step that asks one question or several, one after the other. */
export interface Dialogue<Spec extends Asking, Stage extends Json> {
  readonly first: Stage;
  question(spec: Spec, stage: Stage, turn: Turn): Question<Stage>;
  /** What the answers fill: it is emptied when the step is left without one. */
  fills?(spec: Spec): readonly (Variable | undefined)[];
  /** Silence, or wrong keys, as often as they may be; by default the step is left by an exit of that name. */
  tooOften?(spec: Spec, why: 'no_input' | 'no_match', turn: Turn): Leave;
}

/**
 * `asking`: something plays; `listening`: it ended or a key stopped it. The keys themselves stay in the sealed part of
 * the session until they are an answer.
 */
export type AskingLocal<Stage extends Json = null> = {
  readonly is: 'asking' | 'listening';
  readonly playback: string;
  /** Whether a key stops what plays. */
  readonly bargeIn: boolean;
  /** What is heard after it. */
  readonly rest: readonly Part[];
  readonly noInput: number;
  readonly noMatch: number;
  /** How often the caller asked to hear it again. */
  readonly repeats: number;
  readonly stage: Stage;
};

/** One more counts as a wrong key: a step that could be asked for ever would have no end. */
const MOST_REPEATS = 9;

type Behaviour<Spec, Stage extends Json> = Required<
  Pick<StepKind<Spec, AskingLocal<Stage>>, 'enter' | 'on' | 'recover' | 'abandon'>
>;

/** Asks, waits, counts and asks again: all that questions have in common. */
export function behaviour<Spec extends Asking, Stage extends Json>(
  dialogue: Dialogue<Spec, Stage>,
): Behaviour<Spec, Stage> {
  type Local = AskingLocal<Stage>;
  const fresh: Local = {
    is: 'listening',
    playback: '',
    bargeIn: true,
    rest: [],
    noInput: 0,
    noMatch: 0,
    repeats: 0,
    stage: dialogue.first,
  };

  /** Asks `parts` instead of the question where they are given. */
  function ask(spec: Spec, local: Local, turn: Turn, parts?: readonly Part[]): Entry<Local> {
    const question = dialogue.question(spec, local.stage, turn);
    const heard = joined(parts ?? question.say());
    if (question.fresh || heard[0]?.bargeIn === false) turn.forgetDigits();
    if (turn.session.sealed.typed !== '') return listen(spec, { ...local, rest: [] }, false, turn);
    return say(spec, { ...local, rest: heard }, turn);
  }

  /** Plays what is to be heard next; after the last of it, the first key is waited for. */
  function say(spec: Spec, local: Local, turn: Turn): Entry<Local> {
    const [next, ...rest] = local.rest;
    if (!next)
      return stay({ ...local, is: 'listening', playback: '', bargeIn: true, rest: [] }, turn.now + spec.firstMs);
    const { playback, until } = turn.play(next.media);
    return stay({ ...local, is: 'asking', playback, bargeIn: next.bargeIn, rest }, until);
  }

  function listen(spec: Spec, before: Local, paused: boolean, turn: Turn): Entry<Local> {
    const local: Local = { ...before, is: 'listening', playback: '', bargeIn: true, rest: [] };
    turn.stopPlaying();
    const question = dialogue.question(spec, local.stage, turn);
    const reading = readOrEscape(spec.escapes ?? NO_ESCAPES, question, turn.session.sealed.typed, paused);
    switch (reading.is) {
      case 'more':
        return stay(local, turn.now + spec.nextMs);
      case 'full':
        if (!paused && spec.endMs > 0) return stay(local, turn.now + spec.endMs);
        return judge(spec, local, question, reading, turn);
      case 'answer':
        return judge(spec, local, question, reading, turn);
      case 'wrong':
        noteKeys(question, 'no-match', reading.keys, turn);
        return wrong(spec, local, undefined, turn);
      case 'repeat':
        return repeat(spec, local, turn);
      case 'escape':
        turn.forgetDigits(reading.takes);
        noteAside('match', reading.keys, turn);
        return without(spec, leave(keyExit(reading.keys)), turn);
    }
  }

  /** Leaves without an answer. */
  function without(spec: Spec, exit: Leave, turn: Turn): Leave {
    empty(dialogue.fills?.(spec) ?? [], turn);
    return exit;
  }

  /** Leaves since it was silent, or wrong, as often as that may be. */
  function tooOften(spec: Spec, why: 'no_input' | 'no_match', turn: Turn): Leave {
    empty(dialogue.fills?.(spec) ?? [], turn);
    return dialogue.tooOften?.(spec, why, turn) ?? leave(why);
  }

  function judge(
    spec: Spec,
    local: Local,
    question: Question<Stage>,
    { answer, takes }: { readonly answer: string; readonly takes: number },
    turn: Turn,
  ): Entry<Local> {
    turn.forgetDigits(takes);
    const verdict = question.accept(answer);
    noteKeys(question, 'wrong' in verdict || 'barred' in verdict ? 'no-match' : 'match', answer, turn);
    if ('leave' in verdict) return verdict;
    if ('barred' in verdict) return without(spec, leave(verdict.barred), turn);
    if ('then' in verdict) return ask(spec, { ...local, stage: verdict.then }, turn);
    if ('refused' in verdict) return wrong(spec, { ...local, stage: verdict.refused }, undefined, turn);
    return wrong(spec, { ...local, stage: verdict.back ?? local.stage }, verdict.wrong, turn);
  }

  function wrong(spec: Spec, before: Local, own: readonly PromptName[] | undefined, turn: Turn): Entry<Local> {
    turn.forgetDigits();
    const local = { ...before, noMatch: before.noMatch + 1 };
    if (local.noMatch >= spec.noMatch.tries) return tooOften(spec, 'no_match', turn);
    return askAgain(spec, local, own ?? said(spec.noMatch, local.noMatch), spec.noMatch, turn);
  }

  function silence(spec: Spec, before: Local, turn: Turn): Entry<Local> {
    turn.input('no-input', '');
    const local = { ...before, noInput: before.noInput + 1 };
    if (local.noInput >= spec.noInput.tries) return tooOften(spec, 'no_input', turn);
    return askAgain(spec, local, said(spec.noInput, local.noInput), spec.noInput, turn);
  }

  function askAgain(
    spec: Spec,
    local: Local,
    first: readonly PromptName[],
    { again }: Refusal,
    turn: Turn,
  ): Entry<Local> {
    const question = dialogue.question(spec, local.stage, turn);
    const before = { media: turn.prompts(first), bargeIn: spec.bargeIn };
    const whole = !question.main || again === 'question';
    const parts = whole ? question.say() : again === 'nothing' ? [] : partsOf(again, spec.bargeIn, turn);
    return ask(spec, local, turn, [before, ...parts]);
  }

  function repeat(spec: Spec, local: Local, turn: Turn): Entry<Local> {
    turn.forgetDigits();
    noteAside('match', spec.repeat, turn);
    if (local.repeats >= MOST_REPEATS) return wrong(spec, local, undefined, turn);
    return ask(spec, { ...local, repeats: local.repeats + 1 }, turn);
  }

  function pressed(spec: Spec, local: Local, turn: Turn): Move<Local> {
    const { ignores } = dialogue.question(spec, local.stage, turn);
    const meaningless = ignores !== '' && turn.session.sealed.typed === ignores;
    if (local.bargeIn && !meaningless) return listen(spec, local, false, turn);
    turn.forgetDigits();
    return wait(local);
  }

  return {
    enter: (spec, turn) => ask(spec, fresh, turn),
    on: (spec, local, event, turn) => {
      switch (event.type) {
        case 'digit':
          return pressed(spec, local, turn);
        case 'failed':
        case 'done':
          if (local.is !== 'asking' || event.command !== local.playback) return wait(local);
          if (event.type === 'failed') turn.problem(`the prompt did not play: ${event.why}`);
          return say(spec, local, turn);
        case 'deadline':
          if (local.is === 'asking') return say(spec, local, turn);
          return turn.session.sealed.typed === '' ? silence(spec, local, turn) : listen(spec, local, true, turn);
        default:
          return wait(local);
      }
    },
    /** A key may have been lost while we were away, so it is asked anew; the tries are kept. */
    recover: (spec, local, _alive, turn) => {
      turn.forgetDigits();
      return ask(spec, local, turn);
    },
    /** It took too long. */
    abandon: (spec, _local, turn, why) => {
      if (why === 'interrupted') empty(dialogue.fills?.(spec) ?? [], turn);
    },
  };
}

/** What is said after it happened so often: tapered, the last entry for all that follow. */
function said({ play, byTry }: Refusal, times: number): readonly PromptName[] {
  return byTry[Math.min(times, byTry.length) - 1] ?? play;
}

/** Only what answers the question itself is remembered as the caller's last keys. */
function noteKeys(
  question: Pick<Question<Json>, 'main' | 'secret'>,
  heard: 'match' | 'no-match',
  keys: string,
  turn: Turn,
): void {
  if (question.main) turn.input(heard, keys, question.secret);
  else noteAside(heard, keys, turn);
}

function noteAside(heard: 'match' | 'no-match', keys: string, turn: Turn): void {
  turn.note('flow.input', { node: turn.session.node, heard, keys });
}
