import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonSchemaOf, schemaFile, schemaNames, schemaText } from '../../../src/site/json-schema';
import { Editor } from '../../support/language-server';
import { officeFiles as exampleFiles } from '../../support/office';
import { officeFiles } from './office';

/** What an admin's editor makes of the schemas, by the language server that editors run (yaml-language-server 1.25). */

const folder = mkdtempSync(join(tmpdir(), 'carillon-schema-'));
let editor: Editor;

beforeAll(async () => {
  for (const name of schemaNames) writeFileSync(join(folder, schemaFile(name)), schemaText(jsonSchemaOf(name)!));
  editor = await Editor.open();
});
afterAll(() => {
  editor.close();
  rmSync(folder, { recursive: true });
});

const withSchema = (name: string, text: string): string =>
  `# yaml-language-server: $schema=file://${join(folder, schemaFile(name))}\n${text}`;

/** Which schema a file of a site has. */
function schemaOf(path: string): string {
  const [, inFolder] = /^(\w+)\//.exec(path) ?? [];
  if (inFolder !== undefined) return inFolder === 'flows' ? 'flow' : inFolder;
  return path.replace(/\.yaml$/, '');
}

const HEAD = 'flow: t\nstart: a\nsteps:\n  a:\n';
/** Steps of the label `a`; the first line of theirs is line 6. */
const flow = (...lines: readonly string[]): string => withSchema('flow', HEAD + lines.join('\n') + '\n');

