import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { replaying } from '../../src/engine/floor-replay';
import { floorSettingsOf } from '../../src/engine/sites';
import { atOnce } from '../../src/site/piecemeal';
import type { FakeCaller } from '../fakes/telephony';
import { Centre } from '../support/centre';
import { wronglyExplained, wrongWith } from '../support/floor';
import { officeFiles } from '../support/office';
import { siteOf } from '../support/story';

const office = siteOf(officeFiles());
const AGENTS = ['anna', 'boris', 'clara'];

type Happening =
  | { is: 'call'; to: string; from: string }
  | { is: 'press'; nth: number; keys: string }
  | { is: 'hang-up'; nth: number }
  | { is: 'agent'; agent: string; to: 'available' | 'not-ready' | 'signed-out' }
  | { is: 'phone'; agent: string; behaves: number }
  | { is: 'outside'; number: string; behaves: number }
  | { is: 'agent-hangs-up'; agent: string }
  | { is: 'feature'; agent: string; code: string }
  | { is: 'time'; ms: number }
  | { is: 'crash' }
  | { is: 'crash-within'; saves: number }
  | { is: 'back' }
  | { is: 'link'; up: boolean };

const someone = fc.constantFrom(...AGENTS);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('call' as const),
      to: fc.constantFrom('1000', '1000', '1000', '1010', '1100', '5'),
      from: fc.constantFrom('79160000001', '79160000009', '79990000000'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('press' as const),
      nth: fc.nat(9),
      keys: fc.constantFrom('1', '1', '2', '0', '7', '123456#', '2123456#', '#'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('hang-up' as const), nth: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('agent' as const),
      agent: someone,
      to: fc.constantFrom(
        'available' as const,
        'available' as const,
        'available' as const,
        'not-ready' as const,
        'signed-out' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('phone' as const), agent: someone, behaves: fc.nat(7) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('outside' as const),
      number: fc.constantFrom('79160000001', '79160000009'),
      behaves: fc.nat(7),
    }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('agent-hangs-up' as const), agent: someone }) },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('feature' as const),
      agent: someone,
      code: fc.constantFrom('*41', '*42', '*43', '*99'),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      is: fc.constant('time' as const),
      ms: fc.constantFrom(1, 300, 900, 1_500, 4_000, 11_000, 30_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('crash' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('crash-within' as const), saves: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('back' as const) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('link' as const), up: fc.boolean() }) },
);

const BEHAVIOURS = [
  { is: 'answers', afterMs: 800 },
  { is: 'answers', afterMs: 800 },
  { is: 'answers', afterMs: 2_000, hangsUpAfterMs: 5_000 },
  { is: 'answers-and-is-gone', afterMs: 700 },
  { is: 'busy' },
  { is: 'declines', afterMs: 500 },
  { is: 'rings' },
  { is: 'unreachable' },
] as const;

