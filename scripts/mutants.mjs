#!/usr/bin/env node
// npm run mutants: whether the tests of the floor find the bugs that are put into it. See lib/mutants.mjs.
import { requireNode } from './lib/node-version.mjs';

requireNode();
process.env['CARILLON_TEST_RUNS'] ??= '100';
const { mutants } = await import('./lib/mutants.mjs');
process.exit(await mutants(process.argv.slice(2)));
