import { fork } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { mutantsOf } from './mutants/mutators.mjs';
import { Types } from './mutants/types.mjs';
import { repository } from './places.mjs';

const ROOM = join(repository, 'src/acd');
const WORKER = join(repository, 'scripts/lib/mutants/worker.mjs');

/**
 * `npm run mutants -- [FILE …] [--jobs N] [--json FILE]`: puts one small bug after the other into the files of src/acd and looks
 * whether the compiler or the unit tests of acd find it. Gives the exit code: 1 when the tests fail without any bug.
 */
export async function mutants(args) {
  const { files, jobs, json } = asked(args);
  const workers = Array.from({ length: jobs }, () => new Worker());
  try {
    const usual = await workers[0].tries(null, null);
    if (usual.killedBy !== null) {
      console.error(`the tests fail without any mutant: ${usual.killedBy}\n${usual.why}`);
      return 1;
    }
    const types = new Types(join(repository, 'tsconfig.json'));
    const rows = [];
    for (const file of files) rows.push(await tryFile(file, workers, types));
    report(rows);
    if (json !== null) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  } finally {
    for (const worker of workers) worker.stop();
  }
}

function asked(args) {
  const value = (name, usual) => (args.includes(name) ? args[args.indexOf(name) + 1] : usual);
  const taken = new Set(['--jobs', '--json'].flatMap((name) => (args.includes(name) ? [name, value(name)] : [])));
  const named = args.filter((arg) => !taken.has(arg)).map((arg) => basename(arg, '.ts'));
  const all = readdirSync(ROOM).filter((name) => name.endsWith('.ts'));
  const files = named.length === 0 ? all : all.filter((name) => named.includes(basename(name, '.ts')));
  return {
    files: files.map((name) => join(ROOM, name)),
    jobs: Number(value('--jobs', 1)),
    json: value('--json', null),
  };
}

async function tryFile(path, workers, types) {
  const text = readFileSync(path, 'utf8');
  const left = mutantsOf(path, text);
  const row = { file: basename(path), killed: 0, uncompiled: 0, survivors: [] };
  const one = async (worker) => {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      if (!types.allows(path, text, mutant)) row.uncompiled += 1;
      else if ((await worker.tries(path, mutant)).killedBy === null) row.survivors.push(mutant);
      else row.killed += 1;
    }
  };
  await Promise.all(workers.map(one));
  row.survivors.sort((a, b) => a.start - b.start);
  console.log(lineOf(row));
  for (const each of row.survivors)
    console.log(`    ${row.file}:${each.line} ${each.kind}: ${short(each.was)} → ${short(each.now)}`);
  return row;
}

const share = ({ killed, survivors }) => (100 * killed) / Math.max(1, killed + survivors.length);

const lineOf = (row) =>
  `${row.file.padEnd(16)} ${share(row).toFixed(1).padStart(5)} %  of ${row.killed + row.survivors.length} caught, ` +
  `${row.survivors.length} not; ${row.uncompiled} more do not compile`;

const short = (text) => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 90 ? `${line.slice(0, 87)}...` : line;
};

function report(rows) {
  const sum = {
    file: 'all',
    killed: rows.reduce((so, { killed }) => so + killed, 0),
    uncompiled: rows.reduce((so, { uncompiled }) => so + uncompiled, 0),
    survivors: rows.flatMap(({ survivors }) => survivors),
  };
  console.log(`\n${rows.map(lineOf).join('\n')}\n${lineOf(sum)}`);
}

/** A process that tries mutants; one that a mutant breaks is replaced. */
class Worker {
  #child;

  tries(path, mutant) {
    this.#child ??= fork(WORKER, {
      execArgv: ['--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const child = this.#child;
    return new Promise((resolve) => {
      const answered = (found) => {
        child.off('exit', broke);
        resolve(found);
      };
      const broke = () => {
        child.off('message', answered);
        this.#child = undefined;
        resolve({ killedBy: 'the process', why: 'it broke down' });
      };
      child.once('message', answered).once('exit', broke);
      child.send({ path, mutant });
    });
  }

  stop() {
    this.#child?.kill();
  }
}
