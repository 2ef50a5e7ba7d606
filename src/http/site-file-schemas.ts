import type { RequestHandler } from 'express';
import { jsonSchemaOf, schemaNames } from '../site/json-schema';
import { notFound } from './problem';
import { takenBy } from './request-log';

/** `/schemas/flow.json`: what editors know a site's files by. They have no token, and there is no secret in it. */
export const siteFileSchema: RequestHandler<{ file: string }> = (req, res): void => {
  takenBy(res, '/schemas/:file');
  const name = /^([a-z-]+)(?:\.schema)?\.json$/.exec(req.params.file)?.[1];
  const schema = name === undefined ? undefined : jsonSchemaOf(name);
  if (!schema)
    throw notFound(
      `there is no schema ${req.params.file}; known are ${schemaNames.map((each) => `${each}.json`).join(', ')}`,
    );
  res.set('cache-control', 'public, max-age=300').set('access-control-allow-origin', '*').json(schema);
};
