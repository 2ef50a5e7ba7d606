import { endsWhenCrashed, said, siteThatAsks } from '../support/asking';
import { Story } from '../support/story';
import { problemsIn } from '../unit/site/office';

const languagesHeard = (story: Story): readonly string[] => story.of('flow.play').map(({ data }) => data.language);

describe('the language of a call', () => {
  it('is the one that is chosen, for the rest of the call', () => {
    const site = siteThatAsks(
      'language: { prompt: a/languages, keys: { 1: en, 2: ru }, no_input: { then: silent }, no_match: { then: wrong } }',
    );
    const tell = (story: Story): Story => story.waits('1s').presses('2').waits('500ms');
    const story = tell(new Story(site));
    expect(languagesHeard(story)).toEqual(['en', 'ru']);
    expect(story.state.call.language).toBe('ru');
    expect(story.of('call.language').map(({ data }) => data)).toEqual([{ node: 'ask.1', language: 'ru' }]);
    expect(tell(new Story(site)).crashes().state.call.language).toBe('ru');
    endsWhenCrashed(site, tell);
  });

  it('stays as it is when nothing is chosen, or it is chosen anew', () => {
    const site = siteThatAsks(
      'language: { prompt: a/languages, keys: { 1: en, 2: ru }, no_input: { tries: 1, then: silent } }',
    );
    const silent = new Story(site).waits('7s');
    expect(said(silent).at(-1)).toBe('said/silent');
    expect(silent.state.call.language).toBe('en');
    expect(new Story(site).waits('1s').presses('1').of('call.language')).toEqual([]);
  });

  it('is set by a word, or by what is known of the caller', () => {
    expect(new Story(siteThatAsks('language: ru')).state.call.language).toBe('ru');
    const known = (language: string): string =>
      new Story(
        siteThatAsks([
          "set: { customer: \"{'speaks': 'LANGUAGE'}\" }".replace('LANGUAGE', language),
          'language: { from: customer.speaks, one_of: [en, ru] }',
        ]),
      ).state.call.language;
    expect(known('ru')).toBe('ru');
    expect(known('de')).toBe('en');
  });

  it('needs the prompts that may be heard in it', () => {
    const problems = problemsIn('    - language: ru', '    - play: office/only-english', '    - hangup');
    expect(problems.join('\n')).toMatch(/FLOW007.*office\/only-english/);
  });
});
