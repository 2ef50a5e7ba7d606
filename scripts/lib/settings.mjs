import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from './failure.mjs';
import { repository } from './places.mjs';

/**
 * What `npm start` takes from the environment. Only what it uses itself is checked here; Carillon checks all of it when it
 * starts. Everything that is wrong is told at once.
 */
export function readSettings(env, folder) {
  const wrong = [];
  const value = (name) => valueOf(env, name, wrong);
  const url = (name, protocols, example) =>
    checked(value(name), isUrl(protocols), name, `an address like ${example}`, wrong);
  const port = (name, otherwise) =>
    Number(checked(value(name), isPort, name, 'a port, 1 to 65535', wrong) ?? otherwise);

  const home = homeFolder(env, folder);
  const settings = {
    home,
    site: resolve(folder, value('CARILLON_SITE') ?? join(repository, 'examples/office')),
    prompts: resolve(folder, value('CARILLON_PROMPTS') ?? join(home, 'prompts')),
    httpHost: value('CARILLON_HTTP_HOST') ?? '127.0.0.1',
    httpPort: port('CARILLON_HTTP_PORT', 8080),
    sipPort: port('CARILLON_SIP_PORT', 5060),
    speaks: value('CARILLON_SPEECH') !== 'none',
    database: url('CARILLON_DB_URL', ['mysql:', 'mariadb:'], 'mysql://user:password@host:3306/carillon'),
    redis: url('CARILLON_REDIS_URL', ['redis:', 'rediss:'], 'redis://host:6379'),
    asterisk: url('CARILLON_ARI_URL', ['http:', 'https:'], 'http://127.0.0.1:8088'),
    ariUser: value('CARILLON_ARI_USER'),
    ariPassword: value('CARILLON_ARI_PASSWORD'),
    adminToken: checked(
      value('CARILLON_ADMIN_TOKEN'),
      (token) => token.length >= 16,
      'CARILLON_ADMIN_TOKEN',
      '16 characters or more',
      wrong,
    ),
    secretKey: value('CARILLON_SECRET_KEY'),
  };
  if (settings.asterisk !== undefined && settings.ariPassword === undefined)
    wrong.push('CARILLON_ARI_URL is set and CARILLON_ARI_PASSWORD is not; expected: the password of that Asterisk');
  if (settings.asterisk === undefined && (settings.ariUser ?? settings.ariPassword) !== undefined)
    wrong.push(
      'CARILLON_ARI_USER or CARILLON_ARI_PASSWORD is set and CARILLON_ARI_URL is not; expected: all three, or none for an Asterisk of our own',
    );
  if (statSync(settings.site, { throwIfNoEntry: false })?.isDirectory() !== true)
    wrong.push(`CARILLON_SITE is ${settings.site}; expected: a site folder, like examples/office`);

  if (wrong.length === 1) throw new Failure(`${wrong[0]}.`);
  if (wrong.length > 1) throw new Failure(`${wrong.length} settings are wrong.`, { lines: wrong });
  return settings;
}

export const homeFolder = (env, folder = process.cwd()) =>
  resolve(folder, env.CARILLON_HOME || join(repository, '.carillon'));

function valueOf(env, name, wrong) {
  const [plain, file] = [env[name], env[`${name}_FILE`]].map((text) => (text === '' ? undefined : text));
  if (file === undefined) return plain;
  if (plain !== undefined) {
    wrong.push(`${name} and ${name}_FILE are both set; expected: one of them`);
    return plain;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    wrong.push(`${name}_FILE is ${file}, which cannot be read (${error.code}); expected: a file that holds the value`);
    return undefined;
  }
}

function checked(value, isRight, name, expected, wrong) {
  if (value === undefined || isRight(value)) return value;
  wrong.push(`${name} is ${SECRET.test(name) ? 'wrong' : `"${value}"`}; expected: ${expected}`);
  return undefined;
}

/** Never shown: these hold passwords. */
const SECRET = /TOKEN|PASSWORD|_URL$|KEY/;

const isPort = (text) => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
const isUrl = (protocols) => (text) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== '';
