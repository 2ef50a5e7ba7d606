import { z } from 'zod';
import { prunedKinds, type PruneReport } from '../../domain/retention';
import type { HttpParts } from '../parts';
import { unavailable } from '../problem';
import { json, route, type Route } from '../route';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');

const report = z
  .object({
    at: instant,
    dryRun: z.boolean(),
    counts: z.record(z.enum(prunedKinds), z.number()),
    failed: z.number().describe('what was over its time, and could not be deleted'),
    items: z
      .array(
        z.object({
          kind: z
            .enum(prunedKinds)
            .describe(
              'message (voicemail), recording (of the step record), left-over (a file that nobody can hear any more), prompt',
            ),
          name: z.string().describe('of the recording, or a file'),
          from: instant.describe('since when it is there'),
          bytes: z.number().nullable(),
        }),
      )
      .describe('the first thousand of them'),
  })
  .meta({ id: 'PruneReport' }) satisfies z.ZodType<PruneReport>;

const example: PruneReport = {
  at: 1_795_290_200_000,
  dryRun: true,
  counts: { message: 1, recording: 0, 'left-over': 0, prompt: 0 },
  failed: 0,
  items: [{ kind: 'message', name: '1787290196.12.r5', from: 1_787_290_200_000, bytes: null }],
};

/** A part of it failed; what was deleted until then stays deleted, and the rest is found again. */
const AWAY = 'not everything can be looked through at the moment; try again';

export function pruneRoutes({ prune, log }: HttpParts): readonly Route[] {
  if (!prune) return [];
  return [
    route({
      method: 'post',
      path: '/prune',
      operationId: 'prune',
      tag: 'Retention',
      summary: 'Delete what is over its time, now',
      description: 'It happens once an hour by itself. A dry run deletes nothing, and says what would be deleted.',
      may: 'recordings.prune',
      body: z.strictObject({ dryRun: z.boolean().default(false) }),
      bodyExample: { dryRun: true },
      answer: json('What was deleted, or would be', report, example),
      refusals: ['unavailable'],
      handle: async ({ body: { dryRun } }) => {
        try {
          return { json: await prune(dryRun) };
        } catch (error) {
          log.warn('what is over its time cannot be looked through', { error });
          throw unavailable(AWAY, error);
        }
      },
    }),
  ];
}
