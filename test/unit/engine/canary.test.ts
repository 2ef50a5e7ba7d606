import { CanaryWatch, isAmong, whyStop, zOf } from '../../../src/engine/canary';
import { noOutcomes, type Outcomes } from '../../../src/domain/site-version';
import type { CarillonEvent } from '../../../src/domain/event';
import { CallStory, factsOf, NINE } from '../../support/call-story';

const calls = (ended: number, troubled: number, more: Partial<Outcomes> = {}): Outcomes => ({
  ...noOutcomes,
  arrived: ended,
  ended,
  troubled,
  ...more,
});

describe('who gets the canary', () => {
  const callers = Array.from({ length: 4_000 }, (_, n) => `7916${String(n).padStart(7, '0')}`);

  test('the share that was asked for, near enough', () => {
    for (const percent of [1, 10, 50, 99]) {
      const among = callers.filter((caller) => isAmong(caller, 'abc123abc123', percent)).length;
      expect(Math.abs(among / callers.length - percent / 100)).toBeLessThan(0.025);
    }
  });

  test('who has it keeps it when the share grows, and another canary deals anew', () => {
    const tenth = callers.filter((caller) => isAmong(caller, 'abc123abc123', 10));
    expect(tenth.every((caller) => isAmong(caller, 'abc123abc123', 30))).toBe(true);
    const again = tenth.filter((caller) => isAmong(caller, 'fff000fff000', 10)).length;
    expect(again).toBeLessThan(tenth.length / 3);
  });
});

describe('when a canary should stop', () => {
  test('not for a difference that may be chance, and not before both have twenty calls', () => {
    expect(whyStop({ base: calls(200, 4), canary: calls(30, 2) })).toBeNull();
    expect(whyStop({ base: calls(200, 0), canary: calls(19, 19) })).toBeNull();
    expect(whyStop({ base: calls(19, 0), canary: calls(200, 100) })).toBeNull();
  });

  test('for a clear one, with the numbers', () => {
    expect(whyStop({ base: calls(200, 4), canary: calls(20, 8) })).toBe(
      '40 % of its 20 calls were troubled, of the others 2 % of 200 (z = 7.1)',
    );
  });

  test('not for one that is clear and small', () => {
    const both = { base: calls(100_000, 1_000), canary: calls(100_000, 2_000) };
    expect(zOf(both.canary, both.base)).toBeGreaterThan(10);
    expect(whyStop(both)).toBeNull();
  });

  test('not when it does better, or when nothing is troubled', () => {
    expect(whyStop({ base: calls(100, 50), canary: calls(100, 1) })).toBeNull();
    expect(whyStop({ base: calls(100, 0), canary: calls(100, 0) })).toBeNull();
  });

  test('at once when five calls failed and they are half of all', () => {
    expect(whyStop({ base: noOutcomes, canary: calls(9, 5, { failed: 5 }) })).toBe('5 of its 9 calls failed');
    expect(whyStop({ base: noOutcomes, canary: calls(11, 5, { failed: 5 }) })).toBeNull();
  });

  test('the formula is the one of the book', () => {
    // 15 of 50 against 30 of 200: pooled 0.18, spread √(0.18 · 0.82 · (1/50 + 1/200)).
    expect(zOf(calls(50, 15), calls(200, 30))).toBeCloseTo(0.15 / Math.sqrt(0.18 * 0.82 * 0.025), 10);
  });
});

describe('what becomes of the calls', () => {
  const watch = (): CanaryWatch =>
    new CanaryWatch({ base: 'base', canary: 'new' }, { base: noOutcomes, canary: noOutcomes }, NINE);
  const of = (revision: string, events: readonly CarillonEvent[]): readonly CarillonEvent[] =>
    events.map((event) => (event.type === 'call.arrived' ? { ...event, data: { ...event.data, revision } } : event));
  const problem = (call: string): CarillonEvent => ({
    id: `${call}.e99`,
    at: NINE,
    call,
    type: 'flow.problem',
    data: { node: 'a.0', what: 'no such fact' },
  });

  test('is counted by version, call by call', () => {
    const counted = watch();
    const served = new CallStory('c.1', NINE)
      .arrives()
      .queued('sales')
      .after('15s')
      .rings('anna')
      .talks()
      .ends('answered');
    counted.observe(of('base', served.events));
    const troubled = new CallStory('c.2', NINE).arrives();
    counted.observe(of('new', troubled.events));
    counted.observe([problem('c.2'), problem('c.2')]);
    counted.observe(new CallStory('c.2', NINE).ends('abandoned').events);
    counted.observe(of('other', new CallStory('c.3', NINE).arrives().ends('answered').events));

    const { base, canary } = counted.outcomes;
    expect(base).toMatchObject({ arrived: 1, ended: 1, answered: 1, troubled: 0, reachedAgent: 1, toAgentMs: 15_000 });
    expect(canary).toMatchObject({ arrived: 1, ended: 1, abandoned: 1, troubled: 1, problems: 2, reachedAgent: 0 });
  });

  test('a call that was counted before a restart ends where it began', () => {
    const before = watch();
    before.observe(of('new', new CallStory('c.1', NINE).arrives().events));
    const after = new CanaryWatch({ base: 'base', canary: 'new' }, before.outcomes, NINE);
    const session = { call: factsOf('c.1', NINE), revision: 'new', served: false };
    const older = { call: factsOf('c.0', NINE - 1), revision: 'base', served: false };
    after.resume([session, older]);
    for (const call of ['c.0', 'c.1']) after.observe(new CallStory(call, NINE).ends('failed').events);
    expect(after.outcomes.canary).toMatchObject({ arrived: 1, ended: 1, failed: 1, troubled: 1 });
    expect(after.outcomes.base).toEqual(noOutcomes);
  });

  test('agents who dial a feature code are no callers', () => {
    const counted = watch();
    counted.observe(of('new', new CallStory('c.1', NINE).arrives({ channel: 'agent' }).ends('self-served').events));
    expect(counted.outcomes.canary).toEqual(noOutcomes);
  });
});
