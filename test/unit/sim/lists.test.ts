import { PlayedCall } from '../../../src/sim/played-call';
import { writeStory } from '../../../src/sim/story/write';
import { mistakes, reading, site, textOf, told } from './stories';

const AT = 'number: "1000", caller: "79160000009", at: "2026-11-20 10:05"';
const HEARD = ['steps:', '  - playing: office/menu'];

describe('what a story says of lists', () => {
  it('is given, and looked at when it is told', async () => {
    const given = `given: { ${AT}, lists: { blacklist: { "79990000009": { reason: robot }, "7000*": } } }`;
    const lists = (entries: string): Promise<string> => told(given, ...HEARD, `lists: { ${entries} }`);
    expect(await lists('blacklist: { "79990000009": true, "7000123": true, "1": false }')).toBe('passed');
    expect(await lists('customers: { "79160000001": true, "79160000009": false }')).toBe('passed');
    expect(await lists('blacklist: { "79990000009": false }')).toBe(
      '5 expected 79990000009 not to stand in the list blacklist; it does',
    );
    expect(await lists('blacklist: { "1": true }')).toBe('5 expected 1 to stand in the list blacklist; it does not');
  });

  it('is checked: only lists that can be added to are given, and only lists that are there are looked at', () => {
    expect(mistakes(`given: { ${AT}, lists: { customers: { "1": } } }`, 'steps: []')).toEqual([
      '2:93 FLOW006 there is no list that can be added to customers; known are blacklist',
    ]);
    expect(mistakes('steps: []', 'lists: { blaklist: { "1": true } }')).toEqual([
      '4:22 FLOW006 there is no list blaklist (did you mean "blacklist"?); known are blacklist, customers',
    ]);
  });

  it('comes out again when the call is written as a story, with the wrong PINs of other calls', async () => {
    const text = textOf(
      `given: { ${AT}, lists: { blacklist: { "7999*": { times: 3 } } }, wrong_pins: { caller: { "1": 2, "2": 3 }, customers: { "3": 4 }, voicemail: { "agent:anna": 5 }, contract: { "6": 7 } } }`,
      'steps: []',
    );
    const [story] = reading(text).stories;
    if (!story) throw new Error('the story is wrong');
    const call = await PlayedCall.begin(site, story.given);
    call.simulation.stop();
    const [again] = reading(writeStory(call, 'A test', '2026-11-20 10:05')).stories;
    expect(again?.given.lists).toEqual(story.given.lists);
    expect(again?.given.wrongPins).toEqual(story.given.wrongPins);
    expect(story.given.wrongPins.map(({ subject: { is, of, key }, times }) => [is, of, key, times])).toEqual([
      ['caller', '', '1', 2],
      ['caller', '', '2', 3],
      ['list', 'customers', '3', 4],
      ['voicemail', '', 'agent:anna', 5],
      ['expression', 'contract', '6', 7],
    ]);
  });
});
