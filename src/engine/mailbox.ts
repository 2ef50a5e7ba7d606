/** Takes one thing after another: the next begins when the last is done. Can be held back while nobody can be reached. */
export class Mailbox<Message> {
  private readonly waiting: Message[] = [];
  private busy = false;
  private held = false;
  private closed = false;
  private readonly idlers: (() => void)[] = [];

  constructor(private readonly handle: (message: Message) => Promise<void>) {}

  post(message: Message): void {
    if (this.closed) return;
    this.waiting.push(message);
    void this.run();
  }

  /** Before everything that waits. */
  postFirst(message: Message): void {
    if (this.closed) return;
    this.waiting.unshift(message);
    void this.run();
  }

  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    void this.run();
  }

  /** Takes nothing more; returns what was still waiting. */
  close(): readonly Message[] {
    this.closed = true;
    const dropped = this.waiting.splice(0);
    if (!this.busy) for (const resolve of this.idlers.splice(0)) resolve();
    return dropped;
  }

  /** Resolves when nothing is being done and nothing waits but for the release. */
  idle(): Promise<void> {
    if (!this.busy && (this.held || this.waiting.length === 0)) return Promise.resolve();
    return new Promise((resolve) => this.idlers.push(resolve));
  }

  private async run(): Promise<void> {
    if (this.busy || this.held) return;
    this.busy = true;
    try {
      for (let next = this.take(); next !== undefined; next = this.take()) await this.handle(next);
    } finally {
      this.busy = false;
    }
    if (this.waiting.length === 0) for (const resolve of this.idlers.splice(0)) resolve();
  }

  private take(): Message | undefined {
    return this.held ? undefined : this.waiting.shift();
  }
}
