import { leftAlone, siteOf, Story, type Dialled, type StoryOptions } from '../support/story';

const files = {
  'trunks.yaml': `trunks:
  carrier: { endpoint: carrier-1, allow: ['+7XXXXXXXXXX', '112'], caller_id: '74950000000', domain: sip.example.net }
`,
  'agents.yaml': `agents:
  anna: { name: Anna, phone: anna, extension: '101' }
  boris: { name: Boris, phone: boris }
`,
  'flows/main.yaml': flowOf(`connect: { agent: "'anna'", ring_for: 20s, ON }`, '- answer'),
  'flows/outside.yaml': flowOf(`connect: { number: call.diverted, over: carrier, ON }`, '- answer', 'outside'),
  'flows/fresh.yaml': flowOf(`connect: { number: "'112'", over: carrier, ON }`, '', 'fresh'),
  'flows/music.yaml': flowOf(`connect: { extension: call.dnis, music: soft, ON }`, '', 'music'),
  'flows/several.yaml': flowOf(
    `connect: { any_of: [{ agent: "'anna'" }, { agent: "'boris'" }, { number: "'112'", over: carrier }], ring_for: 20s, ON }`,
    '- answer',
    'several',
  ),
  'flows/fresh_several.yaml': flowOf(
    `connect: { any_of: [{ agent: "'anna'" }, { agent: "'boris'" }], ON }`,
    '',
    'fresh_several',
  ),
  'flows/limited.yaml': flowOf(
    `connect: { agent: "'anna'", max_talk: { for: 5m, warn: 1m, play: said/one_minute }, ON }`,
    '- answer',
    'limited',
  ),
  'flows/shown.yaml': flowOf(
    `connect: { agent: "'boris'", caller_id: { name: "'Office'", number: "'101'" }, ON }`,
    '',
    'shown',
  ),
};
const site = siteOf(files);

function flowOf(step: string, before: string, flow = 'main'): string {
  const exits = ['done', 'no_answer', 'busy', 'declined', 'unreachable', 'failed'];
  return `flow: ${flow}
start: hello
steps:
  hello:
    ${before === '' ? '' : `${before}\n    `}- ${step.replace('ON', `on: { ${exits.map((each) => `${each}: ${each}`).join(', ')} }`)}
${exits.map((each) => `  ${each}: [ { play: said/${each} }, hangup ]`).join('\n')}
`;
}

const told = (options: StoryOptions): Story => new Story(site, options);
const annaIs = (fate: Dialled): StoryOptions => ({ flow: 'main', dialled: { anna: fate } });

