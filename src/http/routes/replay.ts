import { z } from 'zod';
import type { Instant } from '../../domain/time';
import type { ReplayView } from '../../engine/replay-use-cases';
import { dayOf, instantAt } from '../../flow/wall-clock';
import { anna, liveCall } from '../examples';
import type { HttpParts } from '../parts';
import { HttpProblem, notFound } from '../problem';
import { json, route, type Route } from '../route';
import { agentView, eventView } from '../schemas';
import { exampleOfWaiting, waitingView } from './waiting';
import { wait } from './why';

const WALL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d{1,3})?))?$/;
const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const MILLIS = /^\d{12,14}$/;

/** A time without a zone is by the clock where the site is. */
function instantOf(text: string, zone: string): Instant | undefined {
  const [, date = '', hours, minutes, seconds = '0'] = WALL.exec(text) ?? [];
  const day = dayOf(date);
  if (day !== undefined) return instantAt(zone, day, Number(hours) * 60 + Number(minutes)) + Number(seconds) * 1000;
  if (MILLIS.test(text)) return Number(text);
  const at = ZONED.test(text) ? Date.parse(text) : NaN;
  return Number.isFinite(at) ? at : undefined;
}

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');
const query = z.strictObject({
  at: z
    .string()
    .refine((text) => instantOf(text, 'UTC') !== undefined, {
      error: () => 'is no time; write 2026-11-22 10:05, 2026-11-22T09:05:00Z or milliseconds since 1970',
    })
    .describe('a time by the clock where the site is, one with its zone, or milliseconds since 1970'),
  call: z.string().min(1).max(200).optional().describe('tell why this call still waited'),
  steps: z.coerce.number().int().min(0).max(500).default(0).describe('so many turns after that instant, too'),
});

const view = z
  .object({
    at: instant,
    since: instant.describe('of the snapshot from which the floor was made again'),
    turns: z.number().describe('turns made again since then'),
    compared: z.number().describe('snapshots on the way that the floor was compared with, record by record'),
    differences: z
      .array(
        z.object({
          turn: z.number(),
          at: instant,
          what: z.enum(['other-decision', 'other-floor', 'threw', 'turns-lost', 'site-lost']),
        }),
      )
      .readonly()
      .describe('where it came out otherwise than it was; nothing after the first is to be believed'),
    waiting: z.array(waitingView).readonly(),
    agents: z.array(agentView).readonly(),
    why: wait.nullable().describe('of `call`; null when it did not wait, or none was asked for'),
    steps: z
      .array(
        z.object({
          number: z.number(),
          at: instant,
          input: z.record(z.string(), z.json()).describe('what happened; `type` says what kind'),
          events: z.array(eventView).readonly().describe('what came of it'),
          actions: z.array(z.record(z.string(), z.json())).readonly().describe('what was asked of Asterisk and calls'),
          refused: z.string().nullable(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'FloorThen' });

const at = liveCall.arrivedAt;
const example: z.input<typeof view> = {
  ...{ at: at + 83_000, since: at - 1_200_000, turns: 412, compared: 1, differences: [] },
  waiting: [exampleOfWaiting],
  agents: [anna],
  why: null,
  steps: [
    {
      number: 2_413,
      at: at + 84_000,
      input: { type: 'set-agent-state', agent: 'anna', to: 'available', reason: '', by: 'anna' },
      events: [],
      actions: [],
      refused: null,
    },
  ],
};

export function replayRoutes({ replay }: HttpParts): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/replay',
      operationId: 'replayFloor',
      tag: 'Live',
      summary: 'The floor as it was at a moment, and what was decided after it, turn by turn',
      description:
        'Made again from what the floor was given, by the rules themselves, and compared with what was decided then.',
      may: 'calls.replay',
      query,
      answer: json('The floor at that moment', view, example),
      refusals: ['not-found', 'refused'],
      handle: async ({ query: asked }) => {
        if (!replay) throw new HttpProblem('refused', 'nothing is recorded here');
        const { call, steps } = asked;
        const then = instantOf(asked.at, replay.timeZone()) ?? 0;
        const made: ReplayView | string = await replay.replay({ at: then, steps, ...(call !== undefined && { call }) });
        if (made === 'nothing-kept')
          throw notFound('nothing is kept of the floor at that time; retention in site.yaml says for how long it is');
        if (made === 'site-lost')
          throw new HttpProblem('refused', 'the version of the site that ran then cannot be read now');
        return { json: made };
      },
    }),
  ];
}
