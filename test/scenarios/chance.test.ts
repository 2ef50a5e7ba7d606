import { endsWhenCrashed, said } from '../support/asking';
import { siteOf, Story } from '../support/story';

const looping = (step: string): ReturnType<typeof siteOf> =>
  siteOf({
    'flows/main.yaml': `flow: main
start: round
max: 60s
steps:
  round:
    - answer
    - ${step}
    - silence: { for: 1s, barge_in: false }
    - goto: round
  other:
    - play: { prompts: said/other, barge_in: false }
    - goto: round
`,
  });

const callsOf = (site: ReturnType<typeof siteOf>, howMany: number): readonly string[][] =>
  Array.from({ length: howMany }, (_, index) => [
    ...said(new Story(site, { facts: { id: `test-1.${index}` } }).waits('59s')).filter((each) => each.includes('/')),
  ]);

describe('chance', () => {
  it('split by random draws anew each time, alike when a turn is done again', () => {
    const site = looping('split: { shares: { other: 50 }, by: random }');
    const ways = new Story(site).waits('59s').path.filter((each) => each.startsWith('round.1'));
    expect(new Set(ways)).toEqual(new Set(['round.1 → other', 'round.1 → next']));
    expect(new Story(site).waits('59s').path).toEqual(new Story(site).waits('59s').path);
    endsWhenCrashed(site, (story) => story.waits('20s'));
  });

  it('split by call stays with its first choice', () => {
    const site = looping('split: { shares: { other: 50 }, by: call }');
    const ways = new Story(site).waits('59s').path.filter((each) => each.startsWith('round.1'));
    expect(new Set(ways).size).toBe(1);
  });

  it('play says the next of several messages each time, from the first again after the last', () => {
    const [call] = callsOf(looping('play: { one_of: [a/one, [a/two, a/more], a/three] }'), 1);
    expect(call?.slice(0, 4)).toEqual(['a/one', 'a/two, a/more', 'a/three', 'a/one']);
  });

  it('play at random says all of them in the end, and none twice in a row', () => {
    const site = looping('play: { one_of: [a/one, a/two, a/three], order: random }');
    const calls = callsOf(site, 20);
    for (const call of calls) expect(call.some((each, index) => each === call[index + 1])).toBe(false);
    expect(new Set(calls.map(([first]) => first))).toEqual(new Set(['a/one', 'a/two', 'a/three']));
    endsWhenCrashed(site, (story) => story.waits('10s'));
  });
});
