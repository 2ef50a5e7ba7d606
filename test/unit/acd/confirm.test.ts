import { Book } from '../../../src/acd/book';
import { asTicket } from '../../../src/acd/saved';
import type { ConfirmRule, QueueSettings } from '../../../src/domain/queue';
import { agent, floorOf, FloorStory, queueSettings, throughJson } from '../../support/floor';

const confirm: ConfirmRule = { key: '1', withinMs: 8_000, prompt: 'office/press-one' };

const opened = (queue: Partial<QueueSettings> = {}, anna: Partial<Parameters<typeof agent>[1]> = {}): FloorStory =>
  new FloorStory(
    floorOf([agent('anna', anna), agent('boris')], [queueSettings('sales', { confirm, ...queue })]),
  ).signsIn('anna', 'boris');

const presses = (floor: FloorStory, id: string, digit: string): FloorStory => {
  floor.happens({ type: 'leg-digit', leg: floor.lastLeg(id), digit });
  return floor;
};
const endings = (floor: FloorStory): readonly string[] =>
  floor.of('queue.offer-ended').map(({ data }) => `${data.agent} ${data.how}`);

describe('an agent who confirms by key', () => {
  it('hears what to do, is still offered the call, and gets it with the key', () => {
    const floor = opened().enters('c1').answers('anna');
    expect(floor.actions.at(-1)).toEqual({
      type: 'ask-agent',
      call: 'c1',
      leg: floor.lastLeg('anna'),
      prompt: 'office/press-one',
    });
    expect(floor.stateOf('anna')).toBe('offered');
    expect(floor.told('c1').map(({ type }) => type)).toEqual(['queued']);
    presses(floor.waits(7_999), 'anna', '1');
    expect(floor.told('c1').at(-1)).toMatchObject({ type: 'agent-answered', agent: 'anna' });
    expect(floor.stateOf('anna')).toBe('on-call');
    expect(endings(floor)).toEqual(['anna accepted']);
    expect(floor.of('queue.confirm-asked')[0]?.data).toMatchObject({ agent: 'anna', key: '1' });
  });

  it('is asked no longer when the key is pressed, before the call learns of the agent', () => {
    const floor = opened().enters('c1').answers('anna');
    const before = floor.actions.length;
    presses(floor, 'anna', '1');
    expect(floor.actions.slice(before)).toMatchObject([
      { type: 'stop-asking', call: 'c1', leg: floor.lastLeg('anna') },
      { type: 'tell', message: { type: 'agent-answered' } },
    ]);
  });

  it.each(['a wrong key', 'silence', 'a hang-up'])(
    '%s leaves the caller in their place, for the next agent',
    (what) => {
      const floor = opened().enters('c1').answers('anna');
      if (what === 'a wrong key') presses(floor, 'anna', '2');
      if (what === 'silence') floor.waits(8_000);
      if (what === 'a hang-up') floor.legEnds('anna', 16);
      expect(endings(floor)).toEqual(['anna not-confirmed']);
      expect(floor.stateOf('anna')).toBe('not-ready (not-confirmed)');
      expect(floor.rings).toEqual(['anna for c1', 'boris for c1']);
      expect(floor.actions.some((each) => each.type === 'drop-leg' && each.leg === floor.lastLeg('anna'))).toBe(true);
      // Too late.
      presses(floor, 'anna', '1');
      expect(endings(floor)).toEqual(['anna not-confirmed']);
    },
  );

  it('what then becomes of the agent is the word of the queue, and it counts as missed', () => {
    const { afterOffer } = queueSettings('sales');
    const floor = opened({
      afterOffer: { ...afterOffer, 'not-confirmed': { is: 'available', offersAfterMs: 60_000 } },
    });
    presses(floor.enters('c1').answers('anna'), 'anna', '2');
    expect(floor.stateOf('anna')).toBe('available');
    expect(floor.state.agents.get('anna')?.missed).toBe(1);
  });

  it('of several who are rung at once, the first who confirms has it', () => {
    const floor = opened({ fanOut: { first: 2, more: 0, everyMs: 0 } })
      .enters('c1')
      .answers('anna')
      .answers('boris');
    expect(floor.stateOf('anna')).toBe('offered');
    presses(floor, 'boris', '1');
    expect(endings(floor)).toEqual(['boris accepted', 'anna withdrawn']);
    presses(floor, 'anna', '1');
    expect(floor.told('c1').filter(({ type }) => type === 'agent-answered')).toHaveLength(1);
    expect(floor.stateOf('anna')).toBe('available');
  });

  it('an answer that is told twice asks once, and gives no more time', () => {
    const floor = opened().enters('c1').answers('anna').waits(5_000).answers('anna').waits(3_000);
    expect(floor.of('queue.confirm-asked')).toHaveLength(1);
    expect(endings(floor)).toEqual(['anna not-confirmed']);
  });

  it('an agent’s own rule counts before that of the queue', () => {
    const own: ConfirmRule = { key: '#', withinMs: 3_000, prompt: 'office/hash' };
    const floor = opened({}, { confirm: own }).enters('c1').answers('anna');
    expect(floor.actions.at(-1)).toMatchObject({ type: 'ask-agent', prompt: 'office/hash' });
    presses(floor, 'anna', '#');
    expect(floor.stateOf('anna')).toBe('on-call');
  });

  it('after a crash the agent is asked anew, with all the time there is', () => {
    const floor = opened().enters('c1').answers('anna');
    const leg = floor.lastLeg('anna');
    floor.now += 7_000;
    const saved = throughJson(floor.state);
    floor.book.restore(saved.agents, saved.tickets, saved.counters, floor.now);
    floor.happens({ type: 'recovered', calls: ['c1'], legs: [{ leg, answered: true }] });
    expect(floor.actions.filter(({ type }) => type === 'ask-agent')).toHaveLength(2);
    presses(floor.waits(7_999), 'anna', '1');
    expect(floor.stateOf('anna')).toBe('on-call');
  });

  it('an offer that the version before has saved asks for nothing', () => {
    const floor = opened({ confirm: { ...confirm } }).enters('c1');
    const saved = floor.state.tickets.get('c1.t1');
    if (!saved) throw new Error('there is no c1');
    expect(asTicket(saved)).toEqual(saved);
    expect(new Book(throughJson(floor.state), floor.settings, floor.now).ticketOfLeg(floor.lastLeg('anna'))).toEqual(
      saved,
    );
  });
});
