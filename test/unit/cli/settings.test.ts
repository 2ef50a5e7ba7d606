import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, Usage } from '../../../src/cli/failure';
import { readSettings, siteFolder, type Settings } from '../../../src/cli/settings';
import { folder, removeFolders } from './world';

afterEach(removeFolders);

interface House {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
}

/** A repository with these files in its `.carillon`. */
function settings({ env = {}, files = {} }: House): Settings {
  const repository = folder();
  mkdirSync(join(repository, '.carillon'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(repository, '.carillon', name), content);
  return readSettings({ env, cwd: repository, repository });
}

const running = JSON.stringify({
  pid: 1,
  url: 'http://127.0.0.1:9000',
  sip: { host: '192.0.2.7', port: 5070 },
  token: 'of the card',
});

describe('where Carillon is', () => {
  test('beside us, at the usual places', () => {
    expect(settings({ files: { 'admin-token': 'kept\n' } })).toMatchObject({
      url: 'http://127.0.0.1:8080',
      token: 'kept',
      sip: { host: '127.0.0.1', port: 5060 },
    });
  });

  test('where a running npm start says', () => {
    expect(settings({ files: { 'running.json': running, 'admin-token': 'kept' } })).toMatchObject({
      url: 'http://127.0.0.1:9000',
      token: 'of the card',
      sip: { host: '192.0.2.7', port: 5070 },
    });
  });

  test('a card that was written half-way is none', () => {
    expect(settings({ files: { 'running.json': running.slice(0, 30), 'admin-token': 'kept' } }).token).toBe('kept');
  });

  test('where the environment says, before all', () => {
    const env = { CARILLON_HTTP_PORT: '8081', CARILLON_ADMIN_TOKEN: 'given', CARILLON_SIP_PORT: '5080' };
    expect(settings({ env, files: { 'running.json': running } })).toEqual({
      url: 'http://127.0.0.1:8081',
      token: 'given',
      tokenFrom: 'CARILLON_ADMIN_TOKEN',
      sip: { host: '192.0.2.7', port: 5080 },
    });
    const elsewhere = { CARILLON_URL: 'https://carillon.example/', CARILLON_ADMIN_TOKEN: 'given' };
    expect(settings({ env: elsewhere }).url).toBe('https://carillon.example');
  });

  test('secrets may stand in files', () => {
    const file = join(folder(), 'token');
    writeFileSync(file, 'from a file\n');
    expect(settings({ env: { CARILLON_ADMIN_TOKEN_FILE: file } }).token).toBe('from a file');
    expect(() => settings({ env: { CARILLON_ADMIN_TOKEN_FILE: `${file}-no` } })).toThrow(
      /^CARILLON_ADMIN_TOKEN_FILE is .*, which cannot be read/,
    );
  });

  test('in another home', () => {
    const home = folder();
    writeFileSync(join(home, 'admin-token'), 'elsewhere');
    expect(settings({ env: { CARILLON_HOME: home } }).token).toBe('elsewhere');
  });

  test('nowhere yet', () => {
    expect(() => settings({})).toThrow(Failure);
    expect(() => settings({})).toThrow(/^Carillon has never run here .* start it with `npm start`/);
  });

  test.each([
    [{ CARILLON_URL: 'carillon' }, 'CARILLON_URL is "carillon"; expected: an address like http://127.0.0.1:8080'],
    [{ CARILLON_HTTP_PORT: '80a' }, 'CARILLON_HTTP_PORT is "80a"; expected: a port, 1 to 65535'],
    [
      { CARILLON_SIP_PORT: '70000', CARILLON_ADMIN_TOKEN: 'x' },
      'CARILLON_SIP_PORT is "70000"; expected: a port, 1 to 65535',
    ],
  ])('a wrong setting is told: %j', (env, message) => {
    expect(() => settings({ env })).toThrow(new Usage(message));
  });
});

test('the site is the one that is named, or the example', () => {
  const world = { cwd: '/here', repository: '/there' };
  expect(siteFolder({ ...world, env: {} })).toBe('/there/examples/office');
  expect(siteFolder({ ...world, env: { CARILLON_SITE: 'mine' } })).toBe('/here/mine');
});
