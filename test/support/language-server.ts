import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { dirname, join } from 'node:path';

const SERVER = join(dirname(require.resolve('yaml-language-server/package.json')), 'bin/yaml-language-server');

interface Position {
  readonly line: number;
  readonly character: number;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: any;
  readonly result?: any;
  readonly error?: unknown;
}

/** What an editor shows of a YAML file: the language server that VS Code, Neovim and others run, over its own protocol. */
export class Editor {
  private readonly answers = new Map<number, (message: Message) => void>();
  private readonly told = new Map<string, (found: readonly any[]) => void>();
  private received = Buffer.alloc(0);
  private serial = 0;

  private constructor(private readonly server: ChildProcessWithoutNullStreams) {
    server.stdout.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      for (let message = this.take(); message; message = this.take()) this.read(message);
    });
  }

  static async open(): Promise<Editor> {
    const editor = new Editor(spawn(process.execPath, [SERVER, '--stdio']));
    const textDocument = {
      completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
      hover: { contentFormat: ['markdown'] },
      publishDiagnostics: {},
    };
    await editor.ask('initialize', { processId: process.pid, rootUri: null, capabilities: { textDocument } });
    editor.tell('initialized', {});
    const yaml = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
    editor.tell('workspace/didChangeConfiguration', { settings: { yaml } });
    return editor;
  }

  /** `line:column message` of everything that is marked, lines and columns from 1. */
  async marks(text: string, uri = this.newUri()): Promise<readonly string[]> {
    const found = new Promise<readonly any[]>((resolve) => this.told.set(uri, resolve));
    this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return (await found).map(
      ({ range, message }) => `${Number(range.start.line) + 1}:${Number(range.start.character) + 1} ${String(message)}`,
    );
  }

  /** What is offered where `|` stands, by label, with what it would write. */
  async offers(text: string): Promise<ReadonlyMap<string, string>> {
    const { items } = await this.at('textDocument/completion', text);
    return new Map(items.map((item: any) => [item.label, item.textEdit?.newText ?? item.insertText]));
  }

  /** What is said of the thing where `|` stands. */
  async explains(text: string): Promise<string> {
    return (await this.at('textDocument/hover', text))?.contents.value ?? '';
  }

  close(): void {
    this.server.kill();
  }

  private async at(method: string, marked: string): Promise<any> {
    const uri = this.newUri();
    const before = marked.slice(0, marked.indexOf('|')).split('\n');
    await this.marks(marked.replace('|', ''), uri);
    const position: Position = { line: before.length - 1, character: before.at(-1)!.length };
    return this.ask(method, { textDocument: { uri }, position });
  }

  private newUri(): string {
    return `file:///site/${++this.serial}.yaml`;
  }

  private ask(method: string, params: object): Promise<any> {
    const id = ++this.serial;
    return new Promise((resolve, reject) => {
      this.answers.set(id, ({ error, result }) =>
        error === undefined ? resolve(result) : reject(new Error(JSON.stringify(error))),
      );
      this.send({ id, method, params });
    });
  }

  private tell(method: string, params: object): void {
    this.send({ method, params });
  }

  private send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.server.stdin.write(body);
  }

  private take(): Message | undefined {
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0) return undefined;
    const length = Number(/Content-Length: (\d+)/i.exec(this.received.toString('latin1', 0, head))?.[1]);
    if (this.received.length < head + 4 + length) return undefined;
    const body = this.received.toString('utf8', head + 4, head + 4 + length);
    this.received = this.received.subarray(head + 4 + length);
    return JSON.parse(body) as Message;
  }

  private read({ id, method, params, ...answer }: Message): void {
    if (id !== undefined && method === undefined) {
      this.answers.get(id)?.({ ...answer });
      this.answers.delete(id);
    } else if (id !== undefined)
      this.send({ id, result: method === 'workspace/configuration' ? params.items.map(() => ({})) : null });
    else if (method === 'textDocument/publishDiagnostics') this.told.get(params.uri)?.(params.diagnostics);
  }
}
