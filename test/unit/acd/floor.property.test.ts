import fc from 'fast-check';
import { Book } from '../../../src/acd/book';
import { decide } from '../../../src/acd/decide';
import type { FloorInput } from '../../../src/acd/decision';
import type { FloorSettings, FloorState } from '../../../src/acd/floor';
import { usualAgentRules, wrapUpModes } from '../../../src/domain/agent-rules';
import { strategies } from '../../../src/domain/queue';
import { asksForCallback } from '../../support/callbacks';
import {
  agent,
  floorOf,
  FloorStory,
  offersIn,
  queueSettings,
  throughJson,
  unexplained,
  wronglyExplained,
  wrongPositions,
  wrongTurns,
  wrongWith,
} from '../../support/floor';

const AGENTS = ['a1', 'a2', 'a3', 'a4', 'a5'];

/** Half a minute open, half a minute shut. */
const HOURS = (_: string, at: number): number => (at % 60_000 < 30_000 ? at : at - (at % 60_000) + 60_000);

/** Floors of every kind: each strategy, tiers, ageing up to a cap, relaxation, several phones at once. */
const floors: fc.Arbitrary<FloorSettings> = fc
  .record({
    strategy: fc.constantFrom(...strategies),
    perMinute: fc.constantFrom(0, 1, 30),
    most: fc.constantFrom(Infinity, 40, 60),
    tierOpensAfterMs: fc.constantFrom(0, 0, 5_000),
    relaxAfterMs: fc.constantFrom(0, 0, 7_000),
    fanOut: fc.constantFrom(
      { first: 1, more: 0, everyMs: 0 },
      { first: 1, more: 0, everyMs: 0 },
      { first: 2, more: 1, everyMs: 4_000 },
      { first: 1_000, more: 1_000, everyMs: 2_000 },
    ),
    tiers: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    refusedAgainAfterMs: fc.constantFrom(1_000, 60_000),
    hours: fc.constantFrom(undefined, undefined, HOURS),
    mode: fc.constantFrom(...wrapUpModes),
    missedOffers: fc.constantFrom(null, 2),
    delayMs: fc.constantFrom(0, 0, 3_000),
    maxTalking: fc.constantFrom(Infinity, Infinity, 1, 2),
  })
  .map(
    ({
      hours,
      strategy,
      perMinute,
      most,
      tierOpensAfterMs,
      relaxAfterMs,
      fanOut,
      tiers,
      refusedAgainAfterMs,
      ...more
    }) => ({
      ...(hours && { opensAt: hours }),
      ...floorOf(
        [
          agent('a1', { skills: { sales: 80, help: 10 }, queues: ['sales', 'help'] }),
          agent('a2', {
            skills: { sales: 20 },
            membership: { sales: { tier: tiers[0], order: 2, weight: 5, delayMs: more.delayMs } },
          }),
          agent('a3', {
            skills: { help: 70 },
            queues: ['help'],
            confirm: { key: '2', withinMs: 5_000, prompt: 'x/y' },
          }),
          agent('a4', {
            skills: { sales: 50, help: 50 },
            queues: ['sales', 'help'],
            membership: { sales: { tier: tiers[1], order: 1, weight: 1 } },
          }),
          agent('a5', { skills: { sales: 5, help: 5 }, queues: ['sales', 'help'] }),
        ],
        [
          queueSettings('sales', {
            skills: { sales: 10 },
            maxWaiting: 6,
            maxTalking: more.maxTalking,
            strategy,
            urgency: { perMinute, most },
            tierOpensAfterMs,
            fanOut,
            refusedAgainAfterMs,
            ...(more.missedOffers !== null && { confirm: { key: '1', withinMs: 3_000, prompt: 'x/y' } }),
            wrapUp: { mode: more.mode, atLeastMs: 1_000, extendMs: 5_000, extensions: 2 },
            disposition: {
              tree: [{ code: 'sold', labels: {}, below: [] }],
              required: more.missedOffers === null,
              otherwise: 'sold',
            },
            relax: relaxAfterMs > 0 ? [{ afterMs: relaxAfterMs, skills: { sales: 0 } }] : [],
          }),
          queueSettings('help', {
            skills: { help: 5 },
            wrapUpMs: 0,
            maxWaitMs: 60_000,
            urgency: { perMinute: 2, most: 45 },
          }),
        ],
      ),
      rules: {
        ...usualAgentRules,
        reasons: new Map([
          ['x', { code: 'x', labels: {}, limitMs: 4_000, then: more.missedOffers ? 'available' : 'warn' }],
        ]),
        missedOffers: more.missedOffers,
        unreachableMs: 6_000,
        signedInMs: 400_000,
      },
    }),
  );

