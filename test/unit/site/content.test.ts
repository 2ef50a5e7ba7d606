import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pointerIn, readSiteContent, recordingsOf, wrongPath, type HashMemory } from '../../../src/site/content';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'carillon-content-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function holds(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

test('a version is made of texts, and of pointers to recordings', async () => {
  holds({
    'site.yaml': 'site: Ö\r\n',
    'flows/deep/er.yaml': 'flow: a\n',
    'calendars/ru.ics': 'BEGIN:VCALENDAR',
    'prompts/en/hello.wav': 'sound',
    'music/quiet.mp3': 'more sound',
    'README.md': 'no part of it',
    '.git/config.yaml': 'no part of it',
    'flows/.main.yaml.swp.yaml': 'no part of it',
  });
  const { files, recordings } = await readSiteContent(folder);
  const hash = createHash('sha256').update('sound').digest('hex');
  expect(Object.keys(files).sort()).toEqual([
    'calendars/ru.ics',
    'flows/deep/er.yaml',
    'music/quiet.mp3',
    'prompts/en/hello.wav',
    'site.yaml',
  ]);
  expect(files['site.yaml']).toBe('site: Ö\r\n');
  expect(files['prompts/en/hello.wav']).toBe(`sha256:${hash} 5`);
  expect(recordings.get(hash)).toBe(join(folder, 'prompts/en/hello.wav'));
  expect([...recordingsOf(files).keys()].sort()).toEqual(['music/quiet.mp3', 'prompts/en/hello.wav']);
});

test('a recording is read again when it has changed, and only then', async () => {
  holds({ 'prompts/en/a.wav': 'one' });
  const memory: HashMemory = new Map();
  const before = await readSiteContent(folder, memory);
  const [known] = [...memory.entries()];
  memory.set(known![0], { ...known![1], pointer: { hash: 'remembered', bytes: 3 } });
  expect((await readSiteContent(folder, memory)).files['prompts/en/a.wav']).toBe('sha256:remembered 3');
  holds({ 'prompts/en/a.wav': 'two' });
  utimesSync(join(folder, 'prompts/en/a.wav'), 1, 1);
  const after = await readSiteContent(folder, memory);
  expect(after.files).not.toEqual(before.files);
  expect(after.files['prompts/en/a.wav']).not.toContain('remembered');
});

test('what only looks like a pointer is text', () => {
  const text = `sha256:${'ab'.repeat(32)} 9`;
  expect(pointerIn('prompts/en/a.wav', text)).toEqual({ hash: 'ab'.repeat(32), bytes: 9 });
  expect(pointerIn('lists/a.yaml', text)).toBeUndefined();
  expect(pointerIn('prompts/en/a.wav', `${text}\n`)).toBeUndefined();
});

test.each(['site.yaml', 'flows/main.yaml', 'prompts/ru/привет.wav', 'calendars/a.ics', 'music/a b.mp3'])(
  '%s is a path',
  (path) => expect(wrongPath(path)).toBeNull(),
);

test.each([
  '',
  '/etc/a.yaml',
  '../a.yaml',
  'flows/../../a.yaml',
  'flows//a.yaml',
  './a.yaml',
  'flows/.a.yaml',
  'a\\b.yaml',
  'a\u0000.yaml',
  'a\n.yaml',
  'run.sh',
  'flows',
  `${'a'.repeat(200)}.yaml`,
])('%j is none', (path) => expect(wrongPath(path)).not.toBeNull());

test('a folder that is not there is said as such', async () => {
  await expect(readSiteContent(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
});
