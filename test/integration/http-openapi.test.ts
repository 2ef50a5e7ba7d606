import type { z } from 'zod';
import { createMetrics } from '../../src/http/metrics';
import { LiveEvents } from '../../src/http/live-events';
import { problemDetails } from '../../src/http/openapi';
import type { Route } from '../../src/http/route';
import { eventRoute } from '../../src/http/routes/events';
import { routesOf } from '../../src/http/server';
import { FakeCentre, FakeStream, startApi, TOKEN, type Api } from '../support/api';
import { Lines } from '../support/lines';
import { MemoryHistory } from '../fakes/history';

function allRoutes(): readonly Route[] {
  const [log, stream] = [new Lines(), new FakeStream()];
  const parts = {
    useCases: new FakeCentre(),
    history: new MemoryHistory(),
    stream,
    metrics: createMetrics(),
    token: TOKEN,
    port: 0,
    webRoot: '',
    log,
  };
  const events = new LiveEvents({ stream, log, promptText: () => undefined });
  return [...routesOf(parts), eventRoute(parts, events, new Set())];
}

const routes = allRoutes();
let api: Api;
let document: {
  openapi: string;
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
};

beforeAll(async () => {
  api = await startApi();
  document = (await (await fetch(`${api.url}/api/v1/openapi.json`)).json()) as typeof document;
});
afterAll(() => api.close());

it('is OpenAPI 3.1, open to who has no token yet', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.components.securitySchemes['bearer']).toEqual({ type: 'http', scheme: 'bearer' });
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['Agent', 'Queue', 'Call', 'CallRecord', 'Event', 'Site', 'Phone', 'Problem']),
  );
});

it('describes every route, and nothing else', () => {
  const described = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  expect(described.sort()).toEqual(
    routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort(),
  );
});

it('points nowhere outside itself', () => {
  for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
    const [, , , name] = reference!.split('/');
    expect(reference).toMatch(/^#\/components\/schemas\//);
    expect(document.components.schemas).toHaveProperty([name!]);
  }
  const ids = routes.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s: its examples are right',
  (_name, route) => {
    for (const { schema, example } of Object.values(route.answer.content)) expect(tell(schema, example)).toBe('right');
    if (route.body) expect(tell(route.body, route.bodyExample)).toBe('right');
  },
);

it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s stands behind the token',
  async (_name, { method, path }) => {
    const address = path.replace(':id', 'anna').replace(':account', 'anna');
    const closed = await fetch(`${api.url}/api/v1${address}`, { method: method.toUpperCase() });
    expect(closed.status).toBe(401);
    expect(tell(problemDetails, await closed.json())).toBe('right');
  },
);

const tell = (schema: z.ZodType, value: unknown): string => schema.safeParse(value).error?.message ?? 'right';
