import { z } from 'zod';

/** What is named is recorded with the call, so what says who somebody is must not be. */
const CREDENTIALS = /^(?:(?:proxy-)?authorization|cookie|identity)$/;

const header = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, { error: (issue) => `"${String(issue.input)}" is no header like "X-Campaign"` })
  .transform((text) => text.toLowerCase())
  .refine((text) => !CREDENTIALS.test(text), {
    error: (issue) => `${String(issue.input)} holds what somebody proves to be with, and headers are recorded`,
  });

export const headers = z
  .array(header)
  .default([])
  .describe('Headers of a caller\'s INVITE that flows may read, as call.headers["x-campaign"]; recorded with the call');
