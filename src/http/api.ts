import express, { type Request, type Response, type Router } from 'express';
import type { Doorkeeper } from './auth';
import { describe } from './openapi';
import { HttpProblem, notFound } from './problem';
import { takenBy } from './request-log';
import type { Reply, Route } from './route';

/** `/api/v1`: each route behind its token; wrong methods and unknown addresses are told as problems. */
export function apiRouter(routes: readonly Route[], door: Doorkeeper, timeZone: () => string): Router {
  const router = express.Router();
  const description = describe(routes);
  router.get('/openapi.json', (_req, res) => {
    takenBy(res, '/api/v1/openapi.json');
    res.json(description);
  });
  router.use((_req, res, next) => {
    res.set('cache-control', 'no-store');
    next();
  });
  for (const path of new Set(routes.map((route) => route.path))) mount(router, path, routes, { door, timeZone });
  router.use((req: Request) => {
    door.admit(req.get('authorization'));
    throw notFound(`there is nothing at ${req.baseUrl}${req.path}; /api/v1/openapi.json lists what there is`);
  });
  return router;
}

interface Hall {
  readonly door: Doorkeeper;
  readonly timeZone: () => string;
}

function mount(router: Router, path: string, routes: readonly Route[], { door, timeZone }: Hall): void {
  const here = routes.filter((route) => route.path === path);
  const allow = here.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])).join(', ');
  // The token is asked for before the body is read.
  router.all(path, (req, res, next) => {
    takenBy(res, `/api/v1${path}`);
    door.admit(req.get('authorization'));
    // Instants are told in milliseconds; whoever shows them shows them by the clock of the site.
    res.set('carillon-time-zone', timeZone());
    next();
  });
  for (const route of here)
    router[route.method](
      path,
      express.json({ limit: route.bodyLimit ?? '64kb' }),
      async (req: Request, res: Response) => {
        give(res, await route.serve(req, res, door.admit(req.get('authorization'))));
      },
    );
  router.all(path, (req) => {
    throw new HttpProblem('method-not-allowed', `${req.method} is not possible here; ${allow} is`, {
      headers: { allow },
    });
  });
}

function give(res: Response, reply: Reply): void {
  if (reply === 'streaming') return;
  res.set(reply.headers ?? {});
  if ('json' in reply) res.json(reply.json);
  else res.type(reply.type).send(reply.text);
}
