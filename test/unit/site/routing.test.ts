import { compileSite } from '../../../src/site/compile';
import { officeWith, problemsWith as everyProblemWith } from './office';

const compiledWith = (changes: Readonly<Record<string, string>>) => {
  const { site, problems } = compileSite(officeWith(changes), () => new Map());
  if (!site) throw new Error(problems.map(({ message }) => message).join('\n'));
  return site;
};

const problemsWith = (changes: Readonly<Record<string, string>>): string[] =>
  everyProblemWith(changes).filter((line) => line.startsWith('queues.yaml'));

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');
const queues = (sales: string): string =>
  text('queues:', `  sales: ${sales}`, '  personal: { title: Personal }', '  support: { title: Support }');
const agents = (...entries: readonly string[]): string => text('agents:', ...entries.map((entry) => `  ${entry}`));

describe('how a queue chooses', () => {
  test('as it is written', () => {
    const site = compiledWith({
      'queues.yaml': queues(
        '{ title: Sales, strategy: fewest-calls, priority: { per_minute: 2, most: 60 }, at_once: { first: 2, every: 5s }, ' +
          'tier_opens_after: 30s, relax: [{ after: 1m, skills: { sales: 0 } }, { after: 20s, skills: { sales: 10 } }], ' +
          'after_offer: { no_answer: 10s, declined: not_ready }, ask_again_after: 2m }',
      ),
      'agents.yaml': agents(
        'anna: { name: Anna, phone: anna, groups: [berlin], queues: [personal, { queue: sales, tier: 2, order: 3 }] }',
      ),
    });
    expect(site.queues.get('sales')).toMatchObject({
      strategy: 'fewest-calls',
      urgency: { perMinute: 2, most: 60 },
      fanOut: { first: 2, more: 1, everyMs: 5_000 },
      tierOpensAfterMs: 30_000,
      relax: [
        { afterMs: 20_000, skills: { sales: 10 } },
        { afterMs: 60_000, skills: { sales: 0 } },
      ],
      afterOffer: {
        'ring-no-answer': { is: 'available', offersAfterMs: 10_000 },
        declined: { is: 'not-ready', reason: 'declined' },
        busy: { is: 'available', offersAfterMs: 5_000 },
        'not-confirmed': { is: 'not-ready', reason: 'not-confirmed' },
        unreachable: { is: 'not-ready', reason: 'unreachable' },
      },
      refusedAgainAfterMs: 120_000,
    });
    expect(site.agents.get('anna')).toMatchObject({
      queues: ['personal', 'sales'],
      membership: { personal: { tier: 1, order: 0, weight: 1 }, sales: { tier: 2, order: 3, weight: 1 } },
      groups: ['berlin'],
    });
  });

  test('a key before the caller: of the agent, of a profile, of the queue', () => {
    const site = compiledWith({
      'queues.yaml': queues('{ title: Sales, confirm: { prompt: office/welcome } }'),
      'agents.yaml': text(
        'profiles:',
        '  home: { queues: [sales], confirm: { key: "#", within: 15s, prompt: office/welcome } }',
        'agents:',
        '  anna: { name: Anna, phone: anna, profiles: [home] }',
        '  boris: { name: Boris, phone: boris, profiles: [home], confirm: { key: 0, prompt: office/welcome } }',
        '  clara: { name: Clara, phone: clara, queues: [sales] }',
      ),
    });
    expect(site.queues.get('sales')?.confirm).toEqual({ key: '1', withinMs: 8_000, prompt: 'office/welcome' });
    expect(site.agents.get('anna')?.confirm).toEqual({ key: '#', withinMs: 15_000, prompt: 'office/welcome' });
    expect(site.agents.get('boris')?.confirm?.key).toBe('0');
    expect(site.agents.get('clara')?.confirm).toBeUndefined();
  });

  test('a key that is none, and a prompt that nobody has recorded or written', () => {
    expect(
      problemsWith({ 'queues.yaml': queues('{ title: Sales, confirm: { key: 12, prompt: office/welcome } }') }),
    ).toEqual(['queues.yaml:2:42: error SITE001 key: "12" is no key; a key is one of 0-9, "*" and "#"']);
    expect(problemsWith({ 'queues.yaml': queues('{ title: Sales, confirm: { prompt: office/nothing } }') })).toEqual([
      'queues.yaml:2:45: error FLOW007 the prompt office/nothing has neither a recording (prompts/en/office/nothing.wav) nor a text in prompts/en.yaml, and agents hear it before they get a caller',
    ]);
  });

  test('who is asked which agent gets a call, and what holds without an answer', () => {
    const connectors = text(
      'connectors:',
      '  crm: { table: lists/customers.yaml }',
      '  dispatcher: { http: { url: "http://127.0.0.1:9/{key}" } }',
    );
    const asks = (strategy: string) => ({
      'queues.yaml': queues(`{ title: Sales, strategy: ${strategy} }`),
      'connectors.yaml': connectors,
    });
    expect(compiledWith(asks('{ ask: dispatcher, default: best-skill }')).queues.get('sales')).toMatchObject({
      strategy: 'best-skill',
      chooser: { connector: 'dispatcher', withinMs: 300 },
    });
    expect(problemsWith(asks('{ ask: dispatch }'))).toEqual([
      'queues.yaml:2:43: error FLOW006 there is no connector dispatch (did you mean "dispatcher"?); known are crm, dispatcher',
    ]);
    expect(problemsWith(asks('{ ask: crm }'))).toEqual([
      'queues.yaml:2:43: error SITE009 ask: the connector crm is a table; only one over http can be asked which agent gets a call',
    ]);
    expect(problemsWith(asks('{ ask: dispatcher, within: 1m, default: manual }'))).toEqual([
      'queues.yaml:2:63: error SITE001 within: "1m" is out of range: from 50ms to 2s',
      'queues.yaml:2:76: error SITE001 default: manual is not one of longest-idle, longest-since-call, round-robin, fewest-calls, least-talk, lowest-occupancy, random, weighted-random, fixed-order, best-skill',
    ]);
  });

  test('mistakes', () => {
    expect(
      problemsWith({
        'queues.yaml': queues(
          '{ title: Sales, strategy: fastest, priority: { per_minute: -1 }, at_once: 3, relax: [{ after: 20, skills: {} }], after_offer: { busy: never } }',
        ),
      }),
    ).toEqual([
      'queues.yaml:2:36: error SITE001 strategy: fastest is not one of longest-idle, longest-since-call, round-robin, fewest-calls, least-talk, lowest-occupancy, random, weighted-random, fixed-order, best-skill, manual',
      'queues.yaml:2:69: error SITE001 per_minute: needs a number of 0 or more, not -1',
      'queues.yaml:2:84: error SITE001 at_once: 3 is neither all nor { first: 1, more: 1, every: 5s }',
      'queues.yaml:2:104: error SITE001 after: 20 is not a duration like 5s, 10m or 1h30m; a unit is needed',
      'queues.yaml:2:144: error SITE001 busy: "never" is none of available, not_ready, or a pause like 5s',
    ]);
  });
});

