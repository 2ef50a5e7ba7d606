import type { CarillonEvent } from '../../src/domain/event';
import { Simulation } from '../../src/sim/simulation';
import { compileSite } from '../../src/site/compile';
import { officeWith } from '../unit/site/office';

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');
const AT = Date.UTC(2026, 10, 20, 9);

const { site, problems } = compileSite(
  officeWith({
    'flows/t.yaml': text(
      'flow: t',
      'start: a',
      'self_service: true',
      'steps:',
      '  a:',
      "    - if: recent_calls('10m') >= 2",
      '      then: refused',
      "    - note: \"before: {{ recent_calls('10m') }}, in an hour {{ recent_calls('1h') }}\"",
      '    - hangup',
      '  refused:',
      '    - reject: busy',
    ),
    'numbers.yaml': text('numbers:', '  "1": { flow: t }', '  other: { flow: t }'),
  }),
);

/** A centre where one call comes after the other. */
class Day {
  private serial = 0;
  private passed = 0;

  private constructor(
    readonly simulation: Simulation,
    private readonly events: readonly CarillonEvent[],
  ) {}

  static async begins(crashes?: number): Promise<Day> {
    if (!site) throw new Error(JSON.stringify(problems));
    const events: CarillonEvent[] = [];
    const simulation = new Simulation({
      site,
      at: AT,
      answers: new Map(),
      watched: `c.${crashes ?? 0}`,
      onEvent: (event) => events.push(event),
    });
    if (crashes !== undefined) simulation.crashAfterSave = 1;
    await simulation.start();
    return new Day(simulation, events);
  }

  /** What was noted, or how the call ended. */
  async calls(ani: string, { dnis = '1', after = 60_000 } = {}): Promise<string> {
    const call = `c.${++this.serial}`;
    await this.simulation.pass(AT + (this.passed += after));
    this.simulation.exchange.arrives(call, { ani, dnis });
    await this.simulation.settle();
    await this.simulation.settle();
    const own = this.events.filter((event) => event.call === call);
    const note = own.find((event) => event.type === 'call.noted');
    const ended = own.find((event) => event.type === 'call.ended');
    return note?.type === 'call.noted' ? note.data.text : ended?.type === 'call.ended' ? ended.data.outcome : 'nothing';
  }
}

describe('who calls again and again', () => {
  test('is counted over all numbers, and may be refused before the answer', async () => {
    const day = await Day.begins();
    expect(await day.calls('7916')).toBe('before: 0, in an hour 0');
    expect(await day.calls('7917')).toBe('before: 0, in an hour 0');
    expect(await day.calls('7916', { dnis: '2' })).toBe('before: 1, in an hour 1');
    expect(await day.calls('7916')).toBe('refused');
    // The refused call counts, too.
    expect(await day.calls('7916', { after: 550_000 })).toBe('before: 1, in an hour 3');
    expect(await day.calls('7916', { after: 3_700_000 })).toBe('before: 0, in an hour 0');
    day.simulation.stop();
  });

  test('who withholds the number is nobody', async () => {
    const day = await Day.begins();
    for (const told of ['before: 0, in an hour 0', 'before: 0, in an hour 0']) expect(await day.calls('')).toBe(told);
    day.simulation.stop();
  });

  test('a restart forgets nothing', async () => {
    const day = await Day.begins(2);
    expect(await day.calls('7916')).toBe('before: 0, in an hour 0');
    await day.calls('7917');
    expect(await day.calls('7916')).toBe('before: 1, in an hour 1');
    day.simulation.stop();
  });
});
