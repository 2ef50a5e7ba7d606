import fc from 'fast-check';
import { Stages, lackOf, membershipOf } from '../../../src/acd/need';
import { isAtWork, type FloorSettings } from '../../../src/acd/floor';
import type { Decision, FloorInput } from '../../../src/acd/decision';
import { strategies } from '../../../src/domain/queue';
import { agent, floorOf, offersIn, queueSettings, unexplained, wrongTurns, wrongWith } from '../../support/floor';
import { Wire, type Fate } from '../../support/wire';

const AGENTS = ['a1', 'a2', 'a3', 'a4'];
const AGAIN_MS = 30_000;

const floors: fc.Arbitrary<FloorSettings> = fc
  .record({
    strategy: fc.constantFrom(...strategies),
    fanOut: fc.constantFrom(
      { first: 1, more: 0, everyMs: 0 },
      { first: 1, more: 0, everyMs: 0 },
      { first: 2, more: 1, everyMs: 3_000 },
    ),
    missed: fc.constantFrom(
      { is: 'available', offersAfterMs: 0 } as const,
      { is: 'not-ready', reason: 'missed' } as const,
    ),
  })
  .map(({ strategy, fanOut, missed }) =>
    floorOf(
      [
        agent('a1', { queues: ['sales', 'help'] }),
        agent('a2'),
        agent('a3', { queues: ['help'] }),
        agent('a4', { skills: { sales: 5 }, queues: ['sales', 'help'] }),
      ],
      ['sales', 'help'].map((name) =>
        queueSettings(name, {
          skills: name === 'sales' ? { sales: 10 } : {},
          relax: name === 'sales' ? [{ afterMs: 20_000, skills: { sales: 0 } }] : [],
          strategy,
          fanOut,
          wrapUpMs: 3_000,
          maxWaitMs: 120_000,
          refusedAgainAfterMs: AGAIN_MS,
          afterOffer: {
            'ring-no-answer': missed,
            declined: { is: 'available', offersAfterMs: 0 },
            busy: { is: 'available', offersAfterMs: 1_000 },
            unreachable: missed,
            'not-confirmed': missed,
          },
        }),
      ),
    ),
  );

const is = <W extends string, R>(word: W, record: { [K in keyof R]: fc.Arbitrary<R[K]> }) =>
  fc.record({ is: fc.constant(word), ...record });
const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 8, arbitrary: fc.constant('comes' as const) },
  { weight: 2, arbitrary: fc.constant('comes twice' as const) },
  { weight: 1, arbitrary: fc.constant('is lost' as const) },
);
type Happening =
  | { is: 'arrives'; help: boolean; priority: number }
  | { is: 'hangs up'; nth: number }
  | { is: 'message'; nth: number; fate: Fate }
  | { is: 'answers'; nth: number }
  | { is: 'ends'; nth: number; cause: number }
  | { is: 'agent'; agent: string; to: 'available' | 'not-ready' | 'signed-out' }
  | { is: 'time'; ms: number }
  | { is: 'look' };

const happening = fc.oneof(
  { weight: 5, arbitrary: is('arrives', { help: fc.boolean(), priority: fc.constantFrom(0, 0, 50) }) },
  { weight: 2, arbitrary: is('hangs up', { nth: fc.nat(9) }) },
  { weight: 34, arbitrary: is('message', { nth: fc.nat(6), fate }) },
  { weight: 8, arbitrary: is('answers', { nth: fc.nat(4) }) },
  { weight: 3, arbitrary: is('ends', { nth: fc.nat(4), cause: fc.constantFrom(16, 17, 19, 20, 21, 26) }) },
  {
    weight: 4,
    arbitrary: is('agent', {
      agent: fc.constantFrom(...AGENTS),
      to: fc.constantFrom('available' as const, 'available' as const, 'not-ready' as const, 'signed-out' as const),
    }),
  },
  { weight: 5, arbitrary: is('time', { ms: fc.constantFrom(1, 800, 4_000, 12_000, 31_000) }) },
  { weight: 1, arbitrary: is('look', {}) },
) as fc.Arbitrary<Happening>;

/** What was refused, kept by what was told and not by what the floor remembers. */
class Refusals {
  private readonly byTicket = new Map<string, Map<string, number>>();

  /** Offers of the decision that came too soon after a refusal. */
  tooSoon({ events, actions }: Decision, wire: Wire): readonly string[] {
    const wrong: string[] = [];
    const { floor } = wire;
    for (const { type, data } of events)
      if (type === 'queue.offer-ended' && data.how !== 'withdrawn' && data.how !== 'accepted')
        this.of(data.ticket).set(data.agent, floor.now);
    for (const action of actions)
      if (action.type === 'tell' && action.message.type === 'agent-left' && action.message.waiting) {
        const { leg, ticket } = action.message;
        const answered = floor.of('queue.offer-ended').find(({ data }) => data.leg === leg);
        if (answered) this.of(ticket).set(answered.data.agent, floor.now);
      }
    const offered = events.flatMap(({ type, data }) => (type === 'queue.offered' ? [data] : []));
    for (const ticket of new Set(offered.map((each) => each.ticket))) {
      const mine = this.of(ticket);
      const rung = offered.flatMap((each) => (each.ticket === ticket ? [each.agent] : []));
      const again = rung.filter((id) => floor.now < (mine.get(id) ?? -Infinity) + AGAIN_MS);
      const isOver = this.othersAtWork(ticket, wire).every((id) => mine.has(id));
      if (!isOver) wrong.push(...again.map((id) => `${id} is offered ${ticket} again before others`));
      for (const id of again.length > 0 ? [...mine.keys()] : rung) mine.delete(id);
    }
    return wrong;
  }

