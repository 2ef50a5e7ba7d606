import fc from 'fast-check';
import { callbackSite } from '../support/callback-site';
import { Centre } from '../support/centre';
import { wrongWith } from '../support/floor';

const AGENTS = ['anna', 'boris'];
const NUMBERS = ['79160000001', '79160000002', '79160000003'];
const BEHAVIOURS = [
  { is: 'answers', afterMs: 800 },
  { is: 'answers', afterMs: 2_000 },
  { is: 'answers', afterMs: 2_000, hangsUpAfterMs: 3_000 },
  { is: 'answers-and-is-gone', afterMs: 700 },
  { is: 'busy' },
  { is: 'declines', afterMs: 500 },
  { is: 'rings' },
  { is: 'unreachable' },
] as const;

type Happening =
  | { is: 'call'; to: string; from: string; presses: boolean }
  | { is: 'hang-up'; nth: number }
  | { is: 'agent'; agent: string; to: 'available' | 'not-ready' | 'signed-out' }
  | { is: 'phone'; who: string; behaves: number }
  | { is: 'agent-hangs-up'; agent: string }
  | { is: 'hours'; to: 'open' | 'closed' | null }
  | { is: 'cancel'; nth: number }
  | { is: 'time'; ms: number }
  | { is: 'crash'; saves: number }
  | { is: 'back' }
  | { is: 'link'; up: boolean };

const one = <T extends string>(...words: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...words);
const is = <W extends string, R>(word: W, record: { [K in keyof R]: fc.Arbitrary<R[K]> }) =>
  fc.record({ is: fc.constant(word), ...record });

const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: is('call', { to: one('1', '1', '2', '3'), from: one(...NUMBERS), presses: fc.boolean() }),
  },
  { weight: 4, arbitrary: is('hang-up', { nth: fc.nat(5) }) },
  {
    weight: 5,
    arbitrary: is('agent', {
      agent: one(...AGENTS),
      to: one('available', 'available', 'available', 'not-ready', 'signed-out'),
    }),
  },
  { weight: 3, arbitrary: is('phone', { who: one(...AGENTS, ...NUMBERS), behaves: fc.nat(7) }) },
  { weight: 3, arbitrary: is('agent-hangs-up', { agent: one(...AGENTS) }) },
  { weight: 1, arbitrary: is('hours', { to: fc.constantFrom('open' as const, 'closed' as const, null) }) },
  { weight: 1, arbitrary: is('cancel', { nth: fc.nat(5) }) },
  { weight: 12, arbitrary: is('time', { ms: fc.constantFrom(1, 300, 900, 2_500, 4_000, 11_000, 30_000, 310_000) }) },
  { weight: 3, arbitrary: is('crash', { saves: fc.nat(6) }) },
  { weight: 5, arbitrary: is('back', {}) },
  { weight: 1, arbitrary: is('link', { up: fc.boolean() }) },
) as fc.Arbitrary<Happening>;

async function happens(centre: Centre, what: Happening): Promise<void> {
  const serves = centre.up && centre.switchboard.linkState === 'up';
  switch (what.is) {
    case 'call': {
      const caller = centre.asterisk.arrives({ dnis: what.to, ani: what.from });
      if (!what.presses) return;
      await centre.waits(2_500);
      caller.press('2');
      return;
    }
    case 'hang-up': {
      const here = centre.asterisk.callers.filter(({ place }) => place.is === 'with-us');
      here[what.nth % Math.max(1, here.length)]?.hangUp();
      return;
    }
    case 'agent': {
      const { agent, to } = what;
      if (serves) void centre.switchboard.floor.request({ type: 'set-agent-state', agent, to, reason: 'x', by: agent });
      return;
    }
    case 'phone': {
      const phone = AGENTS.includes(what.who) ? centre.asterisk.phone(what.who) : centre.asterisk.outside(what.who);
      phone.behaves(BEHAVIOURS[what.behaves % BEHAVIOURS.length]!);
      return;
    }
    case 'agent-hangs-up':
      centre.asterisk.phone(what.agent).hangUp();
      return;
    case 'hours':
      if (serves) await centre.book.set('office', what.to, null, 'test', '');
      return;
    case 'cancel': {
      const asked = centre.of('callback.requested');
      const ticket = asked[what.nth % Math.max(1, asked.length)]?.data.ticket ?? '';
      if (serves) void centre.switchboard.floor.request({ type: 'cancel-callback', ticket, by: 'test' });
      return;
    }
    case 'time':
      await centre.waits(what.ms);
      return;
    case 'crash':
      if (what.saves === 0) centre.crash();
      else centre.crashAfterSaves(what.saves);
      return;
    case 'back':
      if (!centre.up && centre.asterisk.reachable) await centre.start();
      return;
    case 'link':
      if (!what.up && centre.asterisk.reachable) centre.asterisk.loseLink();
      if (what.up && !centre.asterisk.reachable) centre.asterisk.restoreLink();
      return;
  }
}

