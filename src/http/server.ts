import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Log } from '../engine/ports/world';
import { Answering } from './answering';
import { apiRouter } from './api';
import { Doorkeeper } from './auth';
import type { Feed } from './feed';
import { livez, readyz } from './health';
import { LiveEvents } from './live-events';
import { page, safeHeaders } from './page';
import type { HttpParts } from './parts';
import { fromBodyReader, HttpProblem, notFound, sendProblem } from './problem';
import { requestLog, takenBy } from './request-log';
import type { Route } from './route';
import { agentRoutes } from './routes/agents';
import { eventRoute } from './routes/events';
import { flowRoutes } from './routes/flows';
import { historyRoutes } from './routes/history';
import { listRoutes } from './routes/lists';
import { liveRoutes } from './routes/live';
import { pinLockRoutes } from './routes/pin-locks';
import { pruneRoutes } from './routes/prune';
import { offerRoutes } from './routes/offers';
import { replayRoutes } from './routes/replay';
import { reportRoutes } from './routes/reports';
import { scheduleRoutes } from './routes/schedules';
import { siteRoutes } from './routes/site';
import { siteVersionRoutes } from './routes/site-versions';
import { callbackRoutes } from './routes/callbacks';
import { waitReportRoutes } from './routes/wait-reports';
import { waitingRoutes } from './routes/waiting';
import { voicemailRoutes } from './routes/voicemails';
import { whyRoutes } from './routes/why';
import { siteFileSchema } from './site-file-schemas';

export interface HttpServer {
  readonly address: { readonly host: string; readonly port: number };
  /** Takes no more requests, sends live readers away to come back, and waits for what is being answered. */
  close(): Promise<void>;
}

/** Requests that take longer than this at the end are cut. */
const CLOSE_WITHIN_MS = 5_000;

/** The API, the health pages and the floor page; resolves when it listens, rejects when it cannot (`EADDRINUSE`). */
export async function createHttp(parts: HttpParts): Promise<HttpServer> {
  const { stream, log, promptText = () => undefined, host = '127.0.0.1', port } = parts;
  const events = new LiveEvents({ stream, log, promptText });
  const feeds = new Set<Feed>();
  const server = createServer(createApp(parts, [...routesOf(parts), eventRoute(parts, events, feeds)]));
  const answering = new Answering(server);
  await listen(server, host, port);
  events.start();
  return {
    address: { host, port: (server.address() as AddressInfo).port },
    close: async () => {
      events.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const feed of feeds) feed.end();
      await answering.done(CLOSE_WITHIN_MS);
      // What is left are connections that browsers hold open for later.
      server.closeAllConnections();
      await closed;
    },
  };
}

export const routesOf = (parts: HttpParts): readonly Route[] => [
  ...agentRoutes(parts),
  ...liveRoutes(parts),
  ...historyRoutes(parts),
  ...scheduleRoutes(parts),
  ...siteRoutes(parts),
  ...siteVersionRoutes(parts),
  ...flowRoutes(parts),
  ...voicemailRoutes(parts),
  ...callbackRoutes(parts),
  ...waitingRoutes(parts),
  ...listRoutes(parts),
  ...pinLockRoutes(parts),
  ...pruneRoutes(parts),
  ...whyRoutes(parts),
  ...offerRoutes(parts),
  ...replayRoutes(parts),
  ...reportRoutes(parts),
  ...waitReportRoutes(parts),
];

function createApp(parts: HttpParts, routes: readonly Route[]): Express {
  const { useCases, stream, metrics, log } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestLog(log), safeHeaders());
  app.get('/livez', livez);
  app.get('/readyz', readyz(useCases));
  app.get('/metrics', async (_req, res) => {
    takenBy(res, '/metrics');
    res.set('content-type', metrics.contentType).send(await metrics.scrape({ useCases, stream, log }));
  });
  app.get('/schemas/:file', siteFileSchema);
  app.use('/api/v1', apiRouter(routes, new Doorkeeper(parts.token), parts.timeZone ?? (() => 'UTC')));
  app.use(page(parts.webRoot));
  app.use((req) => {
    throw notFound(`there is nothing at ${req.path}`);
  });
  app.use(tellProblem(log));
  return app;
}

/** Every error leaves as a problem; what is our fault is logged whole and told in one sentence. */
function tellProblem(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next): void => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const problem =
      error instanceof HttpProblem
        ? error
        : (fromBodyReader(error) ??
          fromAddress(error) ??
          new HttpProblem('bug', 'the log says what happened', { cause: error }));
    if (problem.kind === 'bug') log.error('a request failed', { method: req.method, error });
    sendProblem(res, problem);
  };
}

/** An address that cannot be decoded, such as `/agents/%`. */
const fromAddress = (error: unknown): HttpProblem | undefined =>
  error instanceof URIError ? notFound('the address is not well formed') : undefined;

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
