import { leftAlone, siteOf, Story, type StoryOptions } from '../support/story';

const site = siteOf({
  'flows/main.yaml': `flow: main
start: hello
on_hangup: after
steps:
  hello:
    - answer
    - notify: { mail: sales@example.com, subject: "Call from {{ call.ani }}", text: "At {{ now.time }}", data: { tags: tags, campaign: call.campaign } }
    - notify: { sms: "+7 (916) 000-00-09", text: Hello }
    - notify: { webhook: "https://crm.example/calls/{{ call.ani }}?q=a", data: { phone: call.ani } }
    - play: office/welcome
    - hangup
  after:
    - notify: { sms: "{{ call.ani }}", text: "Sorry" }
`,
  'flows/nobody.yaml':
    'flow: nobody\nstart: hello\nsteps:\n  hello:\n    - answer\n    - notify: { mail: "{{ call.name }}", text: Hello }\n    - hangup\n',
});
const told = (options: StoryOptions = {}): Story => new Story(site, { flow: 'main', ...options });
const notices = (story: Story) => story.commands.flatMap((each) => (each.type === 'notify' ? [each] : []));

it('sends a mail, a message and a webhook, with the facts of the call, and goes on at once', () => {
  const story = told({ facts: { ani: '+7916/1', campaign: 'radio' } });
  expect(story.heard).toEqual([
    'answer',
    'mail to sales@example.com',
    'sms to +79160000009',
    'webhook to https://crm.example/calls/%2B7916%2F1?q=a',
    'play office/welcome',
  ]);
  expect(notices(story)[0]).toEqual({
    type: 'notify',
    id: expect.stringMatching(/^test-1\.1\.c\d+$/) as string,
    by: 'mail',
    to: 'sales@example.com',
    subject: 'Call from +7916/1',
    text: 'At 10:00',
    data: { tags: [], campaign: 'radio' },
    recording: null,
  });
});

it('also after the caller has hung up', () => {
  const story = told().hangsUp();
  expect(story.heard.at(-1)).toBe('sms to 79160000009');
  expect(story.state.state.is).toBe('over');
});

it('holds nobody up when nobody takes it, and says so', () => {
  const story = told({ noticesAreLost: true }).waits('9500ms');
  expect(story.heard.at(-1)).toBe('play office/welcome');
  expect(story.of('flow.problem').map(({ data }) => data.what)).toEqual(
    Array<string>(3).fill('notify: not taken within 3 s'),
  );
});

it('asks for nothing that cannot be reached', () => {
  const story = told({ flow: 'nobody' });
  expect(story.heard).toEqual(['answer', 'hangup']);
  expect(story.of('flow.problem')[0]?.data.what).toBe(
    'notify: {{ call.name }} comes to nothing that a mail could reach',
  );
});

it('asks for the same notice again after a crash, so that it is sent once', () => {
  for (let crashAfter = 1; crashAfter < 10; crashAfter++) {
    const story = told({ crashAfter });
    expect(leftAlone(story)).toBe('self-served');
    expect(new Set(notices(story).map(({ id }) => id)).size).toBe(4);
  }
});