/** Everything is mended, everybody hangs up, what was promised is taken back, and an hour passes. */
async function theDayEnds(centre: Centre): Promise<void> {
  centre.crashAfterSaves(Infinity);
  if (!centre.asterisk.reachable) centre.asterisk.restoreLink();
  if (!centre.up) await centre.start();
  await centre.settle();
  for (const caller of centre.asterisk.callers) caller.hangUp();
  await centre.settle();
  for (const { data } of centre.of('callback.requested'))
    void centre.switchboard.floor.request({ type: 'cancel-callback', ticket: data.ticket, by: 'test' });
  await centre.waits(5_000);
  for (const agent of AGENTS) centre.asterisk.phone(agent).hangUp();
  await centre.waits(3_600_000);
}

const leftOver = (centre: Centre): readonly string[] => [
  ...centre.store.calls.keys(),
  ...centre.asterisk.legs.keys(),
  ...centre.asterisk.bridges.keys(),
  ...centre.switchboard.floor.book.tickets.keys(),
  ...[...centre.switchboard.floor.book.agents.values()].flatMap(({ id, state }) =>
    state.is === 'offered' || state.is === 'on-call' || state.is === 'wrap-up' ? [`${id} ${state.is}`] : [],
  ),
];

const sorted = (ids: readonly (string | null)[]): readonly (string | null)[] => [...ids].sort();
const DAYS = Number(process.env['CARILLON_TEST_DAYS'] ?? 500);

describe('callbacks, whatever happens, with crashes at random', () => {
  it(`are each kept, tried and ended once, and leave nothing behind, over ${DAYS} random days`, async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 100, size: 'max' }), async (day) => {
        const centre = new Centre(callbackSite);
        // A Monday.
        await centre.clock.pass(Date.UTC(2026, 10, 23, 10, 0) - centre.clock.now(), () => Promise.resolve());
        await centre.start();
        for (const what of day) {
          await happens(centre, what);
          await centre.settle();
          if (!centre.up || centre.switchboard.linkState !== 'up') continue;
          const { floor } = centre.switchboard;
          expect(wrongWith(floor.book, centre.switchboard.floorSettings(), centre.clock.now())).toEqual([]);
        }
        await theDayEnds(centre);
        expect(leftOver(centre)).toEqual([]);
        expect(centre.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
        const tickets = (type: 'queue.entered' | 'queue.left' | 'callback.requested' | 'callback.ended') =>
          sorted(centre.of(type).map(({ data }) => data.ticket));
        expect(tickets('queue.left')).toEqual(tickets('queue.entered'));
        expect(tickets('callback.ended')).toEqual(tickets('callback.requested'));
        expect(sorted(centre.of('call.ended').map(({ call }) => call))).toEqual(
          sorted(centre.of('call.arrived').map(({ call }) => call)),
        );
        expect(sorted(centre.of('queue.talk-ended').map(({ data }) => data.leg))).toEqual(
          sorted(centre.of('queue.connected').map(({ data }) => data.leg)),
        );
        for (const { data } of centre.of('callback.ended')) seen.set(data.how, (seen.get(data.how) ?? 0) + 1);
        for (const { data } of centre.of('callback.tried')) seen.set(data.how, (seen.get(data.how) ?? 0) + 1);
      }),
      { numRuns: DAYS, seed: 20261122 },
    );
    process.stdout.write(`    ${[...seen].map(([how, times]) => `${how} ${times}`).join(', ')}\n`);
  }, 600_000);
});
