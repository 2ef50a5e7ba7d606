import { knex, type Knex } from 'knex';

/**
 * A pool of connections to `mysql://user:password@host:port/database`. Nothing is connected before the first query, and a
 * connection that the server dropped is replaced.
 */
export function openDatabase(url: string, onWarning: (message: string) => void): Knex {
  const { hostname, port, username, password, pathname } = new URL(url);
  return knex({
    client: 'mysql2',
    connection: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 3306 : Number(port),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
      charset: 'utf8mb4',
      // Without this a Date is written in the process's own zone; the word UTC is not understood.
      timezone: 'Z',
      supportBigNumbers: true,
      bigNumberStrings: true,
      connectTimeout: 3_000,
      enableKeepAlive: true,
    },
    pool: { min: 0, max: 10, afterCreate: prepare },
    acquireConnectionTimeout: 5_000,
    // Its own words go to the console; whoever asked has the error as well.
    log: { warn: onWarning, error: onWarning, deprecate: onWarning, debug: onWarning },
  });
}

interface Connection {
  query(sql: string, done: (error: Error | null) => void): void;
}

/** The same manners on MariaDB and MySQL, whatever the server's own settings. */
function prepare(connection: Connection, done: (error: Error | null, connection: Connection) => void): void {
  const settings = [
    "time_zone = '+00:00'",
    "sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    'innodb_lock_wait_timeout = 10',
  ];
  connection.query(`SET ${settings.join(', ')}`, (error) => {
    if (error) {
      done(error, connection);
      return;
    }
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', (failed) => done(failed, connection));
  });
}
