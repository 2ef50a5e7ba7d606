import { endsWhenCrashed, keyed, said, siteThatAsks } from '../support/asking';
import { Story } from '../support/story';

const ASKS = 'collect: { prompt: a/ask, into: keyed, no_input: { then: silent }, no_match: { then: wrong }';

/** What a caller does after the prompt, and what comes of it. Times are those of VoiceXML 2.0, appendix D. */
interface Case {
  readonly is: string;
  readonly settings: string;
  readonly tell: (story: Story) => Story;
  /** The value, or what happened instead. */
  readonly comes: string;
}

const timings: readonly Case[] = [
  {
    is: 'D.1.1 no input: nothing is pressed within wait, counted from the end of the prompt',
    settings: 'digits: 3..5, wait: 4s',
    tell: (story) => story.waits('4999ms'),
    comes: '',
  },
  {
    is: 'D.1.1 no input, a moment later',
    settings: 'digits: 3..5, wait: 4s',
    tell: (story) => story.waits('5s'),
    comes: 'no-input',
  },
  {
    is: 'D.1.2 not ready to terminate: too few digits, then wait_next runs out',
    settings: 'digits: 3..5, wait_next: 2s',
    tell: (story) => story.waits('1s').presses('12').waits('2s'),
    comes: 'no-match 12',
  },
  {
    is: 'D.1.2 each key begins wait_next anew',
    settings: 'digits: 3..5, wait_next: 2s',
    tell: (story) =>
      story.waits('1s').presses('1').waits('1999ms').presses('2').waits('1999ms').presses('3').waits('1999ms'),
    comes: '',
  },
  {
    is: 'D.1.3 ready to terminate: enough digits, then wait_next runs out',
    settings: 'digits: 3..5, wait_next: 2s',
    tell: (story) => story.waits('1s').presses('123').waits('2s'),
    comes: 'match 123',
  },
  {
    is: 'D.1.4 the end key ends it at once',
    settings: 'digits: 3..5',
    tell: (story) => story.waits('1s').presses('123#'),
    comes: 'match 123',
  },
  {
    is: 'D.1.4 the end key after too few digits is wrong at once',
    settings: 'digits: 3..5',
    tell: (story) => story.waits('1s').presses('12#'),
    comes: 'no-match 12',
  },
  {
    is: 'D.1.5 must terminate, without an end key: the last digit ends it at once',
    settings: 'digits: 3..5, end: ""',
    tell: (story) => story.waits('1s').presses('12345'),
    comes: 'match 12345',
  },
  {
    is: 'D.1.6 must terminate, with an end key: wait_end runs out',
    settings: 'digits: 3..5, wait_end: 2s',
    tell: (story) => story.waits('1s').presses('12345').waits('1999ms'),
    comes: '',
  },
  {
    is: 'D.1.6 must terminate, with an end key, a moment later',
    settings: 'digits: 3..5, wait_end: 2s',
    tell: (story) => story.waits('1s').presses('12345').waits('2s'),
    comes: 'match 12345',
  },
  {
    is: 'D.1.7 must terminate: the end key comes within wait_end and is swallowed',
    settings: 'digits: 3..5, wait_end: 2s',
    tell: (story) => story.waits('1s').presses('12345').waits('1s').presses('#'),
    comes: 'match 12345',
  },
  {
    is: 'D.1.7 must terminate: another digit ends it too, and is for the next question',
    settings: 'digits: 3..5, wait_end: 2s',
    tell: (story) => story.waits('1s').presses('123456'),
    comes: 'match 12345',
  },
  {
    is: 'termtimeout is 0s where the length cannot vary',
    settings: 'digits: 4',
    tell: (story) => story.waits('1s').presses('1234'),
    comes: 'match 1234',
  },
  {
    is: 'D.1.8 a key that cannot match is wrong at once',
    settings: 'digits: 3..5',
    tell: (story) => story.waits('1s').presses('1*'),
    comes: 'no-match 1*',
  },
];

describe('how long a collect waits', () => {
  test.each(timings)('$is', ({ settings, tell, comes }) => {
    const site = siteThatAsks(`${ASKS}, ${settings} }`);
    const story = tell(new Story(site));
    expect(keyed(story).join(', ')).toBe(comes);
    if (comes.startsWith('match')) expect(story.state.vars['keyed']).toBe(comes.slice('match '.length));
    endsWhenCrashed(site, tell);
  });

  it('is over when the caller says nothing as often as he may', () => {
    const story = new Story(siteThatAsks(`${ASKS}, digits: 4 }`)).waits('20s');
    expect(keyed(story)).toEqual(['no-input', 'no-input', 'no-input']);
    expect(said(story)).toEqual(['a/ask', 'a/ask', 'a/ask', 'said/silent']);
  });
});

