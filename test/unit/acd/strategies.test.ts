import { strategies, type QueueSettings, type Strategy } from '../../../src/domain/queue';
import type { AgentSettings, Membership } from '../../../src/domain/agent';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const member = (more: Partial<Membership>): { sales: Membership } => ({
  sales: { tier: 1, order: 0, weight: 1, ...more },
});

const at = (strategy: Strategy, more: Partial<QueueSettings> = {}): QueueSettings =>
  queueSettings('sales', { strategy, wrapUpMs: 0, ...more });

const floorWith = (queue: QueueSettings, ...agents: readonly AgentSettings[]): FloorStory =>
  new FloorStory(floorOf(agents, [queue]));

/** A whole call: rung, answered, talked for so long. Gives who took it. */
function served(floor: FloorStory, call: string, talkMs = 10_000): string {
  floor.enters(call);
  const ring = floor.actions.findLast((each) => each.type === 'ring-agent' && each.call === call);
  if (ring?.type !== 'ring-agent') throw new Error(`nobody was rung for ${call}`);
  floor.talks(ring.agent);
  floor.now += talkMs;
  floor.legEnds(ring.agent, 16);
  floor.now += 1;
  return ring.agent;
}

const inARow = (floor: FloorStory, calls: number): readonly string[] =>
  Array.from({ length: calls }, (_, index) => served(floor, `c${index}`));

describe('which of the free agents', () => {
  const three = [agent('anna'), agent('boris'), agent('clara')] as const;

  it('longest idle: over all queues, whoever has rested most', () => {
    const floor = floorWith(at('longest-idle'), ...three).signsIn('clara', 'anna', 'boris');
    expect(inARow(floor, 4)).toEqual(['clara', 'anna', 'boris', 'clara']);
  });

  it('longest since a call: a call of another queue does not count', () => {
    const queues = ['sales', 'help'];
    const settings = floorOf(
      [agent('anna', { queues }), agent('boris', { queues })],
      [at('longest-since-call'), queueSettings('help', { wrapUpMs: 0 })],
    );
    const floor = new FloorStory(settings).signsIn('anna', 'boris');
    expect(served(floor, 'c1')).toBe('anna');
    expect(served(floor, 'c2')).toBe('boris');
    floor.enters('other', { queue: 'help' }).talks('anna');
    floor.now += 60_000;
    floor.legEnds('anna', 16);
    expect(served(floor, 'c3')).toBe('anna');
  });

  it('round robin: one after the other, and who was away does not get two in a row for it', () => {
    const floor = floorWith(at('round-robin'), ...three).signsIn('anna', 'boris', 'clara');
    expect(inARow(floor, 4)).toEqual(['anna', 'boris', 'clara', 'anna']);
  });

  it('fewest calls, and least talk: counted since the sign-in', () => {
    const fewest = floorWith(at('fewest-calls'), ...three).signsIn('anna', 'boris');
    expect([served(fewest, 'c1'), served(fewest, 'c2')]).toEqual(['anna', 'boris']);
    fewest.signsIn('clara');
    expect(served(fewest, 'c3')).toBe('clara');
    const least = floorWith(at('least-talk'), ...three).signsIn('anna', 'boris');
    expect([served(least, 'c1', 60_000), served(least, 'c2', 5_000)]).toEqual(['anna', 'boris']);
    expect(served(least, 'c3')).toBe('boris');
  });

  it('lowest occupancy: work in proportion to the time at work', () => {
    const floor = floorWith(at('lowest-occupancy'), ...three).signsIn('anna');
    served(floor, 'c1', 60_000);
    floor.now += 600_000;
    floor.signsIn('boris');
    expect(served(floor, 'c2', 60_000)).toBe('boris');
    // Anna worked a minute of more than ten, Boris all of his one.
    expect(served(floor, 'c3')).toBe('anna');
  });

  it('fixed order: always the first of the list who is free', () => {
    const floor = floorWith(
      at('fixed-order'),
      agent('anna', { membership: member({ order: 2 }) }),
      agent('boris', { membership: member({ order: 1 }) }),
    ).signsIn('anna', 'boris');
    expect(inARow(floor, 3)).toEqual(['boris', 'boris', 'boris']);
  });

  it('best skill: the highest level of what is asked', () => {
    const floor = floorWith(
      at('best-skill', { skills: { sales: 10 } }),
      agent('anna', { skills: { sales: 40, german: 100 } }),
      agent('boris', { skills: { sales: 90 } }),
    ).signsIn('anna', 'boris');
    expect(inARow(floor, 2)).toEqual(['boris', 'boris']);
  });

  it('random: anybody, evenly; weighted: by weight', () => {
    const shares = (strategy: Strategy): number => {
      const floor = floorWith(
        at(strategy),
        agent('anna', { membership: member({ weight: 4 }) }),
        agent('boris', { membership: member({ weight: 1 }) }),
      ).signsIn('anna', 'boris');
      return inARow(floor, 1_000).filter((id) => id === 'anna').length;
    };
    expect(Math.abs(shares('random') - 500)).toBeLessThan(60);
    expect(Math.abs(shares('weighted-random') - 800)).toBeLessThan(60);
  });

  it('random draws of a replayed floor are the same, on every machine and in every version', () => {
    const draws = (strategy: Strategy): string => {
      const floor = floorWith(
        at(strategy),
        agent('anna', { membership: member({ weight: 4 }) }),
        agent('boris', { membership: member({ weight: 1 }) }),
        agent('clara', { membership: member({ weight: 2 }) }),
      ).signsIn('anna', 'boris', 'clara');
      return inARow(floor, 24)
        .map(([first]) => first)
        .join('');
    };
    expect(draws('random')).toBe('abbbcaccccbcbaacbacccaab');
    expect(draws('weighted-random')).toBe('aaabaaaacabcbaacaacaaaab');
  });

  it('among equals: who is idle longest, then the id', () => {
    const equals = floorWith(at('fixed-order'), ...three);
    equals.signsIn('clara', 'anna', 'boris');
    expect(served(equals, 'c1')).toBe('clara');
    const together = floorWith(at('longest-idle'), ...[...three].reverse());
    for (const id of ['clara', 'boris', 'anna'])
      together.happens({ type: 'set-agent-state', agent: id, to: 'available', reason: '', by: id });
    for (const call of ['c1', 'c2', 'c3']) together.enters(call);
    expect(together.rings).toEqual(['anna for c1', 'boris for c2', 'clara for c3']);
  });

  it('a lasting difference in skills, and not their sum over what nobody asks, makes the best', () => {
    const floor = floorWith(
      at('best-skill', { skills: { sales: 10, german: 0 } }),
      agent('anna', { skills: { sales: 50, german: 90 } }),
      agent('boris', { skills: { sales: 60 } }),
    ).signsIn('anna', 'boris');
    expect(served(floor, 'c1')).toBe('boris');
    floor.enters('c2', { skills: { german: 0 } });
    expect(floor.rings.at(-1)).toBe('boris for c2');
  });

  it('longest since a call: who has had none comes first', () => {
    const floor = floorWith(at('longest-since-call'), ...three).signsIn('anna');
    served(floor, 'c1');
    floor.signsIn('boris');
    expect(served(floor, 'c2')).toBe('boris');
    expect(served(floor, 'c3')).toBe('anna');
  });

  it.each(strategies.filter((each) => each !== 'manual'))('%s: a lower tier comes before everything', (strategy) => {
    const floor = floorWith(
      at(strategy),
      agent('anna', { membership: member({ tier: 2, weight: 100 }), skills: { sales: 100 } }),
      agent('boris', { membership: member({ tier: 1, order: 9, weight: 0.001 }) }),
    ).signsIn('anna', 'boris');
    expect(inARow(floor, 5)).toEqual(Array(5).fill('boris'));
  });
});

