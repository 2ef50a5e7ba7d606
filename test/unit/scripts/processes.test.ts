import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lib } from './lib';

interface Home {
  readonly folder: string;
  prepare(): Home;
  suitsServers(): Home;
  at(...path: string[]): string;
  secret(name: string): string;
}
interface Server {
  readonly pid: number;
  readonly gone: Promise<string>;
  stop(withinMs: number): Promise<string>;
}
const { Home } = lib('home') as { Home: new (folder: string) => Home };
const { startProcess, leftOver, adopt } = lib('server') as {
  startProcess: (home: Home, plan: object) => { server: Server };
  leftOver: (home: Home, name: string) => { pid: number } | undefined;
  adopt: (home: Home, name: string, known: { pid: number }) => Server;
};
const { PortBook, holderOf, requirePort, freePort } = lib('ports') as {
  PortBook: new (home: Home) => { free: (name: string) => Promise<number> };
  holderOf: (kind: 'tcp' | 'udp', port: number) => string;
  requirePort: (wanted: object) => Promise<void>;
  freePort: () => Promise<number>;
};
const { lock } = lib('lock') as { lock: (home: Home) => Promise<() => void> };
const { run } = lib('run') as {
  run: (home: Home, name: string, command: string[], options: object) => Promise<string[]>;
};

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'carillon-home-')));
const home = new Home(folder).prepare();
afterAll(() => rmSync(folder, { recursive: true }));

const sleeper = (name: string, command = ['sleep', '60']): { server: Server } =>
  startProcess(home, { name, command: command[0], args: command.slice(1), folder, log: join(folder, `${name}.log`) });

describe('a server that a killed start left behind', () => {
  it('is found again, and can be ended', async () => {
    const { server } = sleeper('left');
    const known = leftOver(home, 'left');
    expect(known).toMatchObject({ pid: server.pid });
    await expect(adopt(home, 'left', known!).stop(5_000)).resolves.toBe('stopped');
    await expect(server.gone).resolves.toBe('signal SIGTERM');
    expect(leftOver(home, 'left')).toBeUndefined();
  });

  it('is not a stranger who got its number', async () => {
    const { server } = sleeper('gone');
    const card = home.at('run', 'gone.json');
    const known = leftOver(home, 'gone')!;
    await server.stop(5_000);
    const stranger = spawn('sleep', ['60'], { cwd: folder });
    writeFileSync(card, JSON.stringify({ ...known, pid: stranger.pid, began: '1' }));
    expect(leftOver(home, 'gone')).toBeUndefined();
    stranger.kill();
    await once(stranger, 'exit');
  });

  it('is killed when it does not end in time', async () => {
    const { server } = sleeper('stubborn', ['sh', '-c', 'trap "" TERM; echo up > up; while :; do sleep 1; done']);
    while (!existsSync(join(folder, 'up'))) await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(server.stop(100)).resolves.toBe('killed');
    await expect(server.stop(100)).resolves.toBe('had ended');
  });
});

describe('ports', () => {
  it('stay the same from start to start, unless somebody has taken one', async () => {
    const port = await new PortBook(home).free('redis');
    await expect(new PortBook(home).free('redis')).resolves.toBe(port);
    const thief = createServer().listen(port, '127.0.0.1');
    await once(thief, 'listening');
    const other = await new PortBook(home).free('redis');
    expect(other).not.toBe(port);
    thief.close();
    await expect(new PortBook(home).free('redis')).resolves.toBe(other);
  });

  it('that are taken are refused with who has them and what to set', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    expect(holderOf('tcp', port)).toContain(`(process ${String(process.pid)})`);
    const wanted = { kind: 'tcp', port, host: '127.0.0.1', setting: 'CARILLON_HTTP_PORT', purpose: 'the API' };
    await expect(requirePort(wanted)).rejects.toMatchObject({
      message: expect.stringContaining(`Port ${String(port)} for the API is in use by `),
      remedy: expect.stringContaining(`CARILLON_HTTP_PORT=${String(port + 1)} npm start`),
    });
    taken.close();
  });

  it('of SIP are UDP', async () => {
    const port = await freePort();
    const phone = createSocket('udp4').bind(port, '127.0.0.1');
    await once(phone, 'listening');
    const wanted = { kind: 'udp', port, host: '127.0.0.1', setting: 'CARILLON_SIP_PORT', purpose: 'SIP' };
    await expect(requirePort(wanted)).rejects.toThrow(`Port ${String(port)} for SIP is in use`);
    await expect(requirePort({ ...wanted, kind: 'tcp' })).resolves.toBeUndefined();
    phone.close();
  });
});

describe('the home', () => {
  it('draws a secret once', () => {
    expect(home.secret('admin-token')).toBe(home.secret('admin-token'));
    expect(home.secret('admin-token')).toMatch(/^[0-9a-f]{48}$/);
  });

  it('refuses a path that is too long for the sockets in it', () => {
    expect(() => new Home(`/tmp/${'x'.repeat(80)}`).suitsServers()).toThrow('too long for the sockets');
  });

  it('refuses a path that the servers in it cannot work with', () => {
    expect(() => new Home('/srv/my centre').suitsServers()).toThrow('cannot work in a path with such signs');
  });

  it('refuses a place that cannot be written', () => {
    const file = home.at('a-file');
    writeFileSync(file, '');
    expect(() => new Home(join(file, 'home')).prepare()).toThrow('cannot be written (ENOTDIR)');
  });

  it('is for one start at a time', async () => {
    const unlock = await lock(home);
    await expect(lock(home)).rejects.toThrow(
      `is already running in ${folder} (npm start, process ${String(process.pid)})`,
    );
    unlock();
    (await lock(home))();
  });
});

describe('a command', () => {
  const failure = ({ code }: { code: number }): object => ({
    sentence: `it ended with ${String(code)}`,
    remedy: 'do this',
  });

  it('gives what it prints, and tells line by line how far it is', async () => {
    const lines: string[] = [];
    const onLine = (line: string): void => void lines.push(line);
    await expect(run(home, 'tool', ['sh', '-c', 'echo half >&2; echo done'], { failure, onLine })).resolves.toEqual([
      'done',
    ]);
    expect(lines).toEqual(['half']);
  });

  it('that fails says why, with its log', async () => {
    await expect(run(home, 'tool', ['sh', '-c', 'echo an error >&2; exit 3'], { failure })).rejects.toMatchObject({
      message: 'it ended with 3',
      lines: ['an error'],
      log: home.at('log', 'tool.log'),
    });
    await expect(run(home, 'tool', ['no-such-program'], { failure })).rejects.toThrow(
      'no-such-program could not be run (ENOENT)',
    );
  });

  it('is ended, with all that it called, when everything is to stop', async () => {
    const stopping = new AbortController();
    const running = run(home, 'tool', ['sh', '-c', 'sleep 60 & wait'], { failure, signal: stopping.signal });
    stopping.abort();
    await expect(running).rejects.toThrow('stopped');
  });
});