const collects = (settings: string, keys: string): { readonly value: unknown; readonly said: readonly string[] } => {
  const story = new Story(siteThatAsks(`collect: { prompt: a/ask, into: keyed, ${settings} }`))
    .waits('1s')
    .presses(keys);
  const took = story.path.includes('ask.1 → next');
  return { value: took ? story.state.vars['keyed'] : undefined, said: said(story) };
};
const value = (settings: string, keys: string): unknown => collects(settings, keys).value;

describe('what a collect takes', () => {
  it('is as long as it should be', () => {
    expect(value('digits: 3..5', '123#')).toBe('123');
    expect(value('digits: 3..5', '12#')).toBeUndefined();
  });

  it('has a check digit', () => {
    expect(value('digits: 13..19, luhn: true', '4561261212345467#')).toBe('4561261212345467');
    expect(value('digits: 13..19, luhn: true', '4561261212345464#')).toBeUndefined();
  });

  it('is a number between two others, with a decimal point where one is wanted', () => {
    const amount = 'digits: 1..6, min: 10, max: 500, decimals: 2';
    expect(value(amount, '500#')).toBe(500);
    expect(value(amount, '12*5#')).toBe(12.5);
    expect(value(amount, '9*99#')).toBeUndefined();
    expect(value(amount, '501#')).toBeUndefined();
    expect(value(amount, '#')).toBeUndefined();
  });

  it('takes no more decimal places than there are', () => {
    const story = new Story(siteThatAsks('collect: { prompt: a/ask, into: keyed, digits: 1..6, decimals: 2 }'));
    story.waits('1s').presses('12*50').waits('1s');
    expect(story.state.vars['keyed']).toBe(12.5);
  });

  it('matches a pattern as a whole', () => {
    expect(value('digits: 3, pattern: "[1-9][0-9]*"', '123')).toBe('123');
    expect(value('digits: 3, pattern: "[1-9][0-9]*"', '012')).toBeUndefined();
  });

  it('is a day of the calendar, in the zone of the site', () => {
    expect(value('date: DDMMYYYY', '29022028')).toBe('2028-02-29');
    expect(value('date: DDMMYYYY', '29022027')).toBeUndefined();
    expect(value('date: { form: DDMM, only: future }', '0101')).toBe('2027-01-01');
    expect(value('date: { form: DDMMYYYY, only: past }', '24112026')).toBeUndefined();
  });

  it('is in a list', () => {
    const site = siteThatAsks(
      'collect: { prompt: a/ask, into: keyed, digits: 4, in: lists.contracts, no_match: { then: wrong } }',
      {
        'lists/contracts.yaml': '"1001": { name: Anna }\n',
      },
    );
    expect(new Story(site).waits('1s').presses('1001').state.vars['keyed']).toBe('1001');
    expect(keyed(new Story(site).waits('1s').presses('1002'))).toEqual(['no-match 1002']);
  });

  it('makes an expression true', () => {
    expect(value('digits: 2, min: 0, check: value >= 50 && value < 51.5', '50')).toBe(50);
    expect(value(`digits: 4, check: value != '1234'`, '1234')).toBeUndefined();
  });

  it('is told what is wrong with it', () => {
    const settings =
      'digits: 4, luhn: true, pattern: "[1-9].*", wrong: { luhn: a/typo, length: a/short }, no_match: { play: a/wrong }';
    expect(collects(settings, '12#').said).toEqual(['a/ask', 'a/short, a/ask']);
    expect(collects(settings, '1234').said).toEqual(['a/ask', 'a/typo, a/ask']);
    expect(collects(settings, '0000').said).toEqual(['a/ask', 'a/wrong, a/ask']);
  });

  it('is something else when nobody says anything', () => {
    const site = siteThatAsks(
      'collect: { prompt: a/ask, into: keyed, digits: 4, default: "0000", no_input: { tries: 1 } }',
    );
    const story = new Story(site).waits('6s');
    expect(story.path).toContain('ask.1 → next');
    expect(story.state.vars['keyed']).toBe('0000');
  });
});

