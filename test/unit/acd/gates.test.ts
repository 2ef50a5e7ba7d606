import { Book } from '../../../src/acd/book';
import { decide } from '../../../src/acd/decide';
import { agent, FloorStory, floorOf, queueSettings, throughJson } from '../../support/floor';
import { asksForCallback } from '../../support/callbacks';
import type { Presence, QueueCondition } from '../../../src/domain/queue-gate';

const THERE: readonly Presence[] = ['available', 'ringing', 'talking', 'wrap_up'];
const condition = (name: string): QueueCondition => ({
  name,
  when: { source: 'waiting > 2', holds: ({ waiting }) => waiting > 2 },
  until: null,
  forMs: 0,
});

const centre = (more: Parameters<typeof queueSettings>[1]): FloorStory =>
  new FloorStory(floorOf([agent('anna'), agent('boris')], [queueSettings('sales', more)]));

const goesOnBreak = (floor: FloorStory, id: string): FloorStory => {
  floor.happens({ type: 'set-agent-state', agent: id, to: 'not-ready', reason: 'lunch', by: id });
  return floor;
};

const endings = (floor: FloorStory): readonly string[] =>
  floor.of('queue.left').map(({ data }) => [data.ticket, data.reason, data.condition ?? ''].join(' ').trim());

describe('who is let in', () => {
  it('is everybody while a condition of any name is not set', () => {
    const floor = centre({ enter: { present: null, unless: [condition('constructor')] } });
    expect(endings(floor.enters('c1'))).toEqual([]);
  });

  const gate = { enter: { present: THERE, unless: [condition('crowded')] } };

  it('is nobody while no agent is there who counts', () => {
    const floor = centre(gate).enters('c1').signsIn('anna');
    goesOnBreak(floor, 'anna').enters('c2');
    expect(endings(floor)).toEqual(['c1.t1 nobody', 'c2.t1 nobody']);
    expect(floor.told('c1')).toEqual([{ type: 'left-queue', ticket: 'c1.t1', reason: 'nobody' }]);
  });

  it('is everybody while one is there, whatever the agent does that counts', () => {
    const floor = centre(gate).signsIn('anna').enters('c1').enters('c2').talks('anna').enters('c3');
    expect(endings(floor)).toEqual(['c1.t1 answered']);
    floor.legEnds('anna', 16).enters('c4');
    expect(floor.stateOf('anna')).toBe('wrap-up');
    expect(endings(floor)).toEqual(['c1.t1 answered']);
  });

  it.each(['unreachable', 'in-use'] as const)('is nobody while the only phone is %s', (phone) => {
    const floor = centre(gate).signsIn('anna');
    floor.happens({ type: 'phone-state', agent: 'anna', phone });
    expect(endings(floor.enters('c1'))).toEqual(['c1.t1 nobody']);
  });

  it('is nobody who comes while a condition is set, and those who wait stay', () => {
    const floor = centre(gate).signsIn('anna').enters('c1').enters('c2');
    const crowded = { type: 'condition', queue: 'sales', of: 'enter', condition: 'crowded' } as const;
    floor.happens({ ...crowded, holds: true });
    floor.enters('c3');
    expect(endings(floor)).toEqual(['c3.t1 overflow crowded']);
    expect(floor.told('c3')).toEqual([
      { type: 'left-queue', ticket: 'c3.t1', reason: 'overflow', condition: 'crowded' },
    ]);
    floor.happens({ ...crowded, holds: false });
    expect(endings(floor.enters('c4'))).toEqual(['c3.t1 overflow crowded']);
    expect(floor.of('queue.condition').map(({ data }) => data.holds)).toEqual([true, false]);
  });

  it('is told again, with the condition, to a call that missed it', () => {
    const floor = centre(gate).signsIn('anna');
    floor.happens({ type: 'condition', queue: 'sales', of: 'enter', condition: 'crowded', holds: true });
    floor.enters('c1').enters('c1');
    expect(floor.told('c1').map((each) => 'condition' in each && each.condition)).toEqual(['crowded', 'crowded']);
    expect(endings(floor)).toHaveLength(1);
  });

  it('is whoever was promised a call back, whatever is set', () => {
    const floor = centre({ enter: { present: null, unless: [condition('crowded')] } });
    floor.enters('c1');
    asksForCallback(floor, 'c1', { replaces: 'c1.t1', callback: { number: '79160000001' } });
    floor.happens({ type: 'condition', queue: 'sales', of: 'enter', condition: 'crowded', holds: true });
    floor.enters('c2', { caller: { number: '79160000001', name: '' } });
    expect(endings(floor)).toEqual(['c1.t1 callback']);
  });
});

