import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folder, json, problem, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

const AT = new Date(2026, 10, 21, 9, 3, 7).getTime();
const version = (number: number, more: object = {}) => ({
  number,
  revision: `abc00000000${number}`,
  author: 'olga@laptop (admin)',
  message: 'New hours',
  at: AT,
  from: 'folder',
  basedOn: number - 1,
  takenAt: AT,
  ...more,
});
const none = {
  arrived: 0,
  ended: 0,
  answered: 0,
  abandoned: 0,
  selfServed: 0,
  failed: 0,
  troubled: 0,
  problems: 0,
  reachedAgent: 0,
  toAgentMs: 0,
};
const view = (more: object = {}) => ({
  revision: 'abc000000007',
  loadedAt: AT,
  version: version(7),
  lastReload: { at: AT, taken: true, by: 'olga', why: '', problems: [] },
  folder: { revision: 'abc000000007', lookedAt: AT, changes: [], problems: [], behind: false },
  canary: null,
  lastCanary: null,
  unkept: 0,
  ...more,
});
const published = (more: object = {}) => ({ is: 'published', version: version(8), problems: [], summary: [], ...more });

interface Told {
  readonly path: string;
  readonly body: unknown;
}

/** A Carillon that answers by these; what it was told is kept. */
function world(answers: Record<string, unknown>): { here: TestWorld; told: Told[] } {
  const told: Told[] = [];
  const here = new TestWorld(({ url, method, body }) => {
    const path = `${method} ${url.pathname.replace('/api/v1', '')}`;
    if (method !== 'GET') told.push({ path, body });
    const answer = answers[path];
    if (typeof answer === 'function') return (answer as (body: unknown) => Response)(body);
    return answer === undefined ? undefined : json(answer);
  });
  here.env['CARILLON_HOME'] = folder();
  return { here, told };
}

function site(files: Readonly<Record<string, string>>): string {
  const made = folder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, path)), { recursive: true });
    writeFileSync(join(made, path), text);
  }
  return made;
}

