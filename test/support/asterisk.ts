import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { writeToneWav } from '../../src/phone/wav';
import { PATIENCE_MS } from './patience';

/** A sound file: these tones (Hz) for so long. */
export interface ToneFile {
  readonly tones: number | readonly number[];
  readonly forMs: number;
}

export interface AsteriskSetup {
  /** By language and name: `{ 'en/welcome': { tones: 800, forMs: 2000 } }`. */
  readonly prompts?: Readonly<Record<string, ToneFile>>;
  /** The one tone of its music. Default 2600 Hz. */
  readonly musicTone?: number;
  /** A site whose `asterisk/` folder is used as well. */
  readonly site?: string;
}

const SCRIPT = join(__dirname, '../../scripts/asterisk.sh');
const USER = 'carillon';
const PASSWORD = 'only-for-tests';
/** Outside callers of tests come from here: see asterisk-conf/pjsip.conf, `[local]`. */
export const CALLERS_ADDRESS = '127.0.0.2';
export const DEFAULT_MUSIC_TONE = 2600;
const RTP_PORTS = 400;
/** Of the range that CARILLON_TEST_ASTERISK begins, what each jest worker takes. */
const PORTS_PER_WORKER = 1000;
const BUILD_WITHIN_MS = 300_000;

/** A real Asterisk of the suite's own: started before its tests, killed and removed after them. */
export function useAsterisk(setup: AsteriskSetup = {}): PrivateAsterisk {
  const asterisk = new PrivateAsterisk(setup);
  beforeAll(() => asterisk.start(), BUILD_WITHIN_MS);
  afterAll(() => asterisk.remove());
  return asterisk;
}

/**
 * Asterisk with everything in a temporary folder and on ports of its own: any free ones, or the worker's share of those
 * from CARILLON_TEST_ASTERISK on.
 */
export class PrivateAsterisk {
  readonly user = USER;
  readonly password = PASSWORD;
  private folder = '';
  private root = '';
  private httpPort = 0;
  private sipPort = 0;
  private child: ChildProcess | undefined;

  constructor(private readonly setup: AsteriskSetup = {}) {}

  get url(): string {
    return `http://127.0.0.1:${this.httpPort}`;
  }

  get home(): string {
    if (this.folder === '') this.folder = mkdtempSync(join(tmpdir(), 'carillon-asterisk-'));
    return this.folder;
  }

  /** As `AsteriskTelephony` wants it. */
  get promptRoot(): string {
    return join(this.home, 'prompts');
  }

  /** Where it keeps what it records. */
  get recordingRoot(): string {
    return join(this.home, 'spool/recording');
  }

  /** What `AsteriskTelephony` must know of it. */
  get access() {
    const { url, user, password, promptRoot, recordingRoot } = this;
    return { url, user, password, app: 'carillon', promptRoot, recordingRoot };
  }

  /** Where phones and callers find it. */
  get sip(): { readonly address: string; readonly port: number } {
    return { address: '127.0.0.1', port: this.sipPort };
  }

  /** Starts it, and again after `kill`: on the same ports, with what it keeps on disk. */
  async start(): Promise<void> {
    if (this.root === '') await this.prepare();
    const child = spawn(SCRIPT, ['run', '--root', this.root, '--home', this.home], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    const until = performance.now() + PATIENCE_MS;
    while (!(await this.answers())) {
      if (child.exitCode !== null) throw new Error(`Asterisk ended with ${child.exitCode}: ${said}`);
      if (performance.now() > until) throw new Error(`Asterisk does not answer: ${said}`);
      await pause(25);
    }
  }

  /** In order, but now; it has written down who is registered. */
  async stop(): Promise<void> {
    const exit = this.child && once(this.child, 'exit');
    await this.cli('core stop now').catch(() => undefined); // it may be gone before it has answered
    await exit;
  }

  /** At once, as a crash would: no caller gets a word. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** Connections stay, answers do not come. */
  async freeze(): Promise<void> {
    const pid = this.child?.pid;
    if (pid === undefined) return;
    process.kill(pid, 'SIGSTOP');
    // Its threads go on until each of them is told.
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      while (!/\) T /.test(readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8'))) await pause(1);
    }
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** What `asterisk -rx` prints. */
  async cli(command: string): Promise<string> {
    return output('cli', '--root', this.root, '--home', this.home, '--', command);
  }

  /** Its own word on something, past the adapter. */
  ask(method: 'GET' | 'POST', path: string): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
    return fetch(`${this.url}/ari/${path}`, { method, headers: { authorization } });
  }

  /** Its log so far: for a failed test. */
  log(): string {
    return readFileSync(join(this.home, 'log/messages'), 'utf8');
  }

  private async prepare(): Promise<void> {
    const root = (await output('ensure')).trim();
    const ports = await choosePorts();
    const music = join(this.home, 'music');
    mkdirSync(music, { recursive: true });
    await writeToneWav(join(music, 'music.wav'), this.setup.musicTone ?? DEFAULT_MUSIC_TONE, 60_000);
    for (const [name, { tones, forMs }] of Object.entries(this.setup.prompts ?? {})) {
      const file = join(this.promptRoot, `${name}.wav`);
      mkdirSync(dirname(file), { recursive: true });
      await writeToneWav(file, tones, forMs);
    }
    const { site } = this.setup;
    await output(
      'render',
      ...['--root', root, '--home', this.home, '--music', music],
      ...['--http-port', `${ports.http}`, '--sip-port', `${ports.sip}`, '--sip-bind', '127.0.0.1'],
      ...['--rtp-start', `${ports.rtp}`, '--rtp-end', `${ports.rtp + RTP_PORTS - 1}`],
      ...['--ari-user', USER, '--ari-password', PASSWORD, '--callers-from', CALLERS_ADDRESS],
      ...(site === undefined ? [] : ['--site', site]),
    );
    this.root = root;
    this.httpPort = ports.http;
    this.sipPort = ports.sip;
  }

  private async answers(): Promise<boolean> {
    try {
      return (await this.ask('GET', 'asterisk/info?only=status')).ok;
    } catch {
      return false; // not yet
    }
  }
}

async function output(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(SCRIPT, args, { maxBuffer: 10_000_000 });
  return stdout;
}

async function choosePorts(): Promise<{ readonly http: number; readonly sip: number; readonly rtp: number }> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 1) - 1;
  const given = process.env.CARILLON_TEST_ASTERISK;
  if (given !== undefined) {
    const first = Number(given) + worker * PORTS_PER_WORKER;
    return { http: first, sip: first + 1, rtp: first + 10 };
  }
  // Below the system's own range of free ports, so that the others do not land in it; a taken port is passed over.
  const rtp = 12_000 + 2 * Math.floor(Math.random() * 9_000);
  return { http: await freeTcpPort(), sip: await freeUdpPort(), rtp };
}

async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
