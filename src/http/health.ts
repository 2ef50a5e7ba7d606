import type { Request, RequestHandler, Response } from 'express';
import type { UseCases } from '../engine/use-cases';

/** Calls are served without these: what they would have written waits, or the version from before is served. */
const CAN_BE_AWAY: ReadonlySet<string> = new Set(['history', 'site']);

/** The process runs and answers. */
export const livez: RequestHandler = (_req: Request, res: Response): void => {
  res.json({ status: 'alive' });
};

/** Whether calls can be served, part by part: `ready`, `degraded` (200 both) or `unready` (503). */
export function readyz(useCases: Pick<UseCases, 'health'>): RequestHandler {
  return async (_req: Request, res: Response): Promise<void> => {
    const parts = await useCases.health();
    const away = Object.entries(parts).filter(([, { ok }]) => !ok);
    const unready = away.some(([name]) => !CAN_BE_AWAY.has(name));
    const status = unready ? 'unready' : away.length > 0 ? 'degraded' : 'ready';
    res
      .status(unready ? 503 : 200)
      .set('cache-control', 'no-store')
      .json({ status, parts });
  };
}
