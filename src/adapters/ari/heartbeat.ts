/** Asterisk never pings, and a cut cable closes no socket: so we ask, and take silence for an end. */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private answered = true;

  constructor(private readonly everyMs: number) {}

  start(ping: () => void, onSilence: () => void): void {
    this.stop();
    this.answered = true;
    this.timer = setInterval(() => {
      // The answer may be in already and just not read, if we ourselves were busy.
      setImmediate(() => {
        if (this.timer === undefined) return;
        if (!this.answered) {
          this.stop();
          onSilence();
          return;
        }
        this.answered = false;
        ping();
      });
    }, this.everyMs);
  }

  pong(): void {
    this.answered = true;
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
