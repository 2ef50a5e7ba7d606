import type { SiteFiles } from '../../src/site/compile';

const LABELS = 5;

/** A large site: each flow has labels of steps as an office would write them, and leads on to the next label. */
export function manyFlows(flows: number, steps: number): SiteFiles {
  const files: Record<string, string> = {
    'site.yaml': 'site: Many flows\nlanguage: en\n',
    'numbers.yaml': `numbers:\n${list(flows, (i) => `  "${10_000 + i}": { flow: flow${i}, campaign: c${i % 20} }`)}\n`,
    'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n',
    'agents.yaml': 'agents: {}\n',
    'schedules.yaml': 'time_zone: UTC\nschedules:\n  office: { week: { mon: "09:00-18:00" } }\n',
    'connectors.yaml': 'connectors:\n  crm: { table: lists/customers.yaml }\n',
    'lists/customers.yaml': '"79990000000": { category: gold }\n',
    'prompts/en.yaml': 'said: Something is said.\nasked: Something is asked.\n',
  };
  for (let i = 0; i < flows; i++) files[`flows/flow${i}.yaml`] = flow(`flow${i}`, steps / LABELS);
  return files;
}

function flow(name: string, stepsPerLabel: number): string {
  const labels = list(LABELS, (i) => `  part${i}:\n${list(stepsPerLabel, (step) => `    - ${stepOf(step, i)}`)}`);
  return `flow: ${name}\nstart: part0\nsteps:\n${labels}\n`;
}

/** Six kinds of step, over and over; the last of a label asks where to go on. */
function stepOf(step: number, label: number): string {
  const onwards = `part${(label + 1) % LABELS}`;
  const kinds = [
    `set: { tries: "${label} + 1", who: call.ani }`,
    'play: { prompts: [said, asked], barge_in: false }',
    `if: "tries > 1 && call.ani in lists.customers"\n      then: ${onwards}`,
    'lookup: { connector: crm, key: call.ani, into: customer, within: 800ms }',
    'collect: { prompt: asked, digits: 4..8, into: number, check: size(value) > 4, no_input: { then: part0 }, no_match: { then: part0 } }',
    `menu: { prompt: asked, keys: { 1: ${onwards}, 2: part0 }, no_input: { tries: 2, then: part0 }, no_match: { tries: 2, then: part0 } }`,
  ];
  return kinds[step % kinds.length] ?? '';
}

const list = (length: number, each: (i: number) => string): string =>
  Array.from({ length }, (_, i) => each(i)).join('\n');
