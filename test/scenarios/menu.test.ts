import { endsWhenCrashed, keyed, said, siteThatAsks } from '../support/asking';
import { Story } from '../support/story';

const EXITS = 'no_input: { then: silent }, no_match: { then: wrong }';
const AGENTS = {
  'agents.yaml': `agents:
  anna: { name: Anna Berg, phone: anna, extension: "101" }
  oleg: { name: Олег Иванов, phone: oleg, extension: "1044" }
  guard: { name: Night Guard, phone: guard }
`,
};

interface Case {
  readonly is: string;
  readonly keys: string;
  readonly tell: (story: Story) => Story;
  readonly comes: string;
}

const timings: readonly Case[] = [
  {
    is: 'nothing is pressed within wait',
    keys: '{ 1: sales }, wait: 4s',
    tell: (story) => story.waits('5s'),
    comes: 'no-input',
  },
  {
    is: 'an entry that none goes on from is taken at once',
    keys: '{ 1: sales, 2: support }',
    tell: (story) => story.waits('1s').presses('1'),
    comes: 'match 1',
  },
  {
    is: 'a key that no entry begins with is wrong at once',
    keys: '{ 1: sales, 2: support }',
    tell: (story) => story.waits('1s').presses('7'),
    comes: 'no-match 7',
  },
  {
    is: 'where 1 and 12 are entries, 1 waits for a 2',
    keys: '{ 1: sales, 12: support }, wait_next: 2s',
    tell: (story) => story.waits('1s').presses('1').waits('1999ms'),
    comes: '',
  },
  {
    is: 'where 1 and 12 are entries, 1 is taken when no 2 comes',
    keys: '{ 1: sales, 12: support }, wait_next: 2s',
    tell: (story) => story.waits('1s').presses('1').waits('2s'),
    comes: 'match 1',
  },
  {
    is: 'where 1 and 12 are entries, a 2 in time is 12',
    keys: '{ 1: sales, 12: support }, wait_next: 2s',
    tell: (story) => story.waits('1s').presses('1').waits('1s').presses('2'),
    comes: 'match 12',
  },
  {
    is: 'a second key that no entry goes on with is wrong at once',
    keys: '{ 1: sales, 12: support }',
    tell: (story) => story.waits('1s').presses('13'),
    comes: 'no-match 13',
  },
  {
    is: 'the beginning of an entry is none, when nothing follows',
    keys: '{ 12: support }, wait_next: 2s',
    tell: (story) => story.waits('1s').presses('1').waits('2s'),
    comes: 'no-match 1',
  },
  {
    is: 'an end key ends the shorter entry at once',
    keys: '{ 1: sales, 12: support }, end: "#"',
    tell: (story) => story.waits('1s').presses('1#'),
    comes: 'match 1',
  },
];

describe('how long a menu waits', () => {
  test.each(timings)('$is', ({ keys, tell, comes }) => {
    const site = siteThatAsks(`menu: { prompt: a/menu, keys: ${keys}, ${EXITS} }`);
    expect(keyed(tell(new Story(site))).join(', ')).toBe(comes);
    endsWhenCrashed(site, tell);
  });
});

describe('what a menu says when nothing, or a wrong key, is pressed', () => {
  const heard = (settings: string, tell: (story: Story) => unknown): readonly string[] => {
    const site = siteThatAsks(`menu: { prompt: a/menu, keys: { 1: sales }, ${settings} }`);
    const story = new Story(site);
    tell(story);
    endsWhenCrashed(site, tell);
    return said(story);
  };
  const silent = (story: Story): Story => story.waits('1m');
  const wrong = (story: Story): Story =>
    story.waits('1s').presses('7').waits('3s').presses('8').waits('3s').presses('9');

  it('is counted apart, and leads where each says', () => {
    const settings = 'no_input: { tries: 2, then: silent }, no_match: { tries: 2, then: wrong }';
    const mixed = (story: Story): Story => story.waits('1s').presses('7').waits('6s').presses('8').waits('1s');
    expect(heard(settings, mixed)).toEqual(['a/menu', 'a/menu', 'a/menu', 'said/wrong']);
    expect(heard(settings, silent)).toEqual(['a/menu', 'a/menu', 'said/silent']);
  });

  it('is the same each time with play: a list is heard at once', () => {
    expect(heard('no_input: { play: [a/sorry, a/please], then: silent }', silent)).toEqual([
      'a/menu',
      'a/sorry, a/please, a/menu',
      'a/sorry, a/please, a/menu',
      'said/silent',
    ]);
  });

  it('differs by the try with by_try, whose last entry stays', () => {
    const settings = 'no_match: { tries: 4, by_try: [a/sorry, [a/again, a/please]], then: wrong }';
    expect(heard(settings, (story) => wrong(story).waits('3s'))).toEqual([
      'a/menu',
      'a/sorry, a/menu',
      'a/again, a/please, a/menu',
      'a/again, a/please, a/menu',
    ]);
  });

  it('asks again what again says: nothing, or something shorter', () => {
    expect(heard('no_input: { tries: 2, play: a/sorry, again: false, then: silent }', silent)).toEqual([
      'a/menu',
      'a/sorry',
      'said/silent',
    ]);
    expect(heard('no_input: { tries: 2, play: a/sorry, again: a/short, then: silent }', silent)).toEqual([
      'a/menu',
      'a/sorry, a/short',
      'said/silent',
    ]);
    expect(heard('no_input: { tries: 2, again: false, then: silent }', silent)).toEqual(['a/menu', 'said/silent']);
  });
});