describe('connect', () => {
  it('rings an agent, who is heard early, joins the two and goes on when the agent has gone', () => {
    const story = told(annaIs({ answersAfter: '4s', talks: '60s' })).waits('70s');
    expect(story.heard).toEqual([
      'answer',
      'dial anna, heard early',
      `connect ${story.leg}`,
      'disconnect',
      'play said/done',
      'hangup',
    ]);
    expect(story.outcome).toBe('answered');
    expect(story.of('dial.started')[0]?.data).toMatchObject({ leg: story.leg, agent: 'anna', number: null });
    expect(story.of('dial.ended')[0]?.data).toEqual({
      node: 'hello.1',
      leg: story.leg,
      how: 'done',
      by: 'them',
      cause: 16,
      rangMs: 4_000,
      talkedMs: 60_000,
    });
  });

  it.each([
    [17, 'busy'],
    [18, 'no_answer'],
    [19, 'no_answer'],
    [16, 'no_answer'],
    [21, 'declined'],
    [1, 'unreachable'],
    [20, 'unreachable'],
    [27, 'unreachable'],
    [34, 'unreachable'],
    [38, 'unreachable'],
  ] as const)('leaves by the Q.850 cause %d: %s', (cause, exit) => {
    const story = told(annaIs({ endsAfter: '1s', cause })).waits('1s');
    expect(story.heard.slice(-2)).toEqual(['disconnect', `play said/${exit}`]);
    expect(story.of('dial.ended')[0]?.data).toMatchObject({ how: exit, cause, rangMs: 1_000, talkedMs: 0 });
  });

  it('stops ringing by itself when nobody says that it ended', () => {
    const story = told({ flow: 'main', dialled: { anna: { answersAfter: '5m' } } }).waits('22s');
    expect(story.heard.at(-1)).toBe('dial anna, heard early');
    story.waits('1500ms');
    expect(story.heard.slice(-3)).toEqual(['drop-leg', 'disconnect', 'play said/no_answer']);
  });

  it('leaves by failed, and drops the leg, when Asterisk will not dial', () => {
    const story = told(annaIs('cannot be dialled')).waits('1s');
    expect(story.heard).toContain('play said/failed');
    expect(story.of('flow.problem')[0]?.data.what).toBe('connect: Asterisk would not');
  });

  it('drops the leg when the caller hangs up while it rings, and while they talk', () => {
    const ringing = told(annaIs({ answersAfter: '10s' }))
      .waits('2s')
      .hangsUp();
    expect(ringing.heard.slice(-2)).toEqual(['drop-leg', 'disconnect']);
    expect(ringing.outcome).toBe('left');
    const talking = told(annaIs({ answersAfter: '1s' }))
      .waits('30s')
      .hangsUp();
    expect(talking.heard.slice(-3)).toEqual([`connect ${talking.leg}`, 'drop-leg', 'disconnect']);
    expect(talking.outcome).toBe('answered');
    expect(talking.of('dial.ended')[0]?.data).toMatchObject({ how: 'hung-up', by: 'them', talkedMs: 29_000 });
  });

  it('who answers and is gone before the two are joined was never there', () => {
    const story = told(annaIs({ answersAfter: '1s', talks: '0s' })).waits('1s');
    expect(story.heard.at(-1)).toBe('play said/no_answer');
    expect(story.outcome).toBe('live');
  });

  describe('outside', () => {
    const dialledAs = (diverted: string): Story =>
      told({ flow: 'outside', facts: { diverted }, dialled: { '+79161234567': { answersAfter: '2s', talks: '9s' } } });

    it('dials a number that the trunk allows, whatever stands between its digits', () => {
      const story = dialledAs('+7 (916) 123-45-67').waits('20s');
      expect(story.heard).toContain('dial +79161234567 over carrier, heard early');
      expect(story.heard).toContain('play said/done');
      expect(story.of('dial.started')[0]?.data).toMatchObject({
        number: '+79161234567',
        trunk: 'carrier',
        agent: null,
      });
    });

    it.each(['+4915112345678', '0', '113', '+7916123456', '+791612345678', '112;phone-context=x', '112@evil', 'x', ''])(
      'refuses %s before anything is dialled, and says why in words',
      (number) => {
        const story = dialledAs(number);
        expect(story.heard).toEqual(['answer', 'play said/failed']);
        expect(story.of('flow.problem')[0]?.data.what).toMatch(
          /^connect: call\.diverted comes to (no number|a number)/,
        );
      },
    );

    it('lets an unanswered caller hear it ring, and answers when the far end does', () => {
      const story = told({ flow: 'fresh', dialled: { '112': { answersAfter: '3s', talks: '5s' } } }).waits('10s');
      expect(story.heard).toEqual([
        'ring',
        'dial 112 over carrier',
        'answer',
        `connect ${story.leg}`,
        'disconnect',
        'play said/done',
        'hangup',
      ]);
    });

    it('shows the trunk’s number there', () => {
      const { commands } = told({ flow: 'fresh' });
      expect(commands.find(({ type }) => type === 'dial')).toMatchObject({
        to: { is: 'number', number: '112', trunk: 'carrier', endpoint: 'carrier-1' },
        callerId: { name: '', number: '74950000000' },
      });
    });
  });

  it('finds an agent by extension, with music for the caller', () => {
    const story = told({ flow: 'music', facts: { dnis: '101' }, dialled: { anna: { answersAfter: '2s' } } }).waits(
      '5s',
    );
    expect(story.heard).toEqual(['answer', 'music soft', 'dial anna', 'stop-music', `connect ${story.leg}`]);
  });

  it('knows when there is no such extension', () => {
    expect(told({ flow: 'music', facts: { dnis: '999' } }).heard).toEqual(['play said/unreachable']);
  });

  it('shows who the flow says', () => {
    const { commands } = told({ flow: 'shown' });
    expect(commands.find(({ type }) => type === 'dial')).toMatchObject({
      callerId: { name: 'Office', number: '101' },
    });
  });

  describe('after a crash', () => {
    it('goes on ringing, and takes the answer that was missed', () => {
      const story = told(annaIs({ answersAfter: '60s' })).waits('2s');
      story.crashes('5s', [story.leg]).happens({ type: 'leg-answered', leg: story.leg }).waits('10s');
      expect(story.heard.slice(-3)).toEqual(['— crash —', 'stop-music', `connect ${story.leg}`]);
    });

    it('stops ringing in time', () => {
      const story = told(annaIs({ answersAfter: '60s' })).waits('2s');
      story.crashes('5s', [story.leg]).waits('17s');
      expect(story.heard).toContain('play said/no_answer');
    });

    it('rings anew when the leg is gone', () => {
      const story = told(annaIs({ answersAfter: '10s' }))
        .waits('2s')
        .crashes('5s')
        .waits('11s');
      expect(story.heard.slice(-2)).toEqual(['dial anna, heard early', `connect ${story.leg}`]);
      expect(story.of('dial.ended').map(({ data }) => data.how)).toEqual(['lost']);
    });

    it('leaves a talk undisturbed', () => {
      const story = told(annaIs({ answersAfter: '1s' })).waits('10s');
      const { length } = story.heard;
      story.crashes('5s', [story.leg, story.bridge]).waits('10m');
      expect(story.heard.slice(length)).toEqual(['— crash —']);
      story.happens({ type: 'leg-ended', leg: story.leg, by: 'them', cause: 16 });
      expect(story.heard.at(-1)).toBe('play said/done');
    });

    it('joins the two again when only the bridge is gone, and goes on when the other is', () => {
      const story = told(annaIs({ answersAfter: '1s' }))
        .waits('10s')
        .crashes('1s', []);
      expect(story.heard.slice(-2)).toEqual(['disconnect', 'play said/done']);
      const other = told(annaIs({ answersAfter: '1s' })).waits('10s');
      other.crashes('1s', [other.leg]);
      expect(other.heard.at(-1)).toBe(`connect ${other.leg}`);
    });

    it.each(['main', 'outside', 'fresh', 'music', 'shown'])('%s ends, whenever it comes', (flow) => {
      for (let crashAfter = 1; crashAfter < 12; crashAfter++) {
        const options: StoryOptions = {
          flow,
          crashAfter,
          facts: { diverted: '112', dnis: '101' },
          dialled: Object.fromEntries(
            ['anna', 'boris', '112'].map((who) => [who, { answersAfter: '1s', talks: '5s' }]),
          ),
        };
        expect(leftAlone(told(options))).not.toBe('still going on');
      }
    });
  });

  it.each([
    ['connect: { agent: "\'anna\'", number: "\'112\'", over: carrier }', /needs one of agent, extension and number/],
    ['connect: { ring_for: 20s }', /needs one of agent, extension and number/],
    ['connect: { number: "\'112\'" }', /number needs over/],
    ['connect: { extension: "\'101\'", over: carrier }', /over is for a number outside/],
    ['connect: { number: "\'112\'", over: carier }', /there is no trunk carier.*carrier/],
  ])('%s is a mistake', (step, says) => {
    const flow = `flow: wrong\nstart: hello\nsteps:\n  hello:\n    - ${step}\n    - hangup\n`;
    expect(() => siteOf({ ...files, 'flows/wrong.yaml': flow })).toThrow(says);
  });

  describe('several at once', () => {
    const several = (dialled: NonNullable<StoryOptions['dialled']>, flow = 'several'): Story => told({ flow, dialled });
    const ends = (story: Story): readonly string[] =>
      story.of('dial.ended').map(({ data }) => `${data.leg.replace(/^.*\./, '')} ${data.how}`);

    it('ring together, and who answers first gets the call; the others’ phones note no missed call', () => {
      const story = several({ boris: { answersAfter: '4s', talks: '60s' } }).waits('70s');
      const [anna, boris, outside] = story.commands.flatMap((each) => (each.type === 'dial' ? [each.id] : []));
      expect(story.heard).toEqual([
        'answer',
        'music default',
        'dial anna',
        'dial boris',
        'dial 112 over carrier',
        'drop-leg',
        'drop-leg',
        'stop-music',
        `connect ${boris}`,
        'disconnect',
        'play said/done',
        'hangup',
      ]);
      const dropped = story.commands.flatMap((each) => (each.type === 'drop-leg' ? [each] : []));
      expect(dropped.map(({ leg, answeredElsewhere }) => [leg, answeredElsewhere])).toEqual([
        [anna, true],
        [outside, true],
      ]);
      expect(story.of('dial.ended').map(({ data }) => data.how)).toEqual([
        'answered-elsewhere',
        'answered-elsewhere',
        'done',
      ]);
      expect(story.state.lastTalk?.agent).toBe('boris');
    });

    it('ring on while one is engaged, and leave by what says most', () => {
      const engaged = { endsAfter: '1s', cause: 17 };
      const rings = several({ anna: engaged, boris: engaged }).waits('10s');
      expect(rings.state.state.is).toBe('live');
      expect(rings.waits('20s').heard).toContain('play said/no_answer');
      const none = several({ anna: { endsAfter: '1s', cause: 1 }, boris: engaged, '112': 'cannot be dialled' });
      expect(none.waits('3s').heard).toContain('play said/busy');
      expect(ends(none)).toHaveLength(3);
    });

    it('let a caller who is not answered hear it ring, and stop when the caller hangs up', () => {
      const story = several({}, 'fresh_several').waits('2s');
      expect(story.heard).toEqual(['ring', 'dial anna', 'dial boris']);
      expect(story.hangsUp().heard.slice(3)).toEqual(['drop-leg', 'drop-leg']);
      expect(ends(story).map((each) => each.split(' ')[1])).toEqual(['hung-up', 'hung-up']);
    });

    it('come to an end whenever the node dies', () => {
      for (let crashAfter = 1; crashAfter <= 12; crashAfter++) {
        const story = told({ flow: 'several', dialled: { boris: { answersAfter: '4s', talks: '9s' } }, crashAfter });
        expect(leftAlone(story.waits('1m'))).not.toBe('still going on');
      }
    });
  });

  it('ends a talk that is too long, after a warning to the caller', () => {
    const story = told({ flow: 'limited', dialled: { anna: { answersAfter: '4s' } } }).waits('4m10s');
    expect(story.heard.at(-1)).toBe('play said/one_minute');
    story.waits('59s');
    expect(story.heard.slice(-4)).toEqual(['drop-leg', 'disconnect', 'play said/done', 'hangup']);
    expect(story.of('dial.ended')[0]?.data).toMatchObject({ how: 'done', by: 'us', talkedMs: 300_000 });
  });
});
