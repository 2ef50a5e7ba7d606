import { compileSite } from '../../src/site/compile';
import { siteOf, Story } from '../support/story';

const FLOW = `flow: main
start: ask
steps:
  ask:
    - answer
    - collect: { prompt: a/pin, digits: 4, into: pin, secret: true, check: "value != '9753'" }
    - set: { doubled: "pin + pin" }
    - if: pin == '1234'
      then: [ lookup: { connector: bank, key: pin, into: account } ]
    - if: account[pin] == 'x'
      then: [ hangup ]
    - play: a/bye
`;
const CONNECTORS = 'connectors:\n  bank: { table: lists/bank.yaml }\n';
const SITE = {
  'flows/main.yaml': FLOW,
  'connectors.yaml': CONNECTORS,
  'lists/bank.yaml': '"1234": { balance: 5 }\n',
};

describe('what a caller keys in as secret', () => {
  const story = new Story(siteOf(SITE), {
    answers: { 'bank:1234': { after: '10ms', result: { is: 'found', value: { balance: 5 } } } },
  })
    .hearsItOut()
    .presses('9753')
    .hearsItOut()
    .presses('1234')
    .waits('1s');

  it('is used by the flow', () => {
    expect(story.heard).toContain('ask bank 1234');
    expect(story.path).toContain('ask.3 → then');
  });

  it('is in no event: not the digits, not the wrong ones, not what was made from them', () => {
    const said = JSON.stringify(story.events);
    expect(said).not.toMatch(/1234|9753/);
    expect(story.of('flow.input').map(({ data }) => data.keys)).toEqual(['••••', '••••']);
  });

  it('is in the sealed part of the session only, also while it is being keyed in', () => {
    const half = new Story(siteOf(SITE)).hearsItOut().presses('12');
    for (const { sealed, ...open } of [half.state, story.state]) {
      expect(JSON.stringify(open)).not.toMatch(/12/);
      expect(JSON.stringify(sealed)).toMatch(/12/);
    }
  });

  it('may not be made into a prompt', () => {
    const files = { ...SITE, 'flows/main.yaml': FLOW.replace('play: a/bye', 'play: "a/{{ doubled }}"') };
    const { problems } = compileSite(
      {
        'site.yaml': 'site: x',
        'numbers.yaml': 'numbers: {}',
        'queues.yaml': 'queues: {}',
        'agents.yaml': 'agents: {}',
        'schedules.yaml': 'time_zone: UTC',
        'prompts/en.yaml': 'a/pin: Pin',
        ...files,
      },
      () => new Map(),
    );
    expect(problems.map(({ code, line }) => `${code} ${line}`)).toEqual(['FLOW011 12']);
  });
});

describe('what is made of a secret', () => {
  const site = siteOf({
    ...SITE,
    'flows/main.yaml': `flow: main
start: ask
steps:
  ask:
    - answer
    - collect: { prompt: a/pin, digits: 4, into: pin, secret: true }
    - collect: { prompt: a/amount, digits: 2, into: amount, secret: true, min: 10 }
    - set: { right: "pin == '1234'", next: int(pin) + 1, more: amount + 1, both: "[right, pin]" }
    - if: right
      then: [ play: a/right ]
      else: [ play: a/wrong ]
    - if: next == 1235
      then: [ play: a/next ]
    - if: amount >= 40 && more == 43
      then: [ play: a/amount-fits ]
    - if: both[0] && both[1] == pin
      then: [ play: a/both ]
`,
  });
  const told = (pin: string): Story => new Story(site).hearsItOut().presses(pin).hearsItOut().presses('42').waits('1m');

  it('keeps its type: a verdict is true or false, a sum is a number', () => {
    expect(told('1234').heard).toEqual(
      expect.arrayContaining(['play a/right', 'play a/next', 'play a/amount-fits', 'play a/both']),
    );
    expect(told('4321').heard).toContain('play a/wrong');
    expect(told('4321').heard).not.toContain('play a/right');
  });

  it('stays sealed, also the verdict', () => {
    const story = new Story(site).hearsItOut().presses('1234').hearsItOut().presses('42');
    expect(story.state.sealed.vars).toEqual({
      pin: '1234',
      amount: 42,
      right: true,
      next: 1235,
      more: 43,
      both: [true, '1234'],
    });
    expect(Object.keys(story.state.vars)).toEqual([]);
    const written = story.of('flow.variable').map(({ data }) => data.value);
    expect(new Set(written)).toEqual(new Set(['••••']));
  });
});
