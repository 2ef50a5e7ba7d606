import type { LookupResult } from '../../src/flow/command';
import { leftAlone, siteOf, Story, type StoryOptions } from '../support/story';

const site = siteOf({
  'flows/main.yaml': `flow: main
start: a
steps:
  a:
    - answer
    - lookup:
        connector: crm
        key: call.ani
        into: customer
        within: 3s
        cache: 5m
        play: x/one-moment
        otherwise: "{'name': 'nobody'}"
        failed: sorry
    - play: x/known
    - http:
        url: "https://orders.example/of/{{ customer.name }}?n={{ call.ani }}"
        body: { name: customer.name, vip: "customer.name == 'Anna'" }
        into: order
        within: 1s
        not_found: none
        failed: sorry
    - play: "x/{{ order.state }}"
    - hangup
  none:
    - play: x/none
  sorry:
    - play: x/sorry
`,
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
  'connectors.yaml': 'connectors:\n  crm: { table: lists/people.yaml }\n',
  'lists/people.yaml': '"1": { name: A }\n',
});

const found = (value: object | string) => ({ is: 'found', value: value as never }) as const;
const told = (options: StoryOptions): Story => new Story(site, options);
const CRM = 'crm:79160000009';
const ORDERS = 'fetch:https://orders.example/of/Anna%20B.?n=79160000009';

describe('asking other systems', () => {
  it('plays while it waits, breaks off when the answer is there, and goes on with it', () => {
    const story = told({
      answers: {
        [CRM]: { after: '500ms', result: found({ name: 'Anna B.' }) },
        [ORDERS]: { after: '100ms', result: found({ state: 'sent' }) },
      },
    }).waits('10s');
    expect(story.heard).toEqual([
      'answer',
      'ask crm 79160000009',
      'play x/one-moment',
      'stop-playing',
      'play x/known',
      'fetch POST https://orders.example/of/Anna%20B.?n=79160000009 {"name":"Anna B.","vip":false}',
      'play x/sent',
      'hangup',
    ]);
    expect(story.of('flow.lookup').map(({ data }) => `${data.connector} ${data.result}`)).toEqual([
      'crm found',
      'orders.example found',
    ]);
  });

  it('goes on with the default when there is no record, and by its own exit when nothing answers', () => {
    const unknown = told({ answers: { [CRM]: { after: '1ms', result: { is: 'not-found' } } } }).waits('1500ms');
    expect(unknown.state.vars).toMatchObject({ customer: { name: 'nobody' } });
    expect(unknown.heard.at(-1)).toMatch(/^fetch POST https:\/\/orders\.example\/of\/nobody/);
    unknown.waits('1s');
    expect(unknown.heard.at(-1)).toBe('play x/sorry');
    expect(told({}).waits('3s').heard.slice(-2)).toEqual(['play x/one-moment', 'play x/sorry']);
  });

  it('is asked again after a crash, at whatever turn, and comes to an end', () => {
    const answers = { [CRM]: { after: '500ms', result: found({ name: 'Anna B.' }) } };
    const calm = told({ answers }).waits('20s');
    for (let crashAfter = 1; crashAfter <= calm.turns; crashAfter++)
      expect(leftAlone(told({ answers, crashAfter }).waits('20s'))).toBe('self-served');
  });
});

describe('what is not found', () => {
  const asking = siteOf({
    'flows/main.yaml': `flow: main
start: ask
steps:
  ask:
    - answer
    - collect: { prompt: x/number, digits: 1, into: n, no_input: { tries: 1, then: told } }
    - lookup: { connector: crm, key: n, into: rec }
    - goto: told
  told:
    - note: "n {{ n }}"
    - note: "name {{ rec.?name.orValue('nobody') }}"
    - http: { url: "https://x.example/{{ n }}", into: order, within: 1s }
    - note: "order {{ order }}"
    - goto: ask
`,
    'connectors.yaml': 'connectors:\n  crm: { table: lists/people.yaml }\n',
    'lists/people.yaml': '"1": { name: A }\n',
  });
  const after = (result: LookupResult) => ({ after: '1ms', result });
  const options: StoryOptions = {
    answers: {
      'crm:1': after(found({ name: 'Olga' })),
      'crm:2': after({ is: 'not-found' }),
      'crm:3': after({ is: 'failed', why: 'x' }),
      'fetch:https://x.example/1': after(found('sent')),
    },
  };
  const notes = (story: Story): readonly string[] => story.of('call.noted').map(({ data }) => data.text);

  it.each(['2', '3'])('leaves nothing of the caller before: %s', (unknown) => {
    const story = new Story(asking, options).waits('1s').presses('1').waits('10ms').presses(unknown).waits('4s');
    expect(notes(story).slice(0, 3)).toEqual(['n 1', 'name Olga', 'order sent']);
    expect(notes(story).slice(3, 6)).toEqual([`n ${unknown}`, 'name nobody', 'order null']);
  });

  it('is not what was keyed in before either', () => {
    const story = new Story(asking, options).waits('1s').presses('1').waits('7s');
    expect(notes(story).slice(3, 4)).toEqual(['n ']);
  });

  it('a caller without a number is not asked for', () => {
    const anonymous = told({ facts: { ani: '' }, answers: { 'crm:': after(found({ name: 'Olga' })) } }).waits('1ms');
    expect(anonymous.heard.slice(0, 2)).toEqual(['answer', 'play x/known']);
    expect(anonymous.of('flow.lookup').map(({ data }) => data.result)).toEqual(['not-found']);
    expect(anonymous.state.vars['customer']).toEqual({ name: 'nobody' });
  });
});
