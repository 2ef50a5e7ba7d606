import { endsWhenCrashed, keyed, said, siteThatAsks } from '../support/asking';
import { Story } from '../support/story';

describe('a question of yes or no', () => {
  const site = siteThatAsks(
    'yes_no: { prompt: a/ask, into: wants, on: { yes: yes, no: no }, no_input: { then: silent }, no_match: { then: wrong } }',
  );

  it('is answered by one key each', () => {
    const tell = (story: Story): Story => story.waits('1s').presses('1');
    const yes = tell(new Story(site));
    expect(yes.path).toContain('ask.1 → yes');
    expect(yes.state.vars['wants']).toBe(true);
    const no = new Story(site).waits('1s').presses('2');
    expect(said(no)).toEqual(['a/ask', 'said/no']);
    expect(no.state.vars['wants']).toBe(false);
    endsWhenCrashed(site, tell);
  });

  it('may have other keys, and lead on below', () => {
    const other = siteThatAsks('yes_no: { prompt: a/ask, yes: "*", no: 0, into: wants }');
    expect(said(new Story(other).waits('1s').presses('*'))).toEqual(['a/ask', 'said/next']);
    expect(keyed(new Story(other).waits('1s').presses('1'))).toEqual(['no-match 1']);
  });

  it('has no answer until there is one', () => {
    const tell = (story: Story): Story => story.waits('1m');
    const silent = tell(new Story(site));
    expect(silent.path).toContain('ask.1 → no_input');
    expect(silent.state.vars['wants']).toBeNull();
    endsWhenCrashed(site, tell);
  });
});