describe('carillon publish', () => {
  test('asks the node to take its own folder, and says what is new', async () => {
    const { here, told } = world({ 'POST /site/versions': published({ summary: ['flow main: label menu changed'] }) });
    expect(await here.carillon('publish', '-m', 'New hours')).toBe(0);
    expect(told).toEqual([
      { path: 'POST /site/versions', body: { message: 'New hours', author: 'olga@laptop', dryRun: false } },
    ]);
    expect(here.out).toBe('  flow main: label menu changed\nPublished. New calls get version 8 (abc000000008).\n');
  });

  test('sends a folder, and remembers what it was based on the next time', async () => {
    const { here, told } = world({ 'POST /site/versions': published() });
    const dir = site({ 'site.yaml': 'site: x\n', 'README.txt': 'no', '.hidden.yaml': 'no' });
    expect(await here.carillon('publish', '-m', 'One', dir)).toBe(0);
    expect(await here.carillon('publish', '-m', 'Two', dir)).toBe(0);
    expect(await here.carillon('publish', '-m', 'Three', dir, '--force')).toBe(0);
    const bodies = told.map(({ body }) => body as { files: object; base?: string | null });
    expect(bodies.map(({ base }) => base)).toEqual([undefined, 'abc000000008', null]);
    expect(bodies[0]?.files).toEqual({ 'site.yaml': 'site: x\n' });
  });

  test('sends the recordings that are missing, and those only', async () => {
    const hashes: string[] = [];
    const dir = site({ 'site.yaml': 'site: x\n', 'prompts/en/a.wav': 'sound a', 'prompts/en/b.wav': 'sound b' });
    let asked = 0;
    const { here, told } = world({
      'POST /site/versions': (body: { files: Record<string, string> }) => {
        const hash = /^sha256:(\w+) 7$/.exec(body.files['prompts/en/b.wav'] ?? '')?.[1] ?? '';
        hashes.push(hash);
        return asked++ === 0 ? problem(422, 'missing', { recordings: [{ path: 'b', hash }] }) : json(published());
      },
    });
    const answer = here.fetch;
    const sent: string[] = [];
    Object.assign(here, {
      fetch: async (input: string, init: RequestInit) => {
        if (init.method !== 'PUT') return answer(input, init);
        sent.push(`${new URL(input).pathname} ${Buffer.from(init.body as Uint8Array).toString()}`);
        return json({});
      },
    });
    expect(await here.carillon('publish', '-m', 'Sounds', dir)).toBe(0);
    expect(sent).toEqual([`/api/v1/site/recordings/${hashes[0]} sound b`]);
    expect(told).toHaveLength(2);
  });

  test('shows mistakes with their lines, and nothing was published', async () => {
    const mistake = { file: 'site.yaml', line: 1, col: 7, severity: 'error', code: 'SITE001', message: 'wrong' };
    const { here } = world({ 'POST /site/versions': () => problem(422, 'mistakes', { problems: [mistake] }) });
    const dir = site({ 'site.yaml': 'site: x\n' });
    expect(await here.carillon('publish', '-m', 'm', dir)).toBe(1);
    expect(here.lines).toEqual(['site.yaml:1:7: error SITE001 wrong', '    1 | site: x', '              ^', '']);
    expect(here.err).toBe('Not published: 1 error, 0 warnings; calls run on as before.\n');
    expect(existsSync(join(here.env['CARILLON_HOME'] ?? '', 'published.json'))).toBe(false);
  });

  test('says who published meanwhile', async () => {
    const { here } = world({
      'POST /site/versions': () =>
        problem(409, 'version 9 by boris: "Quick" was published meanwhile; to publish over it …'),
    });
    expect(await here.carillon('publish', '-m', 'm')).toBe(1);
    expect(here.err).toContain('carillon: version 9 by boris: "Quick" was published meanwhile');
  });

  test('--dry-run and --canary and --json', async () => {
    const { here, told } = world({
      'POST /site/versions': { is: 'checked', version: null, problems: [], summary: ['x'] },
    });
    await here.carillon('publish', '-m', 'm', '--dry-run', '--canary', '10%', '--base', 'abc000000007');
    expect(told[0]?.body).toMatchObject({ dryRun: true, percent: 10, base: 'abc000000007' });
    expect(here.out).toContain('It can be published: 0 errors, 0 warnings. Nothing was changed (--dry-run).');
    here.out = '';
    await here.carillon('publish', '-m', 'm', '--json');
    expect(JSON.parse(here.out)).toMatchObject({ is: 'checked', summary: ['x'] });
  });

  test('nothing new is said', async () => {
    const { here } = world({
      'POST /site/versions': { is: 'unchanged', version: version(7), problems: [], summary: [] },
    });
    expect(await here.carillon('reload')).toBe(0);
    expect(here.out).toBe('Nothing to publish: version 7 (abc000000007) runs and holds the same.\n');
  });

  test('is called wrongly', async () => {
    const { here, told } = world({});
    for (const args of [
      ['publish'],
      ['publish', '-m', ' '],
      ['publish', '-m', 'm', '--canary', '0'],
      ['publish', '-m', 'm', '--base', 'main'],
      ['publish', '-m', 'm', 'no/such/folder'],
      ['publish', '-m', 'm', folder()],
      ['rollback', '3'],
      ['rollback', 'three', '-m', 'm'],
      ['show', 'latest'],
      ['diff', 'no/such/folder'],
      ['canary', '--promote', '--stop'],
      ['versions', '--limit', '0'],
    ])
      expect([args, await here.carillon(...args)]).toEqual([args, 2]);
    expect(told).toEqual([]);
  });
});

test('carillon reload shows mistakes with the lines of the folder at hand', async () => {
  const mistake = { file: 'flows/news.yaml', line: 2, col: 7, severity: 'error', code: 'FLOW001', message: 'wrong' };
  const { here } = world({ 'POST /site/versions': () => problem(422, 'mistakes', { problems: [mistake] }) });
  here.env['CARILLON_SITE'] = site({ 'flows/news.yaml': 'flow: news\nstart: x\n' });
  expect(await here.carillon('reload')).toBe(1);
  expect(here.lines.slice(0, 2)).toEqual(['flows/news.yaml:2:7: error FLOW001 wrong', '    2 | start: x']);
});

test('carillon rollback', async () => {
  const { here, told } = world({ 'POST /site/versions/3/rollback': published() });
  expect(await here.carillon('rollback', '3', '-m', 'Back')).toBe(0);
  expect(told[0]?.body).toEqual({ message: 'Back', author: 'olga@laptop' });
  expect(here.out).toContain('New calls get version 8');
});

