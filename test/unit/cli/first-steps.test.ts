import { Option, type Command } from 'commander';
import { Command as Program } from 'commander';
import { explainThemselves } from '../../../src/cli/help';
import { duration } from '../../../src/cli/option-values';
import { Terminal } from '../../../src/cli/terminal';
import { lasted, Times } from '../../../src/cli/times';
import { json, problem, TestWorld } from './world';

/** What somebody meets who has just begun: wrong words, empty words, and what the commands say of themselves. */

async function refused(...args: readonly string[]): Promise<{ readonly code: number; readonly err: string }> {
  const world = new TestWorld();
  const code = await world.carillon(...args);
  expect(world.asked).toEqual([]);
  return { code, err: world.err };
}

describe('what makes no sense', () => {
  test.each([
    [
      ['why', ''],
      'carillon: call is empty; expected: the id of the call (carillon calls, carillon history), or its SIP Call-ID\n',
    ],
    [['waiting', ' '], 'carillon: call is empty; expected: the id of a call that waits, or of its ticket\n'],
    [['agents', ''], 'carillon: id is empty; expected: an agent, to ask something of the floor for them\n'],
    [['measures', 'ahtt'], 'carillon: there is no measure ahtt (did you mean "aht"?)\n'],
    [
      ['simulate', '--forecast', 'tuesday.yaml'],
      'carillon: there is no file tuesday.yaml; docs/simulate.md tells how such a file is written\n',
    ],
    [['simulate', '--forecast', 'examples'], 'carillon: examples is a folder and no file; docs/simulate.md tells'],
  ])('%j is refused with code 2, and nothing is asked', async (args, said) => {
    const { code, err } = await refused(...args);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  test('a number that there is not shows some that there are, kind by kind', async () => {
    const { code, err } = await refused('run', '9999');
    expect(code).toBe(2);
    const [first, numbers, flows, ...more] = err.split('\n');
    expect(first).toBe('carillon: there is no number or flow 9999');
    expect(numbers).toMatch(/^ {2}numbers {2}1000, 1001, .* and \d+ more$/);
    expect(flows).toMatch(/^ {2}flows {4}agent_available, .* and \d+ more$/);
    expect(more).toEqual(['']);
    for (const line of err.split('\n')) expect(line.length).toBeLessThan(120);
  });

  test('a wrong argument leads to the help of its own command', async () => {
    const { code, err } = await refused('report', 'quees');
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are queues, agents, calls, ');
    expect(err).toContain('(carillon report --help tells all about it)');
    expect((await refused('chek')).err).toContain('(carillon --help shows what there is)');
  });

  test('what the node does not know or cannot read is called wrongly, what it cannot do now has failed', async () => {
    for (const [status, code] of [
      [400, 2],
      [404, 2],
      [409, 1],
      [503, 1],
    ] as const) {
      const world = new TestWorld(() => problem(status, 'that is how it is'));
      expect(await world.carillon('report', 'queues', '--measures', 'ahtt')).toBe(code);
      expect(world.err).toBe('carillon: that is how it is\n');
    }
  });
});

describe('help', () => {
  async function help(command: string): Promise<string> {
    const world = new TestWorld();
    expect(await world.carillon(command, '--help')).toBe(0);
    return world.out.replace(/\s+/g, ' ');
  }

  test('no flag says that it is off, no default is raw', async () => {
    for (const command of ['staff', 'simulate', 'check', 'call', 'waiting', 'run', 'publish', 'list', 'canary'])
      expect(await help(command)).not.toMatch(/default: (false|true|null|\[\]|\{|"|\d{4,9}\))/);
    const staff = await help('staff');
    expect(staff).toContain('the interval (default: 30m)');
    expect(staff).toContain('80/20 is 80 % of the callers within 20 seconds (default: 80/20)');
    expect(await help('simulate')).toContain('answered within so long (default: 20s)');
  });

  test('report names what it can be about, and how its answers look', async () => {
    const report = await help('report');
    expect(report).toContain('queues, agents or calls');
    expect(report).toContain('how to say it (table, csv, json; default: table)');
  });

  test('what only makers of Carillon need is not shown', async () => {
    expect(await help('measures')).not.toContain('--write');
    expect(await help('manual')).not.toContain('--write');
  });

  test('a default that the words tell already is told once', () => {
    const program: Command = new Program('x');
    program.command('y').addOption(new Option('--a <x>', 'long (default: ever)').default('z'));
    program.command('z').option('--b <x>', 'long', duration, 90_000);
    explainThemselves(program);
    expect(program.commands.map((each) => each.helpInformation()).join()).toMatch(
      /long \(default: ever\)\n[^]*long \(default: 1m30s\)\n/,
    );
  });
});

describe('times', () => {
  const AT = Date.parse('2026-11-22T21:30:00Z');

  test('are those of the site, and its zone is named where the clock here shows others', () => {
    const times = new Times('Europe/Moscow', 'Europe/Berlin');
    expect(times.at(AT)).toBe('2026-11-23 00:30:00');
    expect(times.clock(AT)).toBe('00:30:00');
    expect(times.named(AT)).toBe('2026-11-23 00:30:00 (Europe/Moscow)');
    expect(times.below(() => `at ${times.at(AT)}`)).toBe('at 2026-11-23 00:30:00\n\nTimes are those of Europe/Moscow.');
    expect(times.below(() => 'none')).toBe('none');
  });

  test('need no zone where both clocks show the same', () => {
    const times = new Times('Europe/Moscow', 'Europe/Minsk');
    expect(times.named(AT)).toBe('2026-11-23 00:30:00');
    expect(times.below(() => times.at(AT))).toBe('2026-11-23 00:30:00');
  });

  test('the node says whose', async () => {
    const call = { id: 'c0', ani: '1', name: '', dnis: '1000', campaign: '', flow: 'main', arrivedAt: AT };
    const row = { ...call, outcome: null, endedBy: null, endedAt: null };
    const world = new TestWorld(() => {
      const response = json({ calls: [row] });
      response.headers.set('carillon-time-zone', 'Europe/Moscow');
      return response;
    });
    await world.carillon('history');
    expect(world.out).toMatch(/\n2026-11-23 00:30:00 [^]*\n\nTimes are those of Europe\/Moscow\.\n$/);
    world.out = '';
    world.timeZone = 'Europe/Moscow';
    await world.carillon('history');
    expect(world.out).not.toContain('Times are');
  });

  test('two watches that differ by little tell one length', () => {
    expect([lasted(4_980), lasted(5_020), lasted(59_700)]).toEqual(['0:05', '0:05', '1:00']);
  });
});

test('the line that changes is drawn when it changes, and only in a terminal', () => {
  const drawn = (isTTY: boolean): string => {
    let out = '';
    const terminal = new Terminal({ write: (text) => (out += text), isTTY }, { NO_COLOR: '1' });
    for (const text of ['0:01', '0:01', '0:01', '0:02']) terminal.status(text);
    return out;
  };
  expect(drawn(true)).toBe('0:01\r\u001b[K0:02');
  expect(drawn(false)).toBe('');
});
