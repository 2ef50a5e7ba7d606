import { z } from 'zod';
import { chosenStates } from '../../domain/agent';
import { callOutcomes } from '../../domain/call';
import type { Json } from '../../domain/json';
import { parseDuration } from '../../domain/time';
import { duration, isPromptName, name, whole } from '../../flow/values';
import { dayOf } from '../../flow/wall-clock';
import { ANSWERS_AFTER_MS, type Answer } from '../answers';
import { USUAL_MANNER } from '../exchange';
import type { PhoneManner } from '../phone';
import type { GivenAgent, Sound } from './story';

/** A story file, as it is written. */

const A_DAY_MS = 86_400_000;

const number = z.string().regex(/^[+0-9A-Za-z*#._-]*$/, {
  error: (issue) => `"${String(issue.input)}" is no telephone number`,
});

const when = z.string().regex(/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$/, {
  error: (issue) => `"${String(issue.input)}" is no day and time like "2026-11-20 10:05"`,
});

const NO_ANSWER = 'is no answer of a connector: needs a record (key: value), not_found, failed or silent';

/** A record, `not_found`, `failed`, `silent`; or one of these as `{ after: 2s, answer: … }`. */
const answer = z.unknown().transform((written, context): Answer => {
  const delayed = isMapping(written) && Object.keys(written).sort().join() === 'after,answer';
  const result = resultOf(delayed ? written['answer'] : written);
  const afterMs = delayed ? parseDuration(String(written['after'])) : ANSWERS_AFTER_MS;
  if (result !== undefined && afterMs !== undefined) return { result, afterMs };
  context.addIssue(
    result === undefined
      ? `${JSON.stringify(written)} ${NO_ANSWER}`
      : `after: ${JSON.stringify(isMapping(written) ? written['after'] : null)} is not a duration like 300ms or 2s`,
  );
  return z.NEVER;
});

