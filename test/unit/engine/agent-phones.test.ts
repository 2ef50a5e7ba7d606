import type { CarillonEvent } from '../../../src/domain/event';
import { AgentPhones } from '../../../src/engine/agent-phones';
import type { PhoneStanding } from '../../../src/engine/ports/telephony';
import type { Session } from '../../../src/flow/session';
import type { Arrival } from '../../../src/domain/call';

function phones() {
  const said: string[] = [];
  const book = new AgentPhones((agent, state) => void said.push(`${agent} ${state}`));
  return {
    book,
    /** What was said since the last question. */
    said: () => said.splice(0),
    tell: (type: string, data: object, call = 'c.1') =>
      book.observe([{ id: 'e', at: 0, call, type, data } as unknown as CarillonEvent]),
  };
}
const anna = (state: PhoneStanding['state']): PhoneStanding => ({ agent: 'anna', state });
const there = (...legs: string[]): Pick<Arrival, 'leg'>[] => legs.map((leg) => ({ leg }));
const snapshot = (callers: string[], dialled: string[], standings: PhoneStanding[]) => ({
  callers: there(...callers) as Arrival[],
  dialledLegs: dialled.map((leg) => ({ leg, answered: true })),
  phones: standings,
});
const session = (id: string, agent: string, local: object | null = null, below: object[] = []): Session =>
  ({ call: { id, agent, channel: agent === '' ? 'trunk' : 'agent' }, local, below }) as unknown as Session;

describe('what is said of an agent’s phone', () => {
  it('is what Asterisk says, each change once', () => {
    const { book, said } = phones();
    for (const state of ['idle', 'in-use', 'in-use', 'idle', 'unreachable'] as const) book.heard('anna', state);
    expect(said()).toEqual(['anna idle', 'anna in-use', 'anna idle', 'anna unreachable']);
    expect([book.stateOf('anna'), book.stateOf('boris')]).toEqual(['unreachable', 'idle']);
  });

  it('is in-use from the moment that a flow is going to ring it, until both the leg and the phone are free', () => {
    const { book, said, tell } = phones();
    book.heard('anna', 'idle');
    tell('dial.started', { leg: 'c.1.d4', agent: 'anna' });
    expect(said()).toEqual(['anna idle', 'anna in-use']);
    book.heard('anna', 'in-use');
    book.ended('c.1.d4');
    expect(said()).toEqual([]);
    book.heard('anna', 'idle');
    expect(said()).toEqual(['anna idle']);

    tell('dial.started', { leg: 'c.1.d5', agent: 'anna' });
    book.heard('anna', 'idle'); // late news of the call before
    tell('dial.ended', { leg: 'c.1.d5' });
    tell('dial.ended', { leg: 'c.1.d5' });
    expect(said()).toEqual(['anna in-use', 'anna idle']);
    tell('dial.started', { leg: 'c.1.d6', agent: null });
    expect(said()).toEqual([]);
  });

  it('is in-use with a call that the agent began, also before anybody answers', () => {
    const { book, said, tell } = phones();
    tell('call.arrived', { facts: { id: 'c.7', agent: 'anna', channel: 'agent' } }, 'c.7');
    tell('call.arrived', { facts: { id: 'c.8', agent: '', channel: 'agent' } }, 'c.8');
    expect(said()).toEqual(['anna in-use']);
    book.ended('c.7');
    tell('call.ended', {}, 'c.7');
    expect(said()).toEqual(['anna idle']);
  });

  it('is in-use while any of several calls is there', () => {
    const { book, said, tell } = phones();
    tell('call.arrived', { facts: { id: 'c.7', agent: 'anna', channel: 'agent' } }, 'c.7');
    tell('dial.started', { leg: 'c.1.d4', agent: 'anna' });
    book.ended('c.7');
    expect(said()).toEqual(['anna in-use']);
    book.ended('c.1.d4');
    expect(said()).toEqual(['anna idle']);
  });
});

describe('after we were away', () => {
  it('everything is said anew, and calls that are gone no longer count', () => {
    const { book, said, tell } = phones();
    tell('dial.started', { leg: 'c.1.d4', agent: 'anna' });
    book.heard('clara', 'in-use');
    said();
    book.found(snapshot([], [], [anna('idle'), { agent: 'boris', state: 'in-use' }]), [session('c.1', '')]);
    expect(said()).toEqual(['anna idle', 'boris in-use']);
    expect(book.stateOf('clara')).toBe('idle');
  });

  it('calls that an agent began, or that a flow has dialled, are known from their sessions', () => {
    const { book, said } = phones();
    const ringing = { is: 'ringing', leg: 'c.1.d4', bridge: 'c.1.b5', agent: 'boris' };
    const sessions = [
      session('c.7', 'anna'),
      session('c.8', 'dora'), // gone
      session('c.1', '', null, [{ local: ringing }]),
      session('c.2', '', { ...ringing, leg: 'c.2.d4', agent: null }),
      session('c.3', '', { ...ringing, leg: 'c.3.a9', agent: 'clara' }), // the floor's
    ];
    book.found(snapshot(['c.7', 'c.1', 'c.2', 'c.3'], ['c.1.d4', 'c.2.d4'], [anna('idle')]), sessions);
    expect(said().sort()).toEqual(['anna in-use', 'boris in-use']);
    book.ended('c.7');
    book.ended('c.1.d4');
    expect(said()).toEqual(['anna idle', 'boris idle']);
  });

  it('is said anew after we were away also of those whom nobody tells of, but whom the floor remembers', () => {
    const { book, said } = phones();
    book.found(snapshot([], [], [anna('in-use')]), [], ['anna', 'boris']);
    expect(said()).toEqual(['anna in-use', 'boris idle']);
  });
});
