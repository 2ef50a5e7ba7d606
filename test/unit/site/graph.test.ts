import { compileSite } from '../../../src/site/compile';
import { drawFlow, drawSite } from '../../../src/site/graph/draw';
import { flowGraph, type GraphStep } from '../../../src/site/graph/flow-graph';
import { pictureOfFlow } from '../../../src/site/graph/flow-picture';
import { layOut, type Drawing } from '../../../src/site/graph/layout';
import { siteGraph } from '../../../src/site/graph/site-graph';
import type { Site } from '../../../src/flow/office';
import { officeFiles, officeWith } from './office';

// Each layout loads its library in a thread of its own; a busy machine takes its time over that.
function siteWith(changes: Readonly<Record<string, string>> = {}): Site {
  const { site, problems } = compileSite(officeWith(changes));
  if (!site) throw new Error(JSON.stringify(problems));
  return site;
}

/** A flow of these lines, in the example office. */
function flowOf(...lines: readonly string[]) {
  const text = ['flow: t', ...lines, ''].join('\n');
  return siteWith({ 'flows/t.yaml': text }).flows.get('t')!;
}

const LOOP = flowOf(
  'start: hello',
  'on_hangup: after',
  'steps:',
  '  hello:',
  '    - answer',
  '    - if: call.campaign == "radio"',
  '      then:',
  '        - set: { topic: "\'news\'" }',
  '        - goto: radio',
  '      else: menu',
  '  radio:',
  '    - play: news/today',
  '  menu:',
  '    - menu:',
  '        prompt: office/main-menu',
  '        keys: { 1: people, 2: radio, 9: menu, 0: people }',
  '        no_input: { then: people }',
  '  people:',
  '    - queue: { name: sales, on: { done: radio } }',
  '    - play: office/nobody',
  '    - goto: menu',
  '  after:',
  '    - tag: left',
  '  old:',
  '    - hangup',
);

const graph = flowGraph(LOOP);
const label = (name: string) => graph.labels.find((each) => each.name === name)!;
const step = (node: string): GraphStep =>
  graph.labels.flatMap(({ steps }) => steps).find((each) => each.node === node)!;

describe('a flow as labels, steps and exits', () => {
  test('has the labels in the order of the file, and says where calls come in', () => {
    expect(graph.labels.map(({ name, entry, reached }) => [name, entry.join(), reached])).toEqual([
      ['hello', 'start', true],
      ['radio', '', true],
      ['menu', '', true],
      ['people', '', true],
      ['after', 'on_hangup', true],
      ['old', '', false],
    ]);
  });

  test('tells of each step what it is about', () => {
    expect(label('hello').steps.map(({ kind, gist, depth, block }) => [kind, gist, depth, block])).toEqual([
      ['answer', '', 0, null],
      ['if', 'call.campaign == "radio"', 0, null],
      ['set', "topic = 'news'", 1, 'then'],
      ['goto', '', 1, null],
    ]);
    expect(step('menu.0')).toMatchObject({ gist: 'office/main-menu', group: 'ask' });
    expect(step('people.0')).toMatchObject({ gist: 'sales', uses: [{ to: 'queue', name: 'sales' }] });
  });

  test('leaves out the way to the next step, and puts exits to one place together', () => {
    expect(step('hello.0').exits).toEqual([]);
    expect(step('hello.1').exits).toMatchObject([{ names: ['else'], to: 'menu' }]);
    expect(step('hello.1.then.1').exits).toMatchObject([{ names: [], to: 'radio' }]);
    expect(step('menu.0').exits.map(({ names, to }) => [to, names.join(' ')])).toEqual(
      expect.arrayContaining([
        ['people', '0 1 no_input'],
        ['radio', '2'],
        [null, 'no_match'],
      ]),
    );
    expect(step('people.0').exits.find(({ names }) => names.includes('timeout'))).toBeUndefined();
  });

  test('knows ends, and ways back', () => {
    expect(step('radio.0').exits).toEqual([{ names: [], to: null, back: false, count: null }]);
    expect(step('old.0')).toMatchObject({ ends: true, exits: [] });
    expect(step('menu.0').exits.find(({ to }) => to === 'menu')).toMatchObject({ names: ['9'], back: true });
    expect(step('people.2').exits).toMatchObject([{ to: 'menu', back: true }]);
    expect(step('menu.0').exits.find(({ to }) => to === 'people')).toMatchObject({ back: false });
  });

  test('takes counts', () => {
    const counted = flowGraph(LOOP, {
      visits: { 'menu.0': 100 },
      exits: { 'menu.0': { 1: 60, 0: 5, no_input: 10, 2: 25 } },
    });
    const menu = counted.labels.find(({ name }) => name === 'menu')!;
    expect(menu.visits).toBe(100);
    expect(menu.steps[0]!.exits.find(({ to }) => to === 'people')).toMatchObject({ count: 75 });
  });
});

/** Whether two boxes share a point. */
const overlap = (a: Drawing['boxes'][number], b: Drawing['boxes'][number]): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const manyLabels = flowOf(
  'start: l0',
  'steps:',
  ...Array.from({ length: 40 }, (_, at) => [
    `  l${at}:`,
    '    - menu:',
    '        prompt: office/main-menu',
    `        keys: { 1: l${(at * 2 + 1) % 40}, 2: l${(at * 2 + 2) % 40}, 3: l${(at * 7) % 40}, 0: l39 }`,
    '        no_input: { then: l39 }',
  ]).flat(),
);

