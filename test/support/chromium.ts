import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const run = promisify(execFile);

/** Debian's Chromium with a profile of its own, quiet on the network. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** Builds the floor page as it is delivered, into a folder of its own, and says where. */
export async function buildPage(): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'carillon-page-'));
  const vite = resolve(__dirname, '../../node_modules/vite/bin/vite.js');
  // A process of its own: vite is an ES module, which jest cannot load.
  const env = { ...process.env, NODE_ENV: 'production' };
  await run(process.execPath, [vite, 'build', '--outDir', out, '--emptyOutDir'], {
    cwd: resolve(__dirname, '../..'),
    env,
  });
  return out;
}