describe('a collect that reads back', () => {
  const confirm = 'confirm: { before: a/you-keyed, prompt: a/is-it-right }';
  const site = siteThatAsks(
    `collect: { prompt: a/ask, into: keyed, digits: 3..4, ${confirm}, no_input: { then: silent }, no_match: { then: wrong } }`,
  );

  it('takes it only after a yes', () => {
    const tell = (story: Story): Story => story.waits('1s').presses('1203').waits('1s');
    const story = tell(new Story(site));
    expect(said(story)).toEqual(['a/ask', 'a/you-keyed, “one two zero three”, a/is-it-right']);
    expect(story.state.vars['keyed']).toBe('');
    story.presses('1');
    expect(story.state.vars['keyed']).toBe('1203');
    expect(story.state.keys).toBe('1203');
    endsWhenCrashed(site, (each) => tell(each).presses('1'));
  });

  it('asks again after a no, as often as it may be wrong', () => {
    const tell = (story: Story): Story => {
      for (let time = 0; time < 3; time++) story.waits('1s').presses('123#').presses('2');
      return story;
    };
    const story = tell(new Story(site));
    expect(story.path).toContain('ask.1 → no_match');
    expect(keyed(story)).toEqual(['match 123', 'match 2', 'match 123', 'match 2', 'match 123', 'match 2']);
    endsWhenCrashed(site, tell);
  });

  it('asks whether it is right again, after a crash too', () => {
    const story = new Story(site).waits('1s').presses('123#').presses('7').crashes();
    expect(said(story).slice(-3)).toEqual([
      'a/you-keyed, “one two three”, a/is-it-right',
      '— crash —',
      'a/you-keyed, “one two three”, a/is-it-right',
    ]);
    expect(story.presses('1').state.vars['keyed']).toBe('123');
  });

  it('wants to be heard: what was typed ahead, and an end key that comes late, are no answer', () => {
    const story = new Story(site).waits('1s').presses('12341').presses('#');
    expect(story.state.vars['keyed']).toBe('');
    expect(keyed(story)).toEqual(['match 1234']);
  });

  it('says a date and an amount as such', () => {
    const dated = siteThatAsks(`collect: { prompt: a/ask, into: keyed, date: DDMMYYYY, ${confirm} }`);
    expect(said(new Story(dated).waits('1s').presses('31122026')).at(-1)).toContain('December');
    const amount = siteThatAsks(`collect: { prompt: a/ask, into: keyed, digits: 1..5, min: 1, ${confirm} }`);
    expect(said(new Story(amount).waits('1s').presses('120#')).at(-1)).toContain('one hundred');
  });
});

describe('the keys of a collect', () => {
  const legal = 'play: { prompts: a/legal, barge_in: false }';

  it('are used once: what is typed ahead goes on to the next question', () => {
    const asked = ['one', 'two'].map((into) => `collect: { prompt: a/ask, digits: 2, into: ${into} }`);
    const story = new Story(siteThatAsks([legal, ...asked])).presses('12345').waits('1s');
    expect(story.state.vars).toMatchObject({ one: '12', two: '34' });
    expect(said(story)).toEqual(['a/legal']);
    expect(story.state.sealed.typed).toBe('5');
  });

  it('are dropped after a mistake: whoever typed ahead did not know of it', () => {
    const site = siteThatAsks([legal, `${ASKS}, digits: 2, check: value != '12' }`]);
    const story = new Story(site).presses('1234').waits('1s');
    expect(keyed(story)).toEqual(['no-match 12']);
    expect(said(story)).toEqual(['a/legal', 'a/ask']);
    expect(story.state.sealed.typed).toBe('');
  });

  it('include an end key that was typed ahead', () => {
    const site = siteThatAsks([legal, `${ASKS}, digits: 2..3 }`, 'collect: { prompt: a/more, digits: 1, into: more }']);
    expect(new Story(site).presses('123#7').waits('1s').state.vars).toMatchObject({ keyed: '123', more: '7' });
    expect(new Story(site).presses('12#7').waits('1s').state.vars).toMatchObject({ keyed: '12', more: '7' });
  });

  it('start anew with the repeat key', () => {
    const site = siteThatAsks('collect: { prompt: a/ask, digits: 4, into: keyed, repeat: "*" }');
    const story = new Story(site).waits('1s').presses('12*');
    expect(said(story)).toEqual(['a/ask', 'a/ask']);
    expect(story.presses('3456').state.vars['keyed']).toBe('3456');
    expect(keyed(story)).toEqual(['match *', 'match 3456']);
  });
});
