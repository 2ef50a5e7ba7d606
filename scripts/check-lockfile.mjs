#!/usr/bin/env node
// Whether package-lock.json can be installed from, by anybody, from any registry, on any machine.
import { readFileSync } from 'node:fs';
import { lockfileProblems } from './lib/lockfile.mjs';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const problems = lockfileProblems(lock);
for (const problem of problems) console.error(`package-lock.json: ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);
