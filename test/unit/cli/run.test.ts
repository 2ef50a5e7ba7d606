import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

const AT = ['--at', '2026-11-20 10:05'];
const OFFICE = join(__dirname, '../../../examples/office');

/** The example office with a flow of one step more, which leads to itself. */
function withFlow(name: string, step: string): string {
  const made = folder();
  cpSync(OFFICE, made, { recursive: true });
  writeFileSync(
    join(made, `flows/${name}.yaml`),
    `flow: ${name}\nstart: a\nself_service: true\nsteps:\n  a:\n    - ${step}\n    - goto: a\n`,
  );
  const numbers = join(made, 'numbers.yaml');
  writeFileSync(
    numbers,
    readFileSync(numbers, 'utf8').replace('numbers:\n', `numbers:\n  "7777": { flow: ${name} }\n`),
  );
  return made;
}

async function run(...args: readonly string[]): Promise<TestWorld> {
  const world = new TestWorld();
  expect(await world.carillon('run', ...args)).toBe(0);
  return world;
}

describe('carillon run', () => {
  it('tells a call step by step, with what is heard and where it ends', async () => {
    const { lines } = await run('1000', ...AT, '--keys', '2,1234567#');
    const told = lines.join('\n');
    expect(lines[0]).toBe('79160000099 calls 1000 on Friday, 2026-11-20 10:05 (Europe/Moscow)');
    for (const line of [
      '▶ greeting/morning  “Good morning.”',
      'the caller presses 2',
      'the caller presses 1234567#',
      'contract = "1234567"',
      'in the queue support, position 1',
      'Boris Orlov answered after 0:03 in the queue',
      'ended: answered (by Carillon, cause 16)',
    ])
      expect(lines).toContain(line);
    expect(told).toMatch(/· main\/menu\.0 menu → 2/);
    expect(told).toMatch(/path {2}hello → menu → ask_contract\/ask → contract → support\/known → .* → goodbye\n/);
    expect(told).toContain('vars  contract = "1234567"');
  });

  it('answers what would happen at another time', async () => {
    const { out } = await run('1000', '--at', '2026-12-31 18:05', '--quiet');
    expect(out).toContain('▶ office/holiday');
    expect(out).toContain('path  hello → holiday');
    expect(out).not.toContain('·');
  });

  it('takes what connectors answer', async () => {
    const { lines } = await run(
      '1000',
      ...AT,
      '--set',
      'crm.category=gold',
      '--set',
      'crm.address.floor=3',
      '--keys',
      '1',
    );
    expect(lines).toContain('customer = {"category":"gold","address":{"floor":3}}');
    expect(lines).toContain('in the queue sales, position 1, priority 50');
    const failed = await run('1000', ...AT, '--set', 'crm=failed', '--for', '1s');
    expect(failed.out).toContain('look-up crm: failed: it failed');
  });

  it('takes who is signed in, and how they treat calls', async () => {
    const { lines } = await run('1000', ...AT, '--agents', 'boris', '--answer', '5s', '--talk', '30s', '--keys', '1');
    expect(lines).toContain('Boris Orlov answered after 0:05 in the queue');
    expect(lines).toContain('Boris Orlov hung up after 0:30');
    const nobody = await run('1000', ...AT, '--agents', 'none', '--keys', '1', '--for', '30s');
    expect(nobody.out).toContain('abandoned after 0:30');
  });

  it('plays a feature code from a desk phone, and a flow from its file', async () => {
    expect((await run('*42', '--phone', 'anna', ...AT, '--keys', '1')).out).toContain('path  why → lunch → done');
    expect((await run(join(OFFICE, 'flows/news.yaml'), ...AT)).out).toContain('▶ news/today');
  });

  it('finds a flow file from within the site', async () => {
    const { out } = await run('flows/news.yaml', '--site', OFFICE, ...AT);
    expect(out).toContain('▶ news/today');
    expect((await run('flows/news.yaml', ...AT)).out).toContain('▶ news/today');
  });

  it('ends a call that goes round and round, and says so', async () => {
    const site = withFlow(
      'loop',
      'menu: { prompt: office/main-menu, keys: { 1: a }, no_input: { tries: 1, then: a }, no_match: { then: a } }',
    );
    const world = new TestWorld();
    expect(await world.carillon('run', 'flows/loop.yaml', '--site', site, ...AT, '--quiet')).toBe(1);
    expect(world.lines.at(-1)).toBe(
      'the call goes round and round: after 5000 turns it is at loop/a.0; let a no_input lead out, or give the flow a max',
    );
  });

  it.each([
    [['1000', '--keys', '1']],
    [['1000', '--keys', '2,1234567#']],
    [['1000', '--keys', '1', '--agents', 'none', '--for', '40s']],
    [['1000', '--set', 'crm=silent', '--for', '4s']],
    [['1000', '--caller', '79990000000']],
    [['1000', '--keys', '7,*']],
    [['1010', '--agents', 'boris']],
    [['1002', '--keys', '1', '--agents', 'none', '--for', '20s']],
    [['1100']],
    [['main', '--keys', '0']],
    [['*42', '--phone', 'anna', '--keys', '3']],
  ])('%p as a story is true', async (args) => {
    const site = join(folder(), 'office');
    cpSync(OFFICE, site, { recursive: true });
    const { out, err } = await run(...args, ...AT, '--site', site, '--repro');
    expect(err).toContain(' calls ');
    mkdirSync(join(site, 'stories/run'), { recursive: true });
    writeFileSync(join(site, 'stories/run/one.yaml'), out);
    const world = new TestWorld();
    const code = await world.carillon('test', join(site, 'stories/run'));
    expect(`${world.out}${code === 0 ? '' : out}`).toContain('1 story passed:');
  });

  it('at a keyboard, lets you be the caller', async () => {
    const world = new TestWorld();
    world.env['NO_COLOR'] = '1';
    world.stdin.isTTY = true;
    world.stdin.setRawMode = () => undefined;
    world.stdout.isTTY = true;
    world.stdout.columns = 200;
    const over = world.carillon('run', '1000', ...AT);
    await world.says('menu: 0-9 * # press, Enter says nothing, h hangs up');
    world.stdin.write('x1');
    await world.says('talking with Anna Berg: a the agent hangs up');
    world.stdin.write('a');
    expect(await over).toBe(0);
    expect(world.out).toMatch(/answered after 0:\d\d\n/);
    expect(world.out).toContain('ended: answered');
  });

  it.each([
    [['1005'], 'there is no number or flow 1005 (did you mean "1000"?)'],
    [['*41'], '*41 is a feature code; say whose phone dials it: --phone anna'],
    [['*49', '--phone', 'anna'], 'there is no feature code *49'],
    [['*41', '--phone', 'ana'], 'there is no agent ana (did you mean "anna"?)'],
    [['1000', '--agents', 'dora'], 'there is no agent dora'],
    [['1000', '--set', 'cmr.a=1'], 'there is no connector cmr'],
    [['1000', '--set', 'crm'], '--set crm: needs the connector and a value'],
    [['1000', '--at', 'tomorrow'], '"tomorrow" is no time like "2026-12-31 18:05" or 18:05'],
    [['flows/nothing.yaml'], 'there is no file flows/nothing.yaml'],
    [['examples/office/queues.yaml'], 'is no flow of the site'],
    [['1000', '--site', '/tmp'], 'holds no site.yaml'],
  ])('%p is wrongly called', async (args, why) => {
    const world = new TestWorld();
    expect(await world.carillon('run', ...args)).toBe(2);
    expect(world.err).toContain(why);
  });
});