/** What may happen, told by numbers that only mean something on the floor of the moment. */
type Happening =
  | { is: 'enter'; call: number; help: boolean; both: boolean; priority: number; level: number; wants: number }
  | { is: 'leave'; nth: number }
  | { is: 'state'; agent: number; to: 'available' | 'not-ready' | 'signed-out' }
  | { is: 'order'; agent: number; what: 'start' | 'extend' | 'end' | 'disposition' | 'force' }
  | { is: 'queue'; agent: number; help: boolean; signedIn: boolean }
  | { is: 'phone'; agent: number; phone: 'idle' | 'in-use' | 'unreachable' }
  | { is: 'leg'; nth: number; what: 'answered' | 'key' | 'bridged' | 'unbridged' | 'ended'; cause: number }
  | { is: 'callback'; call: number; number: number; replaces: number; later: boolean }
  | { is: 'customer'; nth: number; what: 'answers' | 'asks' | 'ends' | 'fails' | 'is cancelled'; cause: number }
  | { is: 'by hand'; nth: number; agent: number; what: 'move' | 'priority' | 'withdraw' | 'pick' | 'next' }
  | { is: 'late'; nth: number }
  | { is: 'patrol' }
  | { is: 'time'; ms: number }
  | { is: 'crash'; lost: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('enter' as const),
      call: fc.nat(30),
      help: fc.boolean(),
      both: fc.constantFrom(false, false, true),
      priority: fc.constantFrom(0, 0, 50),
      level: fc.constantFrom(0, 0, 30, 95),
      wants: fc.nat(20),
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('leave' as const), nth: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('state' as const),
      agent: fc.nat(4),
      to: fc.constantFrom('available' as const, 'available' as const, 'not-ready' as const, 'signed-out' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('order' as const),
      agent: fc.nat(4),
      what: fc.constantFrom(
        'start' as const,
        'extend' as const,
        'end' as const,
        'disposition' as const,
        'force' as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('queue' as const),
      agent: fc.nat(4),
      help: fc.boolean(),
      signedIn: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('phone' as const),
      agent: fc.nat(4),
      phone: fc.constantFrom('idle' as const, 'idle' as const, 'in-use' as const, 'unreachable' as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('leg' as const),
      nth: fc.nat(5),
      what: fc.constantFrom(
        'answered' as const,
        'key' as const,
        'bridged' as const,
        'bridged' as const,
        'unbridged' as const,
        'ended' as const,
      ),
      cause: fc.constantFrom(16, 17, 19, 20, 21),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('callback' as const),
      call: fc.nat(30),
      number: fc.nat(4),
      replaces: fc.nat(8),
      later: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('customer' as const),
      nth: fc.nat(5),
      what: fc.constantFrom(
        'answers' as const,
        'answers' as const,
        'asks' as const,
        'asks' as const,
        'ends' as const,
        'fails' as const,
        'is cancelled' as const,
      ),
      cause: fc.constantFrom(1, 16, 17, 19),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('by hand' as const),
      nth: fc.nat(20),
      agent: fc.nat(4),
      what: fc.constantFrom(
        'move' as const,
        'priority' as const,
        'withdraw' as const,
        'pick' as const,
        'next' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('late' as const), nth: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constant('time' as const), ms: fc.constantFrom(1, 900, 5_000, 16_000, 70_000) }),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'patrol' as const }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('crash' as const), lost: fc.nat(7) }) },
);

