import { endsWhenCrashed, keyed, said } from '../support/asking';
import { siteOf, Story } from '../support/story';

const files = {
  'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: true, every: 10s, after: 2s } }\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
};
const queueing = (queue: string, below = ''): ReturnType<typeof siteOf> =>
  siteOf({
    ...files,
    'flows/main.yaml': `flow: main
start: line
steps:
  line:
    - queue: ${queue}
    - play: said/busy
${below}  out:
    - play: said/out
  twelve:
    - play: said/twelve
`,
  });

describe('what stands below a queue', () => {
  const site = queueing('sales');

  it('is heard by those whom nobody took', () => {
    const story = new Story(site).waits('1s');
    story.happens({ type: 'left-queue', ticket: story.ticket, reason: 'timeout' });
    expect(said(story)).toEqual(['said/busy']);
  });

  it('is not heard after a talk: the flow ends', () => {
    const tell = (story: Story): Story => story.waits('1s').agentAnswers().waits('1m').agentHangsUp().waits('5s');
    const story = tell(new Story(site));
    expect(said(story)).toEqual([]);
    expect(story.heard.slice(-2)).toEqual(['disconnect', 'hangup']);
    expect(story.outcome).toBe('answered');
  });

  it('after a talk a flow that another one called goes back to it', () => {
    const both = siteOf({
      ...files,
      'flows/main.yaml': 'flow: main\nstart: a\nsteps:\n  a:\n    - call: sell\n    - play: said/back\n',
      'flows/sell.yaml': 'flow: sell\nstart: a\nsteps:\n  a:\n    - queue: sales\n    - play: said/busy\n',
    });
    const story = new Story(both, { flow: 'main' }).waits('1s').agentAnswers().agentHangsUp().waits('1s');
    expect(said(story)).toEqual(['said/back']);
  });
});

describe('keys that lead out of a queue', () => {
  const site = queueing('{ name: sales, keys: { 1: out, 12: twelve, "*9": out } }');

  it('of one digit waits for a second one that may follow', () => {
    const one = new Story(site).waits('1s').presses('1').waits('2900ms');
    expect(one.heard).not.toContain('leave-queue chosen');
    one.waits('200ms');
    expect(one.heard.filter((each) => each.startsWith('leave-queue'))).toEqual(['leave-queue chosen']);
    expect(said(one).at(-1)).toBe('said/out');
    expect(keyed(one)).toEqual(['match 1']);
  });

  it('of two digits', () => {
    const tell = (story: Story): Story => story.waits('1s').presses('1').waits('1s').presses('2').waits('1ms');
    expect(said(tell(new Story(site))).at(-1)).toBe('said/twelve');
    expect(said(new Story(site).waits('1s').presses('*9').waits('1ms')).at(-1)).toBe('said/out');
    endsWhenCrashed(site, tell);
  });

  it('that lead nowhere, or come too late, leave the caller in line, who hears the announcements as before', () => {
    const story = new Story(site).waits('1s').presses('5').presses('*').waits('20s').presses('7');
    expect(story.heard.filter((each) => each.startsWith('leave-queue'))).toEqual([]);
    expect(said(story)).toEqual(said(new Story(site).waits('21s')));
    expect(keyed(story)).toEqual([]);
  });

  it('are forgotten when an agent answers meanwhile', () => {
    const story = new Story(site).waits('1s').presses('1').agentAnswers().waits('10s');
    expect(story.heard).toContain('talking');
    expect(story.heard.filter((each) => each.startsWith('leave-queue'))).toEqual([]);
  });
});

describe('who the agent sees is calling', () => {
  const nameOf = (queue: string, name: string): string | undefined => {
    const story = new Story(queueing(queue), { facts: { name } }).waits('1s');
    const asked = story.commands.find((each) => each.type === 'enqueue');
    return asked?.type === 'enqueue' ? asked.ticket.caller.name : undefined;
  };

  it('is what the flow knows, or the name that came with the call', () => {
    expect(nameOf(`{ name: sales, caller_name: "'Olga, ' + call.dnis" }`, 'OLGA')).toBe('Olga, 1000');
    expect(nameOf(`{ name: sales, caller_name: "''" }`, 'OLGA')).toBe('OLGA');
    expect(nameOf('sales', 'OLGA')).toBe('OLGA');
  });
});

describe('a talk that may last only so long', () => {
  const site = queueing('{ name: sales, max_talk: { for: 5m, warn: 1m, play: said/one_minute } }');

  it('is ended, after a warning to the caller, also after a crash', () => {
    const tell = (story: Story): Story => story.waits('1s').agentAnswers().waits('4m30s');
    const story = tell(new Story(site));
    expect(said(story)).toEqual(['said/one_minute']);
    expect(story.waits('31s').heard.slice(-3)).toEqual(['leave-queue abandoned', 'disconnect', 'hangup']);
    expect(story.outcome).toBe('answered');
    const crashed = new Story(site).waits('1s').agentAnswers().waits('2m').crashes('0s', ['test-1.1.a1']).waits('3m');
    expect(crashed.heard).toContain('disconnect');
  });
});

describe('a queue that rings', () => {
  const site = queueing('{ name: sales, ring: true }');

  it('lets a caller who is not answered hear it ring, and answers when the agent does', () => {
    const story = new Story(site).waits('1s').agentAnswers().waits('1s');
    expect(story.heard).toEqual(['enqueue sales', 'ring', 'answer', 'connect test-1.1.a1', 'talking']);
    expect(new Story(site).waits('1s').crashes().waits('1s').agentAnswers().heard).toContain('answer');
    endsWhenCrashed(site, (each) => each.waits('1s').agentAnswers().waits('1m').agentHangsUp());
  });

  it('plays its music to a caller who is answered already', () => {
    const answered = siteOf({
      ...files,
      'flows/main.yaml':
        'flow: main\nstart: a\nsteps:\n  a:\n    - answer\n    - queue: { name: sales, ring: true }\n    - play: said/busy\n',
    });
    expect(new Story(answered).waits('1s').heard).toEqual(['answer', 'enqueue sales', 'music default']);
  });
});

describe('a caller who is put into another queue', () => {
  const site = siteOf({
    ...files,
    'queues.yaml':
      'queues:\n  sales: { title: Sales, announce: { position: false } }\n  help: { title: Help, music: jazz, announce: { position: false } }\n',
    'flows/main.yaml': 'flow: main\nstart: a\nsteps:\n  a:\n    - answer\n    - queue: sales\n    - play: said/busy\n',
  });
  const isMoved = (story: Story): Story => {
    story.happens({ type: 'moved', ticket: story.ticket, to: 'test-1.1.t1000001', queue: 'help' });
    return story;
  };

  it('hears its music, and asks for that place after a crash', () => {
    const story = isMoved(new Story(site).waits('1s'));
    expect(story.heard).toContain('music jazz');
    expect(story.crashes().heard.at(-1)).toMatch(/^(enqueue help|music jazz)$/);
  });

  it('leaves by whatever ends the wait there', () => {
    const story = isMoved(new Story(site).waits('1s'));
    story.happens({ type: 'left-queue', ticket: 'test-1.1.t1000001', reason: 'timeout' });
    expect(said(story)).toEqual(['said/busy']);
  });
});
