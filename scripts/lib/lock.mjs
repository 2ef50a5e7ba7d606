import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { Failure } from './failure.mjs';
import { shown } from './places.mjs';

/**
 * One start a home. The lock is a socket with a name that only the kernel keeps: it is gone with its owner, however that
 * ended, so nobody ever has to clear it away. Who asks it is told who holds it.
 */
export async function lock(home) {
  const path = realpathSync(home.folder);
  const name = `\0carillon-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  const server = createServer((socket) => socket.on('error', () => undefined).end(`${process.pid}`));
  const taken = await new Promise((resolve, reject) => {
    server.once('listening', () => resolve(false));
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(true) : reject(error)));
    server.listen(name);
  });
  if (taken)
    throw new Failure(`Carillon is already running in ${shown(home.folder)} (npm start, process ${await ask(name)}).`, {
      remedy:
        'Use that one, or run a second one elsewhere: CARILLON_HOME=FOLDER CARILLON_HTTP_PORT=8081 CARILLON_SIP_PORT=5061 npm start',
    });
  server.unref();
  return () => server.close();
}

const ANSWER_WITHIN_MS = 1_000;

function ask(name) {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(name);
    const done = () => resolve(/^\d+$/.test(said) ? said : 'unknown');
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
    socket.on('data', (data) => (said += data));
    socket.on('error', done);
    socket.on('close', done);
  });
}
