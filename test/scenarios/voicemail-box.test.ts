import { pbkdf2Sync } from 'node:crypto';
import type { LookupResult } from '../../src/flow/command';
import { leftAlone, siteOf, START, Story, type StoryOptions } from '../support/story';

const PIN = `pbkdf2:1000:saltysalt:${pbkdf2Sync('4711', 'saltysalt', 1_000, 32, 'sha256').toString('hex')}`;
const site = siteOf({
  'agents.yaml': `agents:\n  anna: { name: Anna Berg, phone: anna, voicemail_pin: "${PIN}" }\n  boris: { name: Boris, phone: boris }\n`,
  'queues.yaml': 'queues:\n  sales: { title: Sales }\n',
  'trunks.yaml': 'trunks:\n  carrier: { endpoint: carrier, allow: ["7."] }\n',
  'flows/own.yaml': `flow: own
start: hello
steps:
  hello:
    - voicemail_box: { agent: call.agent, into: message, on: { call_back: back, failed: no } }
    - play: office/goodbye
    - hangup
  back: [ { connect: { number: message.number, over: carrier } }, hangup ]
  no: [ { play: office/sorry }, hangup ]
`,
  'flows/outside.yaml': `flow: outside
start: hello
steps:
  hello:
    - voicemail_box: { agent: call.person, pin: voicemail/pin, on: { locked: locked } }
    - hangup
  locked: [ { play: office/locked }, hangup ]
`,
  'flows/sales.yaml':
    'flow: sales\nstart: hello\nsteps:\n  hello:\n    - voicemail_box: { queue: sales }\n    - hangup\n',
});

const message = (n: number, state = 'new', number = '79160000009') => ({
  id: `call-${n}.r1`,
  at: START - n * 60_000,
  seconds: 8,
  caller: { number, name: 'Olga' },
  state,
});
const found = (value: unknown) => ({ after: '20ms', result: { is: 'found', value } as LookupResult });
const openOf = (box: string): string => `carillon.voicemails:{"is":"open","box":"${box}"}`;
const changeOf = (voicemail: string, to: string): string =>
  `carillon.voicemails:{"is":"change","voicemail":"${voicemail}","to":"${to}","by":"anna"}`;

function told(messages: readonly object[], options: StoryOptions = {}): Story {
  const { answers, facts, ...more } = options;
  return new Story(site, {
    flow: 'own',
    facts: { channel: 'agent', agent: 'anna', person: 'anna', ...facts },
    answers: { [openOf('agent:anna')]: found(messages), [openOf('queue:sales')]: found(messages), ...answers },
    ...more,
  }).waits('50ms');
}
const changes = (story: Story): string[] =>
  story.of('voicemail.changed').map(({ data }) => `${data.voicemail} ${data.to} by ${data.by}`);
const plays = (story: Story): string[] => story.heard.filter((each) => each.startsWith('play'));

describe("an agent's box", () => {
  it('says how many are new, from whom and when, and plays them one after the other', () => {
    const story = told([message(2), message(1)]);
    expect(plays(story)).toEqual([
      'play “You have two new messages.”, “From seven, nine one six, zero zero zero, zero zero, zero nine, the twenty-third of November at nine fifty-eight a.m.”, call-2.r1, voicemail/menu',
    ]);
    story.presses('1');
    expect(changes(story)).toEqual(['call-2.r1 heard by anna']);
    expect(plays(story).at(-1)).toMatch(/^play “From .*”, call-1\.r1, voicemail\/menu$/);
    story.presses('1').hearsItOut();
    expect(plays(story).slice(-2)).toEqual(['play voicemail/no-more', 'play office/goodbye']);
    expect(changes(story)).toHaveLength(2);
  });

  it('says in Russian what it says', () => {
    const story = told([message(1)], { facts: { language: 'ru' } });
    expect(plays(story)[0]).toContain('“У вас одно новое сообщение.”, “С номера ');
  });

  it('plays one again, deletes one, and has enough', () => {
    const story = told([message(2), message(1, 'heard')]);
    story.presses('2');
    expect(plays(story).at(-1)).toMatch(/^play “From .*”, call-2\.r1, voicemail\/menu$/);
    story.presses('3');
    expect(changes(story)).toEqual(['call-2.r1 heard by anna', 'call-2.r1 deleted by anna']);
    expect(plays(story).at(-1)).toMatch(/^play voicemail\/deleted, “From .*”, call-1\.r1, voicemail\/menu$/);
    story.presses('*');
    expect(plays(story).at(-1)).toBe('play office/goodbye');
    expect(changes(story)).toHaveLength(2);
  });

  it('says when there is none, and when the last one was deleted', () => {
    expect(plays(told([]))).toEqual(['play voicemail/none']);
    expect(plays(told([message(1)]).presses('3')).at(-1)).toBe('play voicemail/deleted, voicemail/no-more');
  });

  it('calls back whom the message is from, over a trunk that allows it', () => {
    const story = told([message(1)], { dialled: { '79160000009': { answersAfter: '2s' } } }).presses('7');
    expect(story.heard.at(-1)).toBe('dial 79160000009 over carrier, heard early');
    expect(story.state.vars['message']).toEqual({ number: '79160000009', name: 'Olga', voicemail: 'call-1.r1' });
    const withheld = told([message(1, 'new', '')]).presses('7');
    expect(withheld.heard.join()).not.toContain('dial');
    expect(plays(withheld)[0]).toContain('“From a withheld number, ');
  });

  it('leaves by failed when it cannot be opened in time, or by a refusal', () => {
    const late = told([], { answers: { [openOf('agent:anna')]: { after: '1m', result: { is: 'not-found' } } } });
    expect(plays(late.waits('5s')).at(-1)).toBe('play office/sorry');
    expect(plays(told([], { facts: { agent: 'nobody' } }))).toEqual(['play office/sorry']);
  });

  it('has been heard when the telephone is put down after it, and not when before', () => {
    expect(
      changes(
        told([message(1)])
          .hearsItOut()
          .hangsUp(),
      ),
    ).toEqual(['call-1.r1 heard by anna']);
    expect(
      changes(
        told([message(1)])
          .waits('100ms')
          .hangsUp(),
      ),
    ).toEqual([]);
  });

  it('ends by itself when nothing is pressed', () => {
    expect(plays(told([message(1)]).waits('2m')).at(-1)).toBe('play office/goodbye');
  });
});

