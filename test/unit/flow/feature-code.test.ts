import { codeDialled, codePatternOf } from '../../../src/flow/feature-code';
import { Problems } from '../../../src/flow/problem';
import { readStories } from '../../../src/sim/story/read';
import { tell } from '../../../src/sim/story/tell';
import { compileSite } from '../../../src/site/compile';
import { siteOf } from '../../support/story';

const files = (codes: string) => ({
  'site.yaml': 'site: Test\n',
  'queues.yaml': 'queues: {}\n',
  'schedules.yaml': 'time_zone: UTC\n',
  'agents.yaml':
    'agents:\n  anna: { name: Anna, phone: anna }\n  boris: { name: Boris, phone: boris, extension: "101" }\n',
  'numbers.yaml': `numbers: {}\nfeature_codes:\n${codes}`,
  'flows/plain.yaml': 'flow: plain\nstart: a\nsteps:\n  a: [ answer, { say: "{{ call.dnis }}" }, hangup ]\n',
  'flows/ring.yaml': `flow: ring
takes: { extension: string }
start: a
steps:
  a:
    - connect: { extension: extension, on: { done: end } }
    - say: 'Nobody at {{ extension }}'
  end:
    - hangup
`,
});

const CODES = `  "*41": plain
  "*47<extension>": ring
  "*470": plain
  "*28NXX": plain
  "*5<extension:[1-3]XX>": ring
`;

const problemsOf = (codes: string): readonly string[] =>
  compileSite(
    files(codes),
    () => ({ has: () => true }),
    () => ({ file: '/x', lengthMs: 100 }),
  )
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ line, col, code, message }) => `${line}:${col} ${code} ${message}`);

describe('feature codes that stand for several', () => {
  const site = siteOf(files(CODES));

  it.each([
    ['*41', 'plain', {}],
    ['*47101', 'ring', { extension: '101' }],
    ['*479', 'ring', { extension: '9' }],
    ['*470', 'plain', {}],
    ['*28234', 'plain', {}],
    ['*5201', 'ring', { extension: '201' }],
  ])('%s leads to %s', (dialled, flow, parameters) => {
    expect(codeDialled(site, dialled)).toEqual({ flow, parameters });
  });

  it.each(['*47', '*47*1', '*28134', '*2823', '*5401', '*99', '41'])('%s leads nowhere', (dialled) => {
    expect(codeDialled(site, dialled)).toBeNull();
  });

  it('a code that stands for itself is no pattern', () => {
    expect(codePatternOf('*41')).toBeUndefined();
  });

  it('mistakes are told of: what is no code, what its flow does not take, and what cannot be told apart', () => {
    expect(problemsOf('  "*4x": plain\n')[0]).toContain('"*4x" is no feature code like "*41", "*28NXX"');
    expect(problemsOf('  "*5<extension:12>": ring\n').slice(0, 1)).toEqual([
      '3:3 SITE050 "*5<extension:12>" is no feature code: its pattern fits no digits that vary',
    ]);
    expect(problemsOf('  "*47<person>": ring\n').join()).toContain('FLOW014 ring takes no person');
    expect(problemsOf('  "*47": ring\n').join()).toContain('FLOW014 ring needs extension');
    expect(problemsOf('  "*4XN": plain\n  "*4NX": plain\n')).toEqual([
      '4:3 SITE051 "*4NX" and "*4XN" share codes, and neither lies within the other: which one counts does not show',
    ]);
  });

  it('a story dials one', async () => {
    const problems = new Problems();
    const text = (number: string) => `story: Anna dials
given: { phone: anna, number: '${number}', at: '2026-11-20 10:05', agents: { boris: { answers: 2s } } }
steps:
  - offered_to: boris
  - answered_by: boris
  - hangup: agent
  - end: answered
`;
    const [story] = readStories('stories/a.yaml', text('*47101'), site, problems);
    expect(problems.sorted()).toEqual([]);
    expect(story && (await tell(story, site)).mismatch).toBeNull();
    readStories('stories/b.yaml', text('*99'), site, problems);
    expect(problems.sorted()[0]?.message).toContain('there is no feature code *99');
  });
});
