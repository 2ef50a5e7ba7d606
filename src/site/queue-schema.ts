import { z } from 'zod';
import {
  strategies,
  type AfterOffer,
  type ChooserRule,
  type ConfirmRule,
  type FanOut,
  type OfferFailure,
  type Strategy,
  type Urgency,
} from '../domain/queue';
import { parseDuration } from '../domain/time';
import { relax } from '../flow/relaxation';
import { duration, isPromptName, name, whole } from '../flow/values';

/** How a queue chooses: the part of queues.yaml that the floor goes by. */

export const skills = z.record(name('a skill'), whole(0, 100)).default({});

/** Nobody is rung for longer than this side of ever. */
const EVERYBODY = 1_000;

const priority = z
  .strictObject({
    per_minute: z.number().min(0).max(1_000).default(1).describe('What a caller gains by each minute of waiting'),
    most: z.number().min(-1_000).max(100_000).optional().describe('Where the gain ends; without it, nowhere'),
  })
  .prefault({})
  .describe("How a caller's turn comes nearer: priority of the flow + per_minute × minutes waited, at most `most`")
  .transform((written): Urgency => ({ perMinute: written.per_minute, most: written.most ?? Infinity }));

const ONE: FanOut = { first: 1, more: 0, everyMs: 0 };

const atOnce = z
  .union([
    z
      .literal('all', {
        error: (issue) => `${JSON.stringify(issue.input)} is neither all nor { first: 1, more: 1, every: 5s }`,
      })
      .transform((): FanOut => ({ first: EVERYBODY, more: EVERYBODY, everyMs: 2_000 })),
    z
      .strictObject({
        first: whole(1, 50).default(1).describe('Phones that ring first'),
        more: whole(1, 50).default(1).describe('Phones that ring besides, each time'),
        every: duration({ min: 1_000, max: 120_000 }).describe('From one time to the next'),
      })
      .transform((written): FanOut => ({ first: written.first, more: written.more, everyMs: written.every })),
  ])
  .default(ONE)
  .describe('How many phones ring at once for one call: all, or { first: 1, more: 1, every: 5s }; without it, one');

const AFTER = /^(available|not_ready|\d+(\.\d+)?(ms|s|m|h)(\d+(s|m))?)$/;

const after = (about: string, otherwise: AfterOffer) =>
  z
    .string({ error: (issue) => noAfter(issue.input) })
    .regex(AFTER, { error: (issue) => noAfter(issue.input) })
    .optional()
    .describe(`${about}: available, not_ready, or a pause like 5s`)
    .transform((written): AfterOffer | 'not-ready' => {
      if (written === undefined) return otherwise;
      if (written === 'not_ready') return 'not-ready';
      return { is: 'available', offersAfterMs: parseDuration(written) ?? 0 };
    });

const noAfter = (written: unknown): string =>
  `${JSON.stringify(written)} is none of available, not_ready, or a pause like 5s`;

const FIVE_SECONDS: AfterOffer = { is: 'available', offersAfterMs: 5_000 };

const afterOffer = z
  .strictObject({
    no_answer: after('It rang out (not_ready)', { is: 'not-ready', reason: 'ring-no-answer' }),
    declined: after('The agent rejected it (5s)', FIVE_SECONDS),
    busy: after('The phone was busy (5s)', FIVE_SECONDS),
    not_confirmed: after('Answered, and the key of `confirm` was not pressed (not_ready)', {
      is: 'not-ready',
      reason: 'not-confirmed',
    }),
    unreachable: after('The phone could not be reached (not_ready)', { is: 'not-ready', reason: 'unreachable' }),
  })
  .prefault({})
  .describe('What an agent is after an offer that came to nothing, by its cause')
  .transform((written): Readonly<Record<OfferFailure, AfterOffer>> => {
    const then = (what: AfterOffer | 'not-ready', reason: OfferFailure): AfterOffer =>
      what === 'not-ready' ? { is: 'not-ready', reason } : what;
    return {
      'ring-no-answer': then(written.no_answer, 'ring-no-answer'),
      declined: then(written.declined, 'declined'),
      busy: then(written.busy, 'busy'),
      'not-confirmed': then(written.not_confirmed, 'not-confirmed'),
      unreachable: then(written.unreachable, 'unreachable'),
    };
  });

