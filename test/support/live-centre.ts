import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { parse } from 'yaml';
import { keysOf } from '../../src/adapters/redis/keys';
import type { CarillonEvent, EventOf, EventType } from '../../src/domain/event';
import { PAIRS, soundKey, type SoundKey } from '../../src/phone/tones';
import { Phone } from '../../src/phone/phone';
import type { PhoneOptions } from '../../src/phone/phone-options';
import { writeToneWav } from '../../src/phone/wav';
import type { AgentView, CallView, QueueView } from '../../src/engine/use-cases';
import { isComplete, type CallSummary } from '../../src/reports/call-summary';
import { CALLERS_ADDRESS, DEFAULT_MUSIC_TONE, PrivateAsterisk } from './asterisk';
import { OFFICE, patient } from './live-site';
import { eventually, PATIENCE_MS } from './patience';
import { useDatabase, useRedis } from './servers';

const MAIN = join(__dirname, '../../dist/src/main/main.js');
const TOKEN = 'a-token-for-the-tests';
const START_WITHIN_MS = 2 * PATIENCE_MS;
const PROMPT_MS = 1_500;

/** The tone of the music on hold; no prompt has it. */
export const MUSIC: SoundKey = soundKey(DEFAULT_MUSIC_TONE);

export interface LiveOptions {
  /** The folder of the site; by default a small office that stays as it is while the example grows. */
  readonly site?: string;
  /** Files of the site that differ from it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Prompts that last longer than the others, in ms. */
  readonly promptMs?: Readonly<Record<string, number>>;
  /** What all others last, in ms. */
  readonly usualPromptMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A database of the test's own, which it may stop. */
  readonly database?: { readonly url: string };
}

interface HistoryCall {
  readonly call: { readonly outcome: string | null; readonly endedBy: string | null; readonly summary: unknown };
  readonly events: readonly { readonly type: string; readonly data: Record<string, unknown> }[];
}

/** A centre for the tests of one file: opened before them, closed after them. */
export function useLiveCentre(options: LiveOptions = {}): LiveCentre {
  const centre = new LiveCentre(options, useRedis(), options.database ?? useDatabase());
  beforeAll(() => centre.open());
  afterAll(() => centre.close());
  return centre;
}

/**
 * A real centre: Carillon as its own process with a real Asterisk, Redis and MariaDB, the example office with a tone for
 * each prompt, and SIP phones. What anybody hears is measured in the audio.
 */
export class LiveCentre {
  readonly asterisk: PrivateAsterisk;
  private readonly folder = mkdtempSync(join(tmpdir(), 'carillon-live-'));
  private readonly tones = new Map<string, SoundKey>();
  private readonly phones: Phone[] = [];
  private child: ChildProcess | undefined;
  private spare: ChildProcess | undefined;
  private port = 0;
  private address = 10;
  output = '';

  constructor(
    private readonly options: LiveOptions,
    private readonly redis: { readonly url: string; readonly prefix: string },
    private readonly database: { readonly url: string },
  ) {
    this.asterisk = new PrivateAsterisk({ site: this.site });
  }

  get site(): string {
    return join(this.folder, 'site');
  }

  async open(): Promise<void> {
    await this.makeSite();
    await this.asterisk.start();
    await this.start();
  }

  /** Starts the node and resolves when it serves. */
  async start(): Promise<void> {
    this.port ||= await freePort();
    this.child = this.launch(this.port);
    await this.served(this.child, once(this.child, 'message', { signal: AbortSignal.timeout(START_WITHIN_MS) }));
  }

  /**
   * Starts another node beside the one that serves; it waits for the lease. The function that comes back resolves when it
   * serves in the other's place: from then on it is the one that is asked, crashed and stopped.
   */
  async standBy(): Promise<() => Promise<void>> {
    const port = await freePort();
    const child = this.launch(port);
    this.spare = child;
    const ready = once(child, 'message');
    await eventually(
      'a node that stands by',
      () => this.output,
      (output) => output.includes('standing by'),
    );
    return async () => {
      await this.served(child, ready);
      this.child = child;
      this.port = port;
    };
  }

  private launch(port: number): ChildProcess {
    const child = fork(MAIN, [], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        CARILLON_DB_URL: this.database.url,
        CARILLON_REDIS_URL: this.redis.url,
        CARILLON_PREFIX: this.redis.prefix,
        CARILLON_ARI_URL: this.asterisk.url,
        CARILLON_ARI_USER: this.asterisk.user,
        CARILLON_ARI_PASSWORD: this.asterisk.password,
        CARILLON_SITE: this.site,
        CARILLON_HOME: join(this.folder, 'home'),
        CARILLON_PROMPTS: this.asterisk.promptRoot,
        CARILLON_RECORDINGS: this.asterisk.recordingRoot,
        CARILLON_HTTP_PORT: `${port}`,
        CARILLON_SIP_PORT: `${this.asterisk.sip.port}`,
        CARILLON_ADMIN_TOKEN: TOKEN,
        CARILLON_SECRET_KEY: '5'.repeat(64),
        CARILLON_SPEECH: 'none',
        CARILLON_LOG_LEVEL: 'debug',
        ...this.options.env,
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => this.said(chunk.toString()));
    return child;
  }