describe('who is let go', () => {
  const rule = { leave: { present: THERE, afterMs: 30_000, when: [condition('no_hope')] } };

  it('is everybody who waits, when nobody has been there for so long', () => {
    const floor = centre(rule).signsIn('anna').enters('c1').talks('anna').enters('c2').enters('c3');
    goesOnBreak(floor, 'anna').legEnds('anna', 16).waits(10_000);
    expect(floor.stateOf('anna')).toBe('not-ready (lunch)');
    floor.waits(29_999);
    expect(endings(floor)).toEqual(['c1.t1 answered']);
    floor.waits(1);
    expect(endings(floor)).toEqual(['c1.t1 answered', 'c2.t1 empty', 'c3.t1 empty']);
  });

  it('is nobody when somebody came back in time, and the time begins anew', () => {
    const floor = centre(rule).signsIn('anna');
    goesOnBreak(floor, 'anna').enters('c1').waits(20_000).signsIn('anna');
    expect(floor.rings).toEqual(['anna for c1']);
    goesOnBreak(floor, 'anna').waits(29_000);
    expect(endings(floor)).toEqual([]);
    expect(endings(floor.waits(1_000))).toEqual(['c1.t1 empty']);
  });

  it('is whoever comes when nobody has been there for long', () => {
    const floor = centre(rule).waits(60_000).enters('c1');
    expect(endings(floor)).toEqual(['c1.t1 empty']);
  });

  it('is by the name of the condition; who rings at an agent may still be answered', () => {
    const floor = centre(rule).signsIn('anna').enters('c1').enters('c2');
    floor.happens({ type: 'condition', queue: 'sales', of: 'leave', condition: 'no_hope', holds: true });
    expect(endings(floor)).toEqual(['c2.t1 overflow no_hope']);
    floor.legEnds('anna', 21);
    expect(endings(floor)).toEqual(['c2.t1 overflow no_hope', 'c1.t1 overflow no_hope']);
  });

  it('is no callback: it waits for better times', () => {
    const floor = centre(rule).signsIn('anna').enters('c1').enters('c2');
    asksForCallback(floor, 'c2', { replaces: 'c2.t1' });
    floor.happens({ type: 'condition', queue: 'sales', of: 'leave', condition: 'no_hope', holds: true });
    expect(endings(floor)).toEqual(['c2.t1 callback']);
  });
});

describe('what is known of a gate', () => {
  const rule = { leave: { present: THERE, afterMs: 30_000, when: [condition('no_hope')] } };

  it('is saved: a condition that was set, and since when nobody is there, survive a crash', () => {
    const floor = centre(rule).waits(10_000);
    const set = { type: 'condition', queue: 'sales', of: 'leave', condition: 'no_hope', holds: true } as const;
    const { changes } = floor.happens(set);
    expect(changes.gates).toEqual([
      { queue: 'sales', absentSince: 1_000_000, enter: {}, leave: { no_hope: 1_010_000 } },
    ]);
    const again = new Book(throughJson(floor.book), floor.settings, floor.now);
    expect(again.gates).toEqual(floor.book.gates);
    expect(decide(again, { type: 'deadline' }, floor.now).wakeAt).toBe(1_030_000);
  });

  it('is forgotten with the condition, and a condition that the site does not have is never set', () => {
    const floor = centre(rule).signsIn('anna');
    const set = { type: 'condition', queue: 'sales', of: 'leave', holds: true } as const;
    floor.happens({ ...set, condition: 'other' });
    expect(floor.of('queue.condition')).toEqual([]);
    floor.happens({ ...set, condition: 'no_hope' });
    floor.book.configure(floorOf([agent('anna')], [queueSettings('sales')]), floor.now);
    floor.happens({ type: 'configured' });
    expect(floor.book.gates.get('sales')?.leave).toEqual({});
  });

  it('of the version before is nothing', () => {
    const { agents, tickets, counters } = centre(rule).book;
    expect(new Book({ agents, tickets, counters }, floorOf([], []), 0).gates.size).toBe(0);
  });
});
