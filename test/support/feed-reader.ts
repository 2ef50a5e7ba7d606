/** One message of a live stream. */
export interface FeedMessage {
  readonly id: string;
  readonly event: { readonly type: string; readonly call: string | null; readonly data: Record<string, unknown> };
}

/** Reads server-sent events as a program would: message by message, comments and `retry:` kept apart. */
export class FeedReader {
  readonly comments: string[] = [];
  readonly retries: string[] = [];
  private text = '';
  private readonly decoder = new TextDecoder();

  private constructor(
    readonly response: Response,
    private readonly body: ReadableStreamDefaultReader<Uint8Array>,
  ) {}

  static on(response: Response): FeedReader {
    if (!response.body || response.status !== 200) throw new Error(`no stream: ${response.status}`);
    return new FeedReader(response, response.body.getReader());
  }

  /** The next message; `undefined` when the stream has ended. */
  async next(): Promise<FeedMessage | undefined> {
    for (;;) {
      const block = await this.block();
      if (block === undefined) return undefined;
      const fields = new Map(block.split('\n').map((line) => this.field(line)));
      const data = fields.get('data');
      const retry = fields.get('retry');
      if (retry !== undefined) this.retries.push(retry);
      if (data !== undefined) return { id: fields.get('id') ?? '', event: JSON.parse(data) };
    }
  }

  /** Reads on until a comment says this. */
  async untilComment(text: string): Promise<void> {
    while (!this.comments.includes(text)) {
      const block = await this.block();
      if (block === undefined) throw new Error('the stream ended');
      block.split('\n').forEach((line) => this.field(line));
    }
  }

  leave(): Promise<void> {
    return this.body.cancel();
  }

  private async block(): Promise<string | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        return block;
      }
      const { done, value } = await this.body.read();
      if (done) return undefined;
      this.text += this.decoder.decode(value, { stream: true });
    }
  }

  private field(line: string): [string, string] {
    if (line.startsWith(':')) this.comments.push(line.slice(1).trim());
    const [name = '', ...rest] = line.split(': ');
    return [name, rest.join(': ')];
  }
}
