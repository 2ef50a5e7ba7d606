import { leftAlone, siteOf, Story, type StoryOptions } from '../support/story';

const site = siteOf({
  'agents.yaml': 'agents:\n  anna: { name: Anna Berg, phone: anna }\n',
  'queues.yaml': 'queues:\n  sales: { title: Sales }\n',
  'flows/main.yaml': `flow: main
start: hello
on_hangup: after
steps:
  hello:
    - voicemail: { agent: call.person, prompt: voicemail/greeting, max: 2m, review: true, into: left, on: { nothing: nothing, failed: no } }
    - play: office/thanks
    - hangup
  nothing: [ { play: office/goodbye }, hangup ]
  no: [ { play: office/sorry }, hangup ]
  after:
    - if: left.seconds > 0
      then: kept
  kept:
    - tag: kept
`,
  'flows/plain.yaml':
    'flow: plain\nstart: hello\nsteps:\n  hello:\n    - answer\n    - voicemail: { queue: sales, beep: false }\n    - hangup\n',
});

const told = (options: StoryOptions = {}): Story =>
  new Story(site, { flow: 'main', ...options, facts: { person: 'anna', ...options.facts } });
const left = (story: Story): object[] => story.of('voicemail.left').map(({ data }) => data);

describe('a message', () => {
  it('is recorded after the greeting, reviewed, and left when the caller keeps it', () => {
    const story = told().hearsItOut().recorded('12300ms');
    expect(story.heard).toEqual([
      'answer',
      'play voicemail/greeting',
      'record after the beep',
      'play voicemail/review',
    ]);
    const { recording } = story;
    expect(left(story)).toEqual([]);
    story.presses('1');
    expect(left(story)).toEqual([
      {
        node: 'hello.0',
        voicemail: recording,
        recording,
        box: 'agent:anna',
        seconds: 12.3,
        caller: { number: '79160000009', name: '' },
      },
    ]);
    expect(story.heard.at(-1)).toBe('play office/thanks');
    expect(story.state.vars['left']).toEqual({ voicemail: recording, seconds: 12.3 });
    expect(left(story.hearsItOut())).toHaveLength(1);
  });

  it('may be listened to, and said again; what was said before is dropped then', () => {
    const story = told().hearsItOut().recorded('8s');
    const first = story.recording;
    story.presses('2');
    expect(story.heard.at(-1)).toBe(`play ${first}, voicemail/review`);
    story.presses('3');
    expect(story.heard.at(-1)).toBe('record after the beep');
    expect(story.recording).not.toBe(first);
    story.recorded('5s').presses('1');
    expect(left(story)).toMatchObject([{ recording: story.recording, seconds: 5 }]);
  });

  it('that was said again too shortly is the one from before', () => {
    const story = told().hearsItOut().recorded('8s');
    const first = story.recording;
    story.presses('3').recorded('800ms', 'silence').waits('30s');
    expect(left(story)).toMatchObject([{ recording: first, seconds: 8 }]);
  });

  it('is kept when the caller says nothing more, or presses what leads nowhere', () => {
    expect(left(told().hearsItOut().recorded('8s').waits('1m'))).toHaveLength(1);
    expect(left(told().hearsItOut().recorded('8s').presses('9999'))).toHaveLength(1);
  });

  it('is not judged by the key that ended it, when that comes late', () => {
    const story = told().hearsItOut().recorded('8s').presses('#');
    expect(story.heard.at(-1)).toBe('play voicemail/review');
    expect(left(story.presses('1'))).toHaveLength(1);
  });

  it('that is too short is none', () => {
    const story = told().hearsItOut().recorded('1900ms', 'silence');
    expect(story.heard.at(-1)).toBe('play office/goodbye');
    expect(left(story)).toEqual([]);
  });

  it('goes to a queue, without greeting, beep or review', () => {
    const story = told({ flow: 'plain' });
    expect(story.heard).toEqual(['answer', 'record']);
    story.recorded('4s');
    expect(left(story)).toMatchObject([{ box: 'queue:sales', seconds: 4 }]);
    expect(story.heard.at(-1)).toBe('hangup');
  });

  it('for nobody is no message', () => {
    const story = told({ facts: { person: 'nobody' } });
    expect(story.heard).toEqual(['play office/sorry']);
    expect(story.of('flow.problem')[0]?.data.what).toBe('voicemail: call.person names no agent');
  });

  it('that cannot be recorded is said', () => {
    expect(told().hearsItOut().recorded('0s', 'failed').heard.at(-1)).toBe('play office/sorry');
  });
});

describe('a caller who hangs up', () => {
  it.each(['while recording, told first', 'while recording, told alone', 'in the review'])(
    'has left the message: %s',
    (when) => {
      const story = told().hearsItOut().waits('9s');
      if (when.endsWith('first')) story.recorded('8700ms', 'hangup');
      if (when === 'in the review') story.recorded('9s').presses('2');
      story.hangsUp();
      expect(left(story)).toMatchObject([{ recording: story.recording, seconds: when.endsWith('first') ? 8.7 : 9 }]);
      expect(story.path.at(-1)).toBe('kept.0 → next');
      expect(story.outcome).toBe('left');
    },
  );

  it('has left nothing in the greeting, or at once', () => {
    expect(left(told().hangsUp())).toEqual([]);
    expect(left(told().hearsItOut().waits('1s').hangsUp())).toEqual([]);
  });

  it('in the second attempt has left the first', () => {
    const story = told().hearsItOut().recorded('8s');
    const first = story.recording;
    expect(left(story.presses('3').waits('1s').hangsUp())).toMatchObject([{ recording: first }]);
  });
});

describe('after a crash', () => {
  it('the recording goes on, and its message is left once', () => {
    const story = told().hearsItOut().waits('20s');
    const { recording } = story;
    story.crashes('1s');
    expect(story.heard.at(-1)).toBe('record');
    story.recorded('40s', 'unknown').presses('1').hangsUp();
    expect(left(story)).toMatchObject([{ recording, seconds: 40 }]);
  });

  it('the review is asked again', () => {
    const story = told().hearsItOut().recorded('8s').crashes('1s');
    expect(story.heard.at(-1)).toBe('play voicemail/review');
    expect(left(story.hangsUp())).toHaveLength(1);
  });

  it.each(['main', 'plain'])('%s ends, whenever it comes, with at most one message', (flow) => {
    for (let crashAfter = 1; crashAfter < 12; crashAfter++) {
      const story = told({ flow, crashAfter }).hearsItOut().waits('30s').presses('#');
      expect(leftAlone(story)).toBe('self-served');
      expect(left(story)).toHaveLength(1);
    }
  });
});