describe('carillon site', () => {
  test('when all is well', async () => {
    const { here } = world({ 'GET /site': view() });
    await here.carillon('site');
    expect(here.out).toBe(
      "New calls get version 7 (abc000000007) of 2026-11-21 09:03:07 by olga@laptop (admin): New hours\nThe node's folder holds the same.\n",
    );
  });

  test('when it is not', async () => {
    const problems = [{ file: 'site.yaml', line: 1, col: 1, severity: 'error', code: 'SITE001', message: 'wrong' }];
    const { here } = world({
      'GET /site': view({
        lastReload: { at: AT, taken: false, by: 'boris', why: 'the site has mistakes: 1 error, 0 warnings', problems },
        folder: {
          revision: 'x',
          lookedAt: AT,
          changes: [{ path: 'site.yaml', change: 'changed' }],
          problems,
          behind: false,
        },
        canary: { version: version(8), percent: 10, since: AT, outcomes: { base: none, canary: none } },
        unkept: 2,
      }),
    });
    await here.carillon('site');
    expect(here.lines).toEqual([
      expect.stringContaining('New calls get version 7'),
      'The last publish, 2026-11-21 09:03:07 by boris, was not taken: the site has mistakes: 1 error, 0 warnings',
      'site.yaml:1:1: error SITE001 wrong',
      expect.stringContaining('10 % of them get the canary, version 8'),
      "1 change in the node's folder is not applied; 1 error, 0 warnings.",
      '  ~ site.yaml',
      '`carillon diff` shows them, `carillon publish -m "…"` applies them.',
      '2 versions wait for the database to be kept for good',
    ]);
  });

  test('when the last canary has ended', async () => {
    const outcomes = { base: none, canary: none };
    const lastCanary = { version: version(6), at: AT, how: 'stopped-itself', by: 'Carillon', why: 'too bad', outcomes };
    const { here } = world({ 'GET /site': view({ lastCanary, version: null, folder: null }) });
    await here.carillon('site');
    expect(here.lines).toEqual([
      'New calls get revision abc000000007, which has no number: the database has not answered yet',
      'The last canary, version 6 (abc000000006), was stopped by itself 2026-11-21 09:03:07 by Carillon: too bad',
    ]);
  });
});

test.each([['versions'], ['history', '--site']])('carillon %s %s', async (...args) => {
  const versions = [version(8, { takenAt: null, from: 'sent' }), version(7)];
  const { here } = world({
    'GET /site/versions': { versions },
    'GET /site': view({
      canary: { version: version(8), percent: 10, since: AT, outcomes: { base: none, canary: none } },
    }),
  });
  expect(await here.carillon(...args)).toBe(0);
  expect(here.lines).toEqual([
    'NO          WHEN                 AUTHOR               REVISION      FROM                MESSAGE',
    ' 8  canary  2026-11-21 09:03:07  olga@laptop (admin)  abc000000008  sent, not promoted  New hours',
    ' 7  runs    2026-11-21 09:03:07  olga@laptop (admin)  abc000000007  folder              New hours',
  ]);
});

describe('carillon show', () => {
  const files = { 'site.yaml': 'site: Ö\n', 'prompts/en/a.wav': `sha256:${'ab'.repeat(32)} 4711` };
  const answers = { 'GET /site/versions/7': { version: version(7), revision: 'abc000000007', files } };

  test('lists what a version holds', async () => {
    const { here } = world(answers);
    await here.carillon('show', '7');
    expect(here.lines.slice(2)).toEqual([
      'FILE              BYTES  RECORDING',
      'prompts/en/a.wav   4711  abababababab',
      'site.yaml             9',
    ]);
  });

  test('prints a file as it was', async () => {
    const { here } = world(answers);
    await here.carillon('show', '7', 'site.yaml');
    expect(here.out).toBe('site: Ö\n');
    expect(await here.carillon('show', '7', 'sites.yaml')).toBe(2);
    expect(here.err).toContain('7 has no file sites.yaml; it has prompts/en/a.wav, site.yaml');
  });

  test('writes it into a folder', async () => {
    const { here } = world(answers);
    const into = folder();
    await here.carillon('show', '7', '--into', into);
    expect(readFileSync(join(into, 'site.yaml'), 'utf8')).toBe('site: Ö\n');
    expect(here.out).toContain('1 file written to');
    expect(here.out).toContain('1 recording of it are not written');
  });
});

