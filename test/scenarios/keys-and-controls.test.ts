import { leftAlone, siteOf, Story, type StoryOptions } from '../support/story';
import { tell } from '../../src/sim/story/tell';
import { readStories } from '../../src/sim/story/read';
import { Problems } from '../../src/flow/problem';

const site = siteOf(
  {
    'numbers.yaml': 'numbers:\n  "1": { flow: outside }\n  "2": { flow: controlled }\n',
    'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, extension: "101" }\n',
    'trunks.yaml': 'trunks:\n  carrier: { endpoint: carrier-1, allow: ["112"], caller_id: "74950000000" }\n',
    'flows/keys.yaml': `flow: keys
start: a
steps:
  a:
    - answer
    - collect: { prompt: ask/pin, digits: 4, into: pin, secret: true, no_input: { then: end }, no_match: { then: end } }
    - send_dtmf: { keys: 'w{{ pin }}#', lasts: 200ms, gap: 100ms }
    - send_dtmf: '{{ call.name }}'
    - play: said/done
  end:
    - hangup
`,
    'flows/outside.yaml': `flow: outside
start: a
steps:
  a:
    - answer
    - connect: { number: "'112'", over: carrier, send_dtmf: 'ww101#', on: { done: end } }
    - play: said/nobody
  end:
    - hangup
`,
    'flows/controlled.yaml': `flow: controlled
start: a
steps:
  a:
    - answer
    - play: { prompts: [said/one, said/two], controls: { pause: '2', rewind: '1', forward: '3', restart: '4', stop: '#', jump: 6s, longest_pause: 1m } }
    - play: { prompts: said/done, barge_in: false }
    - hangup
`,
  },
  10_000,
);

const told = (options: StoryOptions): Story => new Story(site, options);

describe('send_dtmf', () => {
  it('sends what the caller keyed in, waits until all is sent, and tells nobody a secret', () => {
    const story = told({ flow: 'keys', facts: { name: 'Bob' } })
      .waits('100ms')
      .presses('4711');
    expect(story.heard.at(-1)).toBe('keys w4711#');
    story.waits('1900ms');
    expect(story.heard.at(-1)).toBe('keys w4711#');
    story.waits('200ms');
    expect(story.heard.at(-1)).toBe('play said/done');
    expect(story.of('flow.keys-sent').map(({ data }) => data.keys)).toEqual(['••••']);
    expect(JSON.stringify(story.events)).not.toContain('4711');
    expect(story.of('flow.problem').map(({ data }) => data.what)).toEqual([
      'send_dtmf: {{ call.name }} comes to no keys that can be sent',
    ]);
  });

  it('sends nothing a second time after a crash', () => {
    const story = told({ flow: 'keys', facts: { name: '55' } })
      .waits('100ms')
      .presses('4711')
      .crashes();
    story.waits('2s');
    expect(story.heard.filter((each) => each === 'keys w4711#')).toHaveLength(1);
    expect(story.heard).toContain('keys 55');
  });

  it('goes to who has answered outside, before the two are joined; a crash in between joins them', () => {
    const options: StoryOptions = { flow: 'outside', dialled: { '112': { answersAfter: '4s', talks: '60s' } } };
    const story = told(options).waits('4500ms');
    expect(story.heard.at(-1)).toBe(`keys ww101# to ${story.leg}`);
    story.waits('2s');
    expect(story.heard.at(-1)).toBe(`connect ${story.leg}`);
    expect(story.of('flow.keys-sent')[0]?.data).toMatchObject({ leg: story.leg, keys: 'ww101#' });
    const before = told(options).waits('4500ms');
    const crashed = before.crashes('0s', [before.leg]);
    expect(crashed.heard.at(-1)).toBe(`connect ${crashed.leg}`);
    expect(crashed.heard.filter((each) => each.startsWith('keys'))).toHaveLength(1);
  });
});

describe('play with controls', () => {
  const plays = (): Story => told({ flow: 'controlled' });

  it('pauses where it is, and goes on there', () => {
    const story = plays().waits('3s').presses('2');
    expect(story.heard.at(-1)).toBe('stop-playing');
    story.waits('30s').presses('2');
    expect(story.heard.at(-1)).toBe('play said/one, said/two from 3000 ms');
    story.waits('16900ms');
    expect(story.heard.at(-1)).toContain('from 3000 ms');
    story.waits('200ms');
    expect(story.heard.at(-1)).toBe('play said/done');
  });

  it('goes to and fro over several prompts as if they were one', () => {
    const story = plays().waits('3s').presses('3');
    expect(story.heard.at(-1)).toBe('play said/one, said/two from 9000 ms');
    story.waits('2s').presses('1');
    expect(story.heard.at(-1)).toBe('play said/one, said/two from 5000 ms');
    story.waits('6s').presses('1');
    expect(story.heard.at(-1)).toBe('play said/one, said/two from 5000 ms');
    story.waits('7s').presses('4');
    expect(story.heard.at(-1)).toBe('play said/one, said/two');
    story.presses('3').presses('3');
    expect(story.heard.at(-1)).toBe('play said/two from 2000 ms');
    story.presses('3').presses('3');
    expect(story.heard.at(-1)).toBe('play said/done');
  });

  it('is ended by its key, or by another, which stays typed ahead; its own keys are no input', () => {
    const stopped = plays().waits('1s').presses('#');
    expect(stopped.heard.at(-1)).toBe('play said/done');
    expect(stopped.state.sealed.typed).toBe('');
    const left = plays().waits('1s').presses('27');
    expect(left.state.sealed.typed).toBe('7');
    expect(left.heard.at(-1)).toBe('play said/done');
  });

  it('goes on by itself after a long pause, and over a crash where it was', () => {
    const story = plays().waits('4s').presses('2').crashes().waits('61s');
    expect(story.heard.at(-1)).toBe('play said/one, said/two from 4000 ms');
    const crashed = plays().waits('12s').crashes();
    expect(crashed.heard.at(-1)).toBe('play said/two from 2000 ms');
  });

  it('comes to its end at whatever moment it is crashed', () => {
    for (let crashAfter = 1; crashAfter < 8; crashAfter++) {
      const story = told({ flow: 'controlled', crashAfter }).waits('3s').presses('2').waits('2s').presses('23');
      leftAlone(story);
      expect(story.ended).toBe(true);
    }
  });
});

describe('in stories', () => {
  const play = async (text: string) => {
    const problems = new Problems();
    const [story] = readStories('stories/a.yaml', text, site, problems);
    expect(problems.sorted()).toEqual([]);
    return story && tell(story, site);
  };

  it('keys that are sent are expected by keys_sent', async () => {
    const text = (keys: string) => `story: A
given: { number: '1', at: '2026-11-20 10:05', outside: { '112': { answers: 2s, talks: 5s } } }
steps:
  - dialled: '112'
  - keys_sent: '${keys}'
  - answered_by: '112'
  - end: answered
`;
    expect((await play(text('ww101#')))?.mismatch).toBeNull();
    expect((await play(text('102')))?.mismatch).toMatchObject({
      expected: 'the keys 102 to be sent',
      happened: 'the keys ww101# were sent',
    });
  });

  it('what a caller winds back is heard again', async () => {
    const telling = await play(`story: A
given: { number: '2', at: '2026-11-20 10:05' }
steps:
  - playing: said/two
  - wait: 2s
  - keys: 1
  - heard: [said/one, said/two]
  - heard: said/done
  - end: self-served
`);
    expect(telling?.mismatch).toBeNull();
  });
});