describe('how many phones at once', () => {
  const everybody = { first: 1_000, more: 1_000, everyMs: 2_000 };

  it('ring all: every free phone rings, the first answer gets the call, the others are told that it is answered', () => {
    const floor = floorWith(at('longest-idle', { fanOut: everybody }), agent('anna'), agent('boris'), agent('clara'));
    floor.signsIn('anna', 'boris').enters('c1');
    expect(floor.rings).toEqual(['anna for c1', 'boris for c1']);
    floor.signsIn('clara').waits(2_000);
    expect(floor.rings).toContain('clara for c1');
    floor.talks('boris');
    expect(floor.actions.filter((each) => each.type === 'drop-leg')).toEqual([
      { type: 'drop-leg', call: 'c1', leg: floor.lastLeg('anna'), answeredElsewhere: true },
      { type: 'drop-leg', call: 'c1', leg: floor.lastLeg('clara'), answeredElsewhere: true },
    ]);
    expect(['anna', 'boris', 'clara'].map((id) => floor.stateOf(id))).toEqual(['available', 'on-call', 'available']);
    // A late answer is ended cleanly.
    floor.answers('anna');
    expect(floor.actions.at(-1)).toMatchObject({ type: 'drop-leg', answeredElsewhere: true });
    expect(floor.of('queue.left')).toHaveLength(1);
  });

  it('more phones never take an agent from a caller whose turn is before', () => {
    const afterOffer = {
      ...queueSettings('sales').afterOffer,
      'ring-no-answer': { is: 'available', offersAfterMs: 0 },
    } as const;
    const fanOut = { first: 1, more: 1, everyMs: 3_000 };
    const floor = floorWith(at('longest-idle', { fanOut, afterOffer }), agent('anna'), agent('boris'));
    floor.signsIn('anna', 'boris').enters('first').waits(8_000).enters('second');
    // Boris is free again at the instant at which one more phone is due for the second.
    floor.waits(12_000);
    expect(floor.rings).toEqual(['anna for first', 'boris for first', 'anna for second', 'boris for first']);
  });

  it('more and more: one, then another every few seconds', () => {
    const fanOut = { first: 1, more: 1, everyMs: 5_000 };
    const floor = floorWith(
      at('longest-idle', { fanOut, ringForMs: 60_000 }),
      agent('anna'),
      agent('boris'),
      agent('clara'),
    );
    floor.signsIn('anna', 'boris', 'clara').enters('c1');
    expect(floor.rings).toHaveLength(1);
    floor.waits(5_000);
    expect(floor.rings).toHaveLength(2);
    floor.waits(5_000);
    expect(floor.rings).toHaveLength(3);
    floor.legEnds('anna', 21);
    expect(floor.stateOf('boris')).toBe('offered');
    floor.happens({ type: 'leave-queue', ticket: 'c1.t1', reason: 'abandoned' });
    expect(['boris', 'clara'].map((id) => floor.stateOf(id))).toEqual(['available', 'available']);
  });
});
