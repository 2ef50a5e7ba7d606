import type { SiteFiles } from '../../src/site/compile';
import { compileSite } from '../../src/site/compile';
import { leftAlone, siteOf, Story, type StoryOptions } from '../support/story';

const QUEUES = { 'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n' };

/** A site of flows, each given by its head and its steps; the first is the one that is called. */
function flows(written: Readonly<Record<string, string>>, more: SiteFiles = {}) {
  const files = Object.entries(written).map(([name, text]): [string, string] => [
    `flows/${name}.yaml`,
    `flow: ${name}\n${text}`,
  ]);
  const [first] = Object.keys(written);
  return siteOf({
    ...QUEUES,
    'numbers.yaml': `numbers:\n  "1": { flow: ${first} }\n`,
    ...Object.fromEntries(files),
    ...more,
  });
}

/** What is wrong with such a site. */
function mistakes(written: Readonly<Record<string, string>>): readonly string[] {
  const files = Object.fromEntries(
    Object.entries(written).map(([name, text]) => [`flows/${name}.yaml`, `flow: ${name}\n${text}`]),
  );
  const [first] = Object.keys(written);
  const site = {
    'site.yaml': 'site: Test\n',
    'numbers.yaml': `numbers:\n  "1": { flow: ${first} }\n`,
    'agents.yaml': 'agents: {}\n',
    'schedules.yaml': 'time_zone: UTC\n',
    ...QUEUES,
    ...files,
  };
  return compileSite(site, () => ({ has: () => true })).problems.map(
    ({ file, line, code, message }) => `${file}:${line} ${code} ${message}`,
  );
}

/** A call to the flow `main`. */
const call = (site: ReturnType<typeof flows>, options: StoryOptions = {}): Story =>
  new Story(site, { flow: 'main', ...options });

/** The same story, crashed after each of its turns, comes to the same end. */
function survivesCrashes(site: ReturnType<typeof flows>, options: StoryOptions, tell: (story: Story) => void): void {
  const calm = call(site, options);
  tell(calm);
  for (let crashAfter = 1; crashAfter <= calm.turns; crashAfter++) {
    const story = call(site, { ...options, crashAfter });
    tell(story);
    expect({ crashAfter, end: leftAlone(story) }).toEqual({ crashAfter, end: expect.not.stringContaining('still') });
  }
}

describe('a flow that calls another', () => {
  const site = flows({
    main: `start: a
steps:
  a:
    - answer
    - call: { flow: ask, with: { tries: "2" }, into: contract }
    - if: contract == '12'
      then: good
    - play: x/none
    - hangup
  good:
    - play: x/good
`,
    ask: `takes: { tries: number, prompt: { type: string, default: x/ask } }
gives: string
start: a
steps:
  a:
    - if: tries == 0.0
      then: none
    - collect: { prompt: "{{ prompt }}", digits: 2, into: typed, no_input: { tries: 1, then: again }, no_match: { tries: 1, then: again } }
    - return: typed
  again:
    - call: { flow: ask, with: { tries: "tries - 1", prompt: "'x/again'" }, into: later }
    - return: later
  none:
    - return: "''"
`,
  });

  it('hands in parameters and gets the result, however deep', () => {
    const story = call(site);
    story.hearsItOut().waits('6s').presses('12').hearsItOut();
    expect(story.heard).toEqual(['answer', 'play x/ask', 'play x/again', 'play x/good', 'hangup']);
    expect(story.outcome).toBe('self-served');
  });

  it('keeps the variables of each flow apart', () => {
    const story = call(site);
    story.presses('12');
    expect(story.state).toMatchObject({ flow: 'main', vars: { contract: '12' } });
    expect(Object.keys(story.state.vars)).toEqual(['contract']);
  });

  it('comes back with the empty result when nothing was keyed in', () => {
    const story = call(site);
    story.waits('1m');
    expect(story.heard.slice(-2)).toEqual(['play x/none', 'hangup']);
  });

  it('goes on where it was after a crash, at whatever turn', () => {
    survivesCrashes(site, {}, (story) => story.hearsItOut().waits('6s').presses('12').waits('10s'));
    const story = call(site);
    story.hearsItOut().waits('6s').crashes('5s').presses('12').hearsItOut();
    expect(story.heard).toContain('play x/good');
  });

  it('refuses to hand a secret on, or back', () => {
    const problems = mistakes({
      main: `start: a
steps:
  a:
    - answer
    - collect: { prompt: x/a, digits: 4, into: pin, secret: true }
    - call: { flow: other, with: { code: pin } }
    - if: pin == '1'
      then: [ return: pin ]
    - set: { right: pin == '1234' }
    - if: right
      then: [ return: right == true ]
    - return: pin == '1234'
`,
      other: 'takes: { code: string }\nstart: a\nsteps:\n  a:\n    - return\n',
    });
    expect(problems.filter((each) => each.includes('FLOW011'))).toEqual([
      expect.stringContaining('main.yaml:7 FLOW011 pin would put a secret into another flow'),
      expect.stringContaining('main.yaml:9 FLOW011 pin would put a secret into another flow'),
    ]);
  });
});