describe('carillon when --number', () => {
  it('says so where a call goes round and round', async () => {
    const site = withFlow('loop', 'play: { prompts: office/closed, barge_in: false }');
    const world = new TestWorld();
    expect(await world.carillon('when', '--number', '7777', '2026-11-20 10:05', site)).toBe(0);
    expect(world.out).toContain('goes on without an end, a question or a queue after 1:00:00');
    expect(world.lines.at(-1)).toMatch(/^ *… and \d+ more: nothing leads out; give the flow a max$/);
    expect(world.lines.length).toBeLessThan(30);
  });

  it('gives the short answer', async () => {
    const world = new TestWorld();
    expect(await world.carillon('when', '--number', '1000', '2026-12-31 18:05')).toBe(0);
    expect(world.out).toMatch(
      /^a call to 1000 at Thu 2026-12-31 18:05 \(Europe\/Moscow\): ends, self-served, after 0:0\d\n {2}path {3}hello → holiday\n/,
    );
    expect(world.out).toContain('  hears  office/holiday  “');
  });

  it('also for programs', async () => {
    const world = new TestWorld();
    expect(await world.carillon('when', '--number', '1000', '2026-11-20 10:05', '--json')).toBe(0);
    expect(JSON.parse(world.out)).toMatchObject({
      number: '1000',
      at: Date.UTC(2026, 10, 20, 7, 5),
      path: ['hello', 'menu'],
      scene: { is: 'asked', label: 'menu' },
      outcome: null,
    });
  });

  it.each([
    [['when', '--number', '1005'], 'there is no number 1005 (did you mean "1000"?)'],
    [['when', '--number', '1000', 'soon'], '"soon" is no time like'],
    [['when'], 'name a schedule, or a number with --number'],
  ])('%p is wrongly called', async (args, why) => {
    const world = new TestWorld();
    expect(await world.carillon(...args)).toBe(2);
    expect(world.err).toContain(why);
  });
});
