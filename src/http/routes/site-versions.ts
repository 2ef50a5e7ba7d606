import type { Request } from 'express';
import { z } from 'zod';
import type { Which, WhichContent } from '../../engine/site-use-cases';
import type { HttpParts } from '../parts';
import { HttpProblem, invalid, notFound, unavailable } from '../problem';
import { json, route, type Route } from '../route';
import { changes, content, version } from '../site-examples';
import { changesView, versionContent, versionView, which } from '../site-schemas';

/** A quarter of an hour of CD quality. */
const LARGEST_RECORDING = 200 * 1024 * 1024;

export function siteVersionRoutes({ useCases, log }: HttpParts): readonly Route[] {
  const contentOf = async (side: Which): Promise<WhichContent> => {
    const found = await kept(useCases.siteContent(side));
    if (!found) throw notFound(typeof side === 'number' ? `there is no version ${side}` : `there is no ${side} now`);
    return found;
  };
  /** Old versions are in the database; without it there are only those in use. */
  const kept = async <T>(question: Promise<T>): Promise<T> => {
    try {
      return await question;
    } catch (error) {
      log.warn('versions of the site cannot be read', { error });
      throw unavailable('the versions cannot be read at the moment; what runs goes on, and can be published to', error);
    }
  };
  return [
    route({
      method: 'get',
      path: '/site/versions',
      operationId: 'listSiteVersions',
      tag: 'Site',
      summary: 'What was published, the newest first',
      may: 'site.see',
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(1000).default(20),
        before: z.coerce.number().int().min(1).optional().describe('only lower numbers: the next page'),
      }),
      answer: json('A page of versions', z.object({ versions: z.array(versionView) }), { versions: [version] }),
      refusals: ['unavailable'],
      handle: async ({ query: { limit, before } }) => ({
        json: { versions: await kept(useCases.siteVersions({ limit, ...(before !== undefined && { before }) })) },
      }),
    }),
    route({
      method: 'get',
      path: '/site/versions/:which',
      operationId: 'getSiteVersion',
      tag: 'Site',
      summary: 'What a version holds: by its number, or what runs, the canary, or the folder of the node',
      may: 'site.see',
      params: z.strictObject({ which }),
      answer: json('The version with its files', versionContent, content),
      refusals: ['not-found', 'unavailable'],
      handle: async ({ params }) => ({ json: await contentOf(params.which) }),
    }),
    route({
      method: 'get',
      path: '/site/changes',
      operationId: 'compareSites',
      tag: 'Site',
      summary: 'What is different between two versions, or between the folder and what runs',
      may: 'site.see',
      query: z.strictObject({ from: which.default('running'), to: which.default('folder') }),
      answer: json('The differences', changesView, changes),
      refusals: ['not-found', 'unavailable'],
      handle: async ({ query: { from, to } }) => {
        const [before, after] = await Promise.all([contentOf(from), contentOf(to)]);
        return { json: await useCases.compareSites(before.files, after.files) };
      },
    }),
    route({
      method: 'put',
      path: '/site/recordings/:hash',
      operationId: 'putSiteRecording',
      tag: 'Site',
      summary: 'Send a recording that a site to be published names by its hash; the body is the file itself',
      may: 'site.publish',
      upload: 'application/octet-stream',
      params: z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/, { error: 'a SHA-256 has 64 hex digits' }) }),
      answer: json('Kept', z.object({ hash: z.string() }), { hash: 'ab'.repeat(32) }),
      refusals: ['too-large'],
      handle: async ({ params: { hash }, req }) => {
        if (await useCases.keepRecording(hash, await bodyOf(req))) return { json: { hash } };
        const remedy = 'send the whole file, and its own SHA-256';
        throw invalid([{ in: 'path', path: 'hash', detail: 'is not the SHA-256 of what was sent', remedy }]);
      },
    }),
  ];
}

async function bodyOf(req: Request): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_RECORDING)
      throw new HttpProblem('too-large', `a recording may have ${LARGEST_RECORDING / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
