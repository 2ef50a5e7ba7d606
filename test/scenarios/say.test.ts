import { Story, leftAlone, siteOf, type StoryOptions } from '../support/story';

const flow = (steps: string, header = ''): Record<string, string> => ({
  'schedules.yaml': 'time_zone: Europe/Moscow\n',
  'flows/main.yaml': `flow: main\n${header}start: hello\nsteps:\n  hello:\n    - answer\n${steps
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`,
});

const told = (steps: string, options: StoryOptions = {}): Story => new Story(siteOf(flow(steps)), options);

/** What is played, one entry a play. */
const played = (story: Story): readonly string[] =>
  story.heard.filter((each) => each.startsWith('play ')).map((each) => each.slice('play '.length));

const problems = (story: Story): readonly string[] => story.of('flow.problem').map(({ data }) => data.what);

const ru = { facts: { language: 'ru' } } as const;

describe('say', () => {
  it('speaks a text with facts in it', () => {
    const story = told('- set: { balance: "120.5" }\n- say: "Your balance is {{ balance }}"\n- hangup');
    expect(played(story)).toEqual(['“Your balance is 120.5”']);
    story.hearsItOut();
    expect(story.heard.slice(-2)).toEqual(['play “Your balance is 120.5”', 'hangup']);
    expect(story.path).toEqual(['hello.0 → next', 'hello.1 → next', 'hello.2 → next']);
  });

  it.each([
    ['{ number: 21 }', 'twenty-one', 'двадцать один'],
    ['{ number: 21, gender: feminine }', 'twenty-one', 'двадцать одна'],
    ['{ number: 3.14159, decimals: 2 }', 'three point one four', 'три целых четырнадцать сотых'],
    ['{ ordinal: 2, gender: feminine, case: genitive }', 'second', 'второй'],
    ['{ digits: call.ani }', 'seven, nine one six, zero zero zero, zero zero, zero nine', /^семь, девять один шесть, /],
    ['{ characters: "\'A7-Ж\'" }', 'ay, seven, dash, zheh', 'эй, семь, дефис, жэ'],
    ['{ money: 21.01, currency: USD }', 'twenty-one dollars and one cent', 'двадцать один доллар один цент'],
    ['{ money: 1.6, currency: "\'GBP\'", cents: false }', 'two pounds', 'два фунта стерлингов'],
    ['{ date: now.date }', 'the twenty-third of November', 'двадцать третье ноября'],
    ['{ date: now.date, year: true, case: genitive }', /twenty twenty-six$/, /^двадцать третьего .* шестого года$/],
    [
      '{ date: now.date, with_weekday: true }',
      'Monday, the twenty-third of November',
      'понедельник, двадцать третье ноября',
    ],
    ['{ time: now.time }', 'one p.m.', 'тринадцать часов'],
    ['{ time: now.time, clock: 24 }', 'thirteen hundred hours', 'тринадцать часов'],
    [
      '{ datetime: "\'2026-11-24 09:05\'" }',
      'the twenty-fourth of November at nine oh five a.m.',
      /, девять часов пять минут$/,
    ],
    ['{ weekday: now.weekday }', 'Monday', 'понедельник'],
    ['{ duration: 125 }', 'two minutes and five seconds', 'две минуты пять секунд'],
    ['{ duration: 61, rounded_to: minutes, case: genitive }', 'two minutes', 'двух минут'],
    ['{ count: 22, one: звонок, few: звонка, many: звонков }', 'twenty-two звонка', 'двадцать два звонка'],
    ['{ count: 1, one: call, other: calls }', 'one call', 'один call'],
  ])('says %s', (written, english, russian) => {
    const wanted = (text: string | RegExp): unknown =>
      typeof text === 'string'
        ? `“${text}”`
        : (expect.stringMatching(text.source.replace(/^\^/, '“').replace(/\$$/, '”')) as unknown);
    expect(played(told(`- say: ${written}\n- hangup`))).toEqual([wanted(english)]);
    expect(played(told(`- say: ${written}\n- hangup`, ru))).toEqual([wanted(russian)]);
  });

  it('mixes prompts, texts, pauses and values in one breath', () => {
    const story = told(
      '- set: { balance: "1.02" }\n- say: [ { prompt: balance/is }, { money: balance, currency: RUB }, { silence: 300ms }, "and {{ 1 + 1 }} more" ]\n- hangup',
      ru,
    );
    expect(played(story)).toEqual(['balance/is, “один рубль две копейки”, silence 300, “and 2 more”']);
  });

  describe('by language', () => {
    const steps =
      '- say: { en: "Hello", ru: [ { prompt: a/b }, "Здравствуйте" ], barge_in: false }\n- say: { ru: { count: 5, one: звонок, few: звонка, many: звонков }, en: { count: 5, one: call, other: calls } }\n- hangup';

    it.each([
      ['en', ['“Hello”', '“five calls”']],
      ['ru', ['a/b, “Здравствуйте”', '“пять звонков”']],
      ['en-GB', ['“Hello”', '“five calls”']],
    ])('says what is written in %s', (language, expected) => {
      expect(played(told(steps, { facts: { language } }).waits('1m'))).toEqual(expected);
    });

    it('says the first where a language is missing, and that it did', () => {
      const story = told(steps, { facts: { language: 'fr' } }).waits('1m');
      expect(played(story)).toEqual(['“Hello”', '“пять звонков”']);
      expect(problems(story)).toEqual([
        'say: nothing is written in fr; en is spoken instead',
        'say: nothing is written in fr; ru is spoken instead',
      ]);
    });
  });

  it('hands digits to the engine in a language without rules', () => {
    const story = told('- say: [ { number: 21 }, { duration: 61 } ]\n- hangup', { facts: { language: 'fr' } });
    expect(played(story)).toEqual(['“21”, “1 minute, 1 seconde”']);
  });

  it('leaves out what cannot be said, says why in the history, and goes on', () => {
    const story = told(`
- set: { order: "{'due': 'soon', 'count': 'many', 'currency': 'XYZ'}" }
- say: [ "A", { date: order.due }, { number: order.count }, { money: 1, currency: order.currency }, { duration: -1 }, "B" ]
- hangup`);
    expect(played(story)).toEqual(['“A”, “B”']);
    expect(problems(story)).toEqual([
      'say: order.due is no date',
      'say: order.count is no number',
      'say: order.currency is no currency that can be said',
      'say: -1 is less than no time',
    ]);
  });

  it('goes on where nothing at all can be said', () => {
    const story = told('- say: { number: "\'x\'" }\n- hangup').waits('1s');
    expect(story.heard.slice(-1)).toEqual(['hangup']);
    expect(problems(story)).toEqual(["say: 'x' is no number"]);
  });

  it('does not go on for ever with a text from outside', () => {
    const long = 'a'.repeat(3_000);
    const story = told(`- say: "{{ '${long}' }}"\n- hangup`);
    expect(played(story)[0]).toHaveLength(2_002);
    expect(problems(story)[0]).toContain('only the first 2000 characters are spoken');
  });

  it('is heard out although the engine is slow: its deadline is generous', () => {
    const story = told(`- say: "${'word '.repeat(100)}"\n- hangup`);
    const { deadline } = story.state;
    expect(deadline - story.now).toBeGreaterThan(50_000);
  });
});

