import type { PhoneBehaviour } from '../fakes/telephony';
import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const flow = (name: string, step: string): [string, string] => [
  `flows/${name}.yaml`,
  `flow: ${name}\nstart: hello\nsteps:\n  hello:\n    - answer\n    - ${step}\n    - play: office/goodbye\n`,
];
const site = siteOf({
  'agents.yaml': "agents:\n  anna: { name: Anna, phone: anna, extension: '101', queues: [sales] }\n",
  'queues.yaml': 'queues:\n  sales: { title: Sales, wrap_up: 0s, announce: { position: false } }\n',
  'numbers.yaml': 'numbers:\n  "1": { flow: reach }\n  "2": { flow: line }\nfeature_codes: { "*11": own }\n',
  ...Object.fromEntries([
    flow('reach', 'connect: { extension: "\'101\'", ring_for: 30s }'),
    flow('line', 'queue: { name: sales }'),
    flow('own', 'silence: 1m'),
  ]),
});

const opened: Centre[] = [];
afterEach(() => opened.splice(0).forEach((centre) => centre.crash()));

async function open(behaves: PhoneBehaviour = { is: 'answers', afterMs: 1_000 }): Promise<Centre> {
  const centre = new Centre(site);
  opened.push(centre);
  centre.asterisk.phone('anna').behaves(behaves);
  await centre.start();
  await centre.switchboard.floor.request({
    type: 'set-agent-state',
    agent: 'anna',
    to: 'available',
    reason: '',
    by: 'anna',
  });
  return centre;
}
const offers = (centre: Centre): number => centre.of('queue.offered').length;

describe('an agent is offered no call of a queue', () => {
  it('while a flow rings the phone or has connected it, and is offered the waiting one when that is over', async () => {
    const centre = await open();
    centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(100);
    centre.asterisk.arrives({ dnis: '2' });
    await centre.waits(30_000);
    expect(offers(centre)).toBe(0);
    centre.asterisk.phone('anna').hangUp();
    await centre.waits(500);
    expect(offers(centre)).toBe(1);
  });

  it('nor after a crash in that talk', async () => {
    const centre = await open();
    centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(5_000);
    centre.crash();
    await centre.start();
    centre.asterisk.arrives({ dnis: '2' });
    await centre.waits(30_000);
    expect(offers(centre)).toBe(0);
  });

  it('while the agent calls from that phone', async () => {
    const centre = await open();
    const own = centre.asterisk.arrives({ channel: 'agent', endpoint: 'anna', ani: 'anna', dnis: '*11' });
    await centre.waits(100);
    centre.asterisk.arrives({ dnis: '2' });
    await centre.waits(10_000);
    expect(offers(centre)).toBe(0);
    own.hangUp();
    await centre.waits(500);
    expect(offers(centre)).toBe(1);
  });

  it('while somebody else talks with that phone', async () => {
    const centre = await open();
    centre.asterisk.phone('anna').talksElsewhere(true);
    centre.asterisk.arrives({ dnis: '2' });
    await centre.waits(10_000);
    expect(offers(centre)).toBe(0);
    centre.asterisk.phone('anna').talksElsewhere(false);
    await centre.waits(500);
    expect(offers(centre)).toBe(1);
  });
});

it('the floor’s own calls keep nobody from the next one', async () => {
  const centre = await open({ is: 'answers', afterMs: 1_000, hangsUpAfterMs: 5_000 });
  for (let call = 0; call < 3; call++) centre.asterisk.arrives({ dnis: '2' });
  await centre.waits(60_000);
  expect(offers(centre)).toBe(3);
});
