import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Knex } from 'knex';
import { createConnection } from 'mysql2/promise';
import { openDatabase } from '../../src/adapters/mysql/database';
import { migrate } from '../../src/adapters/mysql/migrate';
import { RedisLink } from '../../src/adapters/redis/link';
import { PATIENCE_MS } from './patience';

/** A server of our own on a free port of the loopback, with its data in a temporary folder. */
export interface PrivateServer {
  readonly url: string;
  /** Ends the server and keeps its data. */
  stop(): Promise<void>;
  /** Starts it again, on the same port, with the same data. */
  start(): Promise<void>;
  /** Freezes it: connections stay, answers do not come. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

export async function privateRedis(): Promise<PrivateServer> {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', ''];
  const server = new Server(folder, url, 'redis-server', args, async () => {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      await redis.ping();
    } finally {
      redis.disconnect();
    }
  });
  await server.start();
  return server;
}

export async function privateMariaDb(): Promise<PrivateServer> {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-mariadb-'));
  const port = await freePort();
  const url = `mysql://root@127.0.0.1:${port}`;
  const common = [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${folder}`, // of its own: a starting server deletes all temporary tables there
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
  await run('mariadb-install-db', [...common, '--auth-root-authentication-method=normal', '--skip-test-db']);
  const args = [
    ...common,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder, 'mysqld.sock')}`,
    `--pid-file=${join(folder, 'mysqld.pid')}`,
    '--innodb-flush-log-at-trx-commit=0',
  ];
  const server = new Server(folder, url, 'mariadbd', args, async () => {
    const connection = await createConnection({ uri: url, connectTimeout: PATIENCE_MS });
    await connection.end();
  });
  await server.start();
  return server;
}

/** The Redis of the test run, or one of our own, and a prefix that no other suite has; emptied at the end. */
export function useRedis(): { readonly url: string; readonly prefix: string } {
  const prefix = `test:${randomBytes(6).toString('hex')}:`;
  const given = useServer('CARILLON_REDIS_URL', privateRedis, async (url) => {
    const redis = new Redis(url);
    for await (const keys of redis.scanStream({ match: `${prefix}*` }) as AsyncIterable<string[]>)
      if (keys.length > 0) await redis.unlink(...keys);
    redis.disconnect();
  });
  return {
    prefix,
    get url() {
      return given.url();
    },
  };
}

/** A link that a slow machine does not break. */
export const patientLink = (url: string): RedisLink =>
  new RedisLink({ url, name: 'test', onError: () => undefined, answerWithinMs: PATIENCE_MS });

/** An empty database of the suite's own; dropped at the end. */
export function useDatabase(): { readonly url: string } {
  const name = `carillon_test_${randomBytes(6).toString('hex')}`;
  const given = useServer('CARILLON_DB_URL', privateMariaDb, async (url) => {
    await sql(url, `DROP DATABASE IF EXISTS ${name}`);
  });
  beforeAll(async () => {
    // As latin1 as an old server makes it: our tables must say themselves what they are.
    await sql(given.url(), `CREATE DATABASE ${name} CHARACTER SET latin1`);
  });
  return {
    get url() {
      return databaseUrl(given.url(), name);
    },
  };
}

/** The same with our tables in it, and opened. */
export function useTables(onOpen: (db: Knex) => void): { readonly url: string } {
  const database = useDatabase();
  let db: Knex;
  beforeAll(async () => {
    db = openDatabase(database.url, () => undefined);
    await migrate(db);
    onOpen(db);
  });
  afterAll(() => db.destroy());
  return database;
}

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** One statement, on the server itself. */
export async function sql(serverUrl: string, statement: string): Promise<void> {
  const url = new URL(serverUrl);
  const connection = await createConnection({
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  });
  await connection.query(statement);
  await connection.end();
}

function useServer(
  variable: string,
  make: () => Promise<PrivateServer>,
  clean: (url: string) => Promise<void>,
): { url(): string } {
  let own: PrivateServer | undefined;
  let url = process.env[variable] ?? '';
  beforeAll(async () => {
    if (url !== '') return;
    own = await make();
    url = own.url;
  });
  afterAll(async () => {
    if (own) await own.remove();
    else await clean(url);
  });
  return { url: () => url };
}

class Server implements PrivateServer {
  private child: ChildProcess | undefined;

  constructor(
    private readonly folder: string,
    readonly url: string,
    private readonly program: string,
    private readonly args: readonly string[],
    private readonly ping: () => Promise<void>,
  ) {}

  async start(): Promise<void> {
    const child = spawn(this.program, this.args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    const gone = new Promise<never>((_, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`${this.program} ended with ${String(code)}: ${said}`)));
    });
    gone.catch(() => undefined); // it ends one day, long after it started
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      await Promise.race([gone, pause(50)]);
      try {
        await this.ping();
        return;
      } catch (error) {
        if (performance.now() > until) throw new Error(`${this.program} does not answer: ${said}`, { cause: error });
      }
    }
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
