import { z } from 'zod';
import { namesOwnSetting, ownSettingRefused } from '../../domain/own-settings';
import type { Json } from '../../domain/json';
import { FIXED_HOST, needsFixedHost } from '../../domain/web-address';
import type { FetchCommand } from '../command';
import type { StepKind } from '../step';
import { cel, name, Template, variable, type Cel } from '../values';
import { asking, askingShape, lookingUp, type Asking, type LookingUpLocal } from './looking-up';

interface Http extends Asking {
  readonly method: FetchCommand['request']['method'];
  readonly url: Template;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReadonlyMap<string, Cel> | undefined;
}

const schema = z
  .strictObject({
    url: z
      .string()
      .regex(FIXED_HOST, { error: () => needsFixedHost })
      .transform((text) => new Template(text))
      .describe('The address; what {{ }} puts in is encoded as a part of one'),
    method: z
      .enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      .optional()
      .describe('By default POST with a body, else GET'),
    headers: z
      .record(
        z.string().regex(/^[A-Za-z0-9-]+$/),
        z.string().refine((text) => !namesOwnSetting(text), { error: () => ownSettingRefused }),
      )
      .default({})
      .describe('Headers; ${NAME} stands for a variable of the environment'),
    body: z.record(name('a field'), cel()).optional().describe('Fields of a JSON object, each an expression'),
    into: variable(null).optional().describe('The variable that takes the answer: JSON, or a text'),
    ...askingShape,
    cache: askingShape.cache.describe('For GET: an answer of no more than this age will do'),
    not_found: askingShape.not_found.describe('Where the call goes on when the answer is 404; without it, below'),
  })
  .transform((written, context): Http => {
    const method = written.method ?? (written.body ? 'POST' : 'GET');
    if (written.cache > 0 && method !== 'GET')
      context.addIssue({
        code: 'custom',
        path: ['cache'],
        message: `the answer to a ${method} is never an old one; only a GET may have a cache`,
        input: written.cache,
      });
    return {
      ...asking(written),
      method,
      url: written.url,
      headers: written.headers,
      body: written.body && new Map(Object.entries(written.body)),
      into: written.into,
    };
  });

export const http: StepKind<Http, LookingUpLocal> = {
  about: 'Sends an HTTP request and takes its answer, within a budget of time: to ask another system, or to tell it.',
  manual: {
    group: 'know',
    example: `hello:
  - http:
      url: "https://orders.example/by-phone/{{ call.ani }}"
      headers: { authorization: "Bearer \${ORDERS_TOKEN}" }
      into: order
      within: 1s
      not_found: none
      failed: none
  - if: order.?state.orValue('') == 'sent'
    then: [ hangup ]
  - queue: sales
none:
  - queue: sales
`,
    exits: {
      next: 'the answer was good (2xx)',
      not_found: 'the answer was 404',
      failed: 'any other answer, or none in time',
    },
    notes: [
      'Where the same system is asked in many places, name it once as a connector and use `lookup`.',
      'A secret may go into the body, not into the address.',
      'While it waits the caller hears nothing new unless `play` or `music` says so; `otherwise` is what the variable holds without an answer.',
    ],
  },
  schema,
  afterwards: true,
  ...lookingUp<Http>({
    question: (spec, id, turn) => {
      const body: Record<string, Json> = {};
      for (const [field, expression] of spec.body ?? []) body[field] = turn.evaluate(expression, null);
      const url = turn.text(spec.url, encodeURIComponent);
      return {
        type: 'fetch',
        id,
        request: { method: spec.method, url, headers: spec.headers, body: spec.body ? body : null },
        withinMs: spec.withinMs,
        cacheMs: spec.cacheMs,
      };
    },
    asked: (spec) => hostOf(spec.url),
  }),
};

/** For the history: who was asked, without what was asked. */
const hostOf = (url: Template): string => /^https?:\/\/([^/?#{]+)/.exec(url.source)?.[1] ?? 'http';
