import type { Request, Response } from 'express';
import { z } from 'zod';
import { can, type Permission, type Principal } from './auth';
import { check } from './check';
import { HttpProblem, invalid, type ProblemKind } from './problem';

/** What a route answers with when it goes well. */
export interface Answer {
  readonly description: string;
  /** By content type; a schema and an example for JSON, an example alone for text. */
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType; readonly example: unknown }>>;
}

export type Reply =
  | { readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly text: string; readonly type: string; readonly headers?: Readonly<Record<string, string>> }
  /** The handler answers by itself, for as long as it likes. */
  | 'streaming';

export interface Asked<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly by: Principal;
  readonly req: Request;
  readonly res: Response;
}

interface RouteSpec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject> {
  readonly method: 'get' | 'put' | 'post' | 'delete';
  /** Below `/api/v1`, as Express writes it. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly may: Permission;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly bodyExample?: z.input<B>;
  /** How large a JSON body may be, such as `32mb`; 64 kB when not said. */
  readonly bodyLimit?: string;
  /** The body is a file of this content type, which the handler reads from the request. */
  readonly upload?: string;
  readonly answer: Answer;
  /** Beside those that every route has. */
  readonly refusals?: readonly ProblemKind[];
  readonly handle: (asked: Asked<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply> | Reply;
}

type Described = Omit<RouteSpec<z.ZodObject, z.ZodObject, z.ZodObject>, 'handle'>;

export interface Route extends Described {
  /** Checks who asks and what, then does it. */
  readonly serve: (req: Request, res: Response, by: Principal) => Promise<Reply>;
}

const nothing = z.strictObject({});

/** A route: what it takes, what it gives, and what it does; the API and its description are made from the same words. */
export function route<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject>(
  spec: RouteSpec<P, Q, B>,
): Route {
  const { handle, ...described } = spec;
  return {
    ...described,
    serve: async (req, res, by) => {
      if (!can(by, spec.may)) throw new HttpProblem('forbidden', `${by.name} has no right to ${spec.may}`);
      if (spec.body && !req.is('json') && req.get('content-type') !== undefined)
        throw new HttpProblem('unsupported-media-type', 'send the body with Content-Type: application/json');
      const params = check<z.ZodObject>(spec.params ?? nothing, 'path', req.params);
      const query = check<z.ZodObject>(spec.query ?? nothing, 'query', req.query);
      const body = spec.body ? check<z.ZodObject>(spec.body, 'body', req.body) : { value: {} };
      if (!('value' in params) || !('value' in query) || !('value' in body))
        throw invalid([params, query, body].flatMap((part) => ('errors' in part ? part.errors : [])));
      return handle({
        params: params.value as z.output<P>,
        query: query.value as z.output<Q>,
        body: body.value as z.output<B>,
        by,
        req,
        res,
      });
    },
  };
}

/** Shorthand for the usual answer. */
export const json = (description: string, schema: z.ZodType, example: unknown): Answer => ({
  description,
  content: { 'application/json': { schema, example } },
});
