import { endsWhenCrashed, keyed, said, siteThatAsks } from '../support/asking';
import { Story, type StoryOptions } from '../support/story';
import { problemsIn } from '../unit/site/office';

const people = {
  'agents.yaml':
    "agents:\n  anna: { name: Anna, phone: anna, extension: '101' }\n  boris: { name: Boris Anna, phone: boris, extension: '102' }\n",
};

const asked = (step: string, options: StoryOptions = {}): Story => new Story(siteThatAsks(step, people), options);
const DIGITS = `collect: { prompt: ask/it, digits: 6, into: n, escape: { "0": operator, "*": sales } }`;

describe('a way to a person, in every step that asks', () => {
  it.each([
    ['collect', `collect: { prompt: ask/it, digits: 6, into: n, escape: { "*": operator } }`],
    ['yes_no', `yes_no: { prompt: ask/it, escape: { "*": operator } }`],
    ['pin', `pin: { prompt: ask/it, digits: 4, check: value == '1234', of: call.ani, escape: { "*": operator } }`],
    ['survey', `survey: { name: s, prompt: ask/it, escape: { "*": operator } }`],
    ['language', `language: { prompt: ask/it, keys: { 1: en }, escape: { "*": operator } }`],
    [
      'directory',
      `directory: { prompt: ask/it, press: ask/press, too_many: ask/more, into: who, back: "#", end: "", escape: { "*": operator } }`,
    ],
  ])('%s', (_kind, step) => {
    const story = asked(step).waits('2s').presses('*').waits('1ms');
    expect(said(story).slice(-1)).toEqual(['said/operator']);
    expect(keyed(story)).toEqual(['match *']);
    expect(story.state.keys).toBe('');
    endsWhenCrashed(siteThatAsks(step, people), (each) => each.waits('2s').presses('*').waits('1m'));
  });

  it('a key that may begin an answer leads out when it stands alone, after the pause between keys', () => {
    const story = asked(DIGITS).waits('2s').presses('0').waits('2900ms');
    expect(said(story)).toEqual(['ask/it']);
    expect(said(story.waits('200ms'))).toEqual(['ask/it', 'said/operator']);
    const ended = asked(DIGITS).waits('2s').presses('0#').waits('1ms');
    expect(said(ended)).toEqual(['ask/it', 'said/operator']);
    const answered = asked(DIGITS).waits('2s').presses('012345').waits('1ms');
    expect(said(answered)).toEqual(['ask/it', 'said/next']);
    expect(answered.state.vars['n']).toBe('012345');
  });

  it('a key that is in no answer leads out also in the middle of one, and keys behind it are for what follows', () => {
    const story = asked(DIGITS).waits('2s').presses('12*').waits('1ms');
    expect(said(story)).toEqual(['ask/it', 'said/sales']);
    expect(story.state.sealed.typed).toBe('');
    const ahead = asked(DIGITS).presses('*1');
    expect(ahead.state.sealed.typed).toBe('1');
    expect(keyed(ahead)).toEqual(['match *']);
  });

  it('two keys lead out together; the first of them alone is a wrong key', () => {
    const step = `yes_no: { prompt: ask/it, no_match: { play: ask/wrong }, escape: { "*0": operator } }`;
    expect(said(asked(step).waits('2s').presses('*0').waits('1ms'))).toEqual(['ask/it', 'said/operator']);
    const alone = asked(step).waits('2s').presses('*').waits('4s');
    expect(keyed(alone)).toEqual(['no-match *']);
  });

  it('is no wrong PIN, and what was keyed in of the PIN stands nowhere', () => {
    const step = `pin: { prompt: ask/it, digits: 4, check: value == '1234', of: call.ani, escape: { "*": operator } }`;
    const story = asked(step).waits('2s').presses('47*').waits('1ms');
    expect(said(story)).toEqual(['ask/it', 'said/operator']);
    expect(story.commands.filter(({ type }) => type === 'pin-tried')).toEqual([]);
    expect(JSON.stringify(story.events)).not.toContain('47*');
  });

  it('leads out of the question that reads an answer back, too, and the answer is not taken', () => {
    const step = `collect: { prompt: ask/it, digits: 2, into: n, confirm: { prompt: ask/right }, escape: { "*": operator } }`;
    const story = asked(step).waits('2s').presses('12').waits('1s').presses('*').waits('1ms');
    expect(said(story).slice(-1)).toEqual(['said/operator']);
    expect(story.state.vars['n']).toBe('');
  });

  it('is refused where the key means something else there', () => {
    const collect = `digits: 1..8, into: n, escape: { 0: a, "#": a, "12345678": a, "*": a } }`;
    expect(
      problemsIn(`    - collect: { prompt: office/welcome, repeat: "*", ${collect}`, '    - play: office/welcome'),
    ).toEqual([
      '5:91: error SITE001 0: may be an answer here, so it cannot lead out',
      '5:99: error SITE001 #: is end already, so it cannot lead out',
      '5:114: error SITE001 12345678: may be an answer here, so it cannot lead out',
      '5:122: error SITE001 *: is repeat already, so it cannot lead out',
    ]);
  });
});
