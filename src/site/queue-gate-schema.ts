import { z } from 'zod';
import { presences } from '../domain/queue-gate';
import { isOwnExit, UNKNOWN } from '../flow/steps/queue-spec';
import { duration, name } from '../flow/values';

/** How callers are let into a queue and let go from it, as it is written. */

const test = (about: string) => z.string().min(1).max(1_000).describe(about);

const condition = z.strictObject({
  when: test('Sets it: an expression over the figures of the queue, like expected_wait > 600'),
  until: test('Clears it; without it, when `when` holds no more').optional(),
  for: duration({ max: 3_600_000 }).default(0).describe('How long `when` must hold before it is set'),
});

const conditions = z
  .record(
    name('a condition')
      .refine((written) => !isOwnExit(written) && written !== UNKNOWN, {
        error: (issue) => `a queue step has an exit ${String(issue.input)} of its own: name the condition otherwise`,
      })
      // Exits are looked up by these names.
      .refine((written) => !(written in Object.prototype), {
        error: (issue) =>
          `${String(issue.input)} is a word that the language of this program keeps: name the condition otherwise`,
      }),
    condition,
  )
  .default({});

const present = (about: string) => z.array(z.enum(presences)).min(1).optional().describe(about);

const enter = z
  .strictObject({
    present: present('Callers are let in while an agent of the queue is one of these; the others leave by nobody'),
    unless: conditions.describe('Nobody is let in while one of these is set; they leave by its name, or by overflow'),
  })
  .optional()
  .describe('Who is let in: { present: [available, talking], unless: { busy: { when: expected_wait > 600 } } }');

const leave = z
  .strictObject({
    present: present('Those who wait leave by empty when no agent of the queue has been one of these for `after`'),
    after: duration({ max: 3_600_000 }).default(0).describe('How long nobody may be there'),
    when: conditions.describe('Those who wait leave while one of these is set: by its name, or by overflow'),
  })
  .optional()
  .describe('When those who wait are let go, before their longest wait: { present: [available, talking], after: 30s }');

export const gates = { enter, leave };
