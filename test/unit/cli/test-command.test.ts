import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folder, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

const SITE = {
  'site.yaml': 'site: Test\n',
  'schedules.yaml': 'time_zone: UTC\n',
  'queues.yaml': 'queues: {}\n',
  'agents.yaml': 'agents: {}\n',
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
  'prompts/en.yaml': 'a/hello: Hello.\na/bye: Bye.\n',
  'flows/main.yaml':
    'flow: main\nstart: a\nself_service: true\nsteps:\n  a:\n    - answer\n    - play: a/hello\n    - hangup\n',
};
const TRUE =
  'story: It says hello\ngiven: { number: "1", at: "2026-11-20 10:05" }\nsteps:\n  - heard: a/hello\n  - end: self-served\n';
const FALSE = TRUE.replace('says hello', 'says bye <&> all').replace('heard: a/hello', 'heard: a/bye');

function siteWith(files: Readonly<Record<string, string>>): string {
  const path = folder();
  for (const [name, text] of Object.entries({ ...SITE, ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

describe('carillon test', () => {
  it('plays the stories of a site and sums them up', async () => {
    const world = new TestWorld();
    const site = siteWith({ 'stories/a.yaml': TRUE });
    expect(await world.carillon('test', site)).toBe(0);
    expect(world.out).toContain(`${site}/stories/a.yaml\n  ✓   0:00  It says hello\n`);
    expect(world.out).toMatch(/\n1 story passed: 0:00 on the telephone, told in \d+ ms\n$/);
  });

  it('shows where a story is not true: its line, what was expected, what happened, and the call', async () => {
    const world = new TestWorld();
    const site = siteWith({ 'stories/a.yaml': FALSE });
    expect(await world.carillon('test', site)).toBe(1);
    expect(world.out).toContain(
      `${site}/stories/a.yaml:4:5\n      expected  to hear a/bye\n      but       heard a/hello at 0:00`,
    );
    expect(world.out).toContain('      4 |   - heard: a/bye\n              ^\n');
    expect(world.out).toContain('      0:00  ▶ a/hello  “Hello.”\n');
    expect(world.out).toContain('0 stories passed, 1 failed');
  });

  it('plays each story again with a crash at each of its turns', async () => {
    const world = new TestWorld();
    expect(await world.carillon('test', siteWith({ 'stories/a.yaml': TRUE }), '--crash')).toBe(0);
    expect(world.out).toMatch(/1 story passed, [3-9] crashes survived/);
  });

  it('says what is wrong in a story file as check does, and plays the others', async () => {
    const world = new TestWorld();
    const site = siteWith({ 'stories/a.yaml': TRUE.replace('a/hello', 'a/helo'), 'stories/b.yaml': TRUE });
    expect(await world.carillon('test', site)).toBe(1);
    expect(world.out).toContain(
      `${site}/stories/a.yaml:4:5: error FLOW006 there is no prompt a/helo (did you mean "a/hello"?)`,
    );
    expect(world.out).toContain('1 story passed, 1 mistake');
  });

  it('takes files and folders of stories, and only those that are searched for', async () => {
    const site = siteWith({
      'stories/a.yaml': TRUE,
      'stories/more/b.yaml': TRUE.replace('hello', 'hallo'),
      'stories/more/c.yaml': FALSE,
    });
    const world = new TestWorld();
    expect(await world.carillon('test', join(site, 'stories/a.yaml'))).toBe(0);
    expect(world.out).toContain('1 story passed');
    world.out = '';
    expect(await world.carillon('test', join(site, 'stories/more'))).toBe(1);
    expect(world.out).toContain('1 story passed, 1 failed');
    world.out = '';
    expect(await world.carillon('test', site, '--grep', 'HALLO')).toBe(0);
    expect(world.out).toContain('It says hallo');
    expect(world.out).not.toContain('It says hello');
  });

  it('is for programs, too', async () => {
    const site = siteWith({ 'stories/a.yaml': TRUE, 'stories/b.yaml': FALSE });
    const world = new TestWorld();
    expect(await world.carillon('test', site, '--format', 'json')).toBe(1);
    expect(JSON.parse(world.out)).toMatchObject({
      passed: 1,
      failed: 1,
      problems: [],
      stories: [
        { story: 'It says hello', file: `${site}/stories/a.yaml`, line: 1, passed: true },
        {
          passed: false,
          fault: { line: 4, col: 5, message: expect.stringContaining('expected to hear a/bye; heard a/hello') },
        },
      ],
    });
    world.out = '';
    await world.carillon('test', site, '--format', 'junit');
    expect(world.out).toContain(`<testsuite name="${site}/stories/b.yaml" tests="1" failures="1"`);
    expect(world.out).toContain('<testcase name="It says bye &#60;&#38;&#62; all"');
    world.out = '';
    await world.carillon('test', site, '--format', 'github');
    expect(world.out).toContain(
      `::error file=${site}/stories/b.yaml,line=4,col=5,title=It says bye <&> all::expected to hear a/bye`,
    );
    expect(world.out).toContain('1 of 2 stories passed\n');
  });

  it('without stories it says where they are written, and does not pass', async () => {
    const world = new TestWorld();
    expect(await world.carillon('test', siteWith({}))).toBe(1);
    expect(world.out).toContain('no stories; write them in');
  });

  it('does not play a site with mistakes', async () => {
    const world = new TestWorld();
    const site = siteWith({ 'stories/a.yaml': TRUE, 'numbers.yaml': 'numbers:\n  "1": { flow: mian }\n' });
    expect(await world.carillon('test', site)).toBe(1);
    expect(world.err).toContain('cannot be played');
    expect(world.err).toContain('there is no flow mian (did you mean "main"?)');
  });

  it.each([
    [['/nowhere/at/all'], 'there is no /nowhere/at/all'],
    [['/'], 'lies in no site folder'],
    [['--grep', '('], 'Invalid regular expression'],
  ])('%p is wrongly called', async (args, why) => {
    const world = new TestWorld();
    expect(await world.carillon('test', ...args)).toBe(2);
    expect(world.err).toContain(why);
  });
});
