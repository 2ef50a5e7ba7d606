import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';

/** One thing that is wrong with a request, and what to do about it. */
export interface FieldError {
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly path: string;
  readonly detail: string;
  readonly remedy: string;
}

interface More {
  /** Extra members of the answer. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Every refusal that the API knows: its status, and what its type ends in. */
export const problemKinds = {
  'invalid-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  refused: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'site-has-mistakes': 422,
  'recordings-missing': 422,
  bug: 500,
  unavailable: 503,
} as const;
export type ProblemKind = keyof typeof problemKinds;

const TITLES: Readonly<Record<ProblemKind, string>> = {
  'invalid-request': 'The request is not as described',
  unauthorized: 'A token is needed',
  forbidden: 'This token may not do that',
  'not-found': 'There is no such thing',
  'method-not-allowed': 'This cannot be done here',
  refused: 'It cannot be done now',
  'too-large': 'The request is too large',
  'unsupported-media-type': 'The body is not JSON',
  'site-has-mistakes': 'The site has mistakes; nothing was changed',
  'recordings-missing': 'Recordings of the site must be sent first',
  bug: 'Carillon made a mistake',
  unavailable: 'A part that is needed is away',
};

/** A refusal, as RFC 9457 wants it told. */
export class HttpProblem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly more: More = {},
  ) {
    super(detail, { cause: more.cause });
  }

  get status(): number {
    return problemKinds[this.kind];
  }

  toJSON(): Readonly<Record<string, unknown>> {
    return {
      type: `urn:carillon:problem:${this.kind}`,
      title: TITLES[this.kind],
      status: this.status,
      detail: this.detail,
      ...this.more.members,
    };
  }
}

export const notFound = (detail: string): HttpProblem => new HttpProblem('not-found', detail);

export const unavailable = (detail: string, cause?: unknown): HttpProblem =>
  new HttpProblem('unavailable', detail, { headers: { 'retry-after': '5' }, cause });

export const invalid = (errors: readonly FieldError[]): HttpProblem =>
  new HttpProblem(
    'invalid-request',
    errors.map(({ path, detail }) => (path ? `${path}: ${detail}` : detail)).join('; '),
    {
      members: { errors },
    },
  );

/** What the JSON reader of Express refuses, by its codes. */
export function fromBodyReader(error: unknown): HttpProblem | undefined {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.too.large':
      return new HttpProblem('too-large', `a request body may have ${limitOf(error)}`);
    case 'entity.parse.failed':
      return invalid([{ in: 'body', path: '', detail: 'is not JSON', remedy: 'send a JSON object' }]);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new HttpProblem('unsupported-media-type', 'the body must be JSON in UTF-8');
    case 'request.aborted':
    case 'request.size.invalid':
      return invalid([{ in: 'body', path: '', detail: 'did not come whole', remedy: 'send it again' }]);
    default:
      return undefined;
  }
}

const limitOf = (error: unknown): string => {
  const { limit } = error as { readonly limit?: number };
  return limit === undefined ? 'less' : `${Math.round(limit / 1024)} kB`;
};

export function sendProblem(res: Response, problem: HttpProblem): void {
  res
    .status(problem.status)
    .set(problem.more.headers ?? {})
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

export const statusText = (status: number): string => STATUS_CODES[status] ?? String(status);
