import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const code = (name: string, order: string): [string, string] => [
  `flows/${name}.yaml`,
  `flow: ${name}
start: ask
steps:
  ask:
    - answer
    - agent_state: { ${order}, refused: no }
    - play: said/yes
    - hangup
  no:
    - play: said/no
    - hangup
`,
];

const site = siteOf({
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
  'queues.yaml':
    'queues:\n  sales: { title: Sales, wrap_up: { mode: forced, at_least: 10s }, announce: { position: false }, disposition: { required: true, codes: [{ code: sold }] } }\n',
  'numbers.yaml':
    'numbers:\n  "1": { flow: main }\nfeature_codes: { "*51": end, "*52": extend, "*53": sold, "*54": gold, "*55": out, "*56": back }\n',
  'flows/main.yaml': 'flow: main\nstart: a\nsteps:\n  a:\n    - queue: sales\n    - hangup\n',
  ...Object.fromEntries([
    code('end', 'wrap_up: end'),
    code('extend', 'wrap_up: extend'),
    code('sold', 'disposition: sold'),
    code('gold', 'disposition: gold'),
    code('out', 'sign_out: sales'),
    code('back', 'sign_in: sales'),
  ]),
});

let centre: Centre;
beforeEach(async () => {
  centre = new Centre(site);
  centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 1_000, hangsUpAfterMs: 5_000 });
  await centre.start();
  await centre.signsIn('anna');
});
afterEach(() => centre.crash());

/** Dials from Anna's phone; what she hears. */
async function dials(dnis: string): Promise<string> {
  const before = centre.of('flow.play').length;
  const call = centre.asterisk.arrives({ channel: 'agent', endpoint: 'anna', ani: 'anna', dnis });
  await centre.waits(500);
  call.hangUp();
  await centre.settle();
  const media = centre.of('flow.play').at(before)?.data.media ?? [];
  return media.map((each) => (each.is === 'prompt' ? each.name : each.is)).join();
}
const [yes, no] = ['said/yes', 'said/no'];

it('an agent closes a talk by the telephone', async () => {
  expect(await dials('*51')).toBe(no);
  expect(await dials('*53')).toBe(no);
  centre.asterisk.arrives({ dnis: '1' });
  await centre.waits(7_000);
  expect(centre.stateOf('anna')).toBe('wrap-up');
  expect(await dials('*51')).toBe(no);
  expect(await dials('*52')).toBe(no);
  await centre.waits(10_000);
  expect(await dials('*51')).toBe(no);
  expect(await dials('*54')).toBe(no);
  expect(await dials('*53')).toBe(yes);
  expect(await dials('*51')).toBe(yes);
  expect(centre.stateOf('anna')).toBe('available');
  expect(centre.of('queue.disposition').map(({ data }) => [data.code, data.by])).toEqual([['sold', 'phone']]);
});

it('an agent leaves a queue by the telephone, and comes back to it', async () => {
  expect(await dials('*55')).toBe(yes);
  centre.asterisk.arrives({ dnis: '1' });
  await centre.waits(5_000);
  expect(centre.of('queue.offered')).toEqual([]);
  expect(await dials('*56')).toBe(yes);
  await centre.waits(1_000);
  expect(centre.of('queue.offered')).toHaveLength(1);
});
