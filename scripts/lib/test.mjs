import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAsterisk } from './asterisk.mjs';
import { conclude } from './conclude.mjs';
import { programs } from './debian.mjs';
import { Stopped } from './failure.mjs';
import { Home, readJson } from './home.mjs';
import { countOf, jestRuns, total } from './jest-runs.mjs';
import { startMariaDb } from './mariadb.mjs';
import { programPath, repository } from './places.mjs';
import { PortBook } from './ports.mjs';
import { startRedis } from './redis.mjs';
import { startProcess } from './server.mjs';
import { debianStep, npmStep } from './steps.mjs';
import { aborted } from './stop.mjs';

const JEST = join(repository, 'node_modules/jest/bin/jest.js');
const CACHE = join(repository, 'node_modules/.cache/jest');
const END_WITHIN_MS = 15_000;
/** These tiers need nothing but npm's packages. */
const PURE = ['unit', 'scenarios'];

/** `npm test`: gives the exit code. */
export const test = (args, env) =>
  conclude(async (around) => {
    const home = new Home(mkdtempSync(join(tmpdir(), 'carillon-test-'))).prepare();
    const stops = [];
    try {
      const runs = jestRuns(args);
      await npmStep(home, around);
      const servers = runs.every(({ tiers }) => tiers.every((tier) => PURE.includes(tier)))
        ? {}
        : await raise(home, around, stops);
      const counts = [];
      for (const [number, run] of runs.entries())
        counts.push(
          await jest(home, { name: `jest-${number}`, args: run.args, env: { ...own(env), ...servers }, around, stops }),
        );
      return conclusion(total(counts), around.terminal);
    } finally {
      for (const stop of stops.reverse()) await stop();
      rmSync(home.folder, { recursive: true, force: true });
    }
  });

/** One Redis and one MariaDB for all; what each test keeps in them has names of its own. */
async function raise(home, around, stops) {
  const { terminal, signal } = around;
  const wanted = [...programs.redis, ...programs.mariadb, ...programs.speech, ...programs.browser];
  await debianStep(home, wanted, around);
  await terminal.step('Asterisk', async (step) => {
    step.result = `in ${await ensureAsterisk(home, { signal, progress: step.progress })}`;
  });
  const ports = new PortBook(home);
  const raised = (name, start) =>
    terminal.step(name, async (step) => {
      const { server, port, url } = await start(home, ports, { signal, throwaway: true });
      stops.push(() => server.stop(END_WITHIN_MS));
      step.result = `port ${port}`;
      return url;
    });
  return {
    CARILLON_REDIS_URL: await raised('Redis', startRedis),
    CARILLON_DB_URL: await raised('MariaDB', startMariaDb),
    CHROMIUM: programPath('chromium'),
  };
}

/** Runs jest to its end, in a process group of its own, so that nothing that a test started outlives it. */
async function jest(home, { name, args, env, around, stops }) {
  const report = home.at(`${name}.json`);
  const temporary = home.at('tmp'); // so that what tests leave lying goes with the home
  mkdirSync(temporary, { recursive: true });
  const usual = ['--passWithNoTests', '--json', `--outputFile=${report}`, `--cacheDirectory=${CACHE}`];
  const { server } = startProcess(home, {
    name,
    command: process.execPath,
    args: [JEST, ...usual, ...args],
    folder: repository,
    env: { ...env, TMPDIR: temporary },
  });
  const stop = async () => {
    await server.stop(END_WITHIN_MS);
    server.kill(); // what its tests left
  };
  stops.push(stop);
  await Promise.race([server.gone, aborted(around.signal)]);
  if (around.signal.aborted) throw new Stopped();
  await stop();
  return countOf(readJson(report));
}

/** Settings of a Carillon that somebody runs here are no business of the tests. */
const own = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !name.startsWith('CARILLON_') || /^CARILLON_(TEST_|CACHE$|DEBIAN_MIRROR$)/.test(name),
    ),
  );

function conclusion({ passed, failed, skipped }, terminal) {
  if (passed + failed === 0) terminal.line(terminal.red('No test ran: see the names you gave.'));
  terminal.line(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return passed > 0 && failed === 0 ? 0 : 1;
}