describe('a flow that runs while callers wait', () => {
  const site = flows({
    main: `start: a
steps:
  a:
    - answer
    - queue: { name: sales, while_waiting: waiting, on: { done: bye, message: message, timeout: late } }
    - hangup
  bye:
    - play: x/bye
  message:
    - play: x/message
  late:
    - play: x/late
`,
    waiting: `start: a
steps:
  a:
    - play: { prompts: x/hold, barge_in: false }
    - menu: { prompt: x/menu, keys: { 1: message, 2: deeper }, wait: 10s, no_input: { tries: 1, then: a }, no_match: { tries: 9, then: a } }
  deeper:
    - call: deeper
    - goto: a
  message:
    - leave_queue: message
`,
    deeper: `start: a
steps:
  a:
    - play: { prompts: x/deep, barge_in: false }
    - leave_queue: message
`,
  });

  it('never delays the agent: an answer breaks off whatever plays', () => {
    const story = call(site);
    story.waits('100ms').agentAnswers();
    expect(story.heard).toEqual([
      'answer',
      'enqueue sales',
      'music default',
      'play x/hold',
      'music default',
      'stop-playing',
      'stop-music',
      'connect test-1.1.a1',
      'talking',
    ]);
    story.waits('1m').agentHangsUp().hearsItOut();
    expect(story.heard.slice(-3)).toEqual(['disconnect', 'play x/bye', 'hangup']);
    expect(story.outcome).toBe('answered');
  });

  it('has the music below it, and goes round as the admin wrote', () => {
    const story = call(site);
    story.waits('30s');
    expect(story.heard.filter((each) => each === 'play x/hold').length).toBeGreaterThan(1);
    expect(story.heard.at(-1)).toBe('music default');
    expect(story.heard).not.toContain('stop-music');
    expect(story.state).toMatchObject({ flow: 'waiting', tune: 'default' });
  });

  it('leads out of the queue by a key, also from a flow of its own', () => {
    const story = call(site);
    story.waits('1500ms').presses('1');
    expect(story.heard.slice(-4)).toEqual(['stop-playing', 'leave-queue chosen', 'stop-music', 'play x/message']);
    const deep = call(site);
    deep.waits('1500ms').presses('2').waits('1500ms');
    expect(deep.heard).toContain('play x/deep');
    expect(deep.heard.slice(-3)).toEqual(['leave-queue chosen', 'stop-music', 'play x/message']);
  });

  it('gives the place back when the caller hangs up, and says so once', () => {
    const story = call(site);
    story.waits('1500ms').hangsUp();
    expect(story.heard.filter((each) => each.startsWith('leave-queue'))).toEqual(['leave-queue abandoned']);
    expect(story.outcome).toBe('abandoned');
  });

  it('is given up when the floor ends the wait', () => {
    const story = call(site);
    story.waits('1500ms').happens({ type: 'left-queue', ticket: story.ticket, reason: 'timeout' }).hearsItOut();
    expect(story.heard.slice(-2)).toEqual(['play x/late', 'hangup']);
  });

  it('knows the place in the queue', () => {
    const asking = flows({
      main: 'start: a\nsteps:\n  a:\n    - queue: { name: sales, while_waiting: waiting }\n',
      waiting: `start: a
steps:
  a:
    - set: { ahead: wait.position, of: wait.queue, left: queue('sales').waiting }
    - play: { prompts: x/hold, barge_in: false }
    - goto: a
`,
    });
    const story = call(asking, {
      live: {
        wait: () => ({ queue: 'sales', position: 3, expected: 90 }),
        queue: () => ({ waiting: 7, free: 0, agents: 2, longest_wait: 30, expected_wait: 120, service_level: 0.8 }),
      },
    });
    expect(story.state.vars).toEqual({ ahead: 3, of: 'sales', left: 7 });
  });

  it('survives a crash at any turn', () => {
    const tell = (story: Story): void => void story.waits('15s').presses('2').waits('1m').hangsUp();
    survivesCrashes(site, {}, tell);
    const story = call(site);
    story.waits('1500ms').crashes('2s').waits('100ms');
    expect(story.heard.filter((each) => each === 'enqueue sales')).toHaveLength(2);
    expect(story.state).toMatchObject({ flow: 'waiting', node: 'a.1' });
    story.agentAnswers().agentHangsUp();
    expect(story.heard).toContain('play x/bye');
  });
});

