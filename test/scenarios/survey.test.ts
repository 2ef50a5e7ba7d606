import { endsWhenCrashed, keyed, said } from '../support/asking';
import { siteOf, Story } from '../support/story';
import { summarise } from '../../src/reports/call-summary';

const flow = (survey: string): string => `flow: main
start: line
steps:
  line:
    - queue: { name: sales, on: { done: after } }
    - hangup
  after:
    - survey: ${survey}
    - survey: { name: after_call, question: again, prompt: a/again, scale: 0..10 }
    - play: a/thanks
`;
const site = siteOf({
  'flows/main.yaml': flow(
    '{ name: after_call, question: friendly, prompt: a/friendly, into: mark, no_match: { then: after_wrong } }',
  ).replace('steps:', 'steps:\n  after_wrong:\n    - play: a/wrong'),
  'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
});

/** The agent has gone, and the caller is still there. */
const talked = (story: Story): Story => story.waits('1s').agentAnswers().waits('1m').agentHangsUp();

describe('a survey after the talk', () => {
  const tell = (story: Story): Story => talked(story).waits('1s').presses('5').waits('1s').presses('10').waits('5s');

  it('counts each answer for the agent and the queue of the talk', () => {
    const story = tell(new Story(site));
    const by = { survey: 'after_call', agent: 'anna', queue: 'sales' };
    expect(story.of('survey.answered').map(({ data }) => data)).toEqual([
      { ...by, node: 'after.0', question: 'friendly', answer: 5 },
      { ...by, node: 'after.1', question: 'again', answer: 10 },
    ]);
    expect(story.state.vars['mark']).toBe(5);
    expect(said(story)).toEqual(['a/friendly', 'a/again', 'a/thanks']);
    endsWhenCrashed(site, tell);
  });

  it('stands in the summary of the call', () => {
    const { surveys } = summarise(tell(new Story(site)).events);
    expect(surveys.map(({ question, answer, agent }) => `${question} ${answer} ${agent}`)).toEqual([
      'friendly 5 anna',
      'again 10 anna',
    ]);
  });

  it('takes keys of the talk for no answer', () => {
    const story = new Story(site).waits('1s').agentAnswers().presses('555').agentHangsUp();
    expect(story.of('survey.answered')).toEqual([]);
    expect(said(story)).toEqual(['a/friendly']);
  });

  it('lets a caller go who says nothing, and who is off the scale twice', () => {
    const silent = talked(new Story(site)).waits('6s');
    expect(said(silent)).toEqual(['a/friendly', 'a/again']);
    const wrong = talked(new Story(site)).waits('1s').presses('9').waits('1s').presses('0');
    expect(keyed(wrong)).toEqual(['no-match 9', 'no-match 0']);
    expect(said(wrong).at(-1)).toBe('a/wrong');
  });

  it('knows no agent where there was no talk', () => {
    const alone = siteOf({
      'flows/main.yaml':
        'flow: main\nstart: a\nsteps:\n  a:\n    - answer\n    - survey: { name: site, prompt: a/how, scale: 1..3 }\n',
    });
    const story = new Story(alone).waits('1s').presses('3');
    expect(story.of('survey.answered').map(({ data }) => [data.answer, data.agent, data.queue])).toEqual([
      [3, null, null],
    ]);
  });
});
