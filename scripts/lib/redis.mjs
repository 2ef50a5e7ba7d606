import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { writeWhole } from './home.mjs';
import { programPath } from './places.mjs';
import { portOf, raise } from './private-server.mjs';
import { digest } from './server.mjs';

const READY_WITHIN_MS = 60_000; // a long append-only file is read first

/** Carillon's own Redis, with what live calls need: each write kept, nothing ever thrown out for room. */
export async function startRedis(home, ports, { signal } = {}) {
  const folder = home.at('redis');
  mkdirSync(folder, { recursive: true });
  const password = home.secret('redis-password');
  const port = await portOf(home, ports, 'redis');
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(folder)}`,
    `requirepass ${password}`,
    'appendonly yes',
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    'save ""',
    'daemonize no',
  ];
  const file = home.at('redis', 'redis.conf');
  writeWhole(file, `${settings.join('\n')}\n`);
  const { server, adopted } = await raise(
    home,
    {
      name: 'redis',
      title: 'Redis',
      command: programPath('redis-server'),
      args: [file],
      folder,
      settings: digest(settings),
      ready: () => ping(port, password),
      readyWithinMs: READY_WITHIN_MS,
      remedy: 'Put right what the log tells, then start again.',
    },
    { signal },
  );
  return { server, adopted, port, url: `redis://:${password}@127.0.0.1:${port}` };
}

const ANSWER_WITHIN_MS = 1_000;

/** Resolves when a Redis with this password answers, rejects when it does not, or still reads its data. */
export function ping(port, password) {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\nQUIT\r\n`));
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
    socket.on('data', (data) => (said += data));
    socket.on('error', reject);
    socket.on('close', () => (said.includes('+PONG') ? resolve('PONG') : reject(new Error(said))));
  });
}
