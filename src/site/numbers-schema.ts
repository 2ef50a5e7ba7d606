import { z } from 'zod';
import { rejectCauses, type RejectCause } from '../domain/call';
import { name, whole } from '../flow/values';

const flowName = name('a flow');
const agentName = name('an agent');
const causes = Object.keys(rejectCauses) as [RejectCause, ...RejectCause[]];

const handedOver = z
  .record(name('a parameter'), z.union([z.string(), z.number(), z.boolean()]))
  .optional()
  .describe('What the flow takes, as it is for this number: { brand: acme }');

const whenFull = z
  .union([
    z.strictObject({ flow: flowName.describe('The flow that the next caller gets instead'), with: handedOver }),
    z.strictObject({ reject: z.enum(causes).describe('How the next caller is refused') }),
  ])
  .default({ reject: 'busy' })
  .describe('What the next caller gets when max_calls are there: a flow, or a refusal (busy)');

const numberEntry = z
  .strictObject({
    flow: flowName.describe('The flow that serves the number'),
    with: handedOver,
    campaign: z.string().default('').describe('What the number stands for in reports: website, radio …'),
    language: z.string().optional().describe('The language of prompts; without it, that of the flow or the site'),
    person: agentName.optional().describe('The agent whom the number belongs to: call.person in the flow'),
    max_calls: whole(1, 100_000)
      .optional()
      .describe('Calls at once, those to all numbers of a pattern together; without it, as many as come'),
    when_full: whenFull,
  })
  .describe('Where the number leads; other stands for every number that is not named');

export const numbersFile = z.strictObject({
  numbers: z
    .record(z.string(), numberEntry)
    .describe(
      'What is dialled (in quotes), and where it leads: "74951234567", a pattern "7495123XXXX", a range "74951234500..74951234599"',
    ),
  feature_codes: z
    .record(
      z
        .string()
        .regex(/^[*#0-9](?:[*#0-9]{1,7}|[*#0-9XZN[\]-]{1,30}\.?|[*#0-9]{0,7}<[a-z][a-z0-9_]*(?::[0-9XZN[\]-]+)?>)$/, {
          error: (issue) =>
            `"${String(issue.input)}" is no feature code like "*41", "*28NXX" (a pattern) or "*47<extension>" (any digits, for a parameter of the flow)`,
        }),
      flowName,
    )
    .default({})
    .describe(
      'What agents dial from their desk phones ("*41"; a pattern "*28NXX"; "*47<extension>" hands the digits over as a parameter), and the flow that it runs',
    ),
});
