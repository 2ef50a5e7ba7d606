import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { run } from '../../../src/cli/program';
import type { ExitCode } from '../../../src/cli/failure';
import type { World } from '../../../src/cli/world';
import { nowMs } from '../../../src/phone/clock';
import { Phone } from '../../../src/phone/phone';
import { PATIENCE_MS } from '../../support/patience';

export const TOKEN = 'a-token-for-the-tests';
export const URL_OF_CARILLON = 'http://carillon.test:8080';
const REPOSITORY = join(__dirname, '../../..');

interface Asked {
  readonly url: URL;
  readonly method: string;
  readonly body: unknown;
  readonly signal: AbortSignal | null | undefined;
}

type Answer = (asked: Asked) => Response | undefined;

/** A world of which a test sees and says everything. */
export class TestWorld implements World {
  out = '';
  err = '';
  readonly asked: string[] = [];
  readonly stdin = new PassThrough() as PassThrough & { isTTY?: boolean; setRawMode?: (raw: boolean) => void };
  readonly env: Record<string, string | undefined> = {
    CARILLON_URL: URL_OF_CARILLON,
    CARILLON_ADMIN_TOKEN: TOKEN,
  };
  readonly cwd = REPOSITORY;
  readonly repository = REPOSITORY;
  readonly stdout: World['stdout'] & { isTTY?: boolean; columns?: number } = {
    write: (text: string) => (this.out += text),
  };
  readonly stderr: World['stderr'] = { write: (text: string) => (this.err += text) };
  readonly phones: Phone[] = [];
  now: () => number = nowMs;
  timeZone = 'UTC';
  readonly user = (): string => 'olga@laptop';
  interrupt: () => void = () => undefined;

  constructor(private readonly answer: Answer = () => undefined) {}

  readonly fetch = (async (input: string, init: RequestInit = {}) => {
    const url = new URL(input);
    const method = init.method ?? 'GET';
    this.asked.push(`${method} ${url.pathname.replace('/api/v1', '')}${url.search}`);
    if (new Headers(init.headers).get('authorization') !== `Bearer ${TOKEN}`) return problem(401, 'no such token');
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    return (
      this.answer({ url, method, body, signal: init.signal }) ?? problem(404, `there is nothing at ${url.pathname}`)
    );
  }) as unknown as World['fetch'];

  readonly openPhone: World['openPhone'] = async (options) => {
    const phone = await Phone.open(options);
    this.phones.push(phone);
    return phone;
  };

  readonly addresses = (): readonly string[] => ['192.0.2.7'];

  readonly onInterrupt = (listener: () => void): (() => void) => {
    this.interrupt = listener;
    return () => (this.interrupt = () => undefined);
  };

  carillon(...args: readonly string[]): Promise<ExitCode> {
    return run(this, args);
  }

  /** What was written, line by line, without the times in front. */
  get lines(): string[] {
    return this.out
      .split('\n')
      .slice(0, -1)
      .map((line) => line.replace(/^ *\d+:\d\d(:\d\d)? {2}/, ''));
  }

  /** Resolves once this has been written. */
  async says(text: string | RegExp, withinMs = PATIENCE_MS): Promise<void> {
    const until = performance.now() + withinMs;
    while (typeof text === 'string' ? !this.out.includes(text) : !text.test(this.out)) {
      if (performance.now() > until)
        throw new Error(`not within ${withinMs} ms: ${String(text)}\n${this.out}\n${this.err}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

export const problem = (status: number, detail: string, more: object = {}): Response =>
  json({ detail, ...more }, status);

/** A live stream that the test speaks through. */
export class TestStream {
  private readonly encoder = new TextEncoder();
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  private serial = 0;

  open(signal: AbortSignal | null | undefined): Response {
    signal?.addEventListener('abort', () => this.breakOff());
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (this.controller = controller) });
    this.raw(': here you are\n\n');
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  }

  event(type: string, data: object, call: string | null = 'c1'): void {
    this.serial += 1;
    this.raw(`id: 1-${this.serial}\ndata: ${JSON.stringify({ id: `e${this.serial}`, at: 1, call, type, data })}\n\n`);
  }

  raw(text: string): void {
    this.controller?.enqueue(this.encoder.encode(text));
  }

  breakOff(): void {
    this.controller?.error(new TypeError('terminated'));
  }
}

/** A folder for one test; `removeFolders` takes it away. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'carillon-cli-'));
  folders.push(made);
  return made;
}

const folders: string[] = [];

export function removeFolders(): void {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
}
