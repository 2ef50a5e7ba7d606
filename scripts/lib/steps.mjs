import { ensureBuilt } from './build.mjs';
import { ensurePrograms } from './debian.mjs';
import { ensurePackages } from './packages.mjs';

/** The steps that `npm start`, `npm test` and `npm run build` share. */

export const debianStep = (home, wanted, { terminal, signal }) =>
  terminal.step('Debian packages', async (step) => {
    const installed = await ensurePrograms(home, wanted, { signal, progress: step.progress });
    step.result = installed.length === 0 ? 'all there' : `installed ${installed.join(', ')}`;
  });

export const npmStep = (home, { terminal, signal }) =>
  terminal.step('npm packages', async (step) => {
    step.result = (await ensurePackages(home, { signal, progress: step.progress })) ? 'installed' : 'up to date';
  });

export const buildStep = (home, { terminal, signal }) =>
  terminal.step('Build', async (step) => {
    step.result = (await ensureBuilt(home, { signal, progress: step.progress })) ? 'built' : 'up to date';
  });
