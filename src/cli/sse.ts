/** One message of a stream of server-sent events. */
export interface Message {
  /** The last id that the stream gave, '' before the first. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads server-sent events (WHATWG HTML, section 9.2) piece by piece, however the network cuts them. */
export class EventReader {
  private rest = '';
  private id = '';
  private event = '';
  private data: string[] = [];

  /** What this piece completes. */
  read(piece: string): readonly Message[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.line(line) ?? []);
  }

  private line(line: string): Message | undefined {
    if (line === '') return this.message();
    const [, name, value = ''] = /^([^:]*)(?::[ ]?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') this.data.push(value);
    else if (name === 'event') this.event = value;
    else if (name === 'id' && !value.includes('\0')) this.id = value;
    return undefined;
  }

  private message(): Message | undefined {
    const { id, event, data } = this;
    this.data = [];
    this.event = '';
    return data.length === 0 ? undefined : { id, event: event === '' ? 'message' : event, data: data.join('\n') };
  }
}
