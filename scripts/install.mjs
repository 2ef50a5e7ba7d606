#!/usr/bin/env node
// `npm ci --ignore-scripts`, when node_modules is not what package-lock.json asks for; with a newer npm where the machine's is too old.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { conclude } = await import('./lib/conclude.mjs');
const { Home } = await import('./lib/home.mjs');
const { homeFolder } = await import('./lib/settings.mjs');
const { npmStep } = await import('./lib/steps.mjs');

const install = async (around) => {
  await npmStep(new Home(homeFolder(process.env)).prepare(), around);
  return 0;
};
process.exit(await conclude(install));
