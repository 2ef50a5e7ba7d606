import type { Response } from 'express';

/** A browser that lost us comes back after this. */
const COME_BACK_AFTER_MS = 2_000;
/** A reader who is this far behind is let go; they come back and go on where they were. */
const LONGEST_BACKLOG_BYTES = 1_048_576;

/** One open stream of server-sent events. */
export class Feed {
  private readonly beat: NodeJS.Timeout;

  constructor(
    private readonly res: Response,
    heartbeatMs: number,
    onClose: () => void,
  ) {
    res.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    // Without this the reader's `open` waits for the first event.
    res.flushHeaders();
    res.write(`retry: ${COME_BACK_AFTER_MS}\n: here you are\n\n`);
    this.beat = setInterval(() => this.send(': still here\n\n'), heartbeatMs);
    res.once('close', () => {
      clearInterval(this.beat);
      onClose();
    });
  }

  send(frame: string): void {
    if (this.res.writableEnded || this.res.destroyed) return;
    if (this.res.writableLength > LONGEST_BACKLOG_BYTES) this.res.destroy();
    else this.res.write(frame);
  }

  /** We go; the reader comes back by itself. */
  end(): void {
    if (!this.res.writableEnded) this.res.end(`retry: ${COME_BACK_AFTER_MS}\n\n`);
  }
}
