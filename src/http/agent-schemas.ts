import { z } from 'zod';
import { limitActions, wrapUpModes } from '../domain/agent-rules';
import type { AgentRulesView, AgentView, LastTalkView, WrapUpView } from '../engine/agent-views';
import { agentStates } from '../domain/agent';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');
export const todaysFigures = z
  .record(z.string(), z.number().nullable())
  .describe('measures of the day by name (docs/measures.md), lengths in seconds; not there before anything happened');
const labels = z.record(z.string(), z.string()).describe("what people read, by language; '' for every other");

const wrapUp = z.object({
  mode: z.enum(wrapUpModes),
  endsFrom: instant.describe('the agent does not end it before'),
  extensions: z.number().describe('extensions that are left'),
}) satisfies z.ZodType<WrapUpView>;

const lastTalk = z.object({
  call: z.string(),
  queue: z.string(),
  disposition: z.string().nullable().describe('what the agent said of it'),
}) satisfies z.ZodType<LastTalkView>;

export const agentView = z
  .object({
    id: z.string(),
    name: z.string(),
    phone: z.string().describe('the account that registers, or a SIP address'),
    state: z.enum(agentStates),
    reason: z.string().describe("why not ready, else ''"),
    since: instant,
    until: instant.nullable().describe('when wrap-up ends by itself, or the limit of the reason is reached'),
    queues: z.array(z.string()),
    skills: z.record(z.string(), z.number()).describe('level 0–100 by skill'),
    call: z.string().nullable(),
    next: z.string().nullable().describe('the state that follows the call'),
    overLimit: z.boolean().optional().describe('the limit of the reason was reached'),
    nextReason: z.string().optional().describe('why not ready then'),
    out: z.array(z.string()).optional().describe('queues of theirs that the agent is signed out of'),
    wrapUp: wrapUp.nullable().optional(),
    lastTalk: lastTalk.nullable().optional().describe('the talk that the agent is in, or had last'),
    today: todaysFigures.optional(),
  })
  .meta({ id: 'Agent' }) satisfies z.ZodType<AgentView>;

export const agentRulesView = z
  .object({
    reasons: z.array(
      z.object({ code: z.string(), labels, limitMs: z.number().nullable(), then: z.enum(limitActions) }),
    ),
    otherReasons: z.boolean().describe('whether words of one’s own are a reason too'),
    dispositions: z
      .record(
        z.string(),
        z.object({
          required: z.boolean(),
          codes: z.array(z.object({ code: z.string(), path: z.array(labels) })),
        }),
      )
      .describe('by queue'),
  })
  .meta({ id: 'AgentRules' }) satisfies z.ZodType<AgentRulesView>;
