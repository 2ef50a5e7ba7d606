import { Centre } from '../support/centre';
import { wrongWith } from '../support/floor';
import type { Mishap } from '../support/mishaps';
import { siteOf } from '../support/story';

const site = siteOf({
  'flows/main.yaml':
    'flow: main\nstart: a\nsteps:\n  a:\n    - queue: { name: sales, on: { done: b } }\n  b:\n    - hangup\n',
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
  'queues.yaml': `queues:
  sales:
    title: Sales
    wrap_up: 2s
    announce: { position: false }
    after_offer: { declined: 3s }
`,
  'agents.yaml': `agents:
  anna: { name: Anna, phone: anna, queues: [sales] }
  boris: { name: Boris, phone: boris, queues: [sales] }
`,
});
const AGENTS = ['anna', 'boris'];
/** From its failure until another node is there. */
const GAP_MS = 3_000;

/** Two agents and seven callers: some wait, one rings, two talk, one gives up, and one agent says no. */
const busyHour: readonly ((centre: Centre) => Promise<void> | void)[] = [
  (centre) => signsIn(centre, 'anna'),
  calls,
  calls,
  calls,
  // The first talks, the second and the third wait.
  (centre) => passes(centre, 4_000),
  (centre) => void centre.asterisk.phone('boris').behaves({ is: 'declines', afterMs: 1_000 }),
  (centre) => signsIn(centre, 'boris'),
  (centre) => passes(centre, 500),
  calls,
  (centre) => passes(centre, 1_000),
  (centre) => void centre.asterisk.phone('boris').behaves({ is: 'answers', afterMs: 700, hangsUpAfterMs: 6_000 }),
  calls,
  (centre) => centre.asterisk.callers[2]?.hangUp(),
  (centre) => passes(centre, 4_000),
  calls,
  (centre) => centre.asterisk.phone('anna').hangUp(),
  (centre) => passes(centre, 2_500),
  calls,
  (centre) => passes(centre, 90_000),
];

function calls(centre: Centre): void {
  centre.asterisk.arrives({ dnis: '1' });
}

async function signsIn(centre: Centre, agent: string): Promise<void> {
  const { floor } = centre.switchboard;
  void floor.request({ type: 'set-agent-state', agent, to: 'available', reason: '', by: agent });
  await centre.settle();
}

/** What must be so at every moment, by what Asterisk has and not by what a node thinks. */
function wrongOnTheWire({ asterisk }: Centre): readonly string[] {
  const wrong: string[] = [];
  const held = new Set<string>();
  for (const { id, call, account } of asterisk.legs.values())
    for (const one of [call, account]) {
      if (held.has(one)) wrong.push(`${one} has two legs, the other is ${id}`);
      held.add(one);
    }
  return wrong;
}

async function passes(centre: Centre, ms: number): Promise<void> {
  const settle = async (): Promise<void> => {
    await centre.settle();
    expect(wrongOnTheWire(centre)).toEqual([]);
  };
  await settle();
  await centre.clock.pass(ms, settle);
  await settle();
}

/** Plays the hour with this mishap, after which another node takes over. */
async function played(mishap?: Mishap): Promise<{ centre: Centre; moments: number }> {
  const centre = new Centre(site);
  await centre.start();
  for (const agent of AGENTS) centre.asterisk.phone(agent).behaves({ is: 'answers', afterMs: 700 });
  centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 700, hangsUpAfterMs: 9_000 });
  centre.mishaps.plan(mishap ?? { at: Infinity, is: 'dies' });
  for (const step of busyHour) {
    await step(centre);
    await passes(centre, 0);
    if (centre.up && !centre.mishaps.isCutOff) continue;
    await passes(centre, GAP_MS);
    await centre.start();
    await passes(centre, 0);
    centre.mishaps.heal();
    await passes(centre, 0);
    // A request that was lost with its node is made again.
    for (const agent of AGENTS)
      if (centre.stateOf(agent) === 'signed-out' && centre.asterisk.callers.length > 3) await signsIn(centre, agent);
  }
  const { moments } = centre.mishaps;
  await passes(centre, 90_000);
  return { centre, moments };
}

function wrongInTheEnd(centre: Centre): readonly string[] {
  const { callers, legs } = centre.asterisk;
  const wrong = [...wrongWith(centre.switchboard.floor.book, centre.switchboard.floorSettings(), centre.clock.now())];
  const entered = centre.of('queue.entered').map(({ data }) => data.ticket);
  const left = centre.of('queue.left').map(({ data }) => data.ticket);
  const connected = centre.of('queue.connected').map(({ call }) => call);
  for (const [index, { leg }] of callers.entries()) {
    const talks = connected.filter((call) => call === leg).length;
    if (entered.filter((ticket) => ticket.startsWith(`${leg}.`)).length !== 1) wrong.push(`${leg} entered not once`);
    if (left.filter((ticket) => ticket.startsWith(`${leg}.`)).length !== 1) wrong.push(`${leg} left not once`);
    if (talks > 1 || (talks === 0 && index !== 2)) wrong.push(`${leg} talked ${talks} times`);
  }
  for (const id of legs.keys()) wrong.push(`the leg ${id} is up`);
  const first = [...new Set(centre.of('queue.offered').map(({ data }) => data.ticket))];
  const inTurn = entered.filter((ticket) => first.includes(ticket));
  if (first.join() !== inTurn.join()) wrong.push(`offered in the order ${first.join()}, entered as ${entered.join()}`);
  wrong.push(...centre.log.lines.filter((line) => line.startsWith('error')));
  return wrong;
}

describe('a node fails at any moment of a busy hour, and another one takes over', () => {
  it.each(['dies', 'is cut off'] as const)(
    'one that %s: no offer is doubled, no ticket is lost, and the order is kept',
    async (is) => {
      const { centre: whole, moments } = await played();
      expect(wrongInTheEnd(whole)).toEqual([]);
      expect(moments).toBeGreaterThan(150);
      for (let at = 1; at <= moments; at++) {
        const { centre } = await played({ at, is });
        expect(centre.fenced === undefined).toBe(is === 'dies');
        expect(`${at}: ${wrongInTheEnd(centre).join('; ')}`).toBe(`${at}: `);
      }
      process.stdout.write(`    ${moments} moments\n`);
    },
    3_600_000,
  );
});
