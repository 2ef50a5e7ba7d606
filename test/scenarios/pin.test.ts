import { pbkdf2Sync } from 'node:crypto';
import { endsWhenCrashed, keyed, said, siteThatAsks } from '../support/asking';
import { Story } from '../support/story';

const hashed = (pin: string): string =>
  `pbkdf2:500:Xk2nQ9rTbV:${pbkdf2Sync(pin, 'Xk2nQ9rTbV', 500, 32, 'sha256').toString('hex')}`;

const COLLECT = 'collect: { prompt: a/contract, digits: 4, into: contract }';
const PIN = 'prompt: a/pin, digits: 4, wrong: a/wrong-pin, locked: wrong, no_input: { tries: 2, then: silent }';
const site = siteThatAsks([COLLECT, `pin: { ${PIN}, list: pins, of: contract, into: who }`], {
  'lists/pins.yaml': `"1001": { pin: "${hashed('4711')}", name: Anna }\n"1002": { pin: "4712" }\n`,
});

const as = (contract: string, ...pins: readonly string[]): ((story: Story) => Story) => {
  return (story) => {
    story.waits('1s').presses(contract);
    for (const pin of pins) story.waits('2s').presses(pin);
    return story;
  };
};

describe('a PIN', () => {
  it('lets on who knows it, and says who that is', () => {
    const tell = as('1001', '4711');
    const story = tell(new Story(site));
    expect(story.path).toContain('ask.2 → next');
    expect(story.state.vars['who']).toEqual({ name: 'Anna' });
    endsWhenCrashed(site, tell);
  });

  it('locks out who keys in a wrong one too often', () => {
    const tell = as('1001', '4712', '4713', '4714');
    const story = tell(new Story(site));
    expect(said(story)).toEqual(['a/contract', 'a/pin', 'a/wrong-pin, a/pin', 'a/wrong-pin, a/pin', 'said/wrong']);
    expect(story.path).toContain('ask.2 → locked');
    expect(story.state.vars['who']).toEqual({});
    endsWhenCrashed(site, tell);
  });

  it('keeps count over a crash', () => {
    const story = as('1001', '4712', '4713')(new Story(site)).crashes().waits('2s').presses('4711');
    expect(story.path).toContain('ask.2 → next');
    const locked = as('1001', '4712', '4713')(new Story(site)).crashes().waits('2s').presses('4714');
    expect(locked.path).toContain('ask.2 → locked');
  });

  it('lets nobody on who is not in the list, or has no hash there', () => {
    expect(as('1009', '4711')(new Story(site)).path).not.toContain('ask.2 → next');
    const story = as('1002', '4712')(new Story(site));
    expect(story.path).not.toContain('ask.2 → next');
    expect(story.of('flow.problem').map(({ data }) => data.what)).toEqual([
      'the list pins has an entry whose pin is no hash',
    ]);
  });

  it('has its own exit for silence', () => {
    expect(as('1001')(new Story(site)).waits('20s').path).toContain('ask.2 → no_input');
  });

  it('may be checked by an expression', () => {
    const by = siteThatAsks([COLLECT, `pin: { ${PIN}, check: contract == value }`]);
    expect(as('1001', '1001')(new Story(by)).path).toContain('ask.2 → next');
    expect(as('1001', '1002')(new Story(by)).path).not.toContain('ask.2 → next');
  });

  it('stands nowhere that anybody reads, right or wrong or half keyed in', () => {
    const story = as('1001', '4712', '9753', '4711')(new Story(site));
    const half = as('1001', '97')(new Story(site));
    expect(JSON.stringify([...story.events, ...half.events])).not.toMatch(/4711|4712|97/);
    for (const state of [story.state, half.state])
      expect(JSON.stringify({ ...state, sealed: null })).not.toMatch(/4711|4712|97/);
    expect(half.state.sealed.typed).toBe('97');
    expect(JSON.stringify(story.state.sealed)).not.toMatch(/4711|4712|9753/);
    expect(keyed(story)).toEqual(['match 1001', 'no-match ••••', 'no-match ••••', 'match ••••']);
  });
});
