import { leftAlone, siteOf, Story, type StoryOptions } from '../support/story';

const site = siteOf({
  'flows/main.yaml': `flow: main
start: hello
on_hangup: left
steps:
  hello:
    - record: { into: message, prompt: office/leave-message, max: 2m, silence: 5s, on: { too_short: short, failed: no } }
    - if: message.seconds > 10
      then: long
    - hangup
  long: [ { play: office/thanks }, hangup ]
  short: [ { play: office/say-more }, { goto: hello } ]
  no: [ { play: office/sorry }, hangup ]
  left:
    - if: message.seconds > 0
      then: kept
  kept:
    - tag: kept
`,
  'flows/back.yaml': `flow: back
start: hello
steps:
  hello:
    - record: { into: message }
    - play: { recording: message.recording }
    - hangup
`,
  'flows/plain.yaml': `flow: plain
start: hello
steps:
  hello:
    - answer
    - record: { into: message, end: '12', beep: false, min: 0s }
    - hangup
`,
});

const told = (options: StoryOptions = {}): Story => new Story(site, { flow: 'main', ...options });
const message = (story: Story): unknown => story.state.vars['message'];

describe('record', () => {
  it('answers, says what to do, records, and fills the variable', () => {
    const story = told().hearsItOut().recorded('12300ms');
    expect(story.heard).toEqual(['answer', 'play office/leave-message', 'record after the beep', 'play office/thanks']);
    expect(message(story)).toEqual({ recording: story.recording, seconds: 12.3 });
    expect(story.commands.find(({ type }) => type === 'record')).toEqual({
      type: 'record',
      id: story.recording,
      maxMs: 120_000,
      silenceMs: 5_000,
      endKeys: '#',
      beep: true,
    });
  });

  it('begins at once when a key skips the prompt, and the key is used up', () => {
    const story = told().presses('5');
    expect(story.heard.slice(-2)).toEqual(['stop-playing', 'record after the beep']);
    expect(story.state.sealed.typed).toBe('');
    story.presses('#').recorded('4s');
    expect(story.state.sealed.typed).toBe('');
    expect(story.heard.at(-1)).toBe('hangup');
  });

  it('takes what is too short for nothing', () => {
    const story = told().hearsItOut().recorded('900ms', 'silence');
    expect(story.heard.at(-1)).toBe('play office/say-more');
    expect(message(story)).toEqual({ recording: '', seconds: 0 });
    expect(story.of('recording.kept')).toEqual([]);
  });

  it.each(['key', 'silence', 'max', 'stopped', 'unknown'] as const)('goes on when it ended by %s', (by) => {
    expect(told().hearsItOut().recorded('3s', by).heard.at(-1)).toBe('hangup');
  });

  it('says when it could not be recorded', () => {
    const story = told().hearsItOut().recorded('0s', 'failed');
    expect(story.heard.at(-1)).toBe('play office/sorry');
    const refused = told().hearsItOut();
    refused.happens({ type: 'failed', command: refused.recording, why: 'no room on the disk' });
    expect(refused.heard.at(-1)).toBe('play office/sorry');
    expect(refused.of('flow.problem')[0]?.data.what).toBe('record: no room on the disk');
  });

  describe('of a caller who hangs up', () => {
    it('keeps the message for what is to be done afterwards', () => {
      const story = told().hearsItOut().waits('9s').recorded('8700ms', 'hangup');
      expect(story.heard.at(-1)).toBe('record after the beep');
      story.hangsUp();
      expect(story.of('flow.variable').at(-1)?.data.value).toEqual({ recording: story.recording, seconds: 8.7 });
      expect(story.of('recording.kept').map(({ data }) => data)).toMatchObject([
        { recording: story.recording, seconds: 8.7 },
      ]);
      expect(story.path.at(-1)).toBe('kept.0 → next');
      expect(story.outcome).toBe('left');
    });

    it('keeps it also when the hang-up is told first, or alone', () => {
      const story = told().hearsItOut().waits('9s').hangsUp();
      expect(story.of('flow.variable').at(-1)?.data.value).toEqual({ recording: story.recording, seconds: 9 });
      expect(story.path.at(-1)).toBe('kept.0 → next');
    });

    it('keeps nothing of a caller who said nothing', () => {
      expect(told().hearsItOut().waits('500ms').hangsUp().path.at(-1)).toBe('left.0 → else');
      expect(told().hangsUp().path.at(-1)).toBe('left.0 → else');
    });

    it('goes on by itself when the hang-up never comes', () => {
      const story = told().hearsItOut().recorded('11s', 'hangup').waits('6s');
      expect(story.heard).toContain('play office/thanks');
    });
  });

  it('is played back by its name; what is no recording is not played', () => {
    const story = told({ flow: 'back' }).recorded('4s');
    expect(story.heard.at(-1)).toBe(`play ${story.recording}`);
    const nothing = told({ flow: 'back' }).recorded('200ms').waits('1s');
    expect(nothing.heard.at(-1)).toBe('hangup');
    expect(nothing.of('flow.problem')[0]?.data.what).toBe('play: message.recording names no recording');
  });

  it('takes all that there is when it lasts as long as it may', () => {
    expect(told().hearsItOut().waits('3m').heard).toContain('play office/thanks');
  });

  it('stops it, and goes on, when Asterisk never says that it ended', () => {
    const story = told({ flow: 'plain', recordingsNeverEnd: true }).waits('2m');
    expect(story.heard).toEqual(['answer', 'record']);
    story.waits('20s');
    expect(story.heard).toEqual(['answer', 'record', 'stop-recording', 'hangup']);
    expect(message(story)).toEqual({ recording: story.recording, seconds: 120 });
  });

  it('ends by several keys, without a beep, and of any length', () => {
    const story = told({ flow: 'plain' });
    expect(story.heard).toEqual(['answer', 'record']);
    expect(story.commands.at(-1)).toMatchObject({ endKeys: '12', beep: false, silenceMs: null });
    story.recorded('0s');
    expect(message(story)).toEqual({ recording: story.recording, seconds: 0 });
  });

  describe('after a crash', () => {
    it('goes on under the same name, without another beep', () => {
      const story = told().hearsItOut().waits('20s');
      const { recording } = story;
      story.crashes('1s');
      expect(story.heard.slice(-3)).toEqual(['— crash —', 'stop-music', 'record']);
      expect(story.recording).toBe(recording);
      story.recorded('40s', 'unknown');
      expect(message(story)).toEqual({ recording, seconds: 40 });
    });

    it('says the prompt again', () => {
      expect(told().crashes('1s').heard.slice(-1)).toEqual(['play office/leave-message']);
    });

    it.each(['main', 'plain'])('%s ends, whenever it comes', (flow) => {
      for (let crashAfter = 1; crashAfter < 8; crashAfter++)
        expect(leftAlone(told({ flow, crashAfter }))).toBe('self-served');
    });
  });
});
