import { z } from 'zod';
import type { CallbackMode } from '../../domain/callback';
import type { Millis } from '../../domain/time';
import { cel, duration, label, reference, whole, type Cel, type Label, type Reference } from '../values';

export const callbackExits = ['done', 'already', 'failed'] as const;
export type CallbackExit = (typeof callbackExits)[number];

export interface CallbackStep {
  readonly queue: Reference;
  readonly number: Cel;
  readonly over: Reference;
  /** When; without it, when the turn comes. */
  readonly at: Cel | undefined;
  /** What the customer gets who answers, instead of their place in the queue at once. */
  readonly flow: Reference | undefined;
  readonly ringForMs: Millis;
  readonly tries: number;
  readonly retryAfterMs: Millis;
  readonly expiresMs: Millis;
  readonly mode: CallbackMode;
  readonly shows: { readonly name: Cel | undefined; readonly number: Cel | undefined };
  readonly exits: Readonly<Record<CallbackExit, Label | undefined>>;
}

const TEN_MINUTES = 600_000;
const EIGHT_HOURS = 28_800_000;
const TWO_WEEKS = 1_209_600_000;

export const callbackSchema = z
  .strictObject({
    queue: reference('queue').describe('The queue whose agents call back'),
    number: cel()
      .default(() => cel().parse('call.ani'))
      .meta({ default: 'call.ani' })
      .describe("The number to be called: an expression; without it, the caller's own"),
    over: reference('trunk').describe('The trunk (trunks.yaml) that leads there and must allow the number'),
    at: cel({ wants: 'string' })
      .optional()
      .describe(
        'When, at the earliest: an expression that gives "15:30", keys like 1530, "2026-12-31 15:30" or a duration like "2h"; without it, as soon as the turn comes',
      ),
    flow: reference('flow')
      .optional()
      .describe('A flow for the customer who answers; it must come to a queue step of the same queue'),
    ring_for: duration({ min: 5_000, max: 120_000 }).default(25_000).describe('How long it rings at the customer'),
    tries: whole(1, 10).default(3).describe('How often the customer is called at most'),
    retry_after: duration({ min: 10_000 }).default(TEN_MINUTES).describe('The pause after a try in vain'),
    expires: duration({ min: 60_000, max: TWO_WEEKS })
      .default(EIGHT_HOURS)
      .describe('When it is given up, counted from the request or from `at`'),
    caller_id: z
      .strictObject({
        name: cel({ wants: 'string' }).optional().describe('The name; without it, none'),
        number: cel().optional().describe("The number; without it, the trunk's, or the one that the caller dialled"),
      })
      .default({})
      .describe('Who the customer is shown is calling'),
    mode: z
      .enum(['agent_first', 'customer_first'])
      .default('agent_first')
      .describe(
        'Who is called first: the agent, who is on the line when the customer answers; or the customer, while an agent is kept free',
      ),
    on: z
      .strictObject({
        done: label().optional().describe('The request is kept'),
        already: label().optional().describe('This number waits for a callback of this queue already; that one stays'),
        failed: label().optional().describe('It cannot be kept: a number that may not be dialled, a time that is past'),
      })
      .default({})
      .describe('Where the call goes on; what is not named goes on below'),
  })
  .transform((written): CallbackStep => {
    const { done, already, failed } = written.on;
    return {
      queue: written.queue,
      number: written.number,
      over: written.over,
      at: written.at,
      flow: written.flow,
      ringForMs: written.ring_for,
      tries: written.tries,
      retryAfterMs: written.retry_after,
      expiresMs: written.expires,
      mode: written.mode === 'customer_first' ? 'customer-first' : 'agent-first',
      shows: { name: written.caller_id.name, number: written.caller_id.number },
      exits: { done, already, failed },
    };
  });
