import type { Problem } from '../../../src/flow/problem';
import { compileSite } from '../../../src/site/compile';

const HEAD = 'flow: main\nstart: hello\nsteps:\n  hello:\n    - answer\n';

/** What is wrong with a step in a small site. */
function wrongWith(step: string, files: Readonly<Record<string, string>> = {}): string[] {
  const { problems } = compileSite(
    {
      'site.yaml': 'site: Test\n',
      'numbers.yaml': 'numbers: { "1000": { flow: main } }\n',
      'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n',
      'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna }\n',
      'schedules.yaml': 'time_zone: UTC\n',
      'flows/main.yaml': `${HEAD}    - collect: { prompt: office/pin, digits: 4, secret: true, into: pin }\n    - ${step}\n    - queue: sales\n    - play: office/nobody\n`,
      ...files,
    },
    () => ({ has: () => true }),
  );
  return problems.map(({ code, message }: Problem) => `${code} ${message}`);
}

describe('notify', () => {
  test.each([
    ['notify: { mail: sales@example.com, text: Hello }', []],
    ['notify: { mail: "{{ call.name }}", subject: Hello }', []],
    ['notify: { sms: "+7 916 000-00-09", text: Hello }', []],
    ['notify: { webhook: "https://crm.example/{{ call.ani }}", data: { phone: call.ani } }', []],
    ['notify: { text: Hello }', ['SITE001 notify: needs one of mail, sms and webhook: how it is sent']],
    [
      'notify: { mail: a@b.example, sms: "112", text: Hello }',
      ['SITE001 notify: needs one of mail, sms and webhook: how it is sent'],
    ],
    ['notify: { mail: a@b.example }', ['SITE001 notify: needs a subject or a text']],
    ['notify: { sms: "112" }', ['SITE001 notify: needs a text']],
    [
      'notify: { sms: "112", text: a, subject: b }',
      ['SITE001 notify: a text message has neither subject nor data, only a text'],
    ],
    [
      'notify: { mail: call.name, text: a }',
      [
        'SITE001 mail: "call.name" is no address like sales@example.com; an expression stands in braces: "{{ call.name }}"',
      ],
    ],
    [
      'notify: { webhook: "{{ call.name }}" }',
      [
        'SITE001 webhook: needs an address that begins with http:// or https:// and a host; what {{ }} puts in stands behind the host and a /, as in https://crm.example/{{ call.ani }}',
      ],
    ],
  ])('%s', (step, problems) => expect(wrongWith(step)).toEqual(problems));

  test.each(['mail: a@b.example, text: "{{ pin }}"', 'sms: "{{ pin }}", text: a'])('no secret leaves by %s', (step) => {
    expect(wrongWith(`notify: { ${step} }`)).toEqual(['FLOW011 {{ pin }} would put a secret into the history']);
  });

  test('nor by data', () => {
    expect(wrongWith('notify: { webhook: "https://crm.example/", data: { pin: pin } }')).toEqual([
      'FLOW011 pin would put a secret out of the house',
    ]);
  });

  test('a loop of it is found', () => {
    const flow = `${HEAD}    - goto: again\n  again:\n    - notify: { sms: "112", text: a }\n    - goto: again\n`;
    expect(wrongWith('', { 'flows/main.yaml': flow }).join()).toContain('FLOW008');
  });
});

describe('voicemail and voicemail_box', () => {
  test.each([
    ['voicemail: { agent: "\'anna\'", review: true }', []],
    ['voicemail: { queue: sales }', []],
    ['voicemail: { prompt: office/leave }', ['SITE001 voicemail: needs agent or queue: whose box it is']],
    ['voicemail: { agent: call.person, queue: sales }', ['SITE001 voicemail: needs agent or queue: whose box it is']],
    ['voicemail: { queue: sale }', ['FLOW006 there is no queue sale (did you mean "sales"?); known are sales']],
    [
      'voicemail: { queue: sales, end: "1#", review: true }',
      ['SITE001 end: "1#" has a key of the menu that review asks; those are 1, 2 and 3'],
    ],
    ['voicemail_box: { agent: call.agent }', []],
    ['voicemail_box: { queue: sales, pin: office/pin }', ["SITE001 pin: only an agent's box has a PIN"]],
    [
      'voicemail_box: { agent: call.agent, on: { call_back: hello } }',
      ['SITE001 call_back: needs into: the variable that gets the number to call'],
    ],
  ])('%s', (step, problems) => expect(wrongWith(step)).toEqual(problems));

  test('the prompts that are usual must be there', () => {
    const { problems } = compileSite({
      'site.yaml': 'site: Test\n',
      'numbers.yaml': 'numbers: { "1000": { flow: main } }\n',
      'queues.yaml': 'queues: {}\n',
      'agents.yaml': 'agents: {}\n',
      'schedules.yaml': 'time_zone: UTC\n',
      'flows/main.yaml': `${HEAD}    - voicemail_box: { agent: call.person }\n    - hangup\n`,
    });
    const missing = problems.filter(({ code }) => code === 'FLOW007').map(({ message }) => message);
    for (const prompt of ['menu', 'none', 'no-more', 'deleted'])
      expect(missing.join()).toContain(`voicemail/${prompt}`);
    expect(missing.join()).not.toContain('queue-menu');
  });
});

describe('a box', () => {
  const withAgent = (settings: string): string[] =>
    wrongWith('queue: sales', { 'agents.yaml': `agents:\n  anna: { name: Anna, phone: anna, ${settings} }\n` });
  test.each([
    [`mail: anna@example.com, voicemail_pin: "pbkdf2:1000:saltysalt:${'0a'.repeat(32)}"`, []],
    ['mail: anna', ['SITE001 mail: "anna" is no address like anna@example.com']],
    [
      'voicemail_pin: "4711"',
      ['SITE001 voicemail_pin: needs a hash like pbkdf2:1000:<salt>:<hex>, not the PIN itself'],
    ],
  ])('%s', (settings, problems) => {
    expect(withAgent(settings).filter((line) => !line.startsWith('FLOW'))).toEqual(problems);
  });
});
