// One process that tries mutants one after the other; see ../mutants.mjs.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { repository } from '../places.mjs';
import { mutated } from './mutators.mjs';
import { Suite, testFilesIn } from './suite.mjs';

const ROOM = join(repository, 'src/acd') + sep;
const tests = testFilesIn(join(repository, 'test/unit/acd'), readdirSync);
const suite = new Suite({ tests, underTest: (path) => path.startsWith(ROOM) });
// A failure is enough: it need not be the smallest one.
createRequire(join(repository, 'test/x'))('fast-check').configureGlobal({ endOnFailure: true });

process.on('message', ({ path, mutant }) => {
  void (async () => {
    const changed = path === null ? undefined : new Map([[path, mutated(readFileSync(path, 'utf8'), mutant)]]);
    const found = await suite.run(changed);
    process.send({ killedBy: found?.test ?? null, why: found === null ? null : String(found.why).slice(0, 2_000) });
  })();
});
