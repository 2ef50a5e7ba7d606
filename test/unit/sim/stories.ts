import { Problems, type Problem } from '../../../src/flow/problem';
import type { Site } from '../../../src/flow/office';
import { readStories } from '../../../src/sim/story/read';
import type { Story } from '../../../src/sim/story/story';
import { tell } from '../../../src/sim/story/tell';
import { compileSite } from '../../../src/site/compile';

/** A small site: a menu, a queue for two, and what cannot be heard. */
const FILES = {
  'site.yaml': 'site: Test\n',
  'schedules.yaml': 'time_zone: UTC\n',
  'flows/main.yaml': `flow: main
start: hello
steps:
  hello:
    - lookup: { connector: crm, key: call.ani, into: customer, within: 2s, otherwise: "{}" }
    - answer
    - play: office/welcome
    - menu:
        prompt: office/menu
        keys: { 1: sales, 2: number }
        no_input: { tries: 1, then: bye }
        no_match: { tries: 1, then: bye }
  number:
    - collect: { prompt: office/number, digits: 4, into: contract }
    - goto: sales
  sales:
    - queue: { name: sales, on: { done: bye, full: full } }
    - goto: bye
  full:
    - play: office/full
    - hangup
  bye:
    - play: office/bye
    - hangup
`,
  'numbers.yaml': 'numbers:\n  "1000": { flow: main }\n  "1001": { flow: main, max_calls: 1 }\n',
  'queues.yaml':
    'queues:\n  sales: { title: Sales, max_wait: 2m, max_waiting: 2, announce: { position: true, after: 10s, every: 45s } }\n',
  'agents.yaml':
    'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n  boris: { name: Boris, phone: boris, queues: [sales] }\n',
  'connectors.yaml': 'connectors:\n  crm: { table: lists/customers.yaml }\n',
  'lists.yaml': 'lists:\n  blacklist:\n',
  'lists/customers.yaml': '"79160000001": { category: gold }\n',
  'prompts/en.yaml': ['welcome', 'menu', 'number', 'full', 'bye']
    .map((name) => `office/${name}: This is ${name}.\n`)
    .concat('queue/next: You are next.\nqueue/position: You are number\n')
    .join(''),
};

export const site: Site = compiled();

function compiled(): Site {
  const { site: made, problems } = compileSite(FILES);
  if (!made) throw new Error(problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
  return made;
}

export const GIVEN = 'given: { number: "1000", caller: "79160000009", at: "2026-11-20 10:05" }';

/** A story of these lines; `given` is of the small site unless the lines say otherwise. */
export function textOf(...lines: readonly string[]): string {
  const own = lines.some((line) => line.startsWith('given:'));
  return ['story: A test', ...(own ? [] : [GIVEN]), ...lines, ''].join('\n');
}

export function reading(text: string): { readonly stories: readonly Story[]; readonly problems: readonly Problem[] } {
  const problems = new Problems();
  const stories = readStories('stories/a.yaml', text, site, problems);
  return { stories, problems: problems.sorted() };
}

/** The mistakes of a story, as `line:col CODE message`. */
export const mistakes = (...lines: readonly string[]): readonly string[] =>
  reading(textOf(...lines)).problems.map(({ line, col, code, message }) => `${line}:${col} ${code} ${message}`);

/** Plays a story: `passed`, or where it went otherwise as `line expected …; …`. */
export async function told(...lines: readonly string[]): Promise<string> {
  const { stories, problems } = reading(textOf(...lines));
  const [story] = stories;
  if (!story) throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  const { mismatch } = await tell(story, site);
  return mismatch ? `${mismatch.place.line} expected ${mismatch.expected}; ${mismatch.happened}` : 'passed';
}