  private async served(child: ChildProcess, ready: Promise<unknown[]>): Promise<void> {
    const [message] = (await Promise.race([
      ready,
      once(child, 'exit').then(() => [{ type: 'failed', message: this.output }]),
    ])) as [{ type: string; message?: string }];
    if (message.type !== 'ready') throw new Error(`the node did not start: ${message.message}`);
  }

  /** What the node says; kept whole in the file that CARILLON_TEST_LOG names, for a failure that is seldom. */
  private said(text: string): void {
    this.output = (this.output + text).slice(-200_000);
    const file = process.env['CARILLON_TEST_LOG'];
    if (file !== undefined) appendFileSync(file, text);
  }

  /** kill -9. */
  async crash(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As a service manager stops it. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals, child = this.child): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  async close(): Promise<void> {
    await Promise.all(this.phones.map((phone) => phone.close({ abruptly: true })));
    await this.stop();
    await this.end('SIGTERM', this.spare);
    await this.asterisk.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  // ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Someone outside, who calls from a number of their own. */
  async caller(number: string, says: number): Promise<Phone> {
    return this.phone({ address: CALLERS_ADDRESS, user: number, says });
  }

  /** An agent at a desk phone: registered, and saying a tone of their own. */
  async agent(id: string, says: number, more: Partial<PhoneOptions> = {}): Promise<Phone> {
    const passwords = JSON.parse(readFileSync(join(this.folder, 'home/phones.json'), 'utf8')) as Record<string, string>;
    const phone = await this.phone({
      address: `127.0.0.${++this.address}`,
      user: id,
      password: passwords[id] ?? '',
      says,
      ...more,
    });
    await phone.register(600);
    return phone;
  }

  private async phone(options: Omit<PhoneOptions, 'server'>): Promise<Phone> {
    const phone = await Phone.open({ server: this.asterisk.sip, ...options });
    this.phones.push(phone);
    return phone;
  }

  /** What the caller hears when this prompt plays. */
  tone(prompt: string): SoundKey {
    const key = this.tones.get(prompt);
    if (key === undefined) throw new Error(`the office has no prompt ${prompt}`);
    return key;
  }

  // ── the API ───────────────────────────────────────────────────────────────────────────────────────────────────────

  get apiUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get token(): string {
    return TOKEN;
  }

  async api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.apiUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}\n${this.complaints()}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** What the node warned of lately, for a failed test. */
  private complaints(): string {
    return this.output
      .split('\n')
      .filter((line) => /"level":"(warn|error)"/.test(line))
      .slice(-5)
      .join('\n');
  }

  async is(agent: string, state: 'available' | 'not-ready' | 'signed-out', reason = ''): Promise<void> {
    await this.api('PUT', `/agents/${agent}/state`, { state, reason });
  }

  async agents(): Promise<readonly AgentView[]> {
    return (await this.api<{ agents: AgentView[] }>('GET', '/agents')).agents;
  }

  async queues(): Promise<readonly QueueView[]> {
    return (await this.api<{ queues: QueueView[] }>('GET', '/queues')).queues;
  }

  async calls(): Promise<readonly CallView[]> {
    return (await this.api<{ calls: CallView[] }>('GET', '/calls')).calls;
  }

  async stateOf(agent: string): Promise<string> {
    const found = (await this.agents()).find(({ id }) => id === agent);
    return found === undefined ? 'unknown' : found.reason === '' ? found.state : `${found.state} (${found.reason})`;
  }

  /** Asks again and again until it is so; there is no event for what a far database or screen will show. */
  async eventually<T>(what: string, ask: () => T | Promise<T>, isSo: (value: T) => boolean): Promise<T> {
    try {
      return await eventually(what, ask, isSo);
    } catch (cause) {
      throw new Error(`${String(cause)}\n${this.complaints()}`, { cause });
    }
  }

  /** Until `/readyz` says of the whole, or of a part, that it is well. */
  async untilReady(part: string): Promise<void> {
    const ask = async (): Promise<unknown> => (await fetch(`${this.apiUrl}/readyz`)).json();
    await this.eventually(
      part,
      ask,
      (answer) => (answer as { parts: Record<string, { ok: boolean }> }).parts[part]?.ok === true,
    );
  }