describe('after the caller has hung up', () => {
  const site = flows(
    {
      main: `start: a
on_hangup: after
steps:
  a:
    - answer
    - call: inner
  after:
    - tag: gone
    - lookup: { connector: crm, key: call.ani, into: known, within: 5s }
    - note: "gone in {{ call.dnis }}"
`,
      inner: `start: a
on_hangup: late
steps:
  a:
    - play: { prompts: x/long, barge_in: false }
    - menu: { prompt: x/menu, keys: { 1: a } }
  late:
    - note: inner first
`,
    },
    {
      'connectors.yaml': 'connectors:\n  crm: { table: lists/people.yaml }\n',
      'lists/people.yaml': '"1": { name: A }\n',
    },
  );

  it('the flows do what they still have to do, the innermost first; then the call is over', () => {
    const story = call(site, { answers: { 'crm:79160000009': { after: '2s', result: { is: 'not-found' } } } });
    story.waits('100ms').hangsUp();
    expect(story.state.state).toMatchObject({ is: 'after', outcome: 'left' });
    story.waits('3s');
    expect(story.state.state).toEqual({ is: 'over', outcome: 'left', by: 'them' });
    expect(story.of('call.noted').map(({ data }) => data.text)).toEqual(['inner first', 'gone in 1000']);
    expect(story.state.tags).toEqual(['gone']);
  });

  it('the end is written down for the moment of the hang-up', () => {
    const story = call(site);
    const hungUpAt = story.waits('100ms').now;
    story.hangsUp().waits('1m');
    expect(story.of('call.ended')).toMatchObject([{ at: hungUpAt, data: { outcome: 'left', node: 'a.0' } }]);
  });

  it('it goes on after a crash, and ends within a minute whatever it waits for', () => {
    const story = call(site);
    story.waits('100ms').hangsUp().crashes('2s').waits('6s');
    expect(story.of('call.noted').map(({ data }) => data.text)).toEqual(['inner first', 'gone in 1000']);
    expect(story.outcome).toBe('left');
    const slow = flows(
      {
        main: `start: a
on_hangup: after
steps:
  a:
    - answer
    - menu: { prompt: x/a, keys: { 1: a } }
  after:
    - lookup: { connector: crm, key: "'1'", into: known, within: 50s }
    - goto: after
`,
      },
      {
        'connectors.yaml': 'connectors:\n  crm: { table: lists/people.yaml }\n',
        'lists/people.yaml': '"1": { name: A }\n',
      },
    );
    const endless = call(slow);
    endless.waits('1s').hangsUp().waits('61s');
    expect(endless.state.state.is).toBe('over');
  });
});