async function happens(centre: Centre, what: Happening): Promise<void> {
  const here = centre.asterisk.callers.filter(({ place }) => place.is === 'with-us');
  const caller = (nth: number): FakeCaller | undefined => here[nth % Math.max(1, here.length)];
  switch (what.is) {
    case 'call':
      centre.asterisk.arrives({ dnis: what.to, ani: what.from });
      return;
    case 'press':
      caller(what.nth)?.press(what.keys);
      return;
    case 'hang-up':
      caller(what.nth)?.hangUp();
      return;
    case 'agent':
      if (centre.up && centre.switchboard.linkState === 'up')
        void centre.switchboard.floor.request({
          type: 'set-agent-state',
          agent: what.agent,
          to: what.to,
          reason: 'x',
          by: what.agent,
        });
      return;
    case 'phone':
      centre.asterisk.phone(what.agent).behaves(BEHAVIOURS[what.behaves % BEHAVIOURS.length]!);
      return;
    case 'outside':
      centre.asterisk.outside(what.number).behaves(BEHAVIOURS[what.behaves % BEHAVIOURS.length]!);
      return;
    case 'agent-hangs-up':
      centre.asterisk.phone(what.agent).hangUp();
      return;
    case 'feature':
      centre.asterisk.arrives({ dnis: what.code, endpoint: what.agent, channel: 'agent', ani: what.agent });
      return;
    case 'time':
      await centre.waits(what.ms);
      return;
    case 'crash':
      centre.crash();
      return;
    case 'crash-within':
      centre.crashAfterSaves(what.saves);
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

/** Everybody hangs up, everything is mended, an hour passes. */
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

function leftOver(centre: Centre): readonly string[] {
  const left: string[] = [];
  for (const id of centre.store.calls.keys()) left.push(`the call ${id} goes on`);
  for (const leg of centre.asterisk.legs.keys()) left.push(`the leg ${leg} is up`);
  for (const bridge of centre.asterisk.bridges.keys()) left.push(`the bridge ${bridge} stands`);
  for (const { id, state } of centre.switchboard.floor.book.agents.values())
    if (state.is === 'offered' || state.is === 'on-call' || state.is === 'wrap-up') left.push(`${id} is ${state.is}`);
  for (const { id, state } of centre.switchboard.floor.book.tickets.values())
    left.push(`the ticket ${id} is ${state.is}`);
  return left;
}

const wrongNow = (centre: Centre): readonly string[] =>
  centre.up && centre.switchboard.linkState === 'up'
    ? wrongWith(centre.switchboard.floor.book, centre.switchboard.floorSettings(), centre.clock.now())
    : [];

/** Every leader's turns, made again: the same decisions, and of the last leader the same floor. */
async function wrongWithReplays({ records, site, switchboard }: Centre): Promise<readonly string[]> {
  const wrong: string[] = [];
  const settings = () => floorSettingsOf(site, undefined);
  for (const lease of records.leases) {
    const until = records.lastOf(lease);
    const record = await records.read(until, 0);
    const replay = record && atOnce(replaying(record, settings, until));
    wrong.push(...(replay?.differences ?? []).map((each) => `leader ${lease}: ${JSON.stringify(each)}`));
    const again = record && atOnce(replaying(record, settings, -Infinity));
    // Whatever was offered can be explained afterwards, and the first candidate is who was rung.
    for (const _ of again?.steps((...offer) => void wrong.push(...wronglyExplained(...offer))) ?? []) continue;
    if (lease !== records.lease) continue;
    const { book } = switchboard.floor;
    if (!isDeepStrictEqual(plain(replay?.book.agents), plain(book.agents))) wrong.push('the agents are others');
    if (!isDeepStrictEqual(plain(replay?.book.tickets), plain(book.tickets))) wrong.push('the tickets are others');
  }
  return wrong;
}

const plain = (records: ReadonlyMap<string, unknown> | undefined): unknown =>
  JSON.parse(JSON.stringify(Object.fromEntries(records ?? [])));

const count = (ids: readonly string[]): readonly string[] => [...ids].sort();

const DAYS = Number(process.env['CARILLON_TEST_DAYS'] ?? 500);

describe('a whole centre, whatever happens, with crashes at random', () => {
  it(`ends every call once and leaves nothing behind, over ${DAYS} random days`, async () => {
    let calls = 0;
    let crashes = 0;
    let talks = 0;
    let calledBack = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 150, size: 'max' }), async (day) => {
        const centre = new Centre(office, { '79160000001': { is: 'found', value: { category: 'gold' } } });
        await centre.start();
        for (const what of day) {
          await happens(centre, what);
          await centre.settle();
          const wrong = wrongNow(centre);
          if (wrong.length > 0) throw new Error(wrong.join('; '));
        }
        await theDayEnds(centre);
        expect(leftOver(centre)).toEqual([]);
        expect(centre.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
        expect(count(centre.of('call.ended').map(({ call }) => call ?? ''))).toEqual(
          count(centre.of('call.arrived').map(({ call }) => call ?? '')),
        );
        expect(count(centre.of('queue.left').map(({ data }) => data.ticket))).toEqual(
          count(centre.of('queue.entered').map(({ data }) => data.ticket)),
        );
        expect(count(centre.of('queue.talk-ended').map(({ data }) => data.leg))).toEqual(
          count(centre.of('queue.connected').map(({ data }) => data.leg)),
        );
        expect(count(centre.of('callback.ended').map(({ data }) => data.ticket))).toEqual(
          count(centre.of('callback.requested').map(({ data }) => data.ticket)),
        );
        expect(await wrongWithReplays(centre)).toEqual([]);
        calledBack += centre.of('callback.ended').filter(({ data }) => data.how === 'done').length;
        calls += centre.of('call.arrived').length;
        talks += centre.of('queue.connected').length;
        crashes += centre.crashes;
      }),
      { numRuns: DAYS, seed: 20261121 },
    );
    process.stdout.write(`    ${calls} calls, ${talks} talks (${calledBack} called back), ${crashes} crashes\n`);
  }, 3_600_000);
});
