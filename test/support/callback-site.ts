import { siteOf } from './story';

export const callbackFiles = {
  'site.yaml': 'site: Test\n',
  'trunks.yaml': "trunks:\n  carrier: { endpoint: carrier-1, allow: ['+7XXXXXXXXXX', '7XXXXXXXXXX'] }\n",
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n  "2": { flow: later }\n  "3": { flow: own }\n',
  'queues.yaml':
    'queues:\n  sales: { title: Sales, max_wait: 10m, wrap_up: 5s, schedule: office, announce: { position: false } }\n',
  'schedules.yaml': 'time_zone: UTC\nschedules:\n  office: { week: { mon: "09:00-18:00" } }\n',
  'agents.yaml':
    'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n  boris: { name: Boris, phone: boris, queues: [sales] }\n',
  'flows/main.yaml': `flow: main
start: a
steps:
  a:
    - queue: { name: sales, priority: 7, while_waiting: waiting, on: { done: bye, callback: promised } }
    - play: said/nobody
    - hangup
  promised:
    - play: { prompts: said/promised, barge_in: false }
    - hangup
  bye:
    - hangup
`,
  'flows/waiting.yaml': `flow: waiting
start: a
steps:
  a:
    - menu: { prompt: said/choose, keys: { 2: back }, wait: 5s, no_input: { tries: 1, then: a }, no_match: { tries: 9, then: a } }
  back:
    - callback: { queue: sales, over: carrier, tries: 2, retry_after: 5m, expires: 4h, on: { already: known, failed: a } }
    - play: { prompts: said/thanks, barge_in: false }
    - return
  known:
    - play: { prompts: said/known, barge_in: false }
    - goto: a
`,
  'flows/later.yaml': `flow: later
start: a
steps:
  a:
    - answer
    - callback: { queue: sales, over: carrier, at: "'11:30'", on: { already: known, failed: failed } }
    - play: { prompts: said/thanks, barge_in: false }
    - hangup
  known:
    - play: { prompts: said/known, barge_in: false }
    - hangup
  failed:
    - play: { prompts: said/failed, barge_in: false }
    - hangup
`,
  'flows/own.yaml': `flow: own
start: a
steps:
  a:
    - answer
    - callback: { queue: sales, over: carrier, flow: greeting, caller_id: { name: "'Test'", number: "'74950000000'" } }
    - play: { prompts: said/thanks, barge_in: false }
    - hangup
`,
  'flows/greeting.yaml': `flow: greeting
start: a
steps:
  a:
    - play: { prompts: said/greeting, barge_in: false }
    - queue: { name: sales, on: { done: survey } }
    - hangup
  survey:
    - play: { prompts: said/survey, barge_in: false }
    - hangup
`,
};

/** A centre with one queue, where callers are called back: from the line (1), at a time (2), with a greeting (3). */
export const callbackSite = siteOf(callbackFiles);
