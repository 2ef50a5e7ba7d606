import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requirePort } from './ports.mjs';
import { repository } from './places.mjs';
import { portOf, raise } from './private-server.mjs';
import { run } from './run.mjs';
import { digest } from './server.mjs';

const SCRIPT = join(repository, 'scripts/asterisk.sh');
const READY_WITHIN_MS = 60_000;
const ARI_USER = 'carillon';

/** The root folder of an Asterisk that can be used: the machine's own, or one built in its cache. */
export async function ensureAsterisk(home, { signal, progress }) {
  const printed = await run(home, 'asterisk-ensure', [SCRIPT, 'ensure'], {
    signal,
    onLine: (line) => progress(said(line)),
    failure: lastWord,
  });
  return printed.at(-1);
}

/** Starts it with Carillon's configuration and the site's own lines. */
export async function startAsterisk(home, ports, { root, site, sipPort, signal }) {
  const folder = home.at('asterisk');
  const port = await portOf(home, ports, 'asterisk');
  const where = ['--root', root, '--home', folder];
  const password = home.secret('ari-password');
  const told = ['--http-port', `${port}`, '--sip-port', `${sipPort}`, '--ari-user', ARI_USER, '--site', site];
  await run(home, 'asterisk-render', [SCRIPT, 'render', ...where, ...told], {
    env: { ...process.env, CARILLON_ARI_PASSWORD: password },
    signal,
    failure: lastWord,
  });
  const url = `http://127.0.0.1:${port}`;
  const { server, adopted } = await raise(
    home,
    {
      name: 'asterisk',
      title: 'Asterisk',
      command: SCRIPT,
      args: ['run', ...where],
      folder,
      settings: digest(root, configuration(join(folder, 'etc'))),
      beforeStart: () => requireSipPort(sipPort),
      ready: () => booted(url, password),
      readyWithinMs: READY_WITHIN_MS,
      ownLog: join(folder, 'log/messages'),
      remedy:
        'Put right what the log tells (your own lines stand in the asterisk/ folder of the site), then start again.',
    },
    { signal },
  );
  return { server, adopted, url, user: ARI_USER, password };
}

export const requireSipPort = (port) =>
  requirePort({ kind: 'udp', port, host: '0.0.0.0', setting: 'CARILLON_SIP_PORT', purpose: 'SIP' });

const ANSWER_WITHIN_MS = 2_000;

/** ARI answers 503 until all modules are loaded. */
async function booted(url, password) {
  const credentials = Buffer.from(`${ARI_USER}:${password}`).toString('base64');
  const response = await fetch(`${url}/ari/asterisk/info?only=status`, {
    headers: { authorization: `Basic ${credentials}` },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  await response.arrayBuffer();
  return response.ok ? 'booted' : undefined;
}

const configuration = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.conf'))
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);

/** The script's errors are one line each, made for people. */
const lastWord = ({ code, lines }) => ({
  sentence: `Asterisk: ${said(lines.at(-1) ?? `scripts/asterisk.sh ended with ${code}.`)}`,
  lines: [],
});
const said = (line) => line.replace(/^(asterisk|debian-packages): */, '').trim();