  private of(ticket: string): Map<string, number> {
    const known = this.byTicket.get(ticket) ?? new Map<string, number>();
    this.byTicket.set(ticket, known);
    return known;
  }

  private othersAtWork(id: string, { floor }: Wire): readonly string[] {
    const { state, settings } = floor;
    const ticket = state.tickets.get(id);
    if (!ticket) return [];
    const tiers = [...settings.agents.values()].map((known) => membershipOf(known, ticket.queue).tier);
    const need = new Stages(settings, new Map([[ticket.queue, [...new Set(tiers)]]])).of(ticket)[ticket.stage]?.need;
    return [...state.agents.values()].flatMap((each) => {
      const known = settings.agents.get(each.id);
      return known && need && isAtWork(each) && lackOf(known, need) === null ? [each.id] : [];
    });
  }
}

/** An answer to an offer that is over must be ended, in the same decision. */
function leftRinging(input: FloorInput, decision: Decision, wire: Wire): readonly string[] {
  if (input.type !== 'leg-answered') return [];
  const isHeld = [...wire.floor.state.tickets.values()].some((each) =>
    offersIn(each).some(({ leg }) => leg === input.leg),
  );
  const isDropped = decision.actions.some((each) => each.type === 'drop-leg' && each.leg === input.leg);
  return isHeld || isDropped ? [] : [`the late answer of ${input.leg} is left alone`];
}

const RUNS = Number(process.env['CARILLON_TEST_RUNS'] ?? 500);

describe('a floor whose messages are late, doubled, out of order or lost', () => {
  it(`keeps its word, and comes right when somebody looks, over ${RUNS} random days`, () => {
    let offers = 0;
    let talks = 0;
    fc.assert(
      fc.property(floors, fc.array(happening, { maxLength: 120, size: 'max' }), (settings, day) => {
        const wire = new Wire(settings);
        const { floor } = wire;
        const refusals = new Refusals();
        const tell = (input: FloorInput): void => {
          const decision = floor.happens(input);
          expect(leftRinging(input, decision, wire)).toEqual([]);
          check(decision);
        };
        const check = (decision: Decision): void => {
          expect(refusals.tooSoon(decision, wire)).toEqual([]);
          expect(wrongTurns(decision, floor.state, settings, floor.now)).toEqual([]);
          expect(wrongWith(floor.state, settings, floor.now)).toEqual([]);
          expect(unexplained(floor.book, floor.now)).toEqual([]);
        };
        /** Whatever is due on the way happens, and each time all must be well. */
        const passes = (ms: number): void => {
          const until = floor.now + ms;
          for (let steps = 0; floor.wakeAt !== null && floor.wakeAt <= until && steps < 10_000; steps++) {
            floor.now = Math.max(floor.now, floor.wakeAt);
            tell({ type: 'deadline' });
          }
          floor.now = until;
        };
        for (const id of AGENTS) tell({ type: 'set-agent-state', agent: id, to: 'available', reason: '', by: id });
        for (const what of day) {
          if (what.is === 'arrives') wire.arrives(what.help ? 'help' : 'sales', what.priority);
          if (what.is === 'hangs up') wire.hangsUp(what.nth);
          if (what.is === 'answers') wire.answers(what.nth);
          if (what.is === 'ends') wire.ends(what.nth, what.cause);
          if (what.is === 'time') passes(what.ms);
          if (what.is === 'look') tell(wire.looks());
          if (what.is === 'agent')
            tell({ type: 'set-agent-state', agent: what.agent, to: what.to, reason: 'x', by: what.agent });
          const input = what.is === 'message' ? wire.delivers(what.nth, what.fate) : undefined;
          if (input) tell(input);
        }
        // The wire is good again, and somebody looks: nobody rings or talks whom the floor does not know of.
        for (let turn = 0; wire.underway > 0 && turn < 1_000; turn++) {
          const input = wire.delivers(0, 'comes');
          if (input) tell(input);
        }
        tell(wire.looks());
        for (let turn = 0; wire.underway > 0 && turn < 1_000; turn++) {
          const input = wire.delivers(0, 'comes');
          if (input) tell(input);
        }
        const known = [...floor.state.tickets.values()].flatMap((each) => offersIn(each).map(({ leg }) => leg));
        expect([...wire.legs.keys()].filter((leg) => !known.includes(leg))).toEqual([]);
        expect(known.filter((leg) => !wire.legs.has(leg))).toEqual([]);
        // Nobody is lost: who is still there is in the queue or talks, or was told that the wait is over.
        const left = floor.of('queue.left').map(({ data }) => data.ticket);
        const lost = [...wire.callers].filter(
          (call) => !floor.state.tickets.has(`${call}.t1`) && !left.includes(`${call}.t1`),
        );
        expect(lost).toEqual([]);
        floor.happens({ type: 'recovered', calls: [], legs: [] });
        passes(700_000);
        expect(floor.state.tickets.size).toBe(0);
        const entered = floor.of('queue.entered').map(({ data }) => data.ticket);
        const ends = floor.of('queue.left').map(({ data }) => data.ticket);
        expect([...ends].sort()).toEqual([...entered].sort());
        offers += floor.of('queue.offered').length;
        talks += floor.of('queue.connected').length;
      }),
      { numRuns: RUNS, seed: Number(process.env['CARILLON_TEST_SEED'] ?? 20261122) },
    );
    process.stdout.write(`    ${offers} offers, ${talks} talks\n`);
  }, 36_000_000);
});
