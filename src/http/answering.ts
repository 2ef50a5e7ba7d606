import type { Server, ServerResponse } from 'node:http';

/** The requests that are being answered at the moment. */
export class Answering {
  private readonly open = new Set<ServerResponse>();
  private whenNone: () => void = () => undefined;

  constructor(server: Server) {
    server.on('request', (_req, res) => {
      this.open.add(res);
      res.once('close', () => {
        this.open.delete(res);
        if (this.open.size === 0) this.whenNone();
      });
    });
  }

  /** Resolves when all are answered, or the time is up. */
  done(withinMs: number): Promise<void> {
    if (this.open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.whenNone = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
