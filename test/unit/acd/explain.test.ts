import { explainWait } from '../../../src/acd/explain';
import { whyInWords } from '../../../src/cli/why-words';
import type { Wait } from '../../../src/domain/wait';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

const sales = queueSettings('sales', {
  skills: { sales: 50 },
  relax: [{ afterMs: 30_000, skills: { sales: 20 } }],
  tierOpensAfterMs: 60_000,
});

const second = { sales: { tier: 2, order: 0, weight: 1 } };

function story(): FloorStory {
  const agents = [
    agent('anna', { skills: { sales: 80 } }),
    agent('boris', { skills: { sales: 30 } }),
    agent('clara', { skills: { sales: 80 }, membership: second }),
    agent('dina', { skills: { sales: 80 } }),
    agent('egor', { skills: { sales: 80 } }),
    agent('fjodor', { queues: ['help'] }),
  ];
  return new FloorStory(floorOf(agents, [sales, queueSettings('help')]));
}

const why = (floor: FloorStory, call: string): Wait => {
  const wait = explainWait(floor.book, `${call}.t1`, floor.now);
  if (!wait) throw new Error(`${call} does not wait`);
  return wait;
};

const verdicts = (wait: Wait): Record<string, string> =>
  Object.fromEntries(wait.agents.map(({ agent: id, verdict }) => [id, verdict.is]));

describe('why a caller waits', () => {
  it('is told agent by agent', () => {
    const floor = story().signsIn('anna', 'boris', 'clara', 'egor').enters('first').talks('anna');
    floor.enters('refused').legEnds('egor', 17);
    floor.happens({ type: 'set-agent-state', agent: 'egor', to: 'not-ready', reason: 'lunch', by: 'egor' });
    expect(verdicts(why(floor, 'refused'))).toEqual({
      anna: 'busy',
      boris: 'lacks',
      clara: 'lacks',
      dina: 'signed-out',
      egor: 'not-ready',
    });
    expect(
      why(floor, 'refused')
        .agents.map(({ verdict }) => verdict)
        .slice(0, 3),
    ).toEqual([
      { is: 'busy', state: 'on-call', call: 'first' },
      { is: 'lacks', lack: { is: 'skill', skill: 'sales', level: 30, least: 50 } },
      { is: 'lacks', lack: { is: 'tier', tier: 2, open: 1 } },
    ]);
  });

  it('says what will change by itself, and it does', () => {
    const floor = story().signsIn('anna', 'boris').enters('first').talks('anna').enters('c1');
    const { changes, waitedMs } = why(floor, 'c1');
    const entered = floor.now - waitedMs;
    expect(changes).toEqual([
      { is: 'asks-less', at: entered + 30_000, levels: [['sales', 20]] },
      { is: 'leaves', at: entered + 600_000 },
    ]);
    floor.waits(29_999);
    expect(floor.rings).not.toContain('boris for c1');
    floor.waits(1);
    expect(floor.rings).toContain('boris for c1');
  });

  it('names who comes first for the same agents, over all queues', () => {
    const agents = [agent('anna', { queues: ['sales', 'help'] })];
    const settings = floorOf(agents, [queueSettings('sales'), queueSettings('help'), queueSettings('other')]);
    const floor = new FloorStory(settings).signsIn('anna').enters('talking').talks('anna');
    floor
      .enters('mine')
      .enters('gold', { queue: 'help', priority: 10 })
      .enters('elsewhere', { queue: 'other', priority: 90 });
    floor.waits(60_000);
    expect(why(floor, 'mine').before).toEqual([{ call: 'gold', queue: 'help', score: 11 }]);
    expect(why(floor, 'mine').position).toBe(1);
  });

  it('is nothing for a caller who is talking, or unknown', () => {
    const floor = story().signsIn('anna').enters('c1').talks('anna');
    expect(explainWait(floor.book, 'c1.t1', floor.now)).toBeUndefined();
    expect(explainWait(floor.book, 'nobody.t1', floor.now)).toBeUndefined();
  });

  it('reads like a sentence', () => {
    const floor = story()
      .signsIn('anna', 'boris')
      .enters('first')
      .talks('anna')
      .enters('c1', { priority: 5 })
      .waits(6_000);
    expect(whyInWords(why(floor, 'c1'), floor.now).split('\n')).toEqual([
      'c1 waits in sales for 0:06 as number 1, with a score of 5.1 (priority 5 and 0.1 for the wait).',
      'It asks for sales from 50, members up to tier 1.',
      'In 0:24 it asks for sales from 20.',
      'In 9:54 it leaves by timeout.',
      '',
      'AGENT  NAME   WHY NOT',
      'anna   anna   is with first',
      'boris  boris  has sales 30, asked are 50',
      'clara  clara  tier 2, open is 1',
      'dina   dina   not signed in',
      'egor   egor   not signed in',
    ]);
  });
});