describe('where: a condition over agent and call', () => {
  const withWhere = (where: string): Record<string, string> => ({
    'queues.yaml': queues(`{ title: Sales, where: ${where} }`),
    'agents.yaml': agents(
      'anna: { name: Anna, phone: anna, skills: { german: 60 }, groups: [berlin, en], queues: [sales] }',
      'boris: { name: Boris, phone: boris, queues: [sales] }',
    ),
  });

  test('holds or not', () => {
    const site = compiledWith(withWhere(`"agent.skills.german >= 50 || call.language in agent.groups"`));
    const test = site.queues.get('sales')?.where;
    const holds = (id: string, language: string): boolean | undefined => {
      const agent = site.agents.get(id);
      return agent && test?.holds(agent, { language });
    };
    expect(test?.uses).toEqual(['language']);
    expect([holds('anna', 'ru'), holds('boris', 'ru'), holds('boris', 'en')]).toEqual([true, false, false]);
    const none = compiledWith(withWhere(`"!(agent.skills.german >= 50)"`));
    const boris = none.agents.get('boris');
    expect(boris && none.queues.get('sales')?.where?.holds(boris, {})).toBe(true);
  });

  test.each([
    ['"agent.skills.germn >= 50"', 'no agent has the skill germn; there are german'],
    ['"agent.group == 2"', 'there is no group in agent (did you mean "groups"?)'],
    ['"now.hour > 9"', 'nothing here is called now; known are agent, call'],
    ['"agent.skills.german"', 'is no condition: it gives double, not true or false'],
  ])('%s', (where, why) => {
    const problems = problemsWith(withWhere(where));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`error FLOW005 ${where.slice(1, -1)}: ${why}`);
  });
});

