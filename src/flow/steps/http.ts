import { z } from 'zod';
import { namesOwnSetting, ownSettingRefused } from '../../domain/own-settings';
import type { Json } from '../../domain/json';
import { FIXED_HOST, needsFixedHost } from '../../domain/web-address';
import type { FetchCommand } from '../command';
import { NEXT, stay, wait, type StepKind } from '../step';
import { cel, duration, label, name, Template, variable, type Cel } from '../values';
import { answered, take, type Asking } from './looking-up';

interface Http extends Asking {
  readonly method: FetchCommand['request']['method'];
  readonly url: Template;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReadonlyMap<string, Cel> | undefined;
  readonly withinMs: number;
}

type Local = { readonly command: string; readonly since: number };

const LONGEST_MS = 60_000;

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
    within: duration({ min: 10, max: LONGEST_MS })
      .default(2_000)
      .describe('The budget: the call waits no longer than this'),
    not_found: label().optional().describe('Where the call goes on when the answer is 404; without it, below'),
    failed: label().optional().describe('Where the call goes on without a good answer in time; without it, below'),
  })
  .transform((written): Http => ({
    method: written.method ?? (written.body ? 'POST' : 'GET'),
    url: written.url,
    headers: written.headers,
    body: written.body && new Map(Object.entries(written.body)),
    into: written.into,
    withinMs: written.within,
    notFound: written.not_found,
    failed: written.failed,
  }));

export const http: StepKind<Http, Local> = {
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
    ],
  },
  schema,
  afterwards: true,
  exits: (spec) => [{ name: NEXT }, { name: 'not_found', to: spec.notFound }, { name: 'failed', to: spec.failed }],
  enter: (spec, turn) => {
    const command = turn.newId('lookup');
    const body: Record<string, Json> = {};
    for (const [field, expression] of spec.body ?? []) body[field] = turn.evaluate(expression, null);
    turn.ask({
      type: 'fetch',
      id: command,
      request: {
        method: spec.method,
        url: turn.text(spec.url, encodeURIComponent),
        headers: spec.headers,
        body: spec.body ? body : null,
      },
      withinMs: spec.withinMs,
    });
    return stay({ command, since: turn.now }, turn.now + spec.withinMs);
  },
  on: (spec, local, event, turn) => {
    const result = answered(local.command, event);
    return result ? take(spec, hostOf(spec.url), local.since, result, turn) : wait(local);
  },
};

/** For the history: who was asked, without what was asked. */
const hostOf = (url: Template): string => /^https?:\/\/([^/?#{]+)/.exec(url.source)?.[1] ?? 'http';
