import fc from 'fast-check';
import type { AgentState } from '../../../src/domain/agent';
import { agent, floorOf, FloorStory, queueSettings, wrongWith } from '../../support/floor';

const story = (): FloorStory =>
  new FloorStory(floorOf([agent('anna'), agent('boris'), agent('clara')], [queueSettings('sales')])).signsIn('anna');

/** Changes a record behind the floor's back, as a save that was lost would. */
function loses(floor: FloorStory, ticket: string): FloorStory {
  floor.book.removeTicket(ticket);
  return floor;
}

function thinks(floor: FloorStory, id: string, state: AgentState): FloorStory {
  const found = floor.book.agents.get(id);
  if (!found) throw new Error(`there is no ${id}`);
  floor.book.putAgent({ ...found, state }, floor.now);
  return floor;
}

const available = (floor: FloorStory): AgentState => ({ is: 'available', since: floor.now, offersFrom: floor.now });

it.each(['offered', 'on-call'])(
  'an agent who is %s with a call that is not there is put right, and that is told',
  (is) => {
    const floor = story().enters('c1');
    if (is === 'on-call') floor.talks('anna');
    loses(floor, 'c1.t1').happens({ type: 'patrol' });
    expect(floor.stateOf('anna')).toBe('available');
    expect(floor.of('agent.repaired')).toMatchObject([
      {
        call: 'c1',
        data: {
          agent: 'anna',
          was: is,
          what: `there is no call c1.t1 that the agent could be ${is} with`,
          by: 'patrol',
        },
      },
    ]);
    expect(floor.enters('c2').rings.at(-1)).toBe('anna for c2');
  },
);

it('what such an agent had asked for next comes at once', () => {
  const floor = story().enters('c1').talks('anna');
  floor.happens({ type: 'set-agent-state', agent: 'anna', to: 'not-ready', reason: 'lunch', by: 'anna' });
  loses(floor, 'c1.t1').happens({ type: 'patrol' });
  expect(floor.stateOf('anna')).toBe('not-ready (lunch)');
});

it('an offer of which the agent knows nothing is taken back, and made anew', () => {
  const floor = story().enters('c1');
  thinks(floor, 'anna', available(floor)).happens({ type: 'patrol' });
  expect(floor.of('agent.repaired')[0]?.data).toMatchObject({ agent: 'anna', was: 'available', by: 'patrol' });
  expect(floor.of('queue.offer-ended')[0]?.data.how).toBe('withdrawn');
  expect(floor.waits(1).rings).toEqual(['anna for c1', 'anna for c1']);
});

it('who talks and is not known to is on the call again, and is rung for no other', () => {
  const floor = story().enters('c1').talks('anna');
  thinks(floor, 'anna', available(floor)).enters('c2');
  expect(floor.rings).toEqual(['anna for c1', 'anna for c2']);
  floor.happens({ type: 'patrol' });
  expect(floor.stateOf('anna')).toBe('on-call');
  expect(floor.of('queue.offer-ended').at(-1)?.data).toMatchObject({ ticket: 'c2.t1', how: 'withdrawn' });
  floor.happens({ type: 'leave-queue', ticket: 'c1.t1', reason: 'abandoned' });
  expect(floor.stateOf('anna')).toBe('wrap-up');
});

it('nobody is on two calls: the one of which the agent knows nothing ends', () => {
  const floor = story().enters('c1').talks('anna');
  thinks(floor, 'anna', available(floor)).enters('c2').talks('anna');
  floor.happens({ type: 'patrol' });
  expect(floor.of('queue.talk-ended').map(({ call, data }) => [call, data.by])).toEqual([['c1', 'unknown']]);
  expect(floor.told('c1').at(-1)).toMatchObject({ type: 'agent-left', waiting: false });
  expect(floor.actions.at(-2)).toMatchObject({ type: 'drop-leg', call: 'c1' });
  expect(floor.stateOf('anna')).toBe('on-call');
});

it('a leg whose end was never told ends the talk, and that is told', () => {
  const floor = story().enters('c1').talks('anna');
  floor.happens({ type: 'leg-lost', leg: floor.lastLeg('anna') });
  expect(floor.stateOf('anna')).toBe('wrap-up');
  expect(floor.of('agent.repaired')[0]).toMatchObject({ call: 'c1', data: { agent: 'anna', was: 'on-call' } });
  expect(floor.of('queue.talk-ended')[0]?.data.by).toBe('unknown');
  floor.happens({ type: 'leg-lost', leg: floor.lastLeg('anna') });
  expect(floor.of('agent.repaired')).toHaveLength(1);
});

it('nothing is told where all is well', () => {
  const floor = story().enters('c1').enters('c2').talks('anna');
  floor.happens({ type: 'patrol' });
  floor.legEnds('anna', 16).waits(20_000).happens({ type: 'patrol' });
  expect(floor.of('agent.repaired')).toEqual([]);
});

const IDS = ['anna', 'boris', 'clara'];
const breaks = fc.record({ of: fc.nat(2), what: fc.constantFrom('ticket', 'free', 'break', 'other') });

it('whatever is broken, the patrol leaves a floor that holds its laws, and has nothing to do the next time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('rings', 'answers', 'talks'), { maxLength: 3 }),
      fc.array(breaks, { minLength: 1, maxLength: 4 }),
      (calls, broken) => {
        const floor = story().signsIn('boris', 'clara');
        for (const [index, how] of calls.entries()) {
          floor.enters(`c${index}`);
          const who = floor.rings.at(-1)?.split(' ')[0] ?? '';
          if (how === 'answers') floor.answers(who);
          if (how === 'talks') floor.talks(who);
        }
        for (const { of, what } of broken) {
          const { now } = floor;
          const [id, other] = [IDS[of] ?? '', `c${(of + 1) % 3}`];
          if (what === 'ticket') loses(floor, `c${of}.t1`);
          else if (what === 'free') thinks(floor, id, available(floor));
          else if (what === 'break') thinks(floor, id, { is: 'not-ready', since: now, reason: 'x' });
          else thinks(floor, id, { is: 'offered', since: now, ticket: `${other}.t1`, leg: `${other}.a9` });
        }
        floor.happens({ type: 'patrol' });
        expect(wrongWith(floor.state, floor.settings, floor.now)).toEqual([]);
        const told = floor.of('agent.repaired').length;
        floor.happens({ type: 'patrol' });
        expect(floor.of('agent.repaired')).toHaveLength(told);
      },
    ),
    { numRuns: 500, seed: 20261122 },
  );
});
