import type { ReplayView } from '../../../src/engine/replay-use-cases';
import { json, problem, TestWorld } from './world';

const AT = Date.UTC(2026, 10, 22, 10, 5);
const then: ReplayView = {
  ...{ at: AT, since: AT - 600_000, turns: 412, compared: 1, differences: [], why: null },
  waiting: [
    {
      ...{ ticket: 'c-1.1.t3', call: 'c-1.1', queue: 'sales', strategy: 'longest-idle' },
      ...{ number: '79160000001', name: 'Olga', enteredAt: AT - 83_000, waitsSince: AT - 83_000, position: 1 },
      ...{ priority: 0, score: 1.4, callback: false, rings: [], free: ['boris'] },
    },
  ],
  agents: [
    {
      ...{ id: 'anna', name: 'Anna', phone: 'anna', state: 'on-call', reason: '', since: AT - 60_000, until: null },
      ...{ queues: ['sales'], skills: {}, call: 'c-0.9', next: null },
    },
    {
      ...{ id: 'dina', name: 'Dina', phone: 'dina', state: 'available', reason: '', since: AT - 60_000, until: null },
      ...{ queues: ['support'], skills: {}, call: null, next: null },
    },
  ],
  steps: [
    {
      ...{ number: 413, at: AT + 1_250, refused: null },
      input: { type: 'set-agent-state', agent: 'anna', to: 'available', reason: '', by: 'anna' },
      events: [],
      actions: [{ type: 'drop-leg', call: 'c-1.1', leg: 'c-1.1.a7', answeredElsewhere: false }],
    },
    { number: 414, at: AT + 2_000, refused: null, input: { type: 'deadline' }, events: [], actions: [] },
  ],
};

const world = (answer: ReplayView = then): TestWorld =>
  new TestWorld(({ url }) => {
    if (url.pathname !== '/api/v1/replay') return undefined;
    if (url.searchParams.get('at') === 'then') return problem(404, 'nothing is kept of the floor at that time');
    return json({ ...answer, steps: answer.steps.slice(0, Number(url.searchParams.get('steps'))) });
  });

describe('carillon replay', () => {
  test('shows who waited and who was free', async () => {
    const w = world();
    expect(await w.carillon('replay', '2026-11-22 10:05', '--queue', 'sales')).toBe(0);
    expect(w.asked).toEqual(['GET /replay?at=2026-11-22+10%3A05&steps=0']);
    expect(w.out).toContain('412 turns (compared 1 time)');
    expect(w.out).toMatch(/sales +1 +79160000001 Olga +1:23 +– +boris +c-1\.1/);
    expect(w.out).toMatch(/anna +on-call +1:00/);
    expect(w.out).not.toContain('dina');
  });

  test('goes on turn by turn, with what was decided; --agent leaves out what is not of theirs', async () => {
    const w = world();
    expect(await w.carillon('replay', '2026-11-22 10:05', '--step')).toBe(0);
    expect(w.out).toContain('turn 413: set-agent-state {"agent":"anna"');
    expect(w.out).toContain('→ drop-leg');
    expect(w.out).toContain('turn 414: deadline');
    const anna = world();
    expect(await anna.carillon('replay', '2026-11-22 10:05', '--step', '50', '--agent', 'anna')).toBe(0);
    expect(anna.asked[0]).toContain('steps=50');
    expect(anna.out).not.toContain('turn 414');
  });

  test('at a terminal, Enter shows the next turn and q ends', async () => {
    const w = world();
    w.stdin.isTTY = true;
    w.stdin.setRawMode = () => undefined;
    const done = w.carillon('replay', '2026-11-22 10:05', '--step');
    w.stdin.write('q');
    expect(await done).toBe(0);
    expect(w.out).toContain('turn 413');
    expect(w.out).not.toContain('turn 414');
  });

  test('a replay that differs is told, and fails', async () => {
    const w = world({ ...then, differences: [{ turn: 77, at: AT, what: 'other-decision' }] });
    expect(await w.carillon('replay', '2026-11-22 10:05')).toBe(1);
    expect(w.err).toContain('differs from what was recorded, first at turn 77');
  });

  test('says when nothing is kept', async () => {
    const w = world();
    expect(await w.carillon('replay', 'then')).toBe(2);
    expect(w.err).toContain('nothing is kept');
  });
});
