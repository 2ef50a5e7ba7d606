import { siteOf, Story } from '../support/story';
import { tellsStories } from '../support/told';

const site = siteOf({
  'site.yaml': 'site: Test\n',
  'numbers.yaml': 'numbers:\n  "1": { flow: both }\n  "2": { flow: desk }\n',
  'queues.yaml': `queues:
  sales: { title: Sales, ring_for: 10s, max_waiting: 2, announce: { position: false } }
  support: { title: Support, ring_for: 10s, announce: { position: false } }
  desk: { title: Desk, ring_for: 10s, max_talking: 1, wrap_up: 0s, announce: { position: false } }
`,
  'agents.yaml': `agents:
  anna: { name: Anna, phone: anna, queues: [sales, desk] }
  boris: { name: Boris, phone: boris, queues: [support, desk] }
`,
  'flows/both.yaml': `flow: both
start: a
steps:
  a:
    - queue: { name: sales, also: [support], max_wait: 1m, keys: { 9: other }, on: { full: other } }
    - play: said/nobody
    - hangup
  other:
    - play: said/other
    - hangup
`,
  'flows/desk.yaml': `flow: desk
start: a
steps:
  a:
    - queue: desk
    - hangup
`,
});

const STORIES = `given: { number: "1", caller: "79160000009", at: "2026-11-20 10:05" }
stories:
  - story: A caller in two queues gets the first agent of any
    given:
      agents: { anna: rings, boris: { state: not-ready } }
    steps:
      - queue: sales
        position: 1
      - agents: { boris: available }
      - answered_by: boris
        within: 20s
      - hangup: agent
      - end: answered

  - story: One queue being full, the other keeps the caller
    given:
      waiting: { sales: 2 }
      agents: {}
    steps:
      - queue: support
        position: 1
      - agents: { boris: available }
      - answered_by: boris

  - story: A key leads out of both
    steps:
      - queue: sales
      - keys: 9
      - heard: said/other
      - end: self-served

  - story: After the longest wait the caller is in neither
    steps:
      - queue: sales
      - heard: said/nobody
        within: 70s
      - end: self-served

  - story: A queue that serves one at a time lets the second wait, whoever is free
    given:
      number: "2"
      waiting: { desk: 1 }
      agents: { anna: { answers: 1s, talks: 30s }, boris: available }
    steps:
      - queue: desk
        position: 2
      - wait: 20s
      - answered_by: boris
        within: 30s
`;

const meanwhile = siteOf({
  'site.yaml': 'site: Test\n',
  'numbers.yaml': 'numbers:\n  "1": { flow: both }\n',
  'queues.yaml': `queues:
  sales: { title: Sales }
  support: { title: Support, schedule: office, at_closing: leave }
`,
  'schedules.yaml': 'time_zone: UTC\nschedules:\n  office: { week: { mon: "08:00-10:01" } }\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales, support] }\n',
  'flows/both.yaml': `flow: both
start: a
steps:
  a:
    - queue: { name: sales, also: [support], max_wait: 30m, while_waiting: meanwhile }
    - hangup
`,
  'flows/meanwhile.yaml': `flow: meanwhile
start: a
steps:
  a:
    - play: { prompts: said/long, barge_in: false }
    - silence: 60s
    - goto: a
`,
});

describe('a caller in several queues', () => {
  tellsStories(STORIES, site);

  it('leaves every queue when they hang up', () => {
    const story = new Story(site, { flow: 'both' }).waits('1s').hangsUp();
    expect(story.heard.filter((each) => each.startsWith('leave-queue'))).toEqual([
      'leave-queue abandoned',
      'leave-queue abandoned',
    ]);
  });

  it('hears nothing of the place over the flow of the wait, when one of the queues has closed', () => {
    const story = new Story(meanwhile, { flow: 'both' }).waits('1m1s');
    const [closed] = story.commands.flatMap((each) => (each.type === 'leave-queue' ? [each] : []));
    if (!closed) throw new Error('support has not closed');
    story.happens({ type: 'left-queue', ticket: closed.ticket, reason: 'closed' }).waits('3m');
    expect(story.commands.filter(({ type }) => type === 'ask-position')).toEqual([]);
  });
});