function resultOf(written: unknown): Answer['result'] | undefined {
  if (written === 'not_found') return { is: 'not-found' };
  if (written === 'failed') return { is: 'failed', why: 'it failed' };
  if (written === 'silent') return null;
  return typeof written === 'object' && written !== null ? { is: 'found', value: written as Json } : undefined;
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shortManners = {
  rings: { is: 'rings' },
  declines: { is: 'declines', afterMs: 2_000 },
  busy: { is: 'busy' },
  unreachable: { is: 'unreachable' },
} as const satisfies Record<string, PhoneManner>;
type ShortManner = keyof typeof shortManners;
const mannerNames = Object.keys(shortManners) as [ShortManner, ...ShortManner[]];

const answersShape = {
  answers: duration({ max: A_DAY_MS }).optional(),
  declines: duration({ max: A_DAY_MS }).optional(),
  talks: duration({ max: A_DAY_MS }).optional(),
  presses: z
    .union([z.string(), z.number()])
    .transform(String)
    .refine((key) => /^[0-9*#]$/.test(key), {
      error: (issue) => `${JSON.stringify(issue.input)} is no key; a key is one of 0-9, "*" and "#"`,
    })
    .optional(),
} as const;

interface WrittenManner {
  answers?: number | undefined;
  declines?: number | undefined;
  talks?: number | undefined;
  presses?: string | undefined;
}

function manner({ answers, declines, talks, presses }: WrittenManner): PhoneManner {
  if (declines !== undefined) return { is: 'declines', afterMs: declines };
  const key = presses === undefined ? {} : { presses };
  return { is: 'answers', afterMs: answers ?? 3_000, talksMs: talks ?? null, ...key };
}

const notBoth = {
  check: ({ answers, declines, talks, presses }: WrittenManner): boolean =>
    declines === undefined || (answers === undefined && talks === undefined && presses === undefined),
  error: { message: 'who declines neither answers nor talks', path: ['declines'] },
};

const agent = z.union([
  z
    .enum([...mannerNames, ...chosenStates])
    .transform((word): GivenAgent =>
      word in shortManners
        ? { state: 'available', reason: '', manner: shortManners[word as ShortManner] }
        : { state: word as GivenAgent['state'], reason: 'break', manner: USUAL_MANNER },
    ),
  z
    .strictObject({
      ...answersShape,
      state: z.enum(chosenStates).default('available'),
      reason: z.string().default('break'),
    })
    .refine(notBoth.check, notBoth.error)
    .transform(({ state, reason, ...written }): GivenAgent => ({ state, reason, manner: manner(written) })),
]);

const outsider = z.union([
  z
    .enum(['answers', ...mannerNames])
    .transform((word): PhoneManner => (word === 'answers' ? USUAL_MANNER : shortManners[word])),
  z.strictObject(answersShape).refine(notBoth.check, notBoth.error).transform(manner),
]);

const agents = z.record(name('an agent'), agent);
const schedules = z.record(name('a schedule'), z.string().min(1));
const howMany = whole(1, 1_000);

/** What stands beside a number, as in a file of lists/. */
const fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const day = z.string().refine((text) => text.length === 10 && dayOf(text) !== undefined, {
  error: ({ input }) => `"${String(input)}" is no day like "2026-12-31"`,
});

export const givenSchema = z.strictObject({
  caller: number.optional(),
  name: z.string().optional(),
  number: number.optional(),
  flow: name('a flow').optional(),
  phone: name('an agent').optional(),
  diverted: number.optional(),
  headers: z.record(z.string(), z.string()).optional(),
  at: when.optional(),
  answers: z.record(name('a connector'), z.record(z.string(), answer)).optional(),
  agents: agents.optional(),
  schedules: schedules.optional(),
  calendars: z.record(name('a calendar'), z.array(day).min(1)).optional(),
  outside: z.record(z.string(), outsider).optional(),
  waiting: z.record(name('a queue'), howMany).optional(),
  callbacks: z.record(name('a queue'), z.array(number).min(1)).optional(),
  last_agent: z.record(name('a queue'), name('an agent')).optional(),
  others: z.record(z.string(), howMany).optional(),
  lists: z.record(name('a list'), z.record(z.string(), fields.nullable())).optional(),
  wrong_pins: z.record(z.string(), z.record(z.string(), whole(1, 100))).optional(),
});

const sound = z.union(
  [
    z.string().transform((text, context): Sound => {
      if (text === '...') return { is: 'anything' };
      if (isPromptName(text)) return { is: 'prompt', name: text };
      context.addIssue(`"${text}" is no prompt name like office/welcome; a spoken text is written { said: "${text}" }`);
      return z.NEVER;
    }),
    z.strictObject({ said: z.string().min(1) }).transform(({ said }): Sound => ({ is: 'said', text: said })),
    z.strictObject({ number: z.number() }).transform(({ number: value }): Sound => ({ is: 'number', value })),
    z.strictObject({ recording: z.literal(true) }).transform((): Sound => ({ is: 'recording' })),
  ],
  { error: 'is heard as a prompt name, or as { said: … }, { number: … } or { recording: true }' },
);

const sounds = z
  .union([sound, z.array(sound).min(1)])
  .transform((value): readonly Sound[] => (Array.isArray(value) ? value : [value]));

const keys = z
  .union([z.string(), z.number()], { error: 'needs keys: 0-9, "*" and "#"' })
  .refine((value) => /^[0-9*#A-D]+$/.test(String(value)), {
    error: (issue) => `${JSON.stringify(issue.input)} are no keys; keys are 0-9, "*" and "#"`,
  });

/** The keys of a step of which each step has exactly one. */
const stepShape = {
  heard: sounds.optional(),
  playing: sounds.optional(),
  said: z.string().min(1).optional(),
  queue: name('a queue').optional(),
  offered_to: name('an agent').optional(),
  dialled: number.optional(),
  keys_sent: z.string().min(1).optional(),
  answered_by: number.optional(),
  sent: z
    .strictObject({
      by: z.enum(['mail', 'sms', 'webhook']).optional(),
      to: z.string().optional(),
      subject: z.string().optional(),
      text: z.string().optional(),
    })
    .optional(),
  called_back: z.literal(true, { error: () => 'is written called_back: true' }).optional(),
  label: z.string().min(1).optional(),
  end: z.enum(callOutcomes).optional(),
  keys: keys.optional(),
  speaks: duration({ min: 1, max: A_DAY_MS }).optional(),
  wait: duration({ min: 1, max: A_DAY_MS }).optional(),
  hangup: z.enum(['caller', 'agent']).optional(),
  agents: agents.optional(),
  outside: z.record(z.string(), outsider).optional(),
  schedules: schedules.optional(),
  picked_by: name('an agent').optional(),
  moved_to: name('a queue').optional(),
  priority: z.number().min(-1_000).max(1_000).optional(),
  withdrawn: z.literal(true, { error: () => 'is written withdrawn: true' }).optional(),
} as const;
export type StepWord = keyof typeof stepShape;
export const stepWords = Object.keys(stepShape) as StepWord[];

/** What may stand beside it, and beside which. */
export const besides = {
  within: [
    'heard',
    'playing',
    'said',
    'queue',
    'offered_to',
    'dialled',
    'keys_sent',
    'answered_by',
    'sent',
    'called_back',
    'label',
    'end',
  ],
  position: ['queue'],
  by: ['end'],
} as const satisfies Record<string, readonly StepWord[]>;

export const stepSchema = z
  .strictObject({
    ...stepShape,
    within: duration({ max: A_DAY_MS }).optional(),
    position: whole(1, 100_000).optional(),
    by: z.enum(['caller', 'us', 'unknown']).optional(),
  })
  .superRefine((step, context) => {
    const words = stepWords.filter((word) => step[word] !== undefined);
    const [word, second] = words;
    if (second !== undefined)
      context.addIssue({
        code: 'custom',
        path: [second],
        message: `${second} is a step of its own: begin it with a dash`,
      });
    for (const [beside, of] of Object.entries(besides) as [keyof typeof besides, readonly StepWord[]][])
      if (step[beside] !== undefined && word !== undefined && !of.includes(word))
        context.addIssue({ code: 'custom', path: [beside], message: `stands only beside ${of.join(', ')}` });
  });

export const storySchema = z.strictObject({
  story: z.string().min(1),
  given: givenSchema.default({}),
  steps: z.array(stepSchema),
  vars: z.record(name('a variable'), z.json()).default({}),
  path: z.array(z.string().min(1)).optional(),
  tags: z.array(z.string()).optional(),
  lists: z.record(name('a list'), z.record(z.string(), z.boolean())).default({}),
  never_heard: sounds.optional(),
});

/** Several stories in one file, with what is given for all of them. */
export const storiesSchema = z.strictObject({
  given: givenSchema.default({}),
  stories: z.array(storySchema),
});

export type WrittenGiven = z.output<typeof givenSchema>;
export type WrittenStep = z.output<typeof stepSchema>;
export type WrittenStory = z.output<typeof storySchema>;
