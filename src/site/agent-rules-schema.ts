import { z } from 'zod';
import {
  usualWrapUp,
  wrapUpModes,
  type LimitAction,
  type NotReadyReason,
  type WrapUpRule,
} from '../domain/agent-rules';
import type { DispositionNode, DispositionRule } from '../domain/disposition';
import type { Millis } from '../domain/time';
import { duration, name, whole } from '../flow/values';
import { confirm, memberOf } from './queue-schema';

/** What agents.yaml and queues.yaml say of agents' states: wrap-up, reasons with limits, signing out, outcomes. */

const language = z.string().regex(/^[a-z]{2}$/, {
  error: (issue) => `"${String(issue.input)}" is no language like en or ru: two letters`,
});

/** One text for all languages, or one for each. */
const label = z
  .union([z.string().min(1), z.record(language, z.string().min(1))])
  .transform((written): Readonly<Record<string, string>> => (typeof written === 'string' ? { '': written } : written));

/** Wrap-up as a queue has it. */
export interface WrittenWrapUp {
  readonly forMs: Millis;
  readonly rule: WrapUpRule;
}

const USUAL_MS = 15_000;

const inFull = z
  .strictObject({
    mode: z
      .enum(wrapUpModes)
      .default('optional')
      .describe('optional, forced (the agent ends it), forced_with_limit, on_request'),
    for: duration({ max: 3_600_000 }).default(USUAL_MS).describe('When it ends by itself; not for forced'),
    at_least: duration({ max: 3_600_000 }).default(0).describe('The agent does not end it before'),
    extend: duration({ min: 5_000, max: 3_600_000 })
      .default(usualWrapUp.extendMs)
      .describe('What one extension adds to it'),
    extensions: whole(0, 20).default(usualWrapUp.extensions).describe('Extensions at most'),
  })
  .superRefine((written, context) => {
    if (written.mode !== 'forced' && written.at_least > written.for)
      context.addIssue({ code: 'custom', path: ['at_least'], message: 'is longer than wrap-up itself (`for`)' });
    if (written.mode !== 'optional' && written.mode !== 'forced' && written.for === 0)
      context.addIssue({ code: 'custom', path: ['for'], message: `${written.mode} needs more than 0s` });
  })
  .transform((written): WrittenWrapUp => ({
    forMs: written.mode === 'forced' ? 1 : written.for,
    rule: {
      mode: written.mode,
      atLeastMs: written.at_least,
      extendMs: written.extend,
      extensions: written.extensions,
    },
  }));

export const wrapUp = z
  .union([duration({ max: 3_600_000 }).transform((forMs): WrittenWrapUp => ({ forMs, rule: usualWrapUp })), inFull])
  .default({ forMs: USUAL_MS, rule: usualWrapUp })
  .describe('After a talk, before the next call: 15s, or { mode: forced_with_limit, for: 2m }');

const code = name('a code');

interface WrittenNode {
  readonly code: string;
  readonly label?: Readonly<Record<string, string>> | undefined;
  readonly below?: readonly WrittenNode[] | undefined;
}

const node: z.ZodType<WrittenNode> = z.lazy(() =>
  z.strictObject({
    code: code.describe('What is given, and what stands in reports: unique within the tree'),
    label: label.optional().describe('What people read; one text, or one for each language'),
    below: z.array(node).min(1).max(50).optional().describe('Closer ones; then only these are given'),
  }),
);

export const disposition = z
  .strictObject({
    codes: z.array(node).min(1).max(50).describe('What a talk may have come to: a tree of codes'),
    required: z.boolean().default(false).describe('Whether the agent ends wrap-up only with one'),
    otherwise: code.optional().describe('The code that is taken when the agent gave none'),
  })
  .superRefine(({ codes, otherwise }, context) => {
    const seen = new Set<string>();
    const leaves = new Set<string>();
    const walk = (nodes: readonly WrittenNode[], path: readonly (string | number)[]): void =>
      nodes.forEach((each, index) => {
        const here = [...path, index];
        if (seen.has(each.code))
          context.addIssue({
            code: 'custom',
            path: [...here, 'code'],
            message: `the code ${each.code} is there already`,
          });
        seen.add(each.code);
        if (each.below) walk(each.below, [...here, 'below']);
        else leaves.add(each.code);
      });
    walk(codes, ['codes']);
    if (otherwise !== undefined && !leaves.has(otherwise))
      context.addIssue({
        code: 'custom',
        path: ['otherwise'],
        message: `${otherwise} is none of the codes ${[...leaves].join(', ')}`,
      });
  })
  .describe('What agents say of each talk')
  .transform(({ codes, required, otherwise }): DispositionRule => ({
    tree: codes.map(nodeOf),
    required,
    otherwise: otherwise ?? null,
  }));

const nodeOf = ({ code: named, label: labels, below }: WrittenNode): DispositionNode => ({
  code: named,
  labels: labels ?? { '': named },
  below: (below ?? []).map(nodeOf),
});

const THEN: Readonly<Record<'warn' | 'available' | 'sign_out', LimitAction>> = {
  warn: 'warn',
  available: 'available',
  sign_out: 'signed-out',
};

const reason = z
  .strictObject({
    label: label.optional().describe('What people read; one text, or one for each language'),
    limit: duration({ min: 1_000 }).optional().describe('Longest stay; without it, as long as it takes'),
    then: z
      .enum(['warn', 'available', 'sign_out'])
      .default('warn')
      .describe('At the limit: warn all who see the floor, make the agent available, or sign out'),
  })
  .transform((written): Omit<NotReadyReason, 'code'> => ({
    labels: written.label ?? {},
    limitMs: written.limit ?? null,
    then: THEN[written.then],
  }));

export const notReady = z
  .strictObject({
    reasons: z.record(name('a reason'), reason).default({}).describe('Reasons, by code, in the order they are shown'),
    others: z
      .boolean()
      .optional()
      .describe('Whether words of one’s own are a reason too; by default where there are none'),
  })
  .superRefine(({ reasons, others }, context) => {
    if (others === false && Object.keys(reasons).length === 0)
      context.addIssue({ code: 'custom', path: ['others'], message: 'without reasons nobody could be not ready' });
  })
  .prefault({})
  .describe('Why agents may be not ready');

export const signOut = z
  .strictObject({
    after_missed: whole(1, 100).optional().describe('So many offers in a row that were not answered'),
    after_unreachable: duration({ min: 60_000 }).optional().describe('The phone cannot be reached for so long'),
    after: duration({ min: 600_000, max: 7 * 86_400_000 })
      .optional()
      .describe('Signed in for so long: somebody has forgotten to sign out'),
  })
  .prefault({})
  .describe('When the floor signs agents out by itself');

export const profiles = z
  .record(
    name('a profile'),
    z.strictObject({
      queues: z.array(memberOf).min(1).describe('As `queues` of an agent'),
      confirm: confirm.optional().describe('As `confirm` of an agent'),
    }),
  )
  .default({})
  .describe('Sets of queues with tier, order, weight and delay, and of settings, for many agents');
