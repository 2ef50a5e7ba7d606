import { z } from 'zod';
import type { CalendarView } from '../engine/calendar-book';
import type { ScheduleView } from '../engine/overrides';
import { UNTIL_FORMS } from '../flow/until';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');

const opening = z
  .union([
    z.object({ is: z.literal('open') }),
    z.object({ is: z.literal('closed') }),
    z.object({
      is: z.literal('holiday'),
      label: z.string().describe('what flows go by'),
      name: z.string(),
      prompt: z.string().nullable(),
    }),
  ])
  .meta({ id: 'Opening' });

const override = z
  .object({
    schedule: z.string(),
    to: z.string().describe('open, closed, or a label of the schedule'),
    until: instant.nullable().describe('when it ends by itself; null: when it is taken back'),
    since: instant,
    by: z.string(),
    why: z.string(),
  })
  .meta({ id: 'Override' });

export const scheduleView = z
  .object({
    name: z.string(),
    timeZone: z.string(),
    opening: opening.describe('what flows go by now'),
    until: instant.nullable().describe('when that changes by itself'),
    byHours: opening.describe('what it would be without the override'),
    override: override.nullable(),
    states: z.array(z.string()).describe('what it may be put into by hand'),
  })
  .meta({ id: 'Schedule' }) satisfies z.ZodType<ScheduleView>;

export const calendarView = z
  .object({
    name: z.string(),
    from: z.string().describe('where it comes from; what may be a secret in it is left out'),
    everyMs: z.number().describe('how often it is asked for'),
    state: z
      .enum(['fresh', 'stale', 'missing'])
      .describe('stale: not confirmed for twice as long as everyMs; its last copy counts. missing: never fetched'),
    events: z.number().nullable(),
    changedAt: instant.nullable().describe('since when its content is this'),
    checkedAt: instant.nullable().describe('when it was last fetched or confirmed'),
    ageMs: z.number().nullable().describe('since checkedAt'),
    trouble: z
      .object({ since: instant, at: instant, why: z.string(), times: z.number() })
      .nullable()
      .describe('what went wrong since then; null when the last fetch went well'),
  })
  .meta({ id: 'Calendar' }) satisfies z.ZodType<CalendarView>;

export const overrideRequest = z.strictObject({
  to: z.string().min(1).describe('open, closed, or a label of the schedule'),
  until: z.string().min(1).default('next_edge').describe(UNTIL_FORMS),
  why: z.string().trim().max(200).default(''),
  author: z.string().trim().max(100).optional().describe('who wants it, where a token has many users'),
});

const at = 1_795_290_200_000;

export const officeClosed: z.input<typeof scheduleView> = {
  name: 'office',
  timeZone: 'Europe/Moscow',
  opening: { is: 'closed' },
  until: at + 3_600_000,
  byHours: { is: 'open' },
  override: { schedule: 'office', to: 'closed', until: at + 3_600_000, since: at, by: 'admin', why: 'a burst pipe' },
  states: ['open', 'closed', 'emergency', 'holiday'],
};

export const moscowStale: z.input<typeof calendarView> = {
  name: 'moscow',
  from: 'https://calendar.example.org/…',
  everyMs: 86_400_000,
  state: 'stale',
  events: 14,
  changedAt: at - 30 * 86_400_000,
  checkedAt: at - 3 * 86_400_000,
  ageMs: 3 * 86_400_000,
  trouble: { since: at - 2 * 86_400_000, at: at - 3_600_000, why: 'HTTP 503', times: 24 },
};
