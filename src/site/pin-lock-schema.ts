import { z } from 'zod';
import { MOST_IN_A_ROW, usualPinLocks, type PinLockSettings } from '../domain/pin-lock';
import { duration, whole } from '../flow/values';

/** `pin_locks:` in site.yaml. */
export const pinLocks = z
  .strictObject({
    after: whole(3, MOST_IN_A_ROW)
      .default(usualPinLocks.after)
      .describe('So many wrong PINs in a row lock, over calls'),
    for: duration({ min: 60_000, max: 86_400_000 })
      .default(usualPinLocks.forMs)
      .describe('How long the first lock lasts; each further one twice as long'),
    longest: duration({ min: 60_000, max: 30 * 86_400_000 })
      .default(usualPinLocks.longestMs)
      .describe('How long a lock lasts at most'),
    for_good_after: whole(3, MOST_IN_A_ROW)
      .default(usualPinLocks.forGoodAfter)
      .describe('So many wrong PINs in a row lock until somebody lifts it; callers’ numbers never'),
  })
  .prefault({})
  .transform((written): PinLockSettings => ({
    after: written.after,
    forMs: written.for,
    longestMs: Math.max(written.for, written.longest),
    forGoodAfter: written.for_good_after,
  }))
  .describe('When wrong PINs lock, counted over calls');
