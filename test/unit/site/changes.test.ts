import { applyPatch } from 'diff';
import { compareSites } from '../../../src/site/changes';
import { pointerText } from '../../../src/site/content';

const FLOW = 'flow: main\nstart: a\nsteps:\n  a:\n    - goto: b\n  b:\n    - hangup\n';

const summary = (before: Record<string, string>, after: Record<string, string>): readonly string[] =>
  compareSites(before, after).summary;

test('the same is the same', () => {
  expect(compareSites({ 'site.yaml': 'a: 1\n' }, { 'site.yaml': 'a: 1\n' })).toEqual({ files: [], summary: [] });
});

test('each file comes with a patch that makes the one of the other', () => {
  const before = { 'flows/main.yaml': FLOW, 'queues.yaml': 'queues: {}\n' };
  const after = { 'flows/main.yaml': FLOW.replace('goto: b', 'answer'), 'agents.yaml': 'agents: {}\n' };
  const { files } = compareSites(before, after);
  expect(files.map(({ path, change }) => `${change} ${path}`)).toEqual([
    'added agents.yaml',
    'changed flows/main.yaml',
    'removed queues.yaml',
  ]);
  const changed = files.find(({ path }) => path === 'flows/main.yaml');
  expect(applyPatch(FLOW, changed?.patch ?? '')).toBe(after['flows/main.yaml']);
  expect(changed?.patch.split('\n').slice(0, 2)).toEqual(['--- a/flows/main.yaml', '+++ b/flows/main.yaml']);
  expect(files[0]?.patch).toContain('--- /dev/null\n+++ b/agents.yaml');
});

describe('in the words of the site', () => {
  test('flows, by their labels', () => {
    const after = FLOW.replace('    - goto: b', '    - answer\n    - goto: c').replace('  b:', '  c:');
    expect(summary({ 'flows/x.yaml': FLOW }, { 'flows/x.yaml': after })).toEqual([
      'flow main: label a changed, label b removed, label c added',
    ]);
    expect(summary({}, { 'flows/x.yaml': FLOW })).toEqual(['flow main added']);
    expect(summary({ 'flows/x.yaml': FLOW }, {})).toEqual(['flow main removed']);
    expect(summary({ 'flows/x.yaml': FLOW }, { 'flows/x.yaml': FLOW.replace('flow: main', 'flow: first') })).toEqual([
      'flow main is now called first',
    ]);
    expect(summary({ 'flows/x.yaml': FLOW }, { 'flows/x.yaml': `# why\n${FLOW}` })).toEqual([
      'flows/x.yaml: only comments or layout',
    ]);
  });

  test('numbers, by where they lead', () => {
    const before = 'numbers:\n  "1": { flow: main }\n  "2": { flow: main, max_calls: 3 }\n  "3": { flow: main }\n';
    const after = 'numbers:\n  "1": { flow: sales }\n  "2": { flow: main, max_calls: 5 }\n  "4": { flow: night }\n';
    expect(summary({ 'numbers.yaml': before }, { 'numbers.yaml': `${after}feature_codes: { "*41": in }\n` })).toEqual([
      'numbers.yaml: feature_codes changed',
      'number 1: flow main → sales',
      'number 2: max_calls 3 → 5',
      'number 3 removed',
      'number 4 added, leads to night',
    ]);
  });

  test('queues, agents, prompts and lists', () => {
    expect(
      summary(
        {
          'queues.yaml': 'queues:\n  sales: { title: Sales, ring_for: 20s }\n',
          'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
          'prompts/en.yaml': 'a: Hello.\n',
          'lists/vip.yaml': '"7916": { name: Olga }\n',
        },
        {
          'queues.yaml': 'queues:\n  sales: { title: Sales, ring_for: 30s }\n',
          'agents.yaml': 'agents:\n  boris: { name: Boris, phone: boris, queues: [sales] }\n',
          'prompts/en.yaml': 'a: Good day.\n',
          'lists/vip.yaml': '"7916": { name: Olga }\n"7917": {}\n',
        },
      ),
    ).toEqual([
      'agent anna removed',
      'agent boris added',
      'entry 7917 added (lists/vip.yaml)',
      'prompt a (prompts/en.yaml): Hello. → Good day.',
      'queue sales: ring_for 20s → 30s',
    ]);
  });

  test('tags say nothing', () => {
    const queues = (announce: string) => ({ 'queues.yaml': `queues:\n  sales: { announce: ${announce} }\n` });
    for (const tag of ['!!binary', '!!timestamp', '!!merge'])
      expect(summary(queues('hello'), queues(`${tag} aGk=`))).toEqual(['queue sales: announce hello → aGk=']);
  });

  test('what cannot be read is only different', () => {
    expect(summary({ 'site.yaml': 'a: 1\n' }, { 'site.yaml': 'a: [\n' })).toEqual([
      'site.yaml: changed (it is no readable YAML, or a recording)',
    ]);
    const wav = { 'prompts/en/a.wav': pointerText({ hash: 'ab'.repeat(32), bytes: 9 }) };
    expect(summary({}, wav)).toEqual(['prompts/en/a.wav: added (it is no readable YAML, or a recording)']);
  });
});