const MENU = `
    - menu: { prompt: a/menu, keys: { 1: bye } }
  bye:
    - hangup
`;
const before = (step: string): Record<string, string> => ({
  'flows/main.yaml': `flow: main\nstart: hello\nsteps:\n  hello:\n    - ${step}${MENU}`,
});

describe.each([
  ['say', 'say: "A long text"', 'say: { text: "A long text", barge_in: false }', 'play “A long text”', 'stop-playing'],
  ['play', 'play: a/b', 'play: { prompts: a/b, barge_in: false }', 'play a/b', 'stop-playing'],
  ['silence', 'silence: 2s', 'silence: { for: 2s, barge_in: false }', 'play silence 2000', 'stop-playing'],
  [
    'music',
    'music: { class: jazz, for: 2s }',
    'music: { class: jazz, for: 2s, barge_in: false }',
    'music jazz',
    'stop-music',
  ],
])('%s', (_, step, unstoppable, heard, stops) => {
  it('is stopped by a key, which the next menu gets', () => {
    const story = new Story(siteOf(before(step))).waits('100ms').presses('1');
    expect(story.heard).toEqual([heard, stops, 'hangup']);
    expect(
      story
        .of('flow.step')
        .map(({ data }) => data.exit)
        .slice(0, 2),
    ).toEqual(['next', '1']);
  });

  it('is skipped by what was typed ahead', () => {
    const site = siteOf({
      'flows/main.yaml': before(step)['flows/main.yaml']!.replace('hello:\n', 'hello:\n    - play: a/first\n'),
    });
    const story = new Story(site).waits('10ms').presses('1');
    expect(story.heard).toEqual(['play a/first', 'stop-playing', 'hangup']);
  });

  it('is heard to its end where barge_in is false, and keeps what was typed for the menu', () => {
    const story = new Story(siteOf(before(unstoppable))).waits('100ms').presses('1');
    expect(story.heard).toEqual([heard]);
    story.waits('5s');
    expect(story.heard).toEqual(stops === 'stop-music' ? [heard, stops, 'hangup'] : [heard, 'hangup']);
  });

  it('comes to an end by itself', () => {
    const story = new Story(siteOf(before(step))).waits('5s');
    expect(story.heard.at(-1)).toBe('play a/menu');
  });

  it('is begun again when the node dies in it', () => {
    const story = new Story(siteOf(before(step))).waits('100ms').crashes('200ms');
    expect(story.heard.filter((each) => each === heard)).toHaveLength(2);
    expect(story.waits('5s').heard.at(-1)).toBe('play a/menu');
  });

  it('ends, crashed after any turn and then left alone', () => {
    const tell = (story: Story): Story => story.waits('100ms').presses('1').waits('10s').hangsUp();
    const { turns } = tell(new Story(siteOf(before(unstoppable))));
    for (let crashAfter = 1; crashAfter <= turns; crashAfter++) {
      const story = tell(new Story(siteOf(before(unstoppable)), { crashAfter }));
      expect(`${crashAfter}: ${leftAlone(story)}`).not.toContain('still going on');
    }
  });
});

