import { z } from 'zod';
import type { Relaxation } from '../domain/queue';
import { duration, name, whole } from './values';

const relaxation = z
  .strictObject({
    after: duration({ min: 1_000 }).describe('From the entry into the queue'),
    skills: z.record(name('a skill'), whole(0, 100)).describe('Levels in place of those before; 0 asks no more'),
  })
  .transform((written): Relaxation => ({ afterMs: written.after, skills: written.skills }));

/** What is asked of agents less, the longer a caller waits; of a queue, or of one call. */
export const relax = z
  .array(relaxation)
  .max(12)
  .transform((steps) => [...steps].sort((a, b) => a.afterMs - b.afterMs));
