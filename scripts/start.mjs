#!/usr/bin/env node
// npm start: everything that Carillon needs, then Carillon itself; Ctrl-C ends it all. The steps are in lib/start.mjs.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { start } = await import('./lib/start.mjs');
process.exit(await start(process.env));
