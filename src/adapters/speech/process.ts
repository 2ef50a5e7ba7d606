import { spawn } from 'node:child_process';
import { formatDuration, type Millis } from '../../domain/time';

/** A program that did not do its work; the message is a sentence for an admin. */
export class ProcessFailed extends Error {
  constructor(
    why: string,
    /** It is not installed, or hangs: the next text will fare no better. */
    readonly away: boolean,
  ) {
    super(why);
  }
}

export interface Running {
  readonly input: string | Buffer;
  readonly withinMs: Millis;
  readonly signal?: AbortSignal;
}

/** Half an hour of what we make; more is a program gone wild. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_WORDS = 2_000;

/** How to get a program that is no Debian package. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'RHVoice-test': 'Debian has no package of it, see rhvoice.org',
};

/**
 * Runs a program over an input that it reads on stdin (nothing of it is seen in a list of processes), and returns its
 * output. Rejects with `ProcessFailed`; the program does not outlive `withinMs` or the signal.
 */
export function run(program: string, args: readonly string[], running: Running): Promise<Buffer> {
  const { input, withinMs, signal } = running;
  const tooLong = AbortSignal.timeout(withinMs);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      signal: signal ? AbortSignal.any([signal, tooLong]) : tooLong,
      killSignal: 'SIGKILL',
    });
    const output: Buffer[] = [];
    let bytes = 0;
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) child.kill('SIGKILL');
      else output.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-MOST_WORDS);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(sayWhy(error, program, withinMs, signal?.aborted ?? false));
    });
    child.on('close', (code, killed) => {
      if (code === 0 && bytes <= MOST_BYTES) resolve(Buffer.concat(output));
      else if (bytes > MOST_BYTES) reject(new ProcessFailed(`${program} gave more than anybody can hear`, false));
      else reject(new ProcessFailed(`${program}: ${lastLine(words) ?? `it ended with ${code ?? killed}`}`, false));
    });
    // A program that ends before it has read everything says why on stderr, and by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function sayWhy(error: NodeJS.ErrnoException, program: string, withinMs: Millis, calledOff: boolean): ProcessFailed {
  if (error.code === 'ENOENT')
    return new ProcessFailed(
      `${program} is not installed: ${ELSEWHERE[program] ?? `apt-get install ${program}`}`,
      true,
    );
  if (error.code !== 'ABORT_ERR') return new ProcessFailed(`${program}: ${error.message}`, true);
  if (calledOff) return new ProcessFailed(`${program} was called off`, false);
  return new ProcessFailed(`${program} did not end within ${formatDuration(withinMs)}`, true);
}

const lastLine = (words: string): string | undefined =>
  words
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
