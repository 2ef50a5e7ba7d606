import type { RequestHandler, Response } from 'express';
import type { Log } from '../engine/ports/world';

/** Asked every few seconds by machines: not worth a line. */
const QUIET = /^\/(?:livez|readyz|metrics)$/;

/**
 * One line a request, when it is over. The route is logged as it is written, not the address: numbers of callers stand in
 * queries, and nothing of the headers is logged at all.
 */
export function requestLog(log: Log): RequestHandler {
  return (req, res, next): void => {
    const from = performance.now();
    res.once('close', () => {
      const route = routeOf(res) ?? (req.originalUrl.startsWith('/api') ? 'unknown' : 'page');
      const fields = { method: req.method, route, status: res.statusCode, ms: Math.round(performance.now() - from) };
      if (QUIET.test(route) || (route === 'page' && res.statusCode < 400)) log.debug('request', fields);
      else log.info('request', fields);
    });
    next();
  };
}

/** Which route took it, set when it is found. */
export const takenBy = (res: Response, route: string): void => {
  res.locals['route'] = route;
};

const routeOf = (res: Response): string | undefined =>
  typeof res.locals['route'] === 'string' ? res.locals['route'] : undefined;