describe('the drawing', () => {
  test('of 40 labels has them beside one another, and ways that begin and end at a box', async () => {
    const drawing = await layOut(pictureOfFlow(flowGraph(manyLabels)));
    expect(drawing.boxes).toHaveLength(40);
    for (const [at, box] of drawing.boxes.entries())
      for (const other of drawing.boxes.slice(at + 1))
        expect([box.id, other.id, overlap(box, other)]).toEqual([box.id, other.id, false]);
    expect(drawing.ways.length).toBeGreaterThan(40);
    for (const { from, to, points } of drawing.ways) {
      const source = drawing.boxes.find(({ id }) => id === from.box)!;
      const target = drawing.boxes.find(({ id }) => id === to)!;
      expect(points[0]!.x).toBeCloseTo(source.x + source.width, 0);
      expect(points.at(-1)!.x).toBeCloseTo(target.x, 0);
    }
  });

  test('is the same each time', async () => {
    expect(await drawFlow(LOOP, 'svg')).toBe(await drawFlow(LOOP, 'svg'));
  });

  test('reads from left to right: no way leads back', async () => {
    const drawing = await layOut(pictureOfFlow(graph));
    for (const { points } of drawing.ways) expect(points.at(-1)!.x).toBeGreaterThan(points[0]!.x);
  });

  test('holds every text within its box', async () => {
    const svg = await drawFlow(LOOP, 'svg');
    expect(svg).toContain('>↩ menu<'.replace('>', '').replace('<', ''));
    expect(svg).toContain('not reached');
    expect(svg).toContain('on hangup');
  });

  test('escapes what flows say, and cuts what is too long', async () => {
    const nasty = flowOf(
      'start: a',
      'steps:',
      '  a:',
      `    - if: 'call.name == "<script>&\\u0007]]>" || call.name == "${'long '.repeat(20)}"'`,
      '      then: hangup',
      '    - play: news/today',
    );
    const svg = await drawFlow(nasty, 'svg');
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).toContain('…');
    expect(svg).toMatch(/<title>call\.name ==.*long long long/);
    // eslint-disable-next-line no-control-regex -- none of these may stand in XML
    expect(svg).not.toMatch(/[\u0000-\u0008]/);
    expect(await drawFlow(nasty, 'mermaid')).not.toContain('<script');
  });

  test('brings nothing with it: no script, no link, no font', async () => {
    const svg = await drawFlow(LOOP, 'svg');
    expect(svg).not.toMatch(/<script|href|@import|@font-face|url\((?!#)/);
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  test('shows counts, and draws what is taken more as thicker', async () => {
    const svg = await drawFlow(LOOP, 'svg', {
      visits: { 'menu.0': 100 },
      exits: { 'menu.0': { 1: 60, 0: 5, no_input: 10, 2: 25 } },
    });
    expect(svg).toContain('no_input · 75');
    expect(svg).toContain('style="stroke-width:5px"');
    expect(svg).toContain('style="stroke-width:2.3px"');
  });
});

describe('Mermaid', () => {
  test('has a node for each label and a way for each exit', async () => {
    const lines = (await drawFlow(LOOP, 'mermaid')).split('\n');
    expect(lines[0]).toBe('flowchart LR');
    expect(lines).toContain('  label_menu -->|"2"| label_radio');
    expect(lines).toContain('  label_menu -->|"0, 1, no_input"| label_people');
    expect(lines.find((line) => line.startsWith('  label_old['))).toContain(':::unreached');
    expect(lines.filter((line) => /\(\(" "\)\)$/.test(line)).length).toBeGreaterThan(0);
  });
});

describe('the site', () => {
  const site = siteWith({
    'flows/lost.yaml':
      'flow: lost\nstart: a\nsteps:\n  a:\n    - call: news\n    - queue: { name: support }\n    - play: office/nobody\n',
  });

  test('is numbers, flows and queues, with the ways between them', () => {
    const { places, ways } = siteGraph(site);
    expect(ways).toEqual(
      expect.arrayContaining([
        { from: 'number:1000', to: 'flow:main', name: '' },
        { from: 'number:*41', to: 'flow:agent_available', name: '' },
        { from: 'flow:main', to: 'queue:sales', name: '' },
        { from: 'flow:lost', to: 'flow:news', name: '' },
      ]),
    );
    expect(places.find(({ id }) => id === 'flow:lost')).toMatchObject({ reached: false });
    expect(places.filter(({ reached }) => !reached).map(({ name }) => name)).toEqual(['lost']);
  });

  test('draws numbers that lead to one place as one', async () => {
    const svg = await drawSite(site, 'svg');
    expect(svg).toContain('3 numbers');
    expect(svg).toContain('1001 radio'.replace(' ', '  '));
    expect(svg).toContain('not reached');
    expect(await drawSite(site, 'mermaid')).toMatch(/^flowchart LR\n/);
    expect(JSON.parse(await drawSite(site, 'json'))).toHaveProperty('places');
  });
});

test('every example flow can be drawn', async () => {
  for (const flow of compileSite(officeFiles).site!.flows.values())
    expect(await drawFlow(flow, 'svg')).toMatch(/^<svg [^]*<\/svg>\n$/);
});
