import { z } from 'zod';
import { isOwnSetting, ownSettingRefused } from '../domain/own-settings';
import { didYouMean } from '../flow/did-you-mean';
import { reservedStates } from '../flow/opening';
import { weekdays, type Hours } from '../flow/schedule';
import { duration, isPromptName, name } from '../flow/values';
import { dayOf, isTimeZone, parseClock } from '../flow/wall-clock';

const clock = z
  .string()
  .transform((text, context): number => {
    const minutes = parseClock(text);
    if (minutes === undefined) {
      context.addIssue(`"${text}" is no time of day like "09:00"`);
      return z.NEVER;
    }
    return minutes;
  })
  .meta({ title: 'time of day', description: 'A time of day: "09:00"' });

const hours = z
  .string()
  .transform((text, context): readonly Hours[] => {
    const parts = text.split(',').map((part) => part.trim());
    return parts.flatMap((part) => {
      if (part === 'closed') return [];
      const [, start, end] = /^(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})$/.exec(part) ?? [];
      const from = parseClock(start ?? '');
      const to = parseClock(end ?? '');
      if (from === undefined || to === undefined || from === to || from === 1440) {
        context.addIssue(
          `"${part}" is no opening like "09:00-18:00", "09:00-13:00, 14:00-18:00", "22:00-06:00" (to the next morning) or "closed"`,
        );
        return [];
      }
      return [{ from, to: to > from ? to : to + 1440 }];
    });
  })
  .meta({ title: 'hours', description: 'Opening hours: "09:00-13:00, 14:00-18:00", "22:00-06:00" or "closed"' });

const timeZone = z
  .string()
  .refine(isTimeZone, {
    error: ({ input }) =>
      `"${String(input)}" is no time zone like Europe/Moscow${didYouMean(String(input), Intl.supportedValuesOf('timeZone'))}`,
  })
  .meta({ title: 'time zone', description: 'A time zone: Europe/Moscow' });

const date = z
  .string()
  .refine((text) => dayOf(text.length === 5 ? `2024-${text}` : text) !== undefined, {
    error: ({ input }) => `"${String(input)}" is no date like "2026-12-31", or "12-31" for every year`,
  })
  .meta({ title: 'date', description: 'A day: 2026-12-31, or 12-31 for every year' });

const RESERVED: readonly string[] = reservedStates;

const stateName = name('a label').refine((text) => !RESERVED.includes(text), {
  error: ({ input }) =>
    `"${String(input)}" is a word of its own here; choose another label than ${RESERVED.join(', ')}`,
});

const prompt = z.string().refine(isPromptName, {
  error: ({ input }) => `"${String(input)}" is no prompt name like office/closed`,
});

const said = prompt.optional().describe('Said to callers by the step hours where it has say: true');

const specialDay = z
  .strictObject({
    name: z.string().min(1).describe('What people read of it'),
    date: date.describe('The day: 2026-12-31, or 12-31 for every year'),
    until: date.optional().describe('The last day of several, in the same form'),
    hours: hours.optional().describe('Hours of these days; without them, closed'),
    label: stateName.default('holiday').describe('What the step hours goes by while it is not open'),
    prompt: said,
  })
  .describe('Days with hours of their own; they rule from midnight to midnight');

const calendarFile = z
  .string()
  .regex(/^calendars\/[A-Za-z0-9._-]+\.ics$/, {
    error: ({ input }) => `"${String(input)}" is no calendar of the site like calendars/ru-2026.ics`,
  })
  .describe('An iCalendar file of the site: calendars/ru-2026.ics');

const used = {
  label: stateName.default('holiday').describe('What the step hours goes by during its events'),
  prompt: said,
  means: z.enum(['closed', 'open']).default('closed').describe('Whether it is closed during the events, or open'),
};

const calendar = z.union([
  calendarFile.transform((file) => ({ file, label: 'holiday', prompt: undefined, means: 'closed' as const })),
  z.strictObject({ file: calendarFile, ...used }),
  z.strictObject({ calendar: name('a calendar').describe('A calendar of `calendars:` of this file'), ...used }),
]);

const address = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
    error: () => 'needs an address like https://calendar.example.org/holidays.ics',
  })
  .describe('Its address: https://calendar.example.org/holidays.ics');

const fetched = z
  .strictObject({
    url: address.optional(),
    url_env: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, {
        error: ({ input }) => `"${String(input)}" is no environment variable like HOLIDAYS_URL`,
      })
      .refine((variable) => !isOwnSetting(variable), { error: () => ownSettingRefused })
      .optional()
      .describe('The environment variable with its address, where that is a secret'),
    every: duration({ min: 600_000, max: 7 * 86_400_000 })
      .default(86_400_000)
      .describe('How often it is asked for'),
  })
  .refine(({ url, url_env }) => (url === undefined) !== (url_env === undefined), {
    error: () => 'needs either url: or url_env:',
  })
  .describe('An iCalendar file that is fetched from somewhere else');

const state = z
  .strictObject({ name: z.string().min(1).optional().describe('What people read of it'), prompt: said })
  .describe('What the schedule may be put into by hand, besides open and closed');

const schedule = z
  .strictObject({
    time_zone: timeZone.optional().describe("Its own time zone; without it, the site's"),
    week: z
      .partialRecord(z.enum(weekdays), hours)
      .default({})
      .describe('Hours by day of the week; a day that is not named is closed'),
    exceptions: z.array(specialDay).default([]).describe('Days that beat holidays, calendars and the week'),
    holidays: z.array(specialDay).default([]).describe('Days that beat calendars and the week'),
    calendars: z.array(calendar).default([]).describe('Calendars whose events beat the week'),
    states: z.record(stateName, state).default({}).describe('States to be set by hand, such as emergency'),
  })
  .describe('Opening hours');

export const schedulesFile = z.strictObject({
  time_zone: timeZone.describe('Of all schedules that have none of their own, and of the parts of the day'),
  dayparts: z
    .record(name('a part of the day'), clock)
    .default({ night: 0, morning: 360, day: 720, evening: 1080 })
    .describe('The parts of the day (daypart in flows), and when each begins'),
  calendars: z
    .record(name('a calendar'), fetched)
    .default({})
    .describe('Calendars that are fetched from somewhere else, by name'),
  schedules: z.record(name('a schedule'), schedule).default({}).describe('Every schedule, by name'),
});