function inputsOf(floor: FloorStory, what: Happening): readonly FloorInput[] {
  const tickets = [...floor.state.tickets.values()];
  const withLeg = tickets.flatMap((ticket) => offersIn(ticket).map(({ leg }) => ({ ticket, leg })));
  switch (what.is) {
    case 'enter': {
      const queue = what.help ? 'help' : 'sales';
      const call = `c${what.call}`;
      const asks = {
        priority: what.priority,
        skills: what.level > 0 ? { [what.help ? 'help' : 'sales']: what.level } : {},
        agent: what.wants < 3 ? AGENTS[what.wants]! : null,
        prefer: what.wants > 15 ? { agents: [AGENTS[what.wants - 16]!, 'a1'], forMs: 6_000 } : null,
        caller: { number: what.wants % 2 === 0 ? `7916000000${what.wants % 5}` : '', name: '' },
        not: what.wants > 12 ? [AGENTS[what.wants % 5]!] : [],
        relax: what.wants === 11 ? [{ afterMs: 4_000, skills: { sales: 0, help: 0 } }] : null,
        ...(what.wants === 12 && { waitsSince: floor.now - 40_000 }),
      };
      const [one, other] = [`${call}.t1`, `${call}.t2`];
      floor.enters(call, { ...asks, queue, ...(what.both && { beside: [other] }) });
      const isThere = floor.state.tickets.get(one)?.beside?.includes(other) === true;
      if (what.both && isThere)
        floor.enters(call, { ...asks, id: other, queue: what.help ? 'sales' : 'help', beside: [one] });
      return [];
    }
    case 'leave': {
      const ticket = tickets[what.nth % Math.max(1, tickets.length)];
      return ticket ? [{ type: 'leave-queue', ticket: ticket.id, reason: 'abandoned' }] : [];
    }
    case 'state':
      return [{ type: 'set-agent-state', agent: AGENTS[what.agent]!, to: what.to, reason: 'x', by: 'test' }];
    case 'order': {
      const id = AGENTS[what.agent]!;
      if (what.what === 'disposition') return [{ type: 'disposition', agent: id, code: 'sold', by: 'test' }];
      if (what.what === 'force')
        return [{ type: 'set-agent-state', agent: id, to: 'available', reason: '', by: 'test', force: true }];
      return [{ type: 'wrap-up', agent: id, order: what.what, by: 'test' }];
    }
    case 'queue': {
      const queue = what.help ? 'help' : 'sales';
      return [{ type: 'sign-in-to-queue', agent: AGENTS[what.agent]!, queue, signedIn: what.signedIn, by: 'test' }];
    }
    case 'phone':
      return [{ type: 'phone-state', agent: AGENTS[what.agent]!, phone: what.phone }];
    case 'leg': {
      const chosen = withLeg[what.nth % Math.max(1, withLeg.length)];
      if (!chosen) return [];
      const { ticket, leg } = chosen;
      if (what.what === 'answered') return [{ type: 'leg-answered', leg }];
      if (what.what === 'key') return [{ type: 'leg-digit', leg, digit: `${1 + (what.cause % 2)}` }];
      if (what.what === 'ended') return [{ type: 'leg-ended', leg, by: 'them', cause: what.cause }];
      return [{ type: 'report-bridge', ticket: ticket.id, leg, done: what.what === 'bridged' }];
    }
    case 'callback': {
      const before = tickets[what.replaces];
      asksForCallback(floor, `c${what.call}`, {
        queue: 'sales',
        replaces: before && !before.callback ? before.id : null,
        callback: { number: `7916000000${what.number}`, at: what.later ? floor.now + 20_000 : null },
      });
      return [];
    }
    case 'customer': {
      const absent = tickets.filter(({ callback }) => callback !== undefined);
      const ticket = absent[what.nth % Math.max(1, absent.length)];
      if (!ticket) return [];
      const { call, id } = ticket;
      switch (what.what) {
        case 'answers':
          return [{ type: 'customer-answered', call }];
        case 'asks':
          return [{ type: 'enqueue', ticket }];
        case 'ends':
          return [{ type: 'leg-ended', leg: call, by: 'them', cause: what.cause }];
        case 'fails':
          return [{ type: 'customer-failed', call, how: 'unreachable' }];
        case 'is cancelled':
          return [{ type: 'cancel-callback', ticket: id, by: 'x' }];
      }
    }
    // eslint-disable-next-line no-fallthrough -- each of the kinds above returns
    case 'by hand': {
      const ticket = tickets[what.nth % Math.max(1, tickets.length)];
      const who = AGENTS[what.agent]!;
      if (what.what === 'next') return [{ type: 'take-next', agent: who }];
      if (!ticket) return [];
      const { id, queue } = ticket;
      switch (what.what) {
        case 'move':
          return [{ type: 'move-ticket', ticket: id, queue: queue === 'sales' ? 'help' : 'sales', by: 'x' }];
        case 'priority':
          return [{ type: 'set-priority', ticket: id, priority: 10 * what.agent, by: 'x' }];
        case 'withdraw':
          return [{ type: 'withdraw-ticket', ticket: id, by: 'x' }];
        case 'pick':
          return [{ type: 'pick-ticket', ticket: id, agent: who, by: 'x' }];
      }
    }
    // eslint-disable-next-line no-fallthrough -- each of the kinds above returns
    case 'late':
      return [
        { type: 'leg-answered', leg: `c${what.nth}.a${what.nth + 1}` },
        { type: 'leg-ended', leg: `c${what.nth}.a${what.nth + 1}`, by: 'them', cause: 16 },
        { type: 'ring-failed', leg: `c${what.nth}.a${what.nth + 1}`, phone: false },
      ];
    case 'patrol':
      return [{ type: 'patrol' }];
    case 'time':
      floor.waits(what.ms);
      return [];
    case 'crash':
      return [
        {
          type: 'recovered',
          calls: tickets.filter((_, index) => index % 7 !== what.lost).map(({ call }) => call),
          customers: tickets.filter(({ callback }, index) => callback && index % 2 === 0).map(({ call }) => call),
          legs: withLeg
            .filter((_, index) => index % 3 !== what.lost % 3)
            .map(({ leg, ticket }) => ({ leg, answered: ticket.state.is !== 'offered' || what.lost % 2 === 0 })),
        },
      ];
  }
}