describe('how long things may take', () => {
  it('a step ends at its max, a flow at its own', () => {
    const site = flows({
      main: `start: a
max: 30s
too_long: enough
steps:
  a:
    - answer
    - play: { prompts: [x/a, x/b, x/c, x/d, x/e], barge_in: false }
      max: 2s
      too_long: b
    - hangup
  b:
    - menu: { prompt: x/menu, keys: { 1: a }, wait: 60s }
  enough:
    - play: x/enough
`,
    });
    const story = call(site);
    story.waits('2s');
    expect(story.heard.slice(-2)).toEqual(['stop-playing', 'play x/menu']);
    story.waits('27s');
    expect(story.heard.at(-1)).toBe('play x/menu');
    story.waits('1s').hearsItOut();
    expect(story.heard.slice(-2)).toEqual(['play x/enough', 'hangup']);
    survivesCrashes(site, {}, (each) => void each.waits('40s'));
  });

  it('a talk is never cut short by it', () => {
    const site = flows({
      main: 'start: a\nmax: 10s\nsteps:\n  a:\n    - queue: { name: sales, on: { done: b } }\n      max: 5s\n      too_long: c\n  b:\n    - play: x/bye\n  c:\n    - play: x/late\n',
    });
    const story = call(site);
    story.waits('3s').agentAnswers().waits('10m');
    expect(story.state.bridge).not.toBeNull();
    const late = call(site);
    late.waits('5s');
    expect(late.heard.slice(-3)).toEqual(['leave-queue withdrawn', 'stop-music', 'play x/late']);
  });

  it('ringing somebody is no talk', () => {
    const site = flows(
      {
        main: 'start: a\nsteps:\n  a:\n    - answer\n    - connect: { agent: "\'anna\'", ring_for: 60s }\n      max: 10s\n      too_long: b\n    - hangup\n  b:\n    - play: x/late\n',
      },
      { 'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna }\n' },
    );
    const story = call(site).waits('11s');
    expect(story.heard).toContain('play x/late');
  });

  it('a flow that others run comes back when its time is over', () => {
    const site = flows({
      main: 'start: a\nsteps:\n  a:\n    - answer\n    - call: inner\n    - play: x/back\n',
      inner: 'start: a\nmax: 3s\nsteps:\n  a:\n    - menu: { prompt: x/menu, keys: { 1: a }, wait: 60s }\n',
    });
    const story = call(site);
    story.waits('3s');
    expect(story.heard.at(-1)).toBe('play x/back');
  });
});

describe('deciding', () => {
  const site = flows(
    {
      main: `start: a
steps:
  a:
    - switch: { value: call.campaign, cases: { radio: radio, web: web }, else: other }
  radio:
    - limit: { name: radio, max: 2, over: full }
    - split: { shares: { news: 30 }, name: test }
    - play: x/old
  news:
    - play: x/new
  web:
    - list: { list: vip, into: entry, found: vip, not_found: other }
  vip:
    - tag: [ "vip {{ entry.level }}", "vip {{ entry.level }}" ]
    - play: x/vip
  other:
    - if: schedule('office').open && caller.withheld
      then: [ play: x/withheld ]
      else: [ play: x/other ]
  full:
    - play: x/full
`,
    },
    {
      'lists/vip.yaml': '"79*": { level: silver }\n"7916*": { level: gold }\n"79160000005": { level: black }\n',
      'schedules.yaml': 'time_zone: UTC\nschedules: { office: { week: { mon: "09:00-18:00" } } }\n',
    },
  );
  const from = (campaign: string, ani = '79160000009', more: StoryOptions = {}): Story =>
    call(site, { facts: { campaign, ani }, ...more });

  it('by a value, by a list with prefixes, by what is so', () => {
    expect(from('web').heard).toEqual(['play x/vip']);
    expect(from('web').state.tags).toEqual(['vip gold']);
    expect(from('web', '79160000005').state.tags).toEqual(['vip black']);
    expect(from('web', '79990000000').state.tags).toEqual(['vip silver']);
    expect(from('web', '1').heard).toEqual(['play x/other']);
    expect(from('tv', '').heard).toEqual(['play x/withheld']);
    expect(from('tv').heard).toEqual(['play x/other']);
  });

  it('by share: the same caller always the same way, and the shares come out', () => {
    const plays = (ani: string): string => from('radio', ani).heard[0] ?? '';
    expect(plays('79161112233')).toBe(plays('79161112233'));
    const callers = Array.from({ length: 4_000 }, (_, index) => `7916${String(index * 7919).padStart(7, '0')}`);
    const share = callers.filter((ani) => plays(ani) === 'play x/new').length / callers.length;
    expect(share).toBeGreaterThan(0.27);
    expect(share).toBeLessThan(0.33);
  });

  it('by room: one call more than fits goes elsewhere', () => {
    const full = from('radio', '1', { live: { holding: () => 2 } });
    expect(full.heard).toEqual(['play x/full']);
    expect(full.state.limits).toEqual([]);
    const room = from('radio', '1', { live: { holding: () => 1 } });
    expect(room.state.limits).toEqual(['radio']);
    room.hangsUp();
    expect(room.state.limits).toEqual([]);
  });
});

