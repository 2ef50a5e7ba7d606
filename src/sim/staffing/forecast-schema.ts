import { z } from 'zod';
import { parseDuration } from '../../domain/time';
import { duration, name, whole } from '../../flow/values';
import type { Duration } from './lots';

/** `forecast.yaml`, as it is written. */

const clockTime = z
  .string()
  .regex(/^([01]?\d|2[0-4]):[0-5]\d$/, { error: (issue) => `${JSON.stringify(issue.input)} is no time like "08:30"` })
  .transform((text) => {
    const [hours = 0, minutes = 0] = text.split(':').map(Number);
    return 60 * hours + minutes;
  });

const span = z
  .string()
  .regex(/^\d{1,2}:\d\d-\d{1,2}:\d\d$/, {
    error: (issue) => `${JSON.stringify(issue.input)} is no time of the day like "08:30-12:00"`,
  })
  .transform((text, context) => {
    const [from, to] = text.split('-').map((part) => clockTime.safeParse(part).data);
    if (from !== undefined && to !== undefined && from < to) return { from, to };
    context.addIssue(`"${text}" is no time of the day like "08:30-12:00": it ends after it begins`);
    return z.NEVER;
  });

const some = duration({ min: 1, max: 86_400_000 });
const exponential = z
  .strictObject({ exponential: some.describe('The mean') })
  .transform(({ exponential: meanMs }): Duration => ({ is: 'exponential', meanMs }));
const empirical = z
  .strictObject({ empirical: z.array(duration()).min(1).max(100_000).describe('What was seen') })
  .transform(({ empirical: seenMs }): Duration => ({ is: 'empirical', seenMs }));
const lognormal = z
  .strictObject({
    lognormal: z.strictObject({ mean: some.describe('Its mean'), sd: some.describe('Standard deviation') }),
  })
  .transform(({ lognormal: { mean, sd } }): Duration => ({ is: 'lognormal', meanMs: mean, sdMs: sd }));
const fixed = (words: Readonly<Record<string, Duration>>) =>
  z.string({ error: (issue) => noDuration(issue.input, words) }).transform((text, context): Duration => {
    const ms = parseDuration(text);
    const found = words[text] ?? (ms === undefined ? undefined : { is: 'fixed' as const, ms });
    if (found) return found;
    context.addIssue(noDuration(text, words));
    return z.NEVER;
  });
const noDuration = (written: unknown, words: Readonly<Record<string, Duration>>): string =>
  `${JSON.stringify(written)} is none of 3m, ${[...Object.keys(words), '{ exponential: 3m }'].join(', ')}, { lognormal: { mean: 3m, sd: 2m } } or { empirical: [40s, 3m] }`;

const time = z.union([exponential, lognormal, empirical, fixed({})]);
const patience = z.union([exponential, lognormal, empirical, fixed({ endless: { is: 'endless' } })]);

const skills = z.record(name('a skill'), whole(0, 100)).default({});

const kind = z.strictObject({
  share: z.number().positive().max(1_000_000).describe('How many of them there are beside the other kinds'),
  priority: z.number().min(-1_000).max(100_000).default(0).describe('What the flow says of them'),
  skills: skills.describe('What the flow asks for them, beside the queue'),
  facts: z.record(z.string(), z.string()).default({}).describe('What the `where` of a queue may ask for'),
});

const queue = z.strictObject({
  calls: z
    .union([z.array(z.number().min(0).max(1_000_000)).min(1).max(2_000), z.number().min(0).max(1_000_000)])
    .describe('Calls expected in each interval, or one number for all'),
  talk: time.describe('How long talks last, without wrap-up: that is in queues.yaml'),
  patience: patience.default({ is: 'endless' }).describe('How long callers wait before they give up'),
  callers: z.array(kind).max(100).default([]).describe('The kinds of callers, by share'),
});

const people = z.strictObject({
  count: whole(1, 20_000).optional().describe('So many who are not in agents.yaml'),
  like: z.string().optional().describe('They have the skills and queues of this agent'),
  queues: z.array(name('a queue')).max(200).optional().describe('Or these queues'),
  skills: z.record(name('a skill'), whole(0, 100)).optional().describe('And these skills'),
  shifts: z.array(span).min(1).max(10).optional().describe('When they work; without it, the whole day'),
  breaks: z.array(span).max(20).default([]).describe('When they do not'),
});

export const staffSchema = z.record(z.string().regex(/^[a-z][a-z0-9_-]*$/), people);
export type WrittenPeople = z.output<typeof people>;

export const forecastFile = z
  .strictObject({
    day: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/, { error: (issue) => `${JSON.stringify(issue.input)} is no day like 2026-11-23` })
      .default('2026-11-23')
      .describe('The day, in the time zone of the site'),
    from: clockTime.default(480).describe('When it begins'),
    to: clockTime.optional().describe('When it ends, where no queue says one number for each interval'),
    interval: duration({ min: 60_000, max: 86_400_000 })
      .default(1_800_000)
      .describe('The interval of calls and charts'),
    answer: time.default({ is: 'fixed', ms: 3_000 }).describe('How long agents let it ring'),
    queues: z.record(name('a queue'), queue).describe('What is expected, by queue').default({}),
    staff: staffSchema.optional().describe('Who is at work; without it, all agents of the site, the whole day'),
  })
  .describe('What is expected of a day');
export type WrittenForecast = z.output<typeof forecastFile>;

export const staffFile = z.strictObject({ staff: staffSchema.describe('Who is at work') });
