import { knex, type Knex } from 'knex';
import type { ConnectorSettings } from '../../domain/connector';
import type { Json } from '../../domain/json';
import type { Connector } from '../../engine/ports/work';
import type { LookupResult } from '../../flow/command';
import { valueOf, type Environment } from './environment';

/** A database that is slow must not take all our sockets. */
const MOST_CONNECTIONS = 4;
const CONNECT_WITHIN_MS = 2_000;
/** A query that nobody waits for any more is killed after this, so that it does not hold a connection for ever. */
const LONGEST_QUERY_MS = 10_000;

/** One query for one row, in a session that can write nothing. */
export class SqlConnector implements Connector {
  private readonly db: Knex;

  constructor(
    private readonly settings: Extract<ConnectorSettings, { is: 'sql' }>,
    environment: Environment,
  ) {
    const { hostname, port, username, password, pathname } = new URL(valueOf(settings.urlFrom, environment));
    this.db = knex({
      client: 'mysql2',
      connection: {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? 3306 : Number(port),
        user: decodeURIComponent(username),
        password: decodeURIComponent(password),
        database: decodeURIComponent(pathname.slice(1)),
        charset: 'utf8mb4',
        timezone: 'Z',
        supportBigNumbers: true,
        bigNumberStrings: true,
        connectTimeout: CONNECT_WITHIN_MS,
      },
      pool: { min: 0, max: MOST_CONNECTIONS, afterCreate: makeReadOnly },
      acquireConnectionTimeout: LONGEST_QUERY_MS,
      // What goes wrong is in the result.
      log: { warn: ignored, error: ignored, deprecate: ignored, debug: ignored },
    });
  }

  async find(key: string, signal: AbortSignal): Promise<LookupResult> {
    if (signal.aborted) return tooLate;
    let stop: (() => void) | undefined;
    const late = new Promise<LookupResult>((resolve) => {
      stop = () => resolve(tooLate);
      signal.addEventListener('abort', stop);
    });
    try {
      return await Promise.race([this.ask(key), late]);
    } finally {
      if (stop) signal.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  private async ask(key: string): Promise<LookupResult> {
    try {
      const query = this.db.raw(this.settings.query, [key]).timeout(LONGEST_QUERY_MS, { cancel: true });
      const [rows] = (await query) as [readonly object[]];
      // As JSON: a date becomes its text.
      const row = rows[0] && (JSON.parse(JSON.stringify(rows[0])) as Json);
      return row === undefined ? { is: 'not-found' } : { is: 'found', value: row };
    } catch (error) {
      // The message may hold the query with the key in it; the code does not.
      const { code } = error as { readonly code?: unknown };
      return { is: 'failed', why: typeof code === 'string' ? code : 'the query failed' };
    }
  }
}

const ignored = (): void => undefined;
const tooLate: LookupResult = { is: 'failed', why: 'no answer in time' };

interface Connection {
  query(sql: string, done: (error: Error | null) => void): void;
}

function makeReadOnly(connection: Connection, done: (error: Error | null, connection: Connection) => void): void {
  connection.query('SET SESSION TRANSACTION READ ONLY', (error) => done(error, connection));
}
