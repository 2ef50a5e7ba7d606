import { z } from 'zod';
import { NEXT, stay, wait, type StepKind } from '../step';
import {
  cel,
  duration,
  label,
  prompts,
  reference,
  variable,
  type Cel,
  type PromptName,
  type Reference,
  type Variable,
} from '../values';
import { answered, take, type Asking } from './looking-up';

interface Lookup extends Asking {
  readonly into: Variable;
  readonly connector: Reference;
  readonly key: Cel;
  readonly withinMs: number;
  readonly cacheMs: number;
  /** Played while it waits; it stops when the answer is there. */
  readonly play: readonly PromptName[];
  readonly music: string | undefined;
  /** What the variable holds when nothing was found, or not in time. */
  readonly otherwise: Cel | undefined;
}

type Local = { readonly command: string; readonly since: number };

const schema = z
  .strictObject({
    connector: reference('connector'),
    key: cel({ wants: 'string' }).describe('What to ask for: an expression that gives a text'),
    into: variable({}),
    within: duration({ min: 10, max: 60_000 })
      .default(2_000)
      .describe('The budget: the call waits no longer than this'),
    cache: duration({ max: 86_400_000 }).default(0).describe('An answer of no more than this age will do'),
    play: prompts().optional().describe('Heard while it waits; it is broken off when the answer is there'),
    music: z.string().min(1).optional().describe('A class of music, heard while it waits'),
    otherwise: cel().optional().describe('What the variable holds when there is no such record, or no answer in time'),
    not_found: label().optional().describe('Where the call goes on when there is no such record; without it, below'),
    failed: label().optional().describe('Where the call goes on without an answer in time; without it, below'),
  })
  .transform(({ within, cache, play, not_found, ...written }): Lookup => ({
    ...written,
    music: written.music,
    otherwise: written.otherwise,
    failed: written.failed,
    withinMs: within,
    cacheMs: cache,
    play: play ?? [],
    notFound: not_found,
  }));

export const lookup: StepKind<Lookup, Local> = {
  about:
    'Asks a connector (CRM, orders …) for a record, within a budget of time. What is not found or not in time leaves the variable empty; the call goes on.',
  manual: {
    group: 'know',
    example: `hello:
  - lookup: { connector: crm, key: call.ani, into: customer, within: 800ms }
  - if: customer.?category.orValue('') == 'gold'
    then: sales
  - queue: { name: support }
sales:
  - queue: { name: sales, priority: 50 }
`,
    exits: {
      next: 'there is a record, and the variable holds it',
      not_found: 'the connector has no such record',
      failed: 'the connector failed, or did not answer in time',
    },
    notes: [
      'While it waits the caller hears nothing new unless `play` or `music` says so.',
      'A connector that fails five times in a row is left alone for 10 s: the step goes on by `failed` at once.',
      "A field that may not be there is read with `.?`: `customer.?category.orValue('')`.",
    ],
  },
  schema,
  afterwards: true,
  exits: (spec) => [{ name: NEXT }, { name: 'not_found', to: spec.notFound }, { name: 'failed', to: spec.failed }],
  enter: (spec, turn) => {
    const command = turn.newId('lookup');
    const key = turn.evaluate(spec.key, '');
    turn.ask({
      type: 'lookup',
      id: command,
      connector: spec.connector.name,
      key: typeof key === 'string' ? key : JSON.stringify(key),
      withinMs: spec.withinMs,
      cacheMs: spec.cacheMs,
    });
    if (spec.music !== undefined) turn.startMusic(spec.music);
    if (spec.play.length > 0) turn.play(turn.prompts(spec.play));
    return stay({ command, since: turn.now }, turn.now + spec.withinMs);
  },
  on: (spec, local, event, turn) => {
    const result = answered(local.command, event);
    if (!result) return wait(local);
    if (result.is !== 'found' && spec.otherwise) turn.set(spec.into.name, turn.evaluate(spec.otherwise, null));
    return take(spec, spec.connector.name, local.since, result, turn);
  },
};