describe('music', () => {
  it('ends when it would have ended, however often the node dies', () => {
    const story = new Story(siteOf(before('music: { class: jazz, for: 30s }'))).waits('10s').crashes('5s').waits('14s');
    expect(story.heard.filter((each) => each === 'play a/menu')).toHaveLength(0);
    expect(story.waits('1s').heard.at(-1)).toBe('play a/menu');
  });

  it('does not begin again when its time ran out while the node was dead', () => {
    const story = new Story(siteOf(before('music: { class: jazz, for: 30s }'))).waits('10s').crashes('40s').waits('1s');
    expect(story.heard.filter((each) => each === 'music jazz')).toHaveLength(1);
  });

  it('ends after five minutes where nothing is said of it', () => {
    const story = new Story(siteOf(before('music: jazz'))).waits('299s');
    expect(story.heard).toEqual(['music jazz']);
    expect(story.waits('1s').heard).toEqual(['music jazz', 'stop-music', 'play a/menu']);
  });

  it('stays written down when the telephony cannot play it', () => {
    const story = new Story(siteOf(before('music: jazz'))).happens({
      type: 'failed',
      command: 'test-1.1.c1',
      why: 'no such class',
    });
    expect(story.of('flow.problem').map(({ data }) => data.what)).toEqual(['music: no such class']);
    expect(story.waits('5m').heard.at(-1)).toBe('play a/menu');
  });
});

describe('the position in a queue', () => {
  const queue = {
    'queues.yaml': 'queues:\n  sales: { title: Sales }\n',
    'flows/main.yaml': 'flow: main\nstart: hello\nsteps:\n  hello:\n    - queue: { name: sales }\n',
  };
  it.each([
    ['en', 'play queue/position, “two”'],
    ['ru', 'play queue/position, “два”'],
    ['fr', 'play queue/position, “2”'],
  ])('is said in words (%s)', (language, heard) => {
    expect(new Story(siteOf(queue), { facts: { language } }).waits('12s').heard).toContain(heard);
  });
});
