#!/usr/bin/env node
// npm test: what the tests need, then the tests; `npm test -- ARGUMENTS` passes them on to jest. See lib/test.mjs.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { test } = await import('./lib/test.mjs');
process.exit(await test(process.argv.slice(2), process.env));
