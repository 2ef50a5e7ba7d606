import type { Arrival } from '../../../src/domain/call';
import type { Ticket } from '../../../src/domain/queue';
import { Patrol } from '../../../src/engine/patrol';
import type { TelephonySnapshot } from '../../../src/engine/ports/telephony';
import { compare, forgottenTickets, strayLegs, type Remembered } from '../../../src/engine/recovery';
import { route, type Ears } from '../../../src/engine/routing';
import type { Session } from '../../../src/flow/session';
import { QuietLog } from '../../support/centre';
import { VirtualClock } from '../../support/virtual-clock';

const NOTHING: TelephonySnapshot = {
  callers: [],
  agentLegs: [],
  dialledLegs: [],
  callbackLegs: [],
  bridges: [],
  phones: [],
};
const caller = (leg: string, visit = 0): Arrival => ({ leg, visit }) as Arrival;
const session = (more: Partial<Session>): Session =>
  ({ serial: 9, bridge: null, local: null, below: [], state: { is: 'live' }, ...more }) as Session;
const calls = (sessions: Readonly<Record<string, Session | null>>): Remembered =>
  new Map(Object.entries(sessions).map(([id, each]) => [id, { session: each }]));

describe('after we were away', () => {
  it('knows a ticket as the call’s own from which it was moved while the call was away', () => {
    const left = (id: string, movedTo: string) => ({
      id,
      call: 'c.1',
      state: { is: 'left', reason: 'moved', at: 0, movedTo },
    });
    const tickets = [
      left('c.1.t1', 'c.1.t8'),
      left('c.1.t8', 'c.1.t9'),
      ...['c.1.t9', 'c.1.t5'].map((id) => ({ id, call: 'c.1', state: { is: 'waiting' } })),
    ] as Ticket[];
    expect(forgottenTickets(tickets, calls({ 'c.1': session({ local: { ticket: 'c.1.t1' } }) }))).toEqual(['c.1.t5']);
  });

  it('tells each call what of it is still there, and which of its legs has answered', () => {
    const snapshot: TelephonySnapshot = {
      callers: [caller('c.1')],
      agentLegs: [{ leg: 'c.1.a2', answered: true }],
      dialledLegs: [
        { leg: 'c.1.d4', answered: true },
        { leg: 'c.1.d5', answered: false },
      ],
      callbackLegs: [],
      bridges: [{ id: 'c.1.b3', legs: ['c.1'] }],
      phones: [],
    };
    const local = { legs: ['c.1.d4', 'c.1.d5'] };
    const found = compare(snapshot, calls({ 'c.1': session({ local, bridge: 'c.1.b3' }) }));
    expect(found).toEqual({
      missed: [
        {
          call: 'c.1',
          events: [
            { type: 'recovered', alive: ['c.1.a2', 'c.1.d4', 'c.1.d5', 'c.1.b3'] },
            { type: 'leg-answered', leg: 'c.1.d4' },
          ],
        },
      ],
      present: ['c.1'],
      strayLegs: [],
      strayBridges: [],
    });
  });

  it('tells a call that its caller is gone, and lets go on what is done after a hang-up', () => {
    const after = session({ state: { is: 'after' } as Session['state'] });
    expect(compare(NOTHING, calls({ 'c.1': session({}), 'c.2': after })).missed).toEqual([
      { call: 'c.1', events: [{ type: 'hung-up', by: 'unknown', cause: null }] },
      { call: 'c.2', events: [{ type: 'recovered', alive: [] }] },
    ]);
  });

  it('tells nothing to a visit that another has followed', () => {
    expect(compare({ ...NOTHING, callers: [caller('c.1', 1)] }, calls({ 'c.1': session({}) })).missed).toEqual([]);
  });

  it('finds the legs and bridges that nobody owns', () => {
    const snapshot: TelephonySnapshot = {
      ...NOTHING,
      callers: [caller('c.1'), caller('c.2')],
      dialledLegs: ['c.1.d1', 'c.1.d11', 'c.2.d3', 'gone.d4'].map((leg) => ({ leg, answered: true })),
      bridges: ['c.1.b1', 'c.1.b2', 'gone.b3'].map((id) => ({ id, legs: [] })),
    };
    const below = [{ local: { leg: 'c.2.d3' } }] as unknown as Session['below'];
    const known = calls({ 'c.1': session({ local: { leg: 'c.1.d11' }, bridge: 'c.1.b2' }), 'c.2': session({ below }) });
    expect(strayLegs(snapshot, known)).toEqual(['c.1.d1', 'gone.d4']);
    expect(compare(snapshot, known).strayBridges).toEqual(['c.1.b1', 'gone.b3']);
  });
});

