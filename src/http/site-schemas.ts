import { z } from 'zod';
import { versionSources, type SiteChanges, type SiteVersion, type VersionHead } from '../domain/site-version';
import type { SiteView } from '../engine/site-use-cases';
import { wrongPath } from '../site/content';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');

export const siteProblem = z
  .object({
    file: z.string(),
    line: z.number(),
    col: z.number(),
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    message: z.string(),
  })
  .meta({ id: 'SiteProblem' });

export const versionView = z
  .object({
    number: z.number(),
    revision: z.string().describe('of the content: the same content has the same revision'),
    author: z.string(),
    message: z.string(),
    at: instant,
    from: z.enum(versionSources).describe("the node's folder, sent from elsewhere, or an earlier version"),
    basedOn: z.number().nullable().describe('the version that ran when this one was made'),
    takenAt: instant.nullable().describe('since when all new calls got it; null for a canary never promoted'),
  })
  .meta({ id: 'SiteVersion' }) satisfies z.ZodType<VersionHead>;

const outcomes = z
  .object({
    arrived: z.number(),
    ended: z.number(),
    answered: z.number(),
    abandoned: z.number(),
    selfServed: z.number(),
    failed: z.number(),
    troubled: z.number().describe('ended calls that failed or met a problem of their flow'),
    problems: z.number(),
    reachedAgent: z.number(),
    toAgentMs: z.number().describe('from arrival to agent, of all who reached one together'),
  })
  .meta({ id: 'CallOutcomes' });

const comparison = z.object({ base: outcomes, canary: outcomes });

const canary = z
  .object({ version: versionView, percent: z.number(), since: instant, outcomes: comparison })
  .meta({ id: 'Canary' });

const fileChange = z.object({ path: z.string(), change: z.enum(['added', 'removed', 'changed']) });

export const siteView = z
  .object({
    revision: z.string(),
    loadedAt: instant,
    version: versionView.nullable().describe('null while the database has not answered since Redis was emptied'),
    lastReload: z
      .object({
        at: instant,
        taken: z.boolean(),
        by: z.string(),
        why: z.string().describe("why it was not taken; '' when it was"),
        problems: z.array(siteProblem),
      })
      .describe('the last publish, by whatever way'),
    folder: z
      .object({
        revision: z.string(),
        lookedAt: instant,
        changes: z.array(fileChange).describe('files that differ from the running version: not applied'),
        problems: z.array(siteProblem),
        behind: z
          .boolean()
          .describe('the running version came from elsewhere, and the folder is not a step ahead of it'),
      })
      .nullable()
      .describe("the node's own folder; null when nobody looks at it (CARILLON_WATCH=off)"),
    canary: canary.nullable(),
    lastCanary: z
      .object({
        version: versionView,
        at: instant,
        how: z.enum(['promoted', 'stopped', 'stopped-itself', 'replaced']),
        by: z.string(),
        why: z.string(),
        outcomes: comparison,
      })
      .nullable(),
    unkept: z.number().describe('versions that wait for the database'),
  })
  .meta({ id: 'Site' }) satisfies z.ZodType<SiteView>;

const message = z.string().trim().min(1).max(1000).describe('what was changed and why');
const author = z.string().trim().min(1).max(100).optional().describe('who, beside the token: olga@laptop');
const base = z
  .string()
  .regex(/^[0-9a-f]{12}$/, { error: 'a revision has 12 hex digits' })
  .nullable()
  .optional()
  .describe('the revision that you believe to run, else 409; null: whatever runs');

const siteFiles: z.ZodType<SiteVersion['files']> = z.record(z.string(), z.string()).superRefine((files, context) => {
  for (const path of Object.keys(files)) {
    const why = wrongPath(path);
    if (why !== null) context.addIssue({ code: 'custom', path: [path], message: `${path} ${why}` });
  }
});

export const publishRequest = z.strictObject({
  message,
  author,
  base,
  files: siteFiles
    .optional()
    .describe("text by path, a recording as sha256:<hex> <bytes>; without files the node's folder is published"),
  percent: z.number().int().min(1).max(99).optional().describe('a canary: only this share of the new calls gets it'),
  dryRun: z.boolean().default(false).describe('only check and compare'),
});

export const rollbackRequest = z.strictObject({ message, author, base });

export const publishAnswer = z
  .object({
    is: z.enum(['published', 'unchanged', 'checked']),
    version: versionView.nullable(),
    problems: z.array(siteProblem),
    summary: z.array(z.string()).describe('what is different, in the words of the site'),
  })
  .meta({ id: 'Published' });

export const which = z
  .string()
  .regex(/^([1-9]\d{0,8}|running|canary|folder)$/, { error: 'a version is a number, running, canary or folder' })
  .transform((text) => (/^\d/.test(text) ? Number(text) : (text as 'running' | 'canary' | 'folder')))
  .meta({ description: 'a number, running, canary, or folder' });

export const versionContent = z
  .object({
    version: versionView.nullable(),
    revision: z.string(),
    files: z.record(z.string(), z.string()).describe('text by path; a recording as sha256:<hex> <bytes>'),
  })
  .meta({ id: 'SiteContent' });

export const changesView = z
  .object({
    files: z.array(fileChange.extend({ patch: z.string().describe('a unified diff') })),
    summary: z.array(z.string()),
  })
  .meta({ id: 'SiteChanges' }) satisfies z.ZodType<SiteChanges>;

export const canaryRequest = z.strictObject({
  do: z.enum(['promote', 'stop', 'share']),
  percent: z.number().int().min(1).max(99).optional().describe('with share'),
  why: z.string().trim().max(500).optional(),
  author,
});
