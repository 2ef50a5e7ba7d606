#!/usr/bin/env node
// npm run bench: what a call costs, beside the same call in plain dialplan; docs/bench.md tells how to read it.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { bench } = await import('../test/bench/bench.mjs');
process.exit(await bench(process.argv.slice(2), process.env));
