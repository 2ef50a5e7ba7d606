import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { writeWhole } from './home.mjs';
import { programPath } from './places.mjs';
import { portOf, raise } from './private-server.mjs';
import { run } from './run.mjs';
import { digest } from './server.mjs';

const READY_WITHIN_MS = 120_000; // after a crash it repairs itself first
const USER = 'carillon';
const DATABASE = 'carillon';

/**
 * Carillon's own MariaDB, with its data in the home. `throwaway` is for tests: nothing need outlive the machine's fall, and the
 * account may make databases.
 */
export async function startMariaDb(home, ports, { signal, throwaway = false, progress } = {}) {
  const folder = home.at('mariadb');
  const data = home.at('mariadb', 'data');
  mkdirSync(folder, { recursive: true });
  // A starting server deletes all temporary tables that lie in its folder for them, also another server's.
  const temporary = home.at('mariadb', 'tmp');
  mkdirSync(temporary, { recursive: true });
  const always = [`--tmpdir=${temporary}`, ...(process.getuid() === 0 ? ['--user=root'] : [])];
  if (!existsSync(data)) {
    progress?.('making its data folder');
    await makeData(home, data, always, signal);
  }
  const password = home.secret('mariadb-password');
  const port = await portOf(home, ports, 'mariadb');
  const init = home.at('mariadb', 'init.sql');
  const statements = account(password, throwaway ? '*.*' : `${DATABASE}.*`);
  writeWhole(init, `${statements.join('\n')}\n`);
  const args = [
    '--no-defaults',
    ...always,
    `--datadir=${data}`,
    `--init-file=${init}`,
    `--socket=${home.at('mariadb', 'mariadb.sock')}`,
    `--pid-file=${home.at('mariadb', 'mariadb.pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--local-infile=0',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--default-time-zone=+00:00',
    ...(throwaway ? ['--innodb-flush-log-at-trx-commit=0'] : []),
  ];
  const { server, adopted } = await raise(
    home,
    {
      name: 'mariadb',
      title: 'MariaDB',
      command: programPath('mariadbd'),
      args,
      folder,
      settings: digest(args, statements),
      ready: () => greeting(port),
      readyWithinMs: READY_WITHIN_MS,
      remedy: 'Put right what the log tells, then start again.',
    },
    { signal },
  );
  return { server, adopted, port, url: `mysql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}` };
}

/** Made aside and then renamed, so that a data folder is never half made. */
async function makeData(home, data, always, signal) {
  const aside = `${data}.new`;
  rmSync(aside, { recursive: true, force: true });
  const options = [`--datadir=${aside}`, '--auth-root-authentication-method=socket', '--skip-test-db'];
  await run(home, 'mariadb-install', [programPath('mariadb-install-db'), '--no-defaults', ...always, ...options], {
    signal,
    failure: () => ({
      sentence: 'MariaDB could not make its data folder.',
      remedy: 'See that the disk has 200 MB of room, then start again.',
    }),
  });
  renameSync(aside, data);
}

/** Said to the server at each start, before it lets anybody in. */
const account = (password, what) => [
  `CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
  `CREATE USER IF NOT EXISTS ${USER}@'127.0.0.1';`,
  `ALTER USER ${USER}@'127.0.0.1' IDENTIFIED BY '${password}';`,
  `GRANT ALL ON ${what} TO ${USER}@'127.0.0.1';`,
];

const ANSWER_WITHIN_MS = 1_000;
const PROTOCOL_10 = 10;

/** The server greets a connection with its version once it has said all of its init file to itself. */
export function greeting(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
    socket.once('data', (data) => {
      socket.destroy();
      // Three bytes of length and one of order, then the protocol, then the version up to a zero byte.
      if (data[4] === PROTOCOL_10) resolve(data.toString('latin1', 5, data.indexOf(0, 5)));
      else reject(new Error('not the greeting of a MariaDB'));
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed without a greeting')));
  });
}
