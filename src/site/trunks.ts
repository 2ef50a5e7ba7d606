import { z } from 'zod';
import { wrongWithPattern, type TrunkSettings } from '../domain/trunk';
import { name } from '../flow/values';
import type { Numbering } from '../domain/numbering';
import { numbering } from './numbering-schema';

export const TRUNKS = 'trunks.yaml';

const pattern = z
  .string({ error: () => 'needs a pattern in quotes, like "8800XXXXXXX"' })
  .transform((text, context): string => {
    const wrong = wrongWithPattern(text);
    if (wrong === null) return text;
    context.addIssue(wrong);
    return z.NEVER;
  });

const trunk = z
  .strictObject({
    endpoint: z
      .string()
      .regex(/^(DAHDI\/[A-Za-z0-9]+|[A-Za-z0-9][A-Za-z0-9_-]*)$/, {
        error: (issue) =>
          `"${String(issue.input)}" is neither an endpoint of asterisk/pjsip_trunks.conf like "carrier" nor lines of a board like "DAHDI/g1"`,
      })
      .optional()
      .describe('What Asterisk calls it: an endpoint of pjsip_trunks.conf, or DAHDI/g1; by default as here'),
    allow: z
      .array(pattern)
      .min(1)
      .describe('The numbers that flows may dial: "112", "8800XXXXXXX", "+7."; all others are refused'),
    caller_id: z
      .string()
      .regex(/^\+?[0-9]{1,32}$/, { error: (issue) => `"${String(issue.input)}" is no number like "74950000000"` })
      .optional()
      .describe('The number that is shown there when a step says none; without it, that of the caller'),
    domain: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?$/, {
        error: (issue) => `"${String(issue.input)}" is no host like "sip.example.net"`,
      })
      .optional()
      .describe('The host in SIP addresses of numbers there; the step transfer needs it'),
    numbering: numbering
      .optional()
      .describe('How the numbers of its callers are written, where it is not as in site.yaml'),
  })
  .describe('A line out of the house, by the name that flows use');

export const trunksFile = z.strictObject({
  trunks: z.record(name('a trunk'), trunk).describe('Lines over which flows may dial'),
});

export function trunksOf(written: z.output<typeof trunksFile> | undefined): Map<string, TrunkSettings> {
  return new Map(
    Object.entries(written?.trunks ?? {}).map(([id, { endpoint, allow, caller_id, domain }]) => [
      id,
      { name: id, endpoint: endpoint ?? id, allow, callerId: caller_id ?? null, domain: domain ?? null },
    ]),
  );
}

/** By what Asterisk calls the trunk, since that is what is known of a call that comes in. */
export const numberingsOf = (written: z.output<typeof trunksFile> | undefined): ReadonlyMap<string, Numbering> =>
  new Map(
    Object.entries(written?.trunks ?? {}).flatMap(([id, { endpoint, numbering: own }]): [string, Numbering][] =>
      own ? [[endpoint ?? id, own]] : [],
    ),
  );