describe('in and out of a queue', () => {
  test('as it is written', () => {
    const site = compiledWith({
      'queues.yaml': queues(
        '{ title: Sales, enter: { present: [available, talking], unless: { long: { when: expected_wait > 600, until: expected_wait < 300 } } }, ' +
          'leave: { present: [not_ready], after: 30s, when: { long: { when: waiting >= 2 * agents, for: 10s } } } }',
      ),
    });
    const { enter, leave } = site.queues.get('sales') ?? {};
    expect(enter).toMatchObject({
      present: ['available', 'talking'],
      unless: [{ name: 'long', when: { source: 'expected_wait > 600' }, until: { source: 'expected_wait < 300' } }],
    });
    expect(leave).toMatchObject({ present: ['not_ready'], afterMs: 30_000, when: [{ until: null, forMs: 10_000 }] });
    expect(site.queues.get('support')).not.toHaveProperty('enter');
  });

  test('mistakes', () => {
    expect(
      problemsWith({
        'queues.yaml': text(
          'queues:',
          '  sales:',
          '    title: Sales',
          '    enter:',
          '      present: [available, paused]',
          '      unless: { full: { when: waiting > 3 } }',
          '    leave: { present: [], when: { long: { until: waiting < 3 } } }',
          '  personal: { title: Personal }',
          '  support: { title: Support }',
        ),
      }),
    ).toEqual([
      expect.stringMatching(/^queues\.yaml:5:28: error SITE001 .*paused/),
      'queues.yaml:6:17: error SITE001 unless: a queue step has an exit full of its own: name the condition otherwise',
      expect.stringMatching(/^queues\.yaml:7:23: error SITE001 present/),
      'queues.yaml:7:41: error SITE003 when: is missing: needs a text',
    ]);
  });

  test('conditions that say nothing', () => {
    expect(
      problemsWith({
        'queues.yaml': text(
          'queues:',
          '  sales:',
          '    title: Sales',
          '    enter: { unless: { long: { when: expected_wait > 600, until: expected_wit < 300 } } }',
          '    leave: { when: { long: { when: waiting + 1 } } }',
          '  personal: { title: Personal }',
          '  support: { title: Support }',
        ),
      }),
    ).toEqual([
      'queues.yaml:4:66: error FLOW005 expected_wit < 300: nothing here is called expected_wit (did you mean "expected_wait"?); known are waiting, free, agents, longest_wait, expected_wait, service_level',
      'queues.yaml:5:36: error FLOW005 waiting + 1: is no condition: it gives double, not true or false',
    ]);
  });

  test('a step is left by the name of a condition, of any of its queues', () => {
    const changes = {
      'queues.yaml': queues('{ title: Sales, enter: { unless: { long: { when: waiting > 3 } } } }'),
      'flows/t.yaml': text(
        'flow: t',
        'start: a',
        'steps:',
        '  a:',
        '    - queue: { name: support, also: [sales], on: { long: b } }',
        '    - queue: { name: support, on: { long: b } }',
        '  b: [hangup]',
      ),
    };
    expect(everyProblemWith(changes).filter((line) => line.includes('FLOW015'))).toEqual([
      expect.stringContaining('flows/t.yaml:6:7: error FLOW015 nothing leaves this queue by long'),
    ]);
  });
});
