import { everythingWith, officeFiles } from './office';

const CARRIER = { 'trunks.yaml': 'trunks:\n  carrier: { allow: ["79XXXXXXXXX"] }\n' };
const MISSES = ['callback/busy', 'callback/no-answer', 'callback/unreachable'];
const EVERYTHING = {
  ...CARRIER,
  'prompts/en.yaml': `${officeFiles['prompts/en.yaml'] ?? ''}${MISSES.map((name) => `${name}: The customer.\n`).join('')}`,
};

/** The example office with these flows, of which `t` is dialled as "9999". */
const problemsOf = (flows: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = EVERYTHING) =>
  everythingWith({
    ...files,
    ...Object.fromEntries(
      Object.entries(flows).map(([name, text]) => [`flows/${name}.yaml`, `flow: ${name}\n${text}`]),
    ),
    'numbers.yaml':
      'numbers:\n  "1000": { flow: main }\n  "9999": { flow: t }\nfeature_codes:\n  "*41": agent_available\n  "*42": agent_not_ready\n  "*43": agent_sign_out\n',
  }).filter((line) => Object.keys(flows).some((name) => line.startsWith(`flows/${name}.yaml`)));

const asking = (callback: string, variables = ''): string =>
  `start: a\nsteps:\n  a:\n    - answer\n${variables}    - callback: ${callback}\n    - hangup\n`;

describe('what is wrong with a callback', () => {
  it('is nothing where queue, trunk and prompts are there', () => {
    expect(problemsOf({ t: asking('{ queue: sales, over: carrier }') })).toEqual([]);
  });

  it('FLOW030, FLOW014: a flow for the customer that does not come to the queue, or wants to be handed something', () => {
    const lines = problemsOf({
      t: asking('{ queue: sales, over: carrier, flow: greeting }'),
      greeting: 'takes: { who: string }\nstart: a\nsteps:\n  a:\n    - queue: support\n    - hangup\n',
    });
    expect(lines).toEqual([
      'flows/t.yaml:6:7: error FLOW014 greeting needs who, and a call back hands nothing over: give it a default',
      'flows/t.yaml:6:7: error FLOW030 greeting never comes to the queue sales, whose agent is on the line for the customer: it needs - queue: sales',
    ]);
  });

  it('is nothing where a flow that it calls does, and the flow is no orphan', () => {
    const lines = problemsOf({
      t: asking('{ queue: sales, over: carrier, flow: greeting }'),
      greeting: 'start: a\nsteps:\n  a:\n    - call: talk\n    - hangup\n',
      talk: 'start: a\nsteps:\n  a:\n    - queue: { name: sales, on: { timeout: b, full: b, nobody: b } }\n    - hangup\n  b:\n    - play: office/nobody\n    - hangup\n',
    });
    expect(lines).toEqual([]);
  });

  it.each([
    ['{ queue: sales }', 'over'],
    ['{ queue: sails, over: carrier }', 'sails'],
    ['{ queue: sales, over: nowhere }', 'nowhere'],
    ['{ queue: sales, over: carrier, mode: both }', 'mode'],
    ['{ queue: sales, over: carrier, tries: 0 }', 'tries'],
    ['{ queue: sales, over: carrier, expires: 30d }', 'expires'],
    ['{ queue: sales, over: carrier, at: "5 + 5" }', 'a text is needed'],
  ])('%s: says so', (written, word) => {
    expect(problemsOf({ t: asking(written) }).join('\n')).toContain(word);
  });

  it('a number that is a secret: it would go onto the floor', () => {
    const collect = '    - collect: { prompt: office/enter-contract, digits: 4..12, into: n, secret: true }\n';
    expect(problemsOf({ t: asking('{ queue: sales, over: carrier, number: n }', collect) }).join('\n')).toContain(
      'onto the floor',
    );
  });

  it.each(MISSES)('FLOW007: nothing that says %s to the agent', (prompt) => {
    expect(problemsOf({ t: asking('{ queue: sales, over: carrier }') }, CARRIER).join('\n')).toContain(prompt);
  });
});
