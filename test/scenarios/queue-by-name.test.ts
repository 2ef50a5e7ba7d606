import { leftAlone, siteOf, Story } from '../support/story';

const site = siteOf({
  'queues.yaml': 'queues:\n  sales: { title: Sales }\n  support: { title: Support, music: soft }\n',
  'site.yaml': 'site: Test\nmusic: [soft]\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales, support] }\n',
  'flows/main.yaml': `flow: main
start: a
steps:
  a:
    - answer
    - queue: { name_from: call.campaign, one_of: [sales, support], on: { done: end, unknown: none } }
    - play: said/nobody
    - hangup
  none: [ { play: said/none }, hangup ]
  end: [ { play: said/done }, hangup ]
`,
});
const told = (campaign: string, crashAfter?: number): Story =>
  new Story(site, { facts: { campaign }, ...(crashAfter !== undefined && { crashAfter }) });

describe('a queue that an expression names', () => {
  it('is the one that it comes to, with its music, and stays so over a crash', () => {
    const story = told('support');
    expect(story.heard).toEqual(['answer', 'enqueue support', 'music soft']);
    story.crashes();
    expect(story.heard.slice(-2)).toEqual(['enqueue support', 'music soft']);
    const tickets = story.commands.flatMap((each) => (each.type === 'enqueue' ? [each.ticket] : []));
    expect(tickets.map(({ id, queue }) => [id, queue])).toEqual([
      [tickets[0]?.id, 'support'],
      [tickets[0]?.id, 'support'],
    ]);
  });

  it('leaves by unknown, and the history says why, when it is none of them', () => {
    const story = told('spring').hearsItOut();
    expect(story.heard).toEqual(['answer', 'play said/none', 'hangup']);
    expect(story.of('flow.problem').map(({ data }) => data.what)).toEqual([
      'queue: call.campaign comes to none of sales, support',
    ]);
  });

  it('comes to its end at whatever moment it is crashed', () => {
    for (let crashAfter = 1; crashAfter < 5; crashAfter++)
      expect(leftAlone(told('sales', crashAfter))).not.toBe('still going on');
  });
});
