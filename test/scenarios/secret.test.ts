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
