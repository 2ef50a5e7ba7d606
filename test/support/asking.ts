import type { Site } from '../../src/flow/office';
import type { SiteFiles } from '../../src/site/compile';
import { leftAlone, siteOf, Story, type StoryOptions } from './story';

const LABELS = ['sales', 'support', 'operator', 'ring', 'silent', 'wrong', 'yes', 'no'] as const;

/**
 * A site whose flow asks one thing or several, after it has answered; below stands `play: said/next`, and each label says its name:
 * `said/sales`. A prompt lasts a second.
 */
export function siteThatAsks(asked: string | readonly string[], files: SiteFiles = {}): Site {
  const steps = [asked].flat();
  const labels = LABELS.filter((label) => new RegExp(`: ${label}\\b`).test(steps.join('\n')));
  const flow = [
    'flow: main',
    'start: ask',
    'steps:',
    '  ask:',
    '    - answer',
    ...steps.map((step) => `    - ${step}`),
    '    - play: said/next',
    ...labels.flatMap((label) => [`  ${label}:`, `    - play: said/${label}`]),
  ];
  return siteOf({ 'flows/main.yaml': `${flow.join('\n')}\n`, ...files });
}

/** What was asked and said, without what any call has. */
export const said = (story: Story): readonly string[] =>
  story.heard.flatMap((each) =>
    each.startsWith('play ') ? each.slice('play '.length) : each === '— crash —' ? each : [],
  );

/** What was keyed in, as the history has it: `match 123`. */
export const keyed = (story: Story): readonly string[] =>
  story.of('flow.input').map(({ data }) => `${data.heard}${data.keys === '' ? '' : ` ${data.keys}`}`);

/** Tells the story again with a crash after each of its turns; left alone then, the call must come to an end, once. */
export function endsWhenCrashed(site: Site, tell: (story: Story) => unknown, options: StoryOptions = {}): void {
  const whole = new Story(site, options);
  tell(whole);
  for (let crashAfter = 1; crashAfter <= whole.turns; crashAfter++) {
    const story = new Story(site, { ...options, crashAfter });
    tell(story);
    expect(`${crashAfter}: ${leftAlone(story)}`).not.toContain('still going on');
    expect(story.of('call.ended')).toHaveLength(1);
  }
}
