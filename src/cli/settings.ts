import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure, Usage } from './failure';
import type { World } from './world';

/** Where a running Carillon is, and what opens its door. */
export interface Settings {
  readonly url: string;
  readonly token: string;
  /** For messages: where the token came from. */
  readonly tokenFrom: string;
  readonly sip: { readonly host: string; readonly port: number };
}

type Env = World['env'];

/** What `npm start` leaves in the home for as long as it runs. */
interface RunningCard {
  readonly url?: string;
  readonly token?: string;
  /** The site folder it serves. */
  readonly site?: string;
  readonly sip?: { readonly host: string; readonly port: number };
}

/** The environment goes first, then what a running `npm start` left in the home, then the usual places. */
export function readSettings({ env, cwd, repository }: Pick<World, 'env' | 'cwd' | 'repository'>): Settings {
  const home = homeFolder({ env, cwd, repository });
  const card = runningCard(home);
  const httpPort = port(env, 'CARILLON_HTTP_PORT');
  const url =
    given(env, 'CARILLON_URL') ??
    (httpPort === undefined ? card.url : undefined) ??
    `http://127.0.0.1:${httpPort ?? 8080}`;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Usage(`CARILLON_URL is "${url}"; expected: an address like http://127.0.0.1:8080`);
  return {
    url: url.replace(/\/+$/, ''),
    ...token(env, home, card),
    sip: {
      host: given(env, 'CARILLON_SIP_HOST') ?? card.sip?.host ?? '127.0.0.1',
      port: port(env, 'CARILLON_SIP_PORT') ?? card.sip?.port ?? 5060,
    },
  };
}

/** Where Carillon keeps what it must remember on this machine. */
export function homeFolder({ env, cwd, repository }: Pick<World, 'env' | 'cwd' | 'repository'>): string {
  const home = given(env, 'CARILLON_HOME');
  return home === undefined ? join(repository, '.carillon') : resolve(cwd, home);
}

/** The site folder to check when none is named: of the environment, of the running `npm start`, or the example. */
export function siteFolder({ env, cwd, repository }: Pick<World, 'env' | 'cwd' | 'repository'>): string {
  const site = given(env, 'CARILLON_SITE');
  if (site !== undefined) return resolve(cwd, site);
  return runningCard(homeFolder({ env, cwd, repository })).site ?? join(repository, 'examples/office');
}

function token(env: Env, home: string, card: RunningCard): Pick<Settings, 'token' | 'tokenFrom'> {
  const named = given(env, 'CARILLON_ADMIN_TOKEN');
  if (named !== undefined) return { token: named, tokenFrom: 'CARILLON_ADMIN_TOKEN' };
  if (card.token !== undefined) return { token: card.token, tokenFrom: join(home, 'running.json') };
  const file = join(home, 'admin-token');
  const kept = contentOf(file)?.trim();
  if (kept === undefined || kept === '')
    throw new Failure(
      `Carillon has never run here (${file} is not there): start it with \`npm start\`. For one on another machine set CARILLON_URL and CARILLON_ADMIN_TOKEN.`,
    );
  return { token: kept, tokenFrom: file };
}

function runningCard(home: string): RunningCard {
  const text = contentOf(join(home, 'running.json'));
  if (text === undefined) return {};
  try {
    const card: unknown = JSON.parse(text);
    return typeof card === 'object' && card !== null ? card : {};
  } catch {
    // Written by a start that was killed half-way: as good as none.
    return {};
  }
}

/** A setting, or the content of the file that `<NAME>_FILE` names. */
function given(env: Env, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  const value = file === undefined || file === '' ? env[name] : contentOf(file)?.trim();
  if (value === undefined && file !== undefined && file !== '')
    throw new Usage(`${name}_FILE is ${file}, which cannot be read; expected: a file that holds the value`);
  return value === '' ? undefined : value;
}

function port(env: Env, name: string): number | undefined {
  const text = given(env, name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > 65_535)
    throw new Usage(`${name} is "${text}"; expected: a port, 1 to 65535`);
  return Number(text);
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}
