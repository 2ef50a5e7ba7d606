import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const site = siteOf({
  'site.yaml': 'site: Test\n',
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
  'queues.yaml': `queues:
  sales: { title: Sales, ring_for: 10s, confirm: { key: 1, within: 8s, prompt: office/press-one } }
`,
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
  'flows/main.yaml': 'flow: main\nstart: a\nsteps:\n  a:\n    - answer\n    - queue: sales\n    - hangup\n',
});

it('an agent who confirms while the prompt still plays has the caller at once', async () => {
  const centre = new Centre(site);
  await centre.start();
  await centre.signsIn('anna');
  const caller = centre.asterisk.arrives({ dnis: '1' });
  const anna = centre.asterisk.phone('anna');
  // She answers after a second, and the prompt takes another.
  await centre.waits(1_300);
  anna.press('1');
  await centre.waits(10);
  expect(anna.heard.slice(-3)).toEqual(['play office/press-one', 'stop-playing', 'connect']);
  expect(caller.hears()).toBe('anna');
  centre.crash();
});