describe('carillon diff', () => {
  const answers = {
    'GET /site/versions/running': {
      version: version(7),
      revision: 'a',
      files: { 'site.yaml': 'site: x\nlanguage: en\n' },
    },
    'GET /site/versions/3': { version: version(3), revision: 'b', files: { 'site.yaml': 'site: x\nlanguage: ru\n' } },
    'GET /site/versions/folder': { version: null, revision: 'a', files: { 'site.yaml': 'site: x\nlanguage: en\n' } },
  };

  test("without a word, what runs and the node's folder", async () => {
    const { here } = world(answers);
    expect(await here.carillon('diff')).toBe(0);
    expect(here.out).toBe('running and folder are the same.\n');
    expect(here.asked.sort()).toEqual(['GET /site/versions/folder', 'GET /site/versions/running']);
  });

  test('two versions, and a version with a folder of this machine', async () => {
    const { here } = world(answers);
    await here.carillon('diff', '3', 'running');
    expect(here.lines).toEqual([
      '--- a/site.yaml',
      '+++ b/site.yaml',
      '@@ -1,2 +1,2 @@',
      ' site: x',
      '-language: ru',
      '+language: en',
      '',
      '1 file from 3 to running:',
      '  site.yaml: language ru → en',
    ]);
    here.out = '';
    await here.carillon('diff', site({ 'site.yaml': 'site: x\nlanguage: en\n' }));
    expect(here.out).toContain('are the same');
  });

  test('in colours, in words only, and for programs', async () => {
    const { here } = world(answers);
    here.stdout.isTTY = true;
    await here.carillon('diff', '3', 'running');
    expect(here.out).toContain('\u001b[31m-language: ru\u001b[39m');
    here.out = '';
    await here.carillon('diff', '3', 'running', '--summary');
    expect(here.out).not.toContain('language: ru');
    here.out = '';
    await here.carillon('diff', '3', 'running', '--json');
    expect(JSON.parse(here.out)).toMatchObject({ from: '3', to: 'running', files: [{ path: 'site.yaml' }] });
  });
});

describe('carillon canary', () => {
  const outcomes = {
    base: {
      ...none,
      arrived: 90,
      ended: 80,
      answered: 60,
      abandoned: 8,
      troubled: 2,
      problems: 3,
      reachedAgent: 60,
      toAgentMs: 1_800_000,
    },
    canary: { ...none, arrived: 10, ended: 9, answered: 6, abandoned: 3 },
  };
  const running = view({ canary: { version: version(8), percent: 10, since: AT, outcomes } });

  test('compares what became of the calls', async () => {
    const { here } = world({ 'GET /site': running });
    await here.carillon('canary');
    expect(here.lines).toEqual([
      '10 % of the new calls get version 8 (abc000000008) of 2026-11-21 09:03:07 by olga@laptop (admin): New hours',
      'since 2026-11-21 09:03:07:',
      '',
      '                          RUNNING    CANARY',
      'calls                          90        10',
      'ended                          80         9',
      'answered by an agent    60 (75 %)  6 (67 %)',
      'self-served               0 (0 %)   0 (0 %)',
      'abandoned                8 (10 %)  3 (33 %)',
      'failed                    0 (0 %)   0 (0 %)',
      'troubled                  2 (3 %)   0 (0 %)',
      'flow problems per call       0.03      0.00',
      'time to an agent             0:30         –',
    ]);
  });

  test.each([
    [['--promote'], { do: 'promote', author: 'olga@laptop' }],
    [['--stop', '-m', 'bad'], { do: 'stop', why: 'bad', author: 'olga@laptop' }],
    [['--share', '25%'], { do: 'share', percent: 25, author: 'olga@laptop' }],
  ])('%j', async (args, body) => {
    const { here, told } = world({ 'GET /site': view(), 'POST /site/canary': view() });
    expect(await here.carillon('canary', ...args)).toBe(0);
    expect(told).toEqual([{ path: 'POST /site/canary', body }]);
  });
});
