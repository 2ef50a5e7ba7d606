import { z } from 'zod';
import type { Instant, Millis } from '../../domain/time';
import type { Turn } from '../turn';
import { duration, prompts, type PromptName } from '../values';

/** How long a talk may last, and what the caller hears before it ends. */
export interface TalkLimit {
  readonly maxMs: Millis;
  readonly warnMs: Millis;
  readonly play: readonly PromptName[];
}

const most = () => duration({ min: 10_000, max: 43_200_000 });

const long = z
  .strictObject({
    for: most().describe('How long the talk may last'),
    warn: duration({ min: 1_000 }).describe('So long before its end `play` is heard'),
    play: prompts().describe('What the caller hears then, while they talk'),
  })
  .refine(({ for: maxMs, warn }) => warn < maxMs, { path: ['warn'], error: 'is as long as the talk itself' })
  .transform(({ for: maxMs, warn, play }): TalkLimit => ({ maxMs, warnMs: warn, play }));

export const talkLimit = () =>
  z
    .union([most().transform((maxMs): TalkLimit => ({ maxMs, warnMs: 0, play: [] })), long])
    .describe('The longest talk: 30m, or { for: 30m, warn: 1m, play: office/one_minute }; then it is ended, by `done`');

/** When something is to be done about a talk: the warning, or its end. `net` is when it ends without a limit. */
export function talkUntil(limit: TalkLimit | undefined, since: Instant, now: Instant, net: Instant): Instant {
  if (!limit) return net;
  const end = since + limit.maxMs;
  const warning = end - limit.warnMs;
  return Math.min(limit.warnMs > 0 && warning > now ? warning : end, net);
}

/** The deadline of a talk has come: whether it may go on until `talkUntil`, after the warning. */
export function warned(limit: TalkLimit | undefined, since: Instant, turn: Turn): boolean {
  if (!limit || turn.now >= since + limit.maxMs) return false;
  turn.play(turn.prompts(limit.play));
  return true;
}
