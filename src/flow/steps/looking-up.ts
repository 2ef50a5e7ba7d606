import { z } from 'zod';
import type { CommandId } from '../../domain/ids';
import type { Instant, Millis } from '../../domain/time';
import type { FetchCommand, LookupCommand, LookupResult } from '../command';
import type { StepEvent } from '../session';
import { leave, NEXT, stay, wait, type Leave, type StepKind } from '../step';
import type { Turn } from '../turn';
import { cel, duration, label, prompts, type Cel, type Label, type PromptName, type Variable } from '../values';
import { empty } from './emptying';

/** What `lookup` and `http` share: they ask somebody slow, within a budget, and have an exit for each kind of answer. */
export interface Asking {
  readonly into: Variable | undefined;
  readonly withinMs: Millis;
  /** An answer of no more than this age will do. */
  readonly cacheMs: Millis;
  /** Played while it waits; it stops when the answer is there. */
  readonly play: readonly PromptName[];
  readonly music: string | undefined;
  /** What the variable holds when nothing was found, or not in time. */
  readonly otherwise: Cel | undefined;
  readonly notFound: Label | undefined;
  readonly failed: Label | undefined;
}

export const askingShape = {
  within: duration({ min: 10, max: 60_000 }).default(2_000).describe('The budget: the call waits no longer than this'),
  cache: duration({ max: 86_400_000 }).default(0).describe('An answer of no more than this age will do'),
  play: prompts().optional().describe('Heard while it waits; it is broken off when the answer is there'),
  music: z.string().min(1).optional().describe('A class of music, heard while it waits'),
  otherwise: cel().optional().describe('What the variable holds when there is no such record, or no answer in time'),
  not_found: label().optional().describe('Where the call goes on when there is no such record; without it, below'),
  failed: label().optional().describe('Where the call goes on without a good answer in time; without it, below'),
} as const;

type Written = z.output<z.ZodObject<typeof askingShape>>;

export const asking = (written: Written): Omit<Asking, 'into'> => ({
  withinMs: written.within,
  cacheMs: written.cache,
  play: written.play ?? [],
  music: written.music,
  otherwise: written.otherwise,
  notFound: written.not_found,
  failed: written.failed,
});

export type LookingUpLocal = { readonly command: CommandId; readonly since: Instant };

type Behaviour<Spec> = Required<Pick<StepKind<Spec, LookingUpLocal>, 'exits' | 'enter' | 'on' | 'abandon'>>;

interface Looking<Spec> {
  /** What is asked; without a question there is nothing to be found. */
  question(spec: Spec, command: CommandId, turn: Turn): LookupCommand | FetchCommand | undefined;
  /** Who is asked, for the history. */
  asked(spec: Spec): string;
}

/** Asks, lets something be heard meanwhile, takes the answer, and leaves by the exit for it. */
export function lookingUp<Spec extends Asking>(looking: Looking<Spec>): Behaviour<Spec> {
  return {
    exits: (spec) => [{ name: NEXT }, { name: 'not_found', to: spec.notFound }, { name: 'failed', to: spec.failed }],
    enter: (spec, turn) => {
      const command = turn.newId('lookup');
      const since = turn.now;
      const wanted = looking.question(spec, command, turn);
      if (!wanted) return take(spec, looking.asked(spec), since, { is: 'not-found' }, turn);
      turn.ask(wanted);
      if (spec.music !== undefined) turn.startMusic(spec.music);
      if (spec.play.length > 0) turn.play(turn.prompts(spec.play));
      return stay({ command, since }, turn.now + spec.withinMs);
    },
    on: (spec, local, event, turn) => {
      const result = answered(local.command, event);
      return result ? take(spec, looking.asked(spec), local.since, result, turn) : wait(local);
    },
    abandon: (spec, _local, turn, why) => {
      if (why === 'interrupted') empty([spec.into], turn);
    },
  };
}

/** The result that an event brings for a command, if it does. */
export function answered(command: CommandId, event: StepEvent): LookupResult | undefined {
  if (event.type === 'deadline') return { is: 'failed', why: 'no answer within the budget' };
  if (!('command' in event) || event.command !== command) return undefined;
  if (event.type === 'looked-up') return event.result;
  return event.type === 'failed' ? { is: 'failed', why: event.why } : undefined;
}

/** Notes what was found and keeps it. What was found before must not stand for what was not found now. */
function take(spec: Asking, asked: string, since: Instant, result: LookupResult, turn: Turn): Leave {
  turn.note('flow.lookup', {
    node: turn.session.node,
    connector: asked,
    result: result.is === 'failed' ? `failed: ${result.why}` : result.is,
    tookMs: turn.now - since,
  });
  if (result.is === 'found') {
    if (spec.into) turn.set(spec.into.name, result.value);
    return leave(NEXT);
  }
  empty([spec.into], turn);
  if (spec.into && spec.otherwise) turn.set(spec.into.name, turn.evaluate(spec.otherwise, null));
  return leave(result.is === 'failed' ? 'failed' : 'not_found');
}
