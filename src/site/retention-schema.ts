import { z } from 'zod';
import { USUAL_RETENTION, LEFT_ALONE_MS, type Retention } from '../domain/retention';
import { formatDuration, parseDuration, type Millis } from '../domain/time';

const FOREVER = 'forever';
const neither = (written: unknown): string =>
  `${JSON.stringify(written)} is neither a duration like 90d nor ${FOREVER}`;

/** A length of time, or `forever`, which is `null`. */
export const keeping = (about: string) =>
  z
    .string({ error: (issue) => (issue.input === undefined ? undefined : neither(issue.input)) })
    .transform((text, context): Millis | null => {
      if (text === FOREVER) return null;
      const ms = parseDuration(text);
      if (ms !== undefined && ms >= LEFT_ALONE_MS) return ms;
      context.addIssue(
        ms === undefined ? neither(text) : `"${text}" is too short: at least ${formatDuration(LEFT_ALONE_MS)}`,
      );
      return z.NEVER;
    })
    .meta({
      title: `duration from ${formatDuration(LEFT_ALONE_MS)}, or ${FOREVER}`,
      description: about,
      pattern: `^(([0-9]+([.][0-9]+)?(ms|s|m|h|d))+|${FOREVER})$`,
    });

/** `retention:` in site.yaml. */
export const retention = z
  .strictObject({
    messages: keeping('How long messages that callers leave (voicemail) are kept: 90d').default(null),
    recordings: keeping('How long recordings of the step record are kept: 30d').default(null),
    replay: keeping('How long what the floor was given is kept for carillon replay: 7d').default(
      USUAL_RETENTION.replayMs,
    ),
  })
  .transform(({ messages, recordings, replay }): Retention => ({
    messagesMs: messages,
    recordingsMs: recordings,
    replayMs: replay,
  }))
  .default(USUAL_RETENTION)
  .describe('How long what callers said is kept');
