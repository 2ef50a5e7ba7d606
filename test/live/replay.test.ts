import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplayView } from '../../src/engine/replay-use-cases';
import type { OfferWhy, PastOffer } from '../../src/domain/offer-why';
import { hears } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const CALLER = 1200;

const agents = (more = ''): string => `agents:
  anna: { name: Anna Berg, phone: anna, queues: [sales] }
${more}`;

describe('the floor, replayed', () => {
  const centre = useLiveCentre({
    files: {
      'flows/main.yaml': 'flow: main\nstart: hello\nsteps:\n  hello:\n    - answer\n    - queue: sales\n    - hangup\n',
      'numbers.yaml': 'numbers:\n  "1000": { flow: main }\n',
      'agents.yaml': agents(),
      'queues.yaml': `queues:
  sales: { title: Sales, ring_for: 2m, announce: { position: false } }
  support: { title: Support }
  personal: { title: Personal }
`,
    },
  });
  const then = (at: number, more = ''): Promise<ReplayView> =>
    centre.api<ReplayView>('GET', `/replay?at=${at}&steps=500${more}`);

  it('any moment comes again as it was, across a publish and kill -9', async () => {
    const anna = await centre.agent('anna', ANNA);
    const first = (await centre.caller('79180000001', CALLER)).call('1000');
    await hears(first, MUSIC);
    const [waiting] = await centre.calls();
    const alone = Date.now();

    writeFileSync(
      join(centre.site, 'agents.yaml'),
      agents('  boris: { name: Boris Orlov, phone: boris, queues: [sales] }\n'),
    );
    expect(await centre.api('POST', '/site/versions', { message: 'Boris' })).toMatchObject({ is: 'published' });
    const second = (await centre.caller('79180000002', CALLER)).call('1000');
    await hears(second, MUSIC);
    const two = Date.now();

    // What was noted within a quarter of a second before a crash may be lost; whoever reads has it written first.
    await centre.eventually(
      'the second caller in the record',
      () => then(alone),
      ({ steps }) => steps.some(({ input }) => input.type === 'enqueue'),
    );
    await centre.crash();
    await centre.start();
    await centre.untilReady('asterisk');
    await centre.is('anna', 'available');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(first, `${ANNA}`);
    await centre.untilTalk('79180000001');
    const talk = Date.now();

    const before = await then(alone, `&call=${waiting?.id ?? ''}`);
    expect(before).toMatchObject({ differences: [], waiting: [{ number: '79180000001', position: 1 }] });
    expect(before.agents.map(({ id }) => id)).toEqual(['anna']);
    expect(before.why?.agents).toMatchObject([{ agent: 'anna', verdict: { is: 'signed-out' } }]);
    expect(before.steps.map(({ input }) => input.type)).toEqual(expect.arrayContaining(['configured', 'enqueue']));

    const after = await then(two);
    expect(after).toMatchObject({ differences: [], waiting: [{ position: 1 }, { position: 2 }] });
    expect(after.agents.map(({ id }) => id)).toEqual(['anna', 'boris']);

    const now = await then(talk);
    expect(now).toMatchObject({ differences: [], waiting: [{ number: '79180000002' }] });
    expect(now.agents.find(({ id }) => id === 'anna')).toMatchObject({ state: 'on-call', call: waiting?.id });

    const { offers } = await centre.api<{ offers: PastOffer[] }>('GET', `/calls/${waiting?.id ?? ''}/offers`);
    expect(offers).toMatchObject([{ n: 1, agent: 'anna', queue: 'sales' }]);
    const why = await centre.api<OfferWhy>('GET', `/calls/${waiting?.id ?? ''}/offers/1/why`);
    expect(why).toMatchObject({
      ...{ call: waiting?.id, at: offers[0]?.at, legs: [offers[0]?.leg], rung: ['anna'], position: 1 },
      choice: { is: 'order', by: 'only' },
      candidates: [{ agent: 'anna' }],
      others: [{ agent: 'boris', verdict: { is: 'signed-out' } }],
      behind: [{ queue: 'sales' }],
    });
    first.hangup();
    second.hangup();
  });
});