describe('what comes too late', () => {
  const site = flows({
    main: 'start: a\non_hangup: z\nsteps:\n  a:\n    - queue: { name: sales, while_waiting: waiting, on: { done: b } }\n    - menu: { prompt: x/late, keys: { 1: b } }\n  b:\n    - play: x/bye\n  z:\n    - note: main\n',
    waiting:
      'start: a\non_hangup: z\nsteps:\n  a:\n    - menu: { prompt: x/menu, keys: { 1: a }, wait: 60s }\n  z:\n    - http: { url: "http://127.0.0.1/gone", within: 5s }\n    - note: waiting\n',
  });

  it.each([
    ['an answer', (ticket: string) => ({ type: 'agent-answered', ticket, agent: 'anna', leg: 'test-1.1.a1' }) as const],
    ['an ending', (ticket: string) => ({ type: 'left-queue', ticket, reason: 'timeout' }) as const],
  ])('%s after the hang-up changes nothing of what is still to be done', (_what, late) => {
    const story = call(site);
    story.waits('2s').hangsUp();
    const { ticket } = story;
    story.happens(late(ticket)).waits('10s');
    expect(story.state.state).toEqual({ is: 'over', outcome: 'abandoned', by: 'them' });
    expect(story.of('call.noted').map(({ data }) => data.text)).toEqual(['waiting', 'main']);
    expect(story.of('call.ended')).toHaveLength(1);
    expect(story.heard.some((each) => each.startsWith('connect'))).toBe(false);
  });

  it('an answer for a place that the call has left is given back', () => {
    const story = call(site);
    story.waits('2s').happens({ type: 'left-queue', ticket: story.ticket, reason: 'timeout' });
    const { ticket } = story;
    story.happens({ type: 'agent-answered', ticket, agent: 'anna', leg: 'test-1.1.a1' });
    expect(story.heard.at(-1)).toBe('leave-queue withdrawn');
  });
});

describe('flows that go in circles', () => {
  const steps = (count: number): string =>
    Array.from({ length: count }, (_, index) => `    - if: call.dnis == '${index}'\n      then: [ hangup ]\n`).join('');

  it('a long table of conditions is none', () => {
    const site = flows({ main: `start: a\nsteps:\n  a:\n${steps(200)}    - play: x/end\n` });
    expect(call(site).heard).toEqual(['play x/end']);
  });

  it('a loop of a sub-flow that waits for nothing rests, and then gives the caller to the dialplan', () => {
    const site = flows({
      main: 'start: a\nmax: 1h\nsteps:\n  a:\n    - call: sub\n    - goto: a\n',
      sub: 'start: a\nsteps:\n  a:\n    - set: { x: "1" }\n',
    });
    const story = call(site);
    expect(story.state.resting).toBe(true);
    expect(() => story.waits('10s')).toThrow('goes in circles without waiting for anything');
    const left = call(site).waits('2s').hangsUp();
    expect(left.outcome).toBe('left');
    const crashed = call(site).crashes('500ms').waits('1s');
    expect(crashed.ended).toBe(false);
  });
});

test('a call is hung up with the cause that the flow says', () => {
  const steps = 'flow: main\nstart: a\nsteps:\n  a:\n    - answer\n    - hangup: { cause: busy }\n';
  const story = new Story(siteOf({ 'flows/main.yaml': steps }));
  expect(story.heard).toEqual(['answer', 'hangup busy']);
  expect(story.outcome).toBe('self-served');
});