describe('the patrol', () => {
  it('takes what it misses twice for gone, and ends what is nobody’s twice', async () => {
    const clock = new VirtualClock();
    const log = new QuietLog();
    const told: string[] = [];
    let snapshot: TelephonySnapshot = { ...NOTHING, callers: [caller('c.1')] };
    const patrol = new Patrol({
      telephony: { snapshot: () => Promise.resolve(snapshot) },
      clock,
      log,
      isUp: () => true,
      expected: () => ['c.1', 'c.2'],
      stray: () => ['c.9.d1'],
      gone: (leg) => void told.push(`gone ${leg}`),
      looked: () => undefined,
      drop: (leg) => void told.push(`drop ${leg}`),
    });
    const minute = (): Promise<void> => clock.pass(60_000, () => Promise.resolve());
    patrol.start();
    await minute();
    await Promise.resolve();
    expect(told).toEqual([]);
    await minute();
    await Promise.resolve();
    expect(told).toEqual(['gone c.2', 'drop c.9.d1']);
    expect(log.lines).toHaveLength(2);
    snapshot = NOTHING;
    patrol.stop();
    await minute();
    expect(told).toHaveLength(2);
  });
});

describe('an event of the telephony', () => {
  function heard(event: Parameters<typeof route>[0], known: readonly string[] = ['c.1']): readonly string[] {
    const told: string[] = [];
    const ears: Ears = {
      arrived: ({ leg }) => void told.push(`arrived ${leg}`),
      call: (id, { type }) => {
        if (known.includes(id)) told.push(`${id}: ${type}`);
        return known.includes(id);
      },
      floor: ({ type }) => void told.push(`floor: ${type}`),
      stray: (leg) => void told.push(`stray ${leg}`),
      phone: ({ agent, state }) => void told.push(`${agent}'s phone: ${state}`),
      over: () => undefined,
      heard: (playback) => void told.push(`nobody's ${playback}`),
    };
    route(event, ears);
    return told;
  }

  it('goes to the call or the floor that it concerns', () => {
    expect(heard({ type: 'leg-ringing', leg: 'c.1.d2' })).toEqual(['c.1: leg-ringing']);
    expect(heard({ type: 'phone-state', agent: 'anna', state: 'in-use' })).toEqual(["anna's phone: in-use"]);
    expect(heard({ type: 'leg-ringing', leg: 'c.1.a2' })).toEqual([]);
    expect(heard({ type: 'leg-answered', leg: 'c.1.d2' })).toEqual(['c.1: leg-answered']);
    expect(heard({ type: 'leg-answered', leg: 'c.1.a2' })).toEqual(['floor: leg-answered']);
    expect(heard({ type: 'leg-ended', leg: 'c.1.d2', by: 'them', cause: 17 })).toEqual(['c.1: leg-ended']);
    expect(heard({ type: 'leg-ended', leg: 'c.1.a2', by: 'them', cause: 17 })).toEqual(['floor: leg-ended']);
    expect(heard({ type: 'leg-ended', leg: 'c.1', by: 'them', cause: 16 })).toEqual(['c.1: hung-up']);
    expect(heard({ type: 'recorded', recording: 'c.1.r3', durationMs: 1, by: 'key' })).toEqual(['c.1: recorded']);
    expect(heard({ type: 'played', playback: 'c.1.p3', failed: null })).toEqual(['c.1: done']);
    expect(heard({ type: 'played', playback: 'c.1.p3', failed: 'missing' })).toEqual(['c.1: failed']);
  });

  it('of an answer for a call that is gone ends the leg', () => {
    expect(heard({ type: 'leg-answered', leg: 'c.2.d2' })).toEqual(['stray c.2.d2']);
    expect(heard({ type: 'leg-ended', leg: 'c.2.d2', by: 'us', cause: 16 })).toEqual([]);
  });
});
