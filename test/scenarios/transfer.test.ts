import { leftAlone, siteOf, Story, type StoryOptions } from '../support/story';

const files = {
  'trunks.yaml': `trunks:
  carrier: { allow: ['112'], domain: sip.example.net }
  mute: { allow: ['112'] }
`,
  'flows/main.yaml': flowOf('carrier'),
  'flows/mute.yaml': flowOf('mute', 'mute'),
};
const site = siteOf(files);

function flowOf(trunk: string, flow = 'main'): string {
  return `flow: ${flow}
start: hello
steps:
  hello:
    - transfer: { number: call.diverted, over: ${trunk}, on: { failed: failed } }
  failed:
    - play: office/sorry
    - hangup
`;
}

const told = (options: StoryOptions = {}): Story => new Story(site, { facts: { diverted: '112' }, ...options });

describe('transfer', () => {
  it('sends the caller to the address of the number, and that is all', () => {
    const story = told({ flow: 'main' }).waits('2s');
    expect(story.heard).toEqual(['redirect sip:112@sip.example.net']);
    story.happens({ type: 'hung-up', by: 'them', cause: 16 });
    expect(story.state.state.is).toBe('over');
    expect(story.heard).toHaveLength(1);
  });

  it.each([
    ['the other side refuses', (story: Story) => story.happens(refused(story)), 'transfer: SIP 603'],
    ['nothing happens for 20 s', (story: Story) => story.waits('20s'), 'transfer: the other side did not take'],
  ])('goes on by failed when %s', (_, happens, what) => {
    const story = told({ flow: 'main' });
    happens(story);
    expect(story.heard.at(-1)).toBe('play office/sorry');
    expect(story.of('flow.problem')[0]?.data.what).toContain(what);
  });

  it('sends nobody to a number that is not allowed, nor over a trunk without a domain', () => {
    const wrong = told({ flow: 'main', facts: { diverted: '+4915112345678' } });
    expect(wrong.heard).toEqual(['play office/sorry']);
    expect(wrong.of('flow.problem')[0]?.data.what).toContain('does not allow');
    const mute = told({ flow: 'mute' });
    expect(mute.heard).toEqual(['play office/sorry']);
    expect(mute.of('flow.problem')[0]?.data.what).toContain('has no domain');
  });

  it('does not send the caller twice after a crash', () => {
    const story = told({ flow: 'main' }).waits('2s').crashes('1s').waits('5s');
    expect(story.heard).toEqual(['redirect sip:112@sip.example.net', '— crash —', 'stop-music']);
    story.waits('20s');
    expect(story.heard.at(-2)).toBe('play office/sorry');
  });

  it('ends, whenever it crashes', () => {
    for (let crashAfter = 1; crashAfter < 5; crashAfter++)
      expect(leftAlone(told({ flow: 'main', crashAfter }))).toBe('self-served');
  });
});

const refused = (story: Story) =>
  ({ type: 'failed', command: story.commands.at(-1)?.id ?? '', why: 'SIP 603' }) as const;
