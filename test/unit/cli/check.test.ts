import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toneWav } from '../../../src/phone/wav';
import { OFFICE } from '../site/office';
import { folder, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

/** The example office in a folder of its own, with some files changed. */
function site(changes: Readonly<Record<string, string | Buffer>> = {}): string {
  const made = folder();
  cpSync(OFFICE, made, { recursive: true });
  for (const [path, content] of Object.entries(changes)) {
    mkdirSync(dirname(join(made, path)), { recursive: true });
    writeFileSync(join(made, path), content);
  }
  return made;
}

const BROKEN = 'flow: news\nstart: helo\nsteps:\n  hello:\n    - anser\n    - play: news/today\n';

describe('carillon check', () => {
  test('says what it has checked when there is no mistake', async () => {
    const world = new TestWorld();
    expect(await world.carillon('check')).toBe(0);
    expect(world.out).toMatch(
      /^examples\/office: \d+ flows, \d+ numbers, \d+ queues, \d+ agents: no mistakes, revision [0-9a-f]{12}\n$/,
    );
    expect(world.asked).toEqual([]);
  });

  test('takes the folder from CARILLON_SITE, and the one that is named before that', async () => {
    const world = new TestWorld();
    world.env['CARILLON_SITE'] = site({ 'site.yaml': 'site: [\n' });
    expect(await world.carillon('check')).toBe(1);
    expect(await world.carillon('check', OFFICE)).toBe(0);
  });

  test('of one file it says only what is wrong there', async () => {
    const broken = site({
      'flows/news.yaml': BROKEN,
      'flows/lost.yaml': 'flow: lost\nstart: a\nsteps: { a: [ hangup ] }\n',
    });
    const told = async (...args: readonly string[]): Promise<{ code: number; out: string }> => {
      const world = new TestWorld();
      const code = await world.carillon('check', ...args);
      return { code, out: (world.out + world.err).replaceAll(/[^\s=]*carillon-cli-\w+/g, 'SITE') };
    };
    expect(await told(join(broken, 'flows/main.yaml'))).toEqual({
      code: 0,
      out: 'SITE/flows/main.yaml: no mistakes; elsewhere in SITE: 2 errors, 0 warnings\n',
    });
    const news = await told(join(broken, 'flows/news.yaml'));
    expect(news.code).toBe(1);
    expect(news.out).toMatch(/^SITE\/flows\/news.yaml:2:8: error FLOW003/);
    expect(news.out).toMatch(/\n\nSITE\/flows\/news.yaml: 2 errors, 0 warnings\n$/);
    expect((await told('flows/main.yaml')).out).toBe('examples/office/flows/main.yaml: no mistakes\n');
    expect(await told('flows/mian.yaml')).toMatchObject({ code: 2, out: expect.stringContaining('there is no file') });
  });

  test('a flow file that lies in no site', async () => {
    const alone = folder();
    writeFileSync(join(alone, 'news.yaml'), BROKEN);
    writeFileSync(
      join(alone, 'good.yaml'),
      'flow: good\nstart: a\nsteps: { a: [ { queue: nowhere }, { play: x } ] }\n',
    );
    writeFileSync(join(alone, 'other.yaml'), 'a: 1\n');
    const world = new TestWorld();
    expect(await world.carillon('check', join(alone, 'news.yaml'))).toBe(1);
    expect(world.out).toContain('news.yaml:2:8: error FLOW003');
    expect(await world.carillon('check', join(alone, 'good.yaml'))).toBe(0);
    expect(world.out).toContain('good.yaml: no mistakes; it lies in no site, so queues, prompts');
    expect(await world.carillon('check', join(alone, 'other.yaml'))).toBe(2);
    expect(world.err).toContain(
      'other.yaml lies in no site folder: none above it holds a site.yaml, and it is no flow',
    );
  });

  test('shows each mistake with its line and a caret', async () => {
    const world = new TestWorld();
    const broken = site({ 'flows/news.yaml': BROKEN, 'numbers.yaml': 'numbers:\n  0123: { flow: news }\n' });
    expect(await world.carillon('check', broken)).toBe(1);
    expect(world.out.replaceAll(/[^\s=]*carillon-cli-\w+/g, 'SITE')).toBe(
      [
        'SITE/flows/news.yaml:2:8: error FLOW003 there is no label helo in this flow (did you mean "hello"?); labels are hello',
        '    2 | start: helo',
        '               ^',
        'SITE/flows/news.yaml:5:7: error FLOW001 "anser" is no step (did you mean "answer"?)',
        '    5 |     - anser',
        '              ^',
        'SITE/numbers.yaml:2:3: error YAML003 0123 without quotes is the number 123 to YAML; write it in quotes: "0123"',
        '    2 |   0123: { flow: news }',
        '          ^',
        '',
        'SITE: 3 errors, 0 warnings',
        '',
      ].join('\n'),
    );
  });

  test('a warning is no mistake, unless one is strict', async () => {
    const world = new TestWorld();
    const warned = site({
      'flows/news.yaml': 'flow: news\nself_service: true\nstart: a\nsteps:\n  a: [hangup]\n  b: [hangup]\n',
    });
    expect(await world.carillon('check', warned)).toBe(0);
    expect(world.out).toContain('warning FLOW004 nothing leads to the label b');
    expect(world.out).toMatch(/: 0 errors, 1 warning; it can be published as revision [0-9a-f]{12}\n$/);
    expect(await world.carillon('check', warned, '--strict')).toBe(1);
  });

  test('recordings stand for texts; one that cannot be played is a mistake', async () => {
    const world = new TestWorld();
    const recorded = site({
      'flows/news.yaml': 'flow: news\nself_service: true\nstart: a\nsteps:\n  a:\n    - play: [mine/one, mine/two]\n',
      'prompts/en/mine/one.wav': toneWav(400, 100),
      'prompts/en/mine/two.wav': Buffer.from('ID3 this is music'),
    });
    expect(await world.carillon('check', recorded)).toBe(1);
    expect(world.out).toContain(
      'prompts/en/mine/two.wav:1:1: error SITE032 this recording cannot be played: it is no WAV file, although its name says so; it looks like MP3; save it as WAV (PCM, 16 bit), or remove it',
    );
    expect(world.out).not.toContain('mine/one');
    expect(world.out).not.toContain('FLOW007');
    expect(world.out).toMatch(/: 1 error, \d+ warnings\n$/);
  });

  test('for programs: JSON', async () => {
    const world = new TestWorld();
    expect(await world.carillon('check', '--format', 'json')).toBe(0);
    expect(JSON.parse(world.out)).toMatchObject({ folder: 'examples/office', ok: true, problems: [] });
    world.out = '';
    const broken = site({ 'flows/news.yaml': BROKEN });
    expect(await world.carillon('check', broken, '--format=json')).toBe(1);
    const { ok, revision, problems } = JSON.parse(world.out);
    expect({ ok, revision }).toEqual({ ok: false, revision: null });
    expect(problems[0]).toEqual({
      file: 'flows/news.yaml',
      line: 2,
      col: 8,
      severity: 'error',
      code: 'FLOW003',
      message: 'there is no label helo in this flow (did you mean "hello"?); labels are hello',
    });
  });

  test('for GitHub: workflow commands', async () => {
    const world = new TestWorld();
    const broken = site({ 'site.yaml': 'site: "100% ours"\nlangauge: en\n' });
    expect(await world.carillon('check', broken, '--format', 'github')).toBe(1);
    expect(world.out.replaceAll(/[^\s=]*carillon-cli-\w+/g, 'SITE').split('\n')[0]).toContain(
      '::error file=SITE/site.yaml,line=2,col=1,title=SITE002::unknown setting "langauge" (did you mean "language"?); possible are site, language, numbering, headers, speech, retention, pin_locks, music',
    );
  });

  test('a folder that is none, or holds none, is a wrong call', async () => {
    const world = new TestWorld();
    expect(await world.carillon('check', 'no/such/folder')).toBe(2);
    expect(world.err).toBe(
      'carillon: no/such/folder is no folder; name the folder that holds site.yaml, or set CARILLON_SITE\n',
    );
    expect(await world.carillon('check', folder())).toBe(2);
    expect(world.err).toContain('holds no .yaml file');
    expect(await world.carillon('check', '--format', 'xml')).toBe(2);
    expect(world.err).toContain("argument 'xml' is invalid. Allowed choices are text, json, github, sarif.");
  });

  test('colours only where somebody looks', async () => {
    const world = new TestWorld();
    world.stdout.isTTY = true;
    await world.carillon('check');
    expect(world.out).toContain('\u001b[32mno mistakes\u001b[39m');
    world.env['NO_COLOR'] = '1';
    world.out = '';
    await world.carillon('check');
    expect(world.out).not.toContain('\u001b');
  });
});
