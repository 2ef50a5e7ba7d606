import { z } from 'zod';
import { agentStates, chosenStates } from '../domain/agent';
import { callOutcomes } from '../domain/call';
import { conditionOf } from '../domain/queue-gate';
import type { Instant } from '../domain/time';
import type { CallFilter, CallRow, CampaignRow } from '../engine/ports/history';
import type { PhoneAccount } from '../engine/ports/telephony';
import type { CallView, QueueView } from '../engine/use-cases';
import { dayOf, instantAt, type DayNumber } from '../flow/wall-clock';
import { todaysFigures } from './agent-schemas';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');
const millis = z.number().describe('milliseconds');

export { agentView } from './agent-schemas';

export const queueView = z
  .object({
    name: z.string(),
    title: z.string(),
    waiting: z.number(),
    offered: z.number().describe('of those, how many are ringing an agent now'),
    talking: z.number(),
    callbacks: z.number().describe('customers who are to be called back'),
    longestWaitMs: millis,
    agents: z.record(z.enum(agentStates), z.number()),
    conditions: z
      .array(z.object({ of: z.enum(conditionOf), name: z.string(), since: instant }))
      .optional()
      .describe('that are set: nobody is let in (`enter`), or those who wait are sent on (`leave`)'),
    today: todaysFigures.optional(),
  })
  .meta({ id: 'Queue' }) satisfies z.ZodType<QueueView>;

export const callView = z
  .object({
    id: z.string(),
    sipCallId: z.string(),
    ani: z.string(),
    name: z.string(),
    dnis: z.string(),
    campaign: z.string(),
    flow: z.string(),
    node: z.string().describe('where in the flow'),
    arrivedAt: instant,
    answered: z.boolean(),
    queue: z.string().nullable(),
    position: z.number().nullable(),
    agent: z.string().nullable(),
  })
  .meta({ id: 'Call' }) satisfies z.ZodType<CallView>;

export const phoneView = z
  .object({
    account: z.string(),
    agent: z.string().nullable(),
    name: z.string(),
    password: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({ id: 'Phone' }) satisfies z.ZodType<PhoneAccount>;

export const callRow = z
  .object({
    id: z.string(),
    ani: z.string(),
    name: z.string(),
    dnis: z.string(),
    trunk: z.string(),
    channel: z.string(),
    campaign: z.string(),
    language: z.string(),
    flow: z.string(),
    revision: z.string(),
    arrivedAt: instant,
    answeredAt: instant.nullable(),
    endedAt: instant.nullable(),
    outcome: z.string().nullable(),
    endedBy: z.string().nullable(),
    cause: z.number().nullable().describe('Q.850'),
    summary: z.json().nullable().describe('made by the post-call job, a moment after the end'),
  })
  .meta({ id: 'CallRecord' }) satisfies z.ZodType<CallRow>;

export const campaignRow = z
  .object({
    campaign: z.string(),
    offered: z.number(),
    answered: z.number(),
    abandoned: z.number(),
    lost: z.number(),
  })
  .meta({ id: 'CampaignReport' }) satisfies z.ZodType<CampaignRow>;

export const eventView = z
  .object({
    id: z.string(),
    at: instant,
    call: z.string().nullable(),
    type: z.string().describe('call.…, flow.…, queue.…, agent.… or site.…'),
    data: z.record(z.string(), z.json()),
  })
  .meta({ id: 'Event' });

export const stateRequest = z.strictObject({
  state: z.enum(chosenStates),
  reason: z.string().trim().max(100).optional().describe('why not ready'),
  force: z.boolean().optional().describe('a supervisor’s word: wrap-up does not hold the agent'),
});

/** A time as people write it: a day, a time with its zone, or milliseconds since 1970. */
export const time = z
  .string()
  .transform((text, context): WrittenTime => {
    const day = dayOf(text);
    if (day !== undefined) return { day };
    const at = /^\d{12,14}$/.test(text) ? Number(text) : TIME.test(text) ? Date.parse(text) : NaN;
    if (!Number.isNaN(at)) return { at };
    context.addIssue({ code: 'custom', message: `"${text}" is no time; write 2026-11-21, or 2026-11-21T09:00:00Z` });
    return z.NEVER;
  })
  .meta({
    description:
      'a day (of the time zone of the site), a time with its zone (2026-11-21T09:00:00+03:00), or milliseconds since 1970',
  });
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

export type WrittenTime = { readonly at: Instant } | { readonly day: DayNumber };

/** When it is: a day begins when it does where the site is. */
export const instantOf = (written: WrittenTime, zone: string): Instant =>
  'at' in written ? written.at : instantAt(zone, written.day, 0);

export const callFilter = z.strictObject({
  from: time.optional(),
  to: time.optional(),
  ani: z.string().optional(),
  dnis: z.string().optional(),
  campaign: z.string().optional(),
  queue: z.string().optional(),
  agent: z.string().optional(),
  outcome: z.enum(callOutcomes).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  before: z.string().optional().describe('only calls that arrived before this one: the next page'),
});

export const historyQuery = callFilter.extend({
  format: z.enum(['json', 'csv']).optional().describe('or the header Accept: text/csv'),
});

export const period = z.strictObject({ from: time, to: time });

/** The filter without what was not asked: absent is not the same as undefined. */
export function filterOf({ from, to, ...query }: z.output<typeof callFilter>, zone: string): CallFilter {
  const filter = {
    ...query,
    ...(from && { from: instantOf(from, zone) }),
    ...(to && { to: instantOf(to, zone) }),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as unknown as CallFilter;
}
