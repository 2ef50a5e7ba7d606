import { z } from 'zod';
import { createDocument, type CreateDocumentOptions, type ZodOpenApiObject } from 'zod-openapi';
import { problemKinds, statusText, type ProblemKind } from './problem';
import type { Route } from './route';

export const problemDetails = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    errors: z
      .array(z.object({ in: z.string(), path: z.string(), detail: z.string(), remedy: z.string() }))
      .optional()
      .describe('what is wrong with the request, thing by thing, and what to do about it'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

const EVERYWHERE: readonly ProblemKind[] = ['invalid-request', 'unauthorized', 'forbidden', 'bug'];
const OF_BODIES: readonly ProblemKind[] = ['too-large', 'unsupported-media-type'];

/** The description of the API, made from the routes themselves. */
export function describe(routes: readonly Route[]): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Carillon',
      version: '1',
      description:
        'What people and programs may ask of a running contact centre. Every refusal is an RFC 9457 problem. Instants are ' +
        'milliseconds since 1970-01-01T00:00Z; the header Carillon-Time-Zone names the zone of the site, whose days count.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
  return createDocument(document, OPTIONS);
}

const OPTIONS: CreateDocumentOptions = { outputIdSuffix: '' };

function operation(route: Route): object {
  const refusals = [...EVERYWHERE, ...(route.body ? OF_BODIES : []), ...(route.refusals ?? [])];
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
    },
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: route.body, example: route.bodyExample } },
          },
        }
      : {}),
    ...(route.upload === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [route.upload]: { schema: { type: 'string', format: 'binary' } } },
          },
        }),
    responses: {
      200: { description: route.answer.description, content: route.answer.content },
      ...Object.fromEntries(
        refusals.map((kind) => [
          problemKinds[kind],
          {
            description: statusText(problemKinds[kind]),
            content: { 'application/problem+json': { schema: problemDetails } },
          },
        ]),
      ),
    },
  };
}