describe('the PIN', () => {
  const outside = (facts: StoryOptions['facts'] = {}) =>
    told([message(1)], { flow: 'outside', facts: { agent: '', channel: 'trunk', ...facts } });

  it('opens the box, and stands nowhere', () => {
    const story = outside();
    expect(plays(story)).toEqual(['play voicemail/pin']);
    story.presses('4711#').waits('50ms');
    expect(plays(story).at(-1)).toContain('call-1.r1');
    expect(JSON.stringify([story.events, story.commands])).not.toContain('4711');
    expect(changes(story.presses('1'))).toEqual(['call-1.r1 heard by anna']);
  });

  it('that is wrong three times locks', () => {
    const story = outside().presses('1111#').presses('2222#').presses('3333#');
    expect(plays(story).at(-1)).toBe('play office/locked');
  });

  it('that does not exist locks at once', () => {
    expect(plays(outside({ person: 'boris' }))).toEqual(['play office/locked']);
  });
});

describe("a queue's box", () => {
  const sales = (answers: StoryOptions['answers'] = {}) => told([message(2), message(1)], { flow: 'sales', answers });

  it('has nothing to delete, and hearing changes nothing', () => {
    const story = sales().presses('3');
    expect(plays(story).at(-1)).toContain('call-2.r1, voicemail/queue-menu');
    story.presses('1');
    expect(plays(story).at(-1)).toContain('call-1.r1, voicemail/queue-menu');
    expect(changes(story)).toEqual([]);
  });

  it('gives a message to whoever takes it first, and is told when it is done', () => {
    const story = sales({
      [changeOf('call-2.r1', 'taken')]: found('taken'),
      [changeOf('call-2.r1', 'done')]: found('done'),
    })
      .presses('4')
      .waits('50ms');
    expect(plays(story).at(-1)).toBe('play voicemail/taken, voicemail/queue-menu');
    story.presses('5').waits('50ms');
    expect(plays(story).at(-1)).toBe('play voicemail/done, voicemail/queue-menu');
  });

  it('refuses who comes second', () => {
    const refused = { after: '20ms', result: { is: 'not-found' } } as const;
    const story = sales({ [changeOf('call-2.r1', 'taken')]: refused })
      .presses('4')
      .waits('50ms');
    expect(plays(story).at(-1)).toBe('play voicemail/refused, voicemail/queue-menu');
  });
});

describe('after a crash', () => {
  it('the box is opened again, and the message is played again', () => {
    const story = told([message(2), message(1)])
      .presses('1')
      .crashes('1s');
    expect(plays(story).at(-1)).toMatch(/call-1\.r1, voicemail\/menu$/);
  });

  it.each(['own', 'outside', 'sales'])('%s ends, whenever it comes', (flow) => {
    for (let crashAfter = 1; crashAfter < 14; crashAfter++) {
      const story = told([message(2), message(1)], {
        flow,
        crashAfter,
        answers: { [changeOf('call-2.r1', 'taken')]: found('taken') },
      });
      story.presses('4711#').waits('100ms').presses('4').waits('100ms').presses('1');
      expect(leftAlone(story)).toBe('self-served');
    }
  });
});
