import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lib } from './lib';

interface Settings {
  readonly home: string;
  readonly site: string;
  readonly prompts: string;
  readonly httpPort: number;
  readonly sipPort: number;
  readonly database?: string;
  readonly adminToken?: string;
}
const { readSettings } = lib('settings') as { readSettings: (env: Record<string, string>, folder: string) => Settings };

const repository = join(__dirname, '../../..');
const read = (env: Record<string, string>): Settings => readSettings(env, repository);

/** What a newcomer with these settings is told. */
function told(env: Record<string, string>): string[] {
  try {
    read(env);
  } catch (error) {
    const { message, lines } = error as { message: string; lines: string[] };
    return [message, ...lines];
  }
  return [];
}

describe('what npm start takes from the environment', () => {
  it('needs nothing', () => {
    expect(read({})).toMatchObject({
      home: join(repository, '.carillon'),
      site: join(repository, 'examples/office'),
      prompts: join(repository, '.carillon/prompts'),
      httpPort: 8080,
      sipPort: 5060,
    });
  });

  it('takes an empty setting for none', () => {
    expect(read({ CARILLON_HTTP_PORT: '', CARILLON_HOME: '', CARILLON_DB_URL: '' })).toMatchObject({ httpPort: 8080 });
  });

  it('keeps the prompts in the home', () => {
    expect(read({ CARILLON_HOME: '/srv/c' }).prompts).toBe('/srv/c/prompts');
  });

  it.each(['0', '65536', '80a', '-1', '08080', ' 80'])('refuses %j as a port', (port) => {
    expect(told({ CARILLON_SIP_PORT: port })).toEqual([
      `CARILLON_SIP_PORT is "${port}"; expected: a port, 1 to 65535.`,
    ]);
  });

  it('tells all that is wrong at once', () => {
    expect(told({ CARILLON_HTTP_PORT: 'x', CARILLON_SITE: 'nowhere' })).toEqual([
      '2 settings are wrong.',
      'CARILLON_HTTP_PORT is "x"; expected: a port, 1 to 65535',
      `CARILLON_SITE is ${join(repository, 'nowhere')}; expected: a site folder, like examples/office`,
    ]);
  });

  it('never shows a value that holds a password', () => {
    const said = told({ CARILLON_DB_URL: 'postgres://u:hush@db/x', CARILLON_ADMIN_TOKEN: 'hush' }).join('\n');
    expect(said).toContain(
      'CARILLON_DB_URL is wrong; expected: an address like mysql://user:password@host:3306/carillon',
    );
    expect(said).toContain('CARILLON_ADMIN_TOKEN is wrong; expected: 16 characters or more');
    expect(said).not.toContain('hush');
  });

  it('wants the password of an Asterisk that is named, and a name for a password', () => {
    expect(told({ CARILLON_ARI_URL: 'http://pbx:8088' })[0]).toContain('CARILLON_ARI_PASSWORD is not');
    expect(told({ CARILLON_ARI_PASSWORD: 'x' })[0]).toContain('CARILLON_ARI_URL is not');
  });

  describe('from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'carillon-settings-'));
    const file = join(folder, 'url');
    afterAll(() => rmSync(folder, { recursive: true }));

    it('reads a setting from the file that _FILE names', () => {
      writeFileSync(file, 'mysql://u:p@db/carillon\n');
      expect(read({ CARILLON_DB_URL_FILE: file }).database).toBe('mysql://u:p@db/carillon');
    });

    it('says which file cannot be read', () => {
      expect(told({ CARILLON_DB_URL_FILE: join(folder, 'none') })).toEqual([
        `CARILLON_DB_URL_FILE is ${join(folder, 'none')}, which cannot be read (ENOENT); expected: a file that holds the value.`,
      ]);
    });

    it('refuses a value and a file for one setting', () => {
      expect(told({ CARILLON_DB_URL: 'mysql://u:p@db/carillon', CARILLON_DB_URL_FILE: file })[0]).toContain('both set');
    });
  });
});