describe('barge-in', () => {
  it('stops a prompt, unless it says barge_in: false; keys during that are dropped', () => {
    const menu = (more: string): Story =>
      new Story(siteThatAsks(`menu: { prompt: a/menu, keys: { 1: sales }, ${more} }`)).waits('500ms').presses('1');
    expect(menu('barge_in: true').path).toContain('ask.1 → 1');
    const deaf = menu('barge_in: false');
    expect(keyed(deaf)).toEqual([]);
    expect(deaf.waits('1s').presses('1').path).toContain('ask.1 → 1');
  });

  it('is of each prompt: what must be heard is, then a key stops the rest', () => {
    const site = siteThatAsks(
      'menu: { prompt: [{ prompt: a/legal, barge_in: false }, a/menu, a/more], keys: { 1: sales } }',
    );
    const tell = (story: Story): Story => story.waits('500ms').presses('1').waits('1s').presses('1');
    const story = tell(new Story(site));
    expect(story.heard.slice(1)).toEqual(['play a/legal', 'play a/menu, a/more', 'stop-playing', 'play said/sales']);
    expect(keyed(story)).toEqual(['match 1']);
    endsWhenCrashed(site, tell);
  });

  it('stops what was to follow, too, as VoiceXML has it', () => {
    const site = siteThatAsks('menu: { prompt: [a/menu, { prompt: a/legal, barge_in: false }], keys: { 1: sales } }');
    expect(said(new Story(site).presses('1'))).toEqual(['a/menu', 'said/sales']);
  });

  it('typed ahead counts as barge-in: what may not be stopped is heard, and the keys are dropped', () => {
    const first = 'play: { prompts: a/welcome, barge_in: false }';
    const menu = (prompt: string): Story =>
      new Story(siteThatAsks([first, `menu: { prompt: ${prompt}, keys: { 1: sales } }`])).presses('1').waits('1500ms');
    expect(said(menu('a/menu'))).toEqual(['a/welcome', 'said/sales']);
    expect(said(menu('[{ prompt: a/legal, barge_in: false }, a/menu]'))).toEqual(['a/welcome', 'a/legal']);
  });
});

describe('the repeat key', () => {
  const site = siteThatAsks(`menu: { prompt: a/menu, keys: { 1: sales, 0: operator }, repeat: "*", ${EXITS} }`);

  it('says the menu again and counts as nothing', () => {
    const tell = (story: Story): Story =>
      story.waits('1s').presses('*').waits('500ms').presses('*').waits('2s').presses('0');
    const story = tell(new Story(site));
    expect(said(story)).toEqual(['a/menu', 'a/menu', 'a/menu', 'said/operator']);
    expect(keyed(story)).toEqual(['match *', 'match *', 'match 0']);
    expect(story.state.keys).toBe('0');
    endsWhenCrashed(site, tell);
  });

  it('does not keep a call for ever', () => {
    const story = new Story(site);
    for (let time = 0; time < 12; time++) story.presses('*');
    expect(story.path).toContain('ask.1 → no_match');
  });
});

describe('an extension dialled in a menu', () => {
  const site = siteThatAsks(
    `menu: { prompt: a/menu, keys: { 1: sales, 2: support }, extensions: { to: ring, into: number, agent: who }, ${EXITS} }`,
    AGENTS,
  );

  it('leads on with the number and its agent', () => {
    const tell = (story: Story): Story => story.waits('1s').presses('1044');
    const story = tell(new Story(site));
    expect(story.path).toContain('ask.1 → extension');
    expect(story.state.vars).toMatchObject({ number: '1044', who: 'oleg' });
    endsWhenCrashed(site, tell);
  });

  it('is only one that there is, and a wrong digit is wrong at once', () => {
    expect(keyed(new Story(site).waits('1s').presses('109'))).toEqual(['no-match 109']);
  });

  it('makes only those keys wait that an extension begins with', () => {
    expect(new Story(site).waits('1s').presses('2').path).toContain('ask.1 → 2');
    const waiting = new Story(site).waits('1s').presses('1');
    expect(waiting.path).not.toContain('ask.1 → 1');
    expect(waiting.waits('3s').path).toContain('ask.1 → 1');
  });

  it('may be of some lengths only', () => {
    const short = siteThatAsks(
      `menu: { prompt: a/menu, keys: { 2: support }, extensions: { digits: 3, to: ring, into: number }, ${EXITS} }`,
      AGENTS,
    );
    expect(new Story(short).waits('1s').presses('101').state.vars['number']).toBe('101');
    expect(keyed(new Story(short).waits('1s').presses('104'))).toEqual(['no-match 104']);
  });
});
