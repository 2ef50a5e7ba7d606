import { z } from 'zod';
import { rejectCauses, type RejectCause } from '../domain/call';
import { duration, isPromptName, name, whole } from '../flow/values';
import { isTimeZone, parseClock, weekdays, type Hours } from '../flow/schedule';

/** Each file of the site folder, as it is written. */

const flowName = name('a flow');
const agentName = name('an agent');
const skills = z.record(name('a skill'), whole(0, 100)).default({});
const causes = Object.keys(rejectCauses) as [RejectCause, ...RejectCause[]];

const clock = z.string().transform((text, context): number => {
  const minutes = parseClock(text);
  if (minutes === undefined) {
    context.addIssue(`"${text}" is no time of day like "09:00"`);
    return z.NEVER;
  }
  return minutes;
});

const hours = z.string().transform((text, context): readonly Hours[] => {
  const parts = text.split(',').map((part) => part.trim());
  return parts.flatMap((part) => {
    if (part === 'closed') return [];
    const [, start, end] = /^(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})$/.exec(part) ?? [];
    const from = parseClock(start ?? '');
    const to = parseClock(end ?? '');
    if (from === undefined || to === undefined || from >= to) {
      context.addIssue(
        `"${part}" is no opening like "09:00-18:00", "09:00-13:00, 14:00-18:00" or "closed"; past midnight goes on the next day`,
      );
      return [];
    }
    return [{ from, to }];
  });
});

const timeZone = z.string().refine(isTimeZone, {
  error: (issue) => `"${String(issue.input)}" is no time zone like Europe/Moscow`,
});

const date = z.string().regex(/^(\d{4}-)?\d{2}-\d{2}$/, {
  error: (issue) => `"${String(issue.input)}" is no date like "2026-12-31", or "12-31" for every year`,
});

export const numbersFile = z.strictObject({
  numbers: z.record(
    z.string(),
    z.strictObject({
      flow: flowName,
      campaign: z.string().default(''),
      language: z.string().optional(),
      person: agentName.optional(),
      max_calls: whole(1, 100_000).optional(),
      when_full: z
        .union([z.strictObject({ flow: flowName }), z.strictObject({ reject: z.enum(causes) })])
        .default({ reject: 'busy' }),
    }),
  ),
  feature_codes: z
    .record(
      z
        .string()
        .regex(/^[*#0-9]{2,8}$/, { error: (issue) => `"${String(issue.input)}" is no feature code like "*41"` }),
      flowName,
    )
    .default({}),
});

export const queuesFile = z.strictObject({
  queues: z.record(
    name('a queue'),
    z.strictObject({
      title: z.string().min(1),
      skills,
      ring_for: duration({ min: 3_000, max: 120_000 }).default(15_000),
      wrap_up: duration({ max: 3_600_000 }).default(15_000),
      max_wait: duration({ min: 5_000 }).default(1_200_000),
      max_waiting: whole(0, 100_000).default(1_000),
      retry_agent_after: duration({ max: 3_600_000 }).default(5_000),
      max_talk: duration({ min: 60_000 }).default(43_200_000),
      music: z
        .string()
        .regex(/^[A-Za-z0-9_-]+$/)
        .default('default'),
      announce: z
        .strictObject({
          position: z.boolean().default(true),
          after: duration({ min: 1_000 }).default(10_000),
          every: duration({ min: 5_000 }).default(45_000),
          prompt: z.string().optional(),
        })
        .default({ position: true, after: 10_000, every: 45_000 }),
    }),
  ),
});

/** An account, or a SIP address by IP: a name could be anybody's, and we admit a phone without a password by its address. */
const PHONE =
  /^(sip:[A-Za-z0-9_.+-]+@(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])(:\d{1,5})?|(?!carillon-|local$)[A-Za-z0-9][A-Za-z0-9_-]{0,38})$/;

const phone = z.string().regex(PHONE, {
  error: (issue) =>
    `"${String(issue.input)}" is neither an account like "anna" (not local, not carillon-…) nor an address like "sip:101@192.0.2.7:5060"`,
});

export const agentsFile = z.strictObject({
  agents: z.record(
    agentName,
    z.strictObject({
      name: z.string().min(1),
      phone,
      password_env: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*$/)
        .optional(),
      skills,
      queues: z.array(name('a queue')).default([]),
    }),
  ),
});

export const schedulesFile = z.strictObject({
  time_zone: timeZone,
  dayparts: z.record(name('a part of the day'), clock).default({ night: 0, morning: 360, day: 720, evening: 1080 }),
  schedules: z
    .record(
      name('a schedule'),
      z.strictObject({
        time_zone: timeZone.optional(),
        week: z.partialRecord(z.enum(weekdays), hours),
        holidays: z
          .array(z.strictObject({ name: z.string().min(1), date, until: date.optional(), hours: hours.optional() }))
          .default([]),
      }),
    )
    .default({}),
});

const envName = /^[A-Z][A-Z0-9_]*$/;

export const connectorsFile = z.strictObject({
  connectors: z.record(
    name('a connector'),
    z.union([
      z.strictObject({
        http: z.strictObject({
          url: z.string().refine((text) => text.includes('{key}') && /^(https?:\/\/|\$\{)/.test(text), {
            error: () => 'needs an http address with {key} in it, like https://crm.example/customers/{key}',
          }),
          headers: z.record(z.string(), z.string()).default({}),
          record: z.string().optional(),
        }),
      }),
      z.strictObject({
        table: z
          .string()
          .regex(/^lists\/[a-z0-9_/-]+\.yaml$/, { error: () => 'needs a file of the site like lists/customers.yaml' }),
      }),
      z.strictObject({
        sql: z.strictObject({
          url_env: z.string().regex(envName),
          query: z
            .string()
            .refine((text) => text.split('?').length === 2, { error: () => 'needs exactly one ? for the key' }),
        }),
      }),
    ]),
  ),
});

/** A list: numbers with what is known of them; an entry with `until` holds to the end of that day. */
export const listFile = z.record(
  z.string(),
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
);

export const promptsFile = z.record(
  z.string().refine(isPromptName, {
    error: (issue) => `"${String(issue.input)}" is no prompt name like office/welcome`,
  }),
  z.string().min(1),
);

export const siteFile = z.strictObject({
  site: z.string().min(1),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .default('en'),
});
