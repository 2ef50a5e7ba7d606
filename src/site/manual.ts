import { z } from 'zod';
import { limitShape } from '../flow/read-steps';
import type { AnyStepKind, StepManual } from '../flow/step';
import { stepKinds, stepNames, type StepName } from '../flow/steps/registry';
import { formsOf, settingsOf, shortFormsOf, wordsOf } from './setting-words';

const GROUPS: Readonly<Record<StepManual['group'], string>> = {
  talk: 'Talk: what the caller hears',
  ask: 'Ask: what the caller presses',
  know: 'Know: what the flow finds out and keeps',
  decide: 'Decide: where the call goes on',
  reach: 'Reach: people, and what goes out',
  flow: 'Flow: beginnings, ends and settings of the house',
};

const MADE = '<!-- Made from the code by `carillon manual --write`; change the step in src/flow/steps instead. -->';

/** The manual of steps as Markdown: a page for each step, and `README.md` that lists them; by file name. */
export function manualPages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexPage()],
    ...stepNames.map((name): [string, string] => [`${name}.md`, stepPage(name)]),
  ]);
}

function indexPage(): string {
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => {
    const names = stepNames.filter((name) => groupOf(name) === group);
    if (names.length === 0) return [];
    const rows = names.map((name) => [`[\`${name}\`](${name}.md)`, kindOf(name).about]);
    return [`## ${title}`, table(['Step', 'What it does'], rows)];
  });
  return page([
    '# Steps of a flow',
    'A label of a flow holds steps, run from top to bottom. A step is written `- name: settings`, or `- name` where it needs none. An exit that is given no label leads to the step below; below the last one the flow ends.',
    ...groups,
    '## What every step may have',
    'These stand beside the step, not among its settings: `- queue: { name: sales }` and below it, as far in as `queue`, `max: 10m`.',
    settingsTable(z.strictObject(limitShape)),
  ]);
}

/** One step: what it does, an example, how it is written, its settings, its exits. */
export function stepPage(name: StepName): string {
  const { about, manual } = kindOf(name);
  const exits = Object.entries(manual?.exits ?? {}).map(([exit, when]) => [`\`${exit}\``, when]);
  const settings = settingsTable(kindOf(name).schema);
  return page([
    `# ${name}`,
    about,
    ...(manual ? [code(manual.example)] : []),
    '## How it is written',
    list(shapesOf(name)),
    ...(settings === '' ? [] : ['## Settings', settings]),
    '## Exits',
    exits.length > 0 ? table(['Exit', 'Taken when'], exits) : 'None: nothing runs after it.',
    ...(manual?.notes && manual.notes.length > 0 ? ['## Good to know', list(manual.notes)] : []),
    'It may have `max` and `too_long` beside it, as [every step](README.md#what-every-step-may-have). [All steps](README.md)',
  ]);
}

const kindOf = (name: StepName): AnyStepKind => stepKinds[name];
const groupOf = (name: StepName): StepManual['group'] => kindOf(name).manual?.group ?? 'flow';

function shapesOf(name: StepName): readonly string[] {
  const { schema, blocks = [] } = kindOf(name);
  return [
    ...(kindOf(name).bare === undefined ? [] : [`\`- ${name}\``]),
    ...shortFormsOf(schema).flatMap((kind) =>
      kind === 'nothing' ? [] : [`\`- ${name}: …\` with ${withArticle(kind)}`],
    ),
    ...formsOf(schema).map((settings) => `\`- ${name}: { ${keysOf(settings).join(', ')} }\``),
    ...blocks.map((block) => `\`${block}:\` beside \`${name}:\` with steps, one step, or a label`),
  ];
}

/** Those that must be there, and a sign that there may be more. */
function keysOf(settings: ReturnType<typeof settingsOf>): readonly string[] {
  const needed = [...settings].filter(([, setting]) => wordsOf(setting).needed).map(([key]) => key);
  return needed.length < settings.size ? [...needed, '…'] : needed;
}

const withArticle = (kind: string): string => {
  if (kind.includes(',')) return `one of ${kind}`;
  return kind.includes(' or ') || kind === 'prompts' ? kind : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
};

/** The settings of a mapping, those within them as `outer.inner`; '' where there are none. */
function settingsTable(schema: z.core.$ZodType): string {
  const rows = rowsOf(schema, '');
  return rows.length === 0 ? '' : table(['Setting', 'Value', 'Without it', 'Meaning'], rows);
}

function rowsOf(schema: z.core.$ZodType, above: string): readonly (readonly string[])[] {
  return [...settingsOf(schema)].flatMap(([key, setting]) => {
    const { kind, about, standard } = wordsOf(setting);
    const without = isNeeded(schema, key) ? '*needed*' : standard === undefined ? '' : `\`${standard}\``;
    return [[`\`${above}${key}\``, kind, without, about], ...rowsOf(setting, `${above}${key}.`)];
  });
}

/** In whichever form it is written. */
const isNeeded = (schema: z.core.$ZodType, key: string): boolean =>
  formsOf(schema).every((form) => {
    const setting = form.get(key);
    return setting !== undefined && wordsOf(setting).needed;
  });

// ── Markdown ────────────────────────────────────────────────────────────────────────────────────────────────────────

const page = (parts: readonly string[]): string => `${[MADE, ...parts].join('\n\n')}\n`;
const code = (yaml: string): string => `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``;
const list = (entries: readonly string[]): string => entries.map((entry) => `- ${entry}`).join('\n');

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}