test('the examples are all right', async () => {
  const found = await Promise.all(
    Object.entries(officeFiles).map(async ([path, text]) => {
      const plain = text.replace(/^# yaml-language-server:.*\n/, '');
      return [path, await editor.marks(withSchema(schemaOf(path), plain))] as const;
    }),
  );
  expect(found.filter(([, marks]) => marks.length > 0)).toEqual([]);
});

describe('offers', () => {
  test('the steps, and no settings of any, where a step begins', async () => {
    const offers = await editor.offers(flow('    - |'));
    expect([...offers.keys()]).toEqual(expect.arrayContaining(['answer', 'menu', 'queue', 'play', 'if', 'hangup']));
    for (const setting of ['then', 'max', 'prompt', 'too_long']) expect([...offers.keys()]).not.toContain(setting);
    expect(offers.get('answer')).toBe('answer');
    expect(offers.get('lookup')).toMatch(/^lookup:\n +connector: \$1\n +key: \$2\n +into: \$3$/);
  });

  test('the settings of the step that it is', async () => {
    const offers = await editor.offers(flow('    - menu:', '        prompt: x', '        |'));
    expect([...offers.keys()]).toEqual(expect.arrayContaining(['keys', 'wait', 'no_input', 'barge_in']));
    expect([...offers.keys()]).not.toContain('into');
    expect(offers.get('wait')).toBe('wait: ${1:5s}');
  });

  test('then and else beside an if, and max beside every step', async () => {
    expect([...(await editor.offers(flow('    - if: "true"', '      |'))).keys()]).toEqual(
      expect.arrayContaining(['then', 'else', 'max', 'too_long']),
    );
    expect([...(await editor.offers(flow('    - hangup:', '      |'))).keys()]).not.toContain('then');
  });

  test('steps within then, values of a choice, and settings of other files', async () => {
    expect([...(await editor.offers(flow('    - if: "true"', '      then:', '        - |'))).keys()]).toContain('menu');
    expect([...(await editor.offers(flow('    - reject: |'))).keys()]).toEqual(
      expect.arrayContaining(['busy', 'congestion']),
    );
    expect([...(await editor.offers(withSchema('queues', 'queues:\n  sales:\n    |\n'))).keys()]).toEqual(
      expect.arrayContaining(['title', 'ring_for', 'announce']),
    );
    expect([...(await editor.offers(withSchema('flow', '|\n'))).keys()]).toEqual(
      expect.arrayContaining(['flow', 'start', 'steps', 'on_hangup']),
    );
  });
});

describe('explains', () => {
  test('a step, with an example', async () => {
    const said = await editor.explains(flow('    - me|nu: { prompt: x, keys: { 1: a } }'));
    expect(said).toContain('Plays a prompt and goes on by the key');
    expect(said).toContain('```yaml');
  });

  test('a setting, with what may stand there and what holds without it', async () => {
    const said = await editor.explains(flow('    - menu: { prompt: x, keys: { 1: a }, wa|it: 5s }'));
    expect(said).toContain('From the end of the prompt to the first key');
    expect(said).toContain('Duration from 500ms to 2m. Default: 5s');
  });
});

const inSteps: readonly [string, readonly string[], string | RegExp][] = [
  ['a step that there is none of', ['    - mnu: { prompt: x }'], /^6:7 This is no step\. Steps are .*menu/],
  [
    'a bare word that is no step',
    ['    - anser'],
    /^6:7 This is no step that can stand alone\. Those are answer, hangup/,
  ],
  ['a step that needs settings', ['    - play'], /^6:7 This is no step that can stand alone/],
  ['a list for a step', ['    - [answer]'], /^6:7 A step is written like "- answer"/],
  ['a number for a step', ['    - 5'], /^6:7 A step is written like "- answer"/],
  ['a setting that is missing', ['    - menu: { prompt: x }'], '6:7 Missing property "keys".'],
  ['two that are missing', ['    - lookup: { connector: crm }'], /^6:7 Missing property "key"/],
  [
    'a setting that there is none of',
    ['    - menu: { prompt: x, keys: { 1: a }, wiat: 5s }'],
    '6:42 Property wiat is not allowed.',
  ],
  [
    'settings at the indentation of the step',
    ['    - menu:', '      prompt: x'],
    /^7:7 This does not belong beside menu/,
  ],
  ['two steps in one entry', ['    - answer:', '      play: x'], /^7:7 This does not belong beside answer/],
  ['else beside a goto', ['    - goto: a', '      else: a'], /^7:7 This does not belong beside goto/],
  ['a then without steps', ['    - if: "true"', '      then:'], /^7:12 Incorrect type/],
  ['an empty list of steps', ['    - if: "true"', '      then: []'], /^7:13 Array has too few items/],
  ['a wrong step within then', ['    - if: "true"', '      then: [ { gto: a } ]'], /^7:17 This is no step/],
  [
    'a wrong step within a then within a then',
    ['    - if: "true"', '      then:', '        - if: "true"', '          then: [ anser ]'],
    /^9:19 This is no step that can stand alone/,
  ],
  [
    'a duration without a unit',
    ['    - menu: { prompt: x, keys: { 1: a }, wait: 5 }'],
    '6:48 A duration has a unit: 800ms, 5s, 10m, 1h30m.',
  ],
  [
    'a duration with a wrong unit',
    ['    - menu: { prompt: x, keys: { 1: a }, wait: 5 sec }'],
    '6:48 A duration has a unit: 800ms, 5s, 10m, 1h30m.',
  ],
  ['a wrong max of a step', ['    - answer:', '      max: 10'], '7:12 A duration has a unit: 800ms, 5s, 10m, 1h30m.'],
  [
    'a label that is no name',
    ['    - goto: Main Menu'],
    '6:13 A name has small letters, digits and _, a letter first.',
  ],
  [
    'a variable that is no name',
    ['    - collect: { prompt: x, digits: 4, into: My-Pin }'],
    '6:46 A name has small letters, digits and _, a letter first.',
  ],
  [
    'a number of digits that is none',
    ['    - collect: { prompt: x, digits: many, into: x }'],
    '6:37 How many digits: 6, or 6..8.',
  ],
  [
    'yes for true',
    ['    - collect: { prompt: x, digits: 4, into: x, secret: yes }'],
    /^6:57 Incorrect type\. Expected "boolean"/,
  ],
  ['a text for a truth', ['    - play: { prompts: x, barge_in: "no" }'], /^6:37 Incorrect type\. Expected "boolean"/],
  [
    'a setting within a setting',
    ['    - menu: { prompt: x, keys: { 1: a }, no_input: { tires: 2 } }'],
    '6:54 Property tires is not allowed.',
  ],
  [
    'too many tries',
    ['    - menu: { prompt: x, keys: { 1: a }, no_input: { tries: 20 } }'],
    /^6:61 Value is above the maximum of 9/,
  ],
  ['a key that is none', ['    - menu: { prompt: x, keys: { x: a } }'], /^6:34 String does not match the pattern/],
  ['a cause that is none', ['    - reject: bussy'], /^6:15 Value is not accepted\. Valid values: "busy"/],
  [
    'a misspelt setting of play',
    ['    - play: { prompts: x, bargein: true }'],
    '6:27 Property bargein is not allowed.',
  ],
  ['an expression that is a list', ['    - if: [call.ani]'], /^6:11 Incorrect type/],
  ['a value in set that is a mapping', ['    - set: { x: { y: 1 } }'], /^6:17 Incorrect type/],
];

const inFiles: readonly [string, string, string, string | RegExp][] = [
  ['flow', 'a head without a start', 'flow: t\nsteps: { a: [hangup] }\n', '2:1 Missing property "start".'],
  [
    'flow',
    'a misspelt key of the head',
    'flow: t\nstart: a\nsteps: { a: [hangup] }\nlangauge: en\n',
    '5:1 Property langauge is not allowed.',
  ],
  ['flow', 'a label without steps', 'flow: t\nstart: a\nsteps:\n  a:\n', /^5:5 Incorrect type\. Expected "array"/],
  ['queues', 'a queue without a title', 'queues:\n  sales: { ring_for: 15s }\n', '3:3 Missing property "title".'],
  [
    'queues',
    'a ring that is no duration',
    'queues:\n  sales: { title: Sales, ring_for: 15 }\n',
    '3:36 A duration has a unit: 800ms, 5s, 10m, 1h30m.',
  ],
  ['agents', 'an agent without a phone', 'agents:\n  anna: { name: Anna }\n', '3:3 Missing property "phone".'],
  [
    'numbers',
    'a number that leads to no flow',
    'numbers:\n  "100": { campaign: radio }\n',
    '3:3 Missing property "flow".',
  ],
  ['connectors', 'a connector of no kind', 'connectors:\n  crm: { htp: { url: x } }\n', /^3:3 Missing property/],
  ['site', 'a language that is none', 'site: x\nlanguage: english\n', /^3:11 String does not match the pattern/],
];

describe('marks', () => {
  const found = new Map<string, readonly string[]>();
  // All at once: the server waits a moment before it looks at what was typed.
  beforeAll(async () => {
    const steps = inSteps.map(async ([what, lines]) => found.set(what, await editor.marks(flow(...lines))));
    const files = inFiles.map(async ([name, what, text]) =>
      found.set(what, await editor.marks(withSchema(name, text))),
    );
    await Promise.all([...steps, ...files]);
  });

  test.each(inSteps)('%s', (what, _, wanted) => {
    expect(found.get(what)).toContainEqual(typeof wanted === 'string' ? wanted : expect.stringMatching(wanted));
    // One mistake is marked once, or once at each of the two that do not go together.
    expect(found.get(what)!.length).toBeLessThanOrEqual(2);
  });

  test.each(inFiles)('%s: %s', (_, what, __, wanted) => {
    expect(found.get(what)).toContainEqual(typeof wanted === 'string' ? wanted : expect.stringMatching(wanted));
  });
});

test('every example file names its schema', () => {
  const example = exampleFiles();
  const nameless = Object.keys(example).filter((path) => !example[path]!.startsWith('# yaml-language-server: '));
  expect(nameless).toEqual([]);
});

test('the schemas in schema/ are those of the code: carillon schema --write schema', () => {
  const shipped = join(__dirname, '../../../schema');
  expect(readdirSync(shipped).sort()).toEqual(schemaNames.map(schemaFile).sort());
  for (const name of schemaNames)
    expect(readFileSync(join(shipped, schemaFile(name)), 'utf8')).toBe(schemaText(jsonSchemaOf(name)!));
});
