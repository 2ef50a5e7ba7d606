#!/usr/bin/env node
// npm run build: the packages when they are missing, then dist/ when it is not what the sources make.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { conclude } = await import('./lib/conclude.mjs');
const { homeFolder } = await import('./lib/settings.mjs');
const { Home } = await import('./lib/home.mjs');
const { buildStep, npmStep } = await import('./lib/steps.mjs');

const build = async (around) => {
  const home = new Home(homeFolder(process.env)).prepare();
  await npmStep(home, around);
  await buildStep(home, around);
  return 0;
};
process.exit(await conclude(build));