const KEY = /^[0-9*#]$/;

export const confirm = z
  .strictObject({
    key: z
      .union([z.string(), z.number()])
      .default('1')
      .transform(String)
      .refine((key) => KEY.test(key), {
        error: (issue) => `${JSON.stringify(issue.input)} is no key; a key is one of 0-9, "*" and "#"`,
      })
      .describe('The key that is pressed'),
    within: duration({ min: 2_000, max: 60_000 }).default(8_000).describe('From the answer on; the prompt counts'),
    prompt: z
      .string()
      .refine(isPromptName, { error: (issue) => `"${String(issue.input)}" is no prompt name like office/press-one` })
      .describe('What the agent hears: a prompt'),
  })
  .transform(({ key, within, prompt }): ConfirmRule => ({ key, withinMs: within, prompt }));

const known = z.enum(strategies);

/** A name, or whom to ask and what holds when they say nothing. */
const strategy = z.union(
  [
    known.transform((name): Chosen => ({ strategy: name })),
    z
      .strictObject({
        ask: name('a connector').describe('The connector (http) that is asked which agent gets the call'),
        within: duration({ min: 50, max: 2_000 }).default(300).describe('From the question to the answer'),
        default: known
          .exclude(['manual'])
          .default('longest-idle')
          .describe('The strategy when there is no answer in time, or none that can be followed'),
      })
      .transform((written): Chosen => ({
        strategy: written.default,
        chooser: { connector: written.ask, withinMs: written.within },
      })),
  ],
  {
    error: (issue) =>
      typeof issue.input === 'string' ? `${issue.input} is not one of ${strategies.join(', ')}` : undefined,
  },
);

interface Chosen {
  readonly strategy: Strategy;
  readonly chooser?: ChooserRule;
}

export const routing = {
  skills: skills.describe('Least level 0 to 100 an agent needs, by skill'),
  strategy: strategy
    .default({ strategy: 'longest-idle' })
    .describe('Which of the free agents of the best tier gets the call; or { ask, within, default }: who is asked'),
  priority,
  at_once: atOnce,
  max_talking: whole(1, 10_000)
    .optional()
    .describe('Most callers at once who are rung for or talked with; the others wait, whoever is free'),
  starving_after: duration({ min: 10_000 })
    .default(600_000)
    .describe('Who waits so long while somebody who came later is served is told of: `queue.starving`'),
  tier_opens_after: duration({ max: 3_600_000 })
    .default(0)
    .describe(
      'Members of tier 2 are asked when a caller has waited this long, of tier 3 after twice as long …; 0: all at once',
    ),
  relax: relax.default([]).describe('What is asked of agents less, the longer a caller waits: { after, skills }'),
  where: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe("A condition beside the skills: agent.skills.german >= 50 || 'berlin' in agent.groups"),
  confirm: confirm
    .optional()
    .describe('Who answers presses a key before the caller is connected: { key, within, prompt }'),
  after_offer: afterOffer,
  ask_again_after: duration({ min: 1_000, max: 3_600_000 })
    .default(60_000)
    .describe('Who refused or missed a call gets it again when everyone else at work was asked, or after this'),
};

/** How an agent belongs to a queue: `sales`, or `{ queue: sales, tier: 2, order: 1 }`. */
export const memberOf = z.union([
  name('a queue').transform((queue) => ({ queue, tier: 1, order: 0, weight: 1, delay: 0 })),
  z.strictObject({
    queue: name('a queue').describe('The queue'),
    tier: whole(1, 20).default(1).describe('Tiers open one after the other'),
    order: whole(0, 1_000).default(0).describe('The place within the tier, for the strategy fixed-order'),
    weight: z.number().positive().max(1_000).default(1).describe('The share in the strategy weighted-random'),
    delay: duration({ max: 3_600_000 }).default(0).describe('Rung only for callers who have waited so long'),
  }),
]);