  untilAgent(agent: string, state: string): Promise<string> {
    return this.eventually(
      `${agent} ${state}`,
      () => this.stateOf(agent),
      (now) => now === state,
    );
  }

  /** Until Carillon knows that this caller talks with somebody: the two may hear each other a moment before. */
  async untilTalk(ani: string): Promise<void> {
    await this.eventually(
      `a talk with ${ani}`,
      () => this.redisDump(),
      (dump) => dump.split('\n').some((line) => line.includes(`"ani":"${ani}"`) && line.includes('"is":"talking"')),
    );
  }

  /** Every state that an agent came to since the centre was opened, also those that passed by while nobody looked. */
  async statesOf(agent: string): Promise<readonly string[]> {
    const told = await this.told('agent.state');
    return told.flatMap(({ data }) => (data.agent === agent ? data.state.is : []));
  }

  /** What was told since the centre was opened. */
  async told<T extends EventType>(type: T): Promise<readonly EventOf<T>[]> {
    const redis = new Redis(this.redis.url);
    try {
      const told = await redis.xrange(keysOf(this.redis.prefix).events, '-', '+');
      return told
        .map(([, fields]) => JSON.parse(fields[1] ?? '') as CarillonEvent)
        .filter((event): event is EventOf<T> => event.type === type);
    } finally {
      redis.disconnect();
    }
  }

  /** Changes what is saved of an agent, behind the back of a node that is stopped. */
  async editAgent(id: string, edit: (saved: object) => object): Promise<void> {
    const redis = new Redis(this.redis.url);
    try {
      const { agents } = keysOf(this.redis.prefix);
      await redis.hset(agents, id, JSON.stringify(edit(JSON.parse((await redis.hget(agents, id)) ?? '{}') as object)));
    } finally {
      redis.disconnect();
    }
  }

  /** A counter or level without labels, as `/metrics` tells it. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.apiUrl}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.split(' ')[1]);
  }

  /** The history of the last call from a number, once it is complete with its summary. */
  async history(ani: string): Promise<HistoryCall> {
    const { calls } = await this.eventually(
      `the history of ${ani}`,
      () =>
        this.api<{ calls: { id: string; summary: CallSummary | null }[] }>('GET', `/history/calls?ani=${ani}&limit=1`),
      // The floor's last word can come after the call's: the summary is then made again.
      ({ calls: [call] }) => call?.summary !== undefined && call.summary !== null && isComplete(call.summary),
    );
    return this.api('GET', `/history/calls/${calls[0]?.id ?? ''}`);
  }

  /** Every key and value that is ours in Redis, as text. */
  async redisDump(): Promise<string> {
    const redis = new Redis(this.redis.url);
    try {
      let text = '';
      for await (const keys of redis.scanStream({ match: `${this.redis.prefix}*` }) as AsyncIterable<string[]>)
        for (const key of keys) text += `${key} ${JSON.stringify(await valueOf(redis, key))}\n`;
      return text.replaceAll('\\"', '"');
    } finally {
      redis.disconnect();
    }
  }

  // ── the site ──────────────────────────────────────────────────────────────────────────────────────────────────────

  private async makeSite(): Promise<void> {
    const { site: office = OFFICE } = this.options;
    cpSync(office, this.site, { recursive: true });
    const files = {
      'flows/main.yaml': patient(readFileSync(join(office, 'flows/main.yaml'), 'utf8')),
      'queues.yaml': readFileSync(join(office, 'queues.yaml'), 'utf8')
        .replaceAll(/ring_for: \w+/g, 'ring_for: 2m')
        .replaceAll(/wrap_up: \w+/g, 'wrap_up: 1s')
        .replaceAll(/after: 10s/g, 'after: 2s'),
      ...this.options.files,
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.site, path)), { recursive: true });
      writeFileSync(join(this.site, path), text);
    }
    const prompts = Object.keys(parse(readFileSync(join(this.site, 'prompts/en.yaml'), 'utf8')) as object);
    const free = PAIRS.filter((pair) => !pair.includes(DEFAULT_MUSIC_TONE));
    for (const [index, prompt] of prompts.entries()) {
      const pair = free[index];
      if (!pair) throw new Error('more prompts than tones');
      this.tones.set(prompt, soundKey(pair));
      const ms = this.options.promptMs?.[prompt] ?? this.options.usualPromptMs ?? PROMPT_MS;
      const file = join(this.site, 'prompts/en', `${prompt}.wav`);
      mkdirSync(dirname(file), { recursive: true });
      await writeToneWav(file, pair, ms);
    }
    rmSync(join(this.site, 'prompts/ru.yaml'));
    const numbers = join(this.site, 'numbers.yaml');
    writeFileSync(numbers, readFileSync(numbers, 'utf8').replace(/ {2}"1002".*\n/, ''));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return null;
  }
}
