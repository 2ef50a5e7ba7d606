import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Failure, Stopped, tellingLines } from './failure.mjs';
import { signalGroup, watchGroup } from './groups.mjs';
import { writeCard } from './server.mjs';

const END_WITHIN_MS = 10_000;

/**
 * Runs a command to its end, its output going to the log `name`, and gives what it printed. `onLine` gets each line of stderr
 * as it comes. When it fails, `failure({ code, lines })` tells with what sentence and remedy. On `signal` it is ended; when it
 * must be let finish, `letFinish` is called instead.
 */
export async function run(
  home,
  name,
  [command, ...args],
  { failure, signal, cwd = home.folder, env, onLine, letFinish },
) {
  if (signal?.aborted) throw new Stopped();
  const log = home.freshLog(name);
  const file = openSync(log, 'a', 0o600);
  let clear = () => undefined;
  try {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) {
      watchGroup(child);
      const forget = letFinish === undefined ? writeCard(home, name, child.pid, cwd) : () => undefined;
      const cancel = endOn(signal, child, letFinish);
      clear = () => [forget, cancel].forEach((each) => each());
    }
    const lines = [];
    const printed = [];
    const read = (stream, each) =>
      createInterface({ input: stream }).on('line', (line) => {
        writeSync(file, `${line}\n`);
        if (line.trim() !== '') lines.push(line);
        each(line);
      });
    read(child.stdout, (line) => printed.push(line));
    read(child.stderr, (line) => onLine?.(line));
    const [code] = await once(child, 'close').catch((error) => {
      throw new Failure(`${command} could not be run (${error.code}).`, {
        remedy: 'Install it, or put it on the PATH.',
      });
    });
    if (signal?.aborted) throw new Stopped();
    if (code !== 0) {
      const { sentence, remedy, lines: told } = failure({ code, lines });
      throw new Failure(sentence, { remedy, log, lines: told ?? tellingLines(lines) });
    }
    return printed;
  } finally {
    clear();
    closeSync(file);
  }
}

function endOn(signal, child, letFinish) {
  let hard;
  const end = () => {
    if (letFinish !== undefined) return letFinish();
    signalGroup(child.pid, 'SIGTERM');
    hard = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), END_WITHIN_MS);
  };
  signal?.addEventListener('abort', end, { once: true });
  return () => {
    signal?.removeEventListener('abort', end);
    clearTimeout(hard);
  };
}
