import { siteOf } from '../support/story';
import { tellsStories } from '../support/told';

const FILES = {
  'site.yaml': 'site: Test\n',
  'numbers.yaml':
    'numbers:\n  "1": { flow: last }\n  "2": { flow: manager }\n  "3": { flow: never }\n  "4": { flow: less }\n',
  'queues.yaml': `queues:
  sales: { title: Sales, skills: { sales: 50 }, ring_for: 10s, announce: { position: false } }
  support: { title: Support, announce: { position: false } }
`,
  'agents.yaml': `agents:
  anna: { name: Anna, phone: anna, skills: { sales: 80 }, queues: [sales] }
  boris: { name: Boris, phone: boris, skills: { sales: 60 }, queues: [sales, support] }
  clara: { name: Clara, phone: clara, skills: { sales: 10 }, queues: [sales] }
`,
  'lists.yaml': 'lists:\n  not_to: {}\n',
  'flows/last.yaml': `flow: last
start: a
steps:
  a:
    - queue: { name: sales, prefer: { agents: "last_agent('7d', 'sales')", for: 30s } }
    - hangup
`,
  'flows/manager.yaml': `flow: manager
start: a
steps:
  a:
    - queue: { name: sales, prefer: { agents: "['boris', 'anna']", for: 20s }, waits_since: call }
    - hangup
`,
  'flows/never.yaml': `flow: never
start: a
steps:
  a:
    - queue: { name: sales, not: "call.ani in lists.not_to ? lists.not_to[call.ani].agents : ''", max_wait: 1m }
    - hangup
`,
  'flows/less.yaml': `flow: less
start: a
steps:
  a:
    - queue: { name: sales, relax: [{ after: 15s, skills: { sales: 10 } }] }
    - hangup
`,
};

const STORIES = `given: { number: "1", caller: "79160000009", at: "2026-11-20 10:05" }
stories:
  - story: Who served the caller last comes first, and is waited for
    given:
      last_agent: { sales: boris }
      agents: { anna: available, boris: { state: not-ready } }
    steps:
      - answered_by: anna
        within: 5s

  - story: Somebody else, when that one is talking, only after the time for it
    given:
      last_agent: { sales: boris }
      waiting: { support: 1 }
      agents: { boris: { answers: 1s, talks: 10m } }
    steps:
      - queue: sales
      - agents: { anna: available }
      - wait: 29s
      - answered_by: anna
        within: 5s

  - story: And that one, if they are free by then
    given:
      last_agent: { sales: boris }
      waiting: { support: 1 }
      agents: { boris: { answers: 1s, talks: 10s } }
    steps:
      - queue: sales
      - agents: { anna: available }
      - answered_by: boris
        within: 29s

  - story: Whom another queue served is nobody's last agent here
    given:
      last_agent: { support: boris }
      agents: { anna: available }
    steps:
      - answered_by: anna
        within: 5s

  - story: Those who are named come before who has rested longer
    given:
      number: "2"
      agents: { anna: rings, boris: available }
    steps:
      - offered_to: boris

  - story: Never one whom a list keeps from this caller
    given:
      number: "3"
      lists: { not_to: { "79160000009": { agents: "anna, clara" } } }
      agents: { anna: available, boris: { state: not-ready } }
    steps:
      - queue: sales
      - wait: 30s
      - agents: { boris: available }
      - answered_by: boris
        within: 5s

  - story: And not at all, when there is nobody else
    given:
      number: "3"
      lists: { not_to: { "79160000009": { agents: "anna, boris" } } }
      agents: { anna: available, boris: available }
    steps:
      - queue: sales
      - end: self-served
        within: 2m

  - story: Another caller is nobody's business
    given:
      number: "3"
      caller: "79160000010"
      lists: { not_to: { "79160000009": { agents: "anna" } } }
      agents: { anna: available }
    steps:
      - answered_by: anna
        within: 5s

  - story: A call that asks less in time gets whom its queue never takes
    given:
      number: "4"
      agents: { anna: rings, clara: available }
    steps:
      - offered_to: anna
      - wait: 14s
      - answered_by: clara
        within: 10s

  - story: And its queue keeps to what it asks of others
    given:
      number: "3"
      agents: { anna: { state: not-ready }, clara: available }
    steps:
      - queue: sales
      - end: self-served
        within: 2m
`;

describe('whom a call asks for', () => tellsStories(STORIES, siteOf(FILES)));
