import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsIn } from './office';

const ROOT = join(__dirname, '../../..');

const textOf = (...folders: readonly string[]): string =>
  folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => readFileSync(join(ROOT, folder, path), 'utf8')),
    )
    .join('\n');

const codesIn = (text: string): string[] => [...new Set(text.match(/\b(?:YAML|SITE|FLOW)\d{3}\b/g))].sort();

const document = readFileSync(join(ROOT, 'docs/problems.md'), 'utf8');
const known = codesIn(textOf('src'));
const sections = [...document.matchAll(/^## (\w+)$/gm)].map(([, code = '']) => code);

describe('docs/problems.md', () => {
  test('has a section for each code, and for no other', () => {
    expect([...sections].sort()).toEqual(known);
  });

  test('goes by the codes, and says first what each means', () => {
    const families = [...new Set(sections.map((code) => code.slice(0, 4)))];
    expect(sections).toEqual(families.flatMap((family) => sections.filter((code) => code.startsWith(family)).sort()));
    for (const section of document.split(/^## \w+\n/m).slice(1)) expect(section).toMatch(/^\n\*\*[A-Z]/);
  });

  test('what it calls right is right', () => {
    expect(problemsIn('    - if: \'call.name == "a: b"\'', '      then: hangup', '    - hangup')).toEqual([]);
    expect(
      problemsIn(
        '    - play: { prompts: office/closed, barge_in: false }',
        '    - menu: { prompt: office/main-menu, keys: { 1: a } }',
      ),
    ).toEqual([]);
  });
});

test('each code is provoked by a test', () => {
  expect(codesIn(textOf('test/unit/site', 'test/unit/cli'))).toEqual(known);
});