const shuffled = (state: FloorState): FloorState => ({
  ...state,
  agents: new Map([...state.agents].reverse()),
  tickets: new Map([...state.tickets].reverse()),
});

const RUNS = Number(process.env['CARILLON_TEST_RUNS'] ?? 3_000);

describe('the floor, whatever happens', () => {
  it(`holds its laws over ${RUNS} random days`, () => {
    fc.assert(
      fc.property(floors, fc.array(happening, { maxLength: 60 }), (settings, day) => {
        const floor = new FloorStory(settings);
        const fences: number[] = [];
        const wrong: string[] = [];
        floor.witness = (...offer) => void wrong.push(...wronglyExplained(...offer));
        for (const what of day) {
          for (const input of inputsOf(floor, what)) {
            const other = decide(new Book(shuffled(throughJson(floor.state)), settings, floor.now), input, floor.now);
            const decision = floor.happens(input);
            // Made anew from what was saved, in any order, the floor decides the same.
            expect(sorted(other.actions)).toEqual(sorted(decision.actions));
            // Who stood in line when the queue shut is looked at when somebody could serve them, and not before.
            if (!settings.opensAt) expect(other.wakeAt).toBe(decision.wakeAt);
            // Whoever picks goes past the turn.
            if (input.type !== 'pick-ticket')
              expect(wrongTurns(decision, floor.state, settings, floor.now)).toEqual([]);
          }
          expect(wrongWith(floor.state, settings, floor.now)).toEqual([]);
          expect(wrongPositions(floor.book, floor.now)).toEqual([]);
          expect(unexplained(floor.book, floor.now)).toEqual([]);
          expect(wrong).toEqual([]);
          floor.now += 1;
        }
        for (const action of floor.actions)
          if (action.type === 'ring-agent') fences.push(Number(/\d+$/.exec(action.leg)?.[0]));
        expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
        // By itself the floor never comes into a state that has to be put right.
        expect(floor.of('agent.repaired')).toEqual([]);
        expect(new Set(floor.events.map(({ id }) => id)).size).toBe(floor.events.length);
        goHome(floor);
        expect(floor.of('callback.ended').length).toBe(floor.of('callback.requested').length);
        const left = floor.of('queue.left').map(({ data }) => data.ticket);
        expect([...left].sort()).toEqual(
          floor
            .of('queue.entered')
            .map(({ data }) => data.ticket)
            .sort(),
        );
      }),
      { numRuns: RUNS, seed: 20261121 },
    );
  });
});

/** What a floor does in one decision has no order that anyone could rely on but within one call. */
const sorted = (actions: readonly unknown[]): readonly string[] => actions.map((each) => JSON.stringify(each)).sort();

/** Everybody hangs up and an hour passes: nothing is left over. */
function goHome(floor: FloorStory): void {
  floor.happens({ type: 'recovered', calls: [], legs: [] });
  floor.waits(7_200_000);
  expect(floor.state.tickets.size).toBe(0);
  for (const { id, state } of floor.state.agents.values())
    if (state.is === 'wrap-up') expect(state.until).toBeNull();
    else expect(`${id} ${state.is}`).toMatch(/available|not-ready|signed-out/);
}
