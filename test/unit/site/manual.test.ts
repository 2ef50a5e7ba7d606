import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyStepKind } from '../../../src/flow/step';
import { stepKinds, stepNames, type StepName } from '../../../src/flow/steps/registry';
import { compileSite } from '../../../src/site/compile';
import { manualPages, stepPage } from '../../../src/site/manual';
import { settingsOf, wordsOf } from '../../../src/site/setting-words';
import { linesOf, officeWith } from './office';

const FOLDER = join(__dirname, '../../../docs/steps');
const kindOf = (name: StepName): AnyStepKind => stepKinds[name];
const exampleOf = (name: StepName): string => kindOf(name).manual?.example ?? '';

/** The example as a flow of its own in the example office, reached by a number, and by a queue where callers wait. */
function siteOf(name: StepName) {
  const example = exampleOf(name);
  const start = /^(\w+):/m.exec(example)?.[1] ?? '';
  const steps = example.replaceAll(/^(?=.)/gm, '  ');
  const takes = exampleTakes(name);
  const files = officeWith({
    'flows/example.yaml': `flow: example\nstart: ${start}\n${takes}steps:\n${steps}`,
    'flows/host.yaml': `flow: host\nstart: a\nsteps:\n  a:\n    - queue: { name: support${runsWhileWaiting(name)} }\n    - play: office/nobody\n  b:\n    - goto: a\n`,
    'lists.yaml': 'lists:\n  blacklist:\n',
    'trunks.yaml': 'trunks:\n  carrier: { endpoint: carrier, allow: ["+7*", "8*", "112", "*"], domain: sip.example }\n',
  });
  const numbers = (files['numbers.yaml'] ?? '').replace(
    /^numbers:\n/m,
    'numbers:\n  "4711": { flow: example }\n  "4712": { flow: host }\n',
  );
  // Which prompts a house has is its own affair.
  return compileSite({ ...files, 'numbers.yaml': numbers }, () => ({ has: () => true }));
}

/** Only a flow of callers who wait can leave the queue. */
const runsWhileWaiting = (name: StepName): string =>
  name === 'leave_queue' ? ', while_waiting: example, on: { message: b }' : '';

/** A flow that is called has parameters; its example says which in a comment: `# takes: { number: string }`. */
const exampleTakes = (name: StepName): string => {
  const written = /^# (takes: .+)$/m.exec(exampleOf(name))?.[1];
  return written === undefined ? '' : `${written}\n`;
};

/** A fragment need not say what comes after every end of a wait, nor lead to a person. */
const OF_WHOLE_FLOWS = /FLOW020|FLOW021/;

test('every step has its page', () => {
  expect(stepNames.filter((name) => kindOf(name).manual === undefined)).toEqual([]);
});

test.each(stepNames)('the example of %s is all right, and shows the step', (name) => {
  const mine = linesOf(siteOf(name).problems).filter((line) => line.startsWith('flows/example.yaml'));
  expect(mine.filter((line) => !OF_WHOLE_FLOWS.test(line))).toEqual([]);
  expect(exampleOf(name)).toMatch(new RegExp(`^ *- (?:${name}\\b|.*\\b${name}:)`, 'm'));
});

test.each(stepNames)('the page of %s tells of all its exits, and of no others', (name) => {
  const { site, problems } = siteOf(name);
  const nodes = [...(site?.flows.get('example')?.nodes.values() ?? [])].filter(({ kind }) => kind === name);
  expect([nodes.length > 0, problems.filter(({ severity }) => severity === 'error')]).toEqual([true, []]);
  const told = Object.keys(kindOf(name).manual?.exits ?? {});
  const open = told.filter((exit) => exit.startsWith('<'));
  const taken = new Set(nodes.flatMap(({ exits }) => [...exits.keys()]));
  taken.delete('too_long');
  // `<key>` stands for exits that the flow itself names.
  const untold = [...taken].filter((exit) => !told.includes(exit));
  expect(open.length > 0 ? [] : untold).toEqual([]);
});

test.each(stepNames)('every setting of %s says what it means', (name) => {
  const silent = (schema: AnyStepKind['schema'], above: string): string[] =>
    [...settingsOf(schema)].flatMap(([key, setting]) => [
      ...(wordsOf(setting).about === '' ? [`${above}${key}`] : []),
      ...silent(setting as AnyStepKind['schema'], `${above}${key}.`),
    ]);
  expect(silent(kindOf(name).schema, '')).toEqual([]);
});

test('docs/steps is what the code says: npm run generate', () => {
  const pages = manualPages();
  expect(readdirSync(FOLDER).sort()).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(text);
});

describe('a page', () => {
  test('has about, example, ways of writing, settings, exits and notes', () => {
    const page = stepPage('play');
    expect(page).toContain('# play\n\nPlays prompts.');
    expect(page).toContain('- `- play: …` with prompts\n- `- play: { prompts, … }`\n- `- play: { recording, … }`\n');
    expect(page).toContain('| `barge_in` | true or false | `true` | Whether a key ends it |');
    expect(page).toContain('| `next` | all has been heard, or a key ended it |');
    expect(page).toContain('## Good to know');
  });

  test('shows durations as they are written, with their range, and what is needed', () => {
    const page = stepPage('menu');
    expect(page).toContain('| `wait` | duration from 500ms to 2m | `5s` |');
    expect(page).toContain('| `keys` | keys | *needed* |');
    expect(page).toContain('| `no_input.tries` | whole number from 1 to 9 | `3` |');
  });

  test('shows a step that stands alone', () => {
    expect(stepPage('hangup')).toContain('- `- hangup`\n');
    expect(stepPage('hangup')).toContain('None: nothing runs after it.');
  });
});
