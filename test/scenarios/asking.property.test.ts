import fc from 'fast-check';
import { siteThatAsks } from '../support/asking';
import { Story } from '../support/story';

const AGENTS = {
  'agents.yaml': `agents:
  anna: { name: Anna Berg, phone: anna, extension: "101" }
  olga: { name: Olga Berger, phone: olga, extension: "1022" }
  paul: { name: Paul Berger, phone: paul, extension: "237" }
`,
  'lists/pins.yaml': `"7": { pin: "pbkdf2:1:Xk2nQ9rTbV:${'0'.repeat(64)}" }\n`,
};

/** Steps as wide as they can be: several keys, several questions, prompts that cannot be stopped, a key that repeats. */
const steps: Readonly<Record<string, string>> = {
  menu: 'menu: { prompt: [{ prompt: a/legal, barge_in: false }, a/menu], keys: { 1: sales, 12: sales, 999: sales }, repeat: "*", extensions: { to: sales, into: x } }',
  collect:
    'collect: { prompt: a/ask, into: x, digits: 3..8, luhn: true, repeat: "*", wait_end: 5s, confirm: { prompt: a/right }, no_match: { tries: 9, again: false } }',
  deaf: 'collect: { prompt: a/ask, into: x, digits: 1..64, barge_in: false, repeat: "*", check: value == \'x\' }',
  amount:
    'collect: { prompt: a/ask, into: x, digits: 1..8, min: 5000, decimals: 3, no_input: { by_try: [a/one, a/two] } }',
  'yes or no': 'yes_no: { prompt: a/ask, yes: 8, no: 9, repeat: "*" }',
  pin: 'pin: { prompt: a/pin, digits: 4..6, list: pins, of: "\'7\'", repeat: "*" }',
  directory:
    'directory: { prompt: a/letters, press: a/press, too_many: a/more, into: x, letters: 2..8, most: 1, back: 0, repeat: "*" }',
  language: 'language: { prompt: a/ask, keys: { 88: en, 89: ru }, repeat: "*" }',
  survey: 'survey: { name: s, prompt: a/ask, scale: 30..50, repeat: "*" }',
};

/** Silence, wrong keys and repeats as often as any of these allows, each with its prompts and as many keys as fit. */
const LONGEST_MS = 45 * 60_000;
const MOST_KEYS = 2_000;

const presses = fc.array(
  fc.record({
    key: fc.constantFrom(...Array.from('0123456789***##')),
    after: fc.constantFrom(0, 10, 900, 999, 1_000, 1_900, 2_999, 3_000, 4_999, 5_000, 8_000),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('whatever keys come at whatever times, the question comes to an end', () => {
  test.each(Object.entries(steps))('%s', (_, step) => {
    const site = siteThatAsks(step, AGENTS);
    fc.assert(
      fc.property(presses, fc.option(fc.nat(60), { nil: -1 }), (pattern, crashAt) => {
        const story = new Story(site);
        const began = story.now;
        const left = (): boolean => story.path.some((each) => each.startsWith('ask.1 '));
        // The same keys for ever: a caller who does not give up.
        for (let index = 0; !left() && index < MOST_KEYS && story.now - began <= LONGEST_MS; index++) {
          const { key, after } = pattern[index % pattern.length] ?? { key: '#', after: 1 };
          story.waits(`${after}ms`);
          if (index === crashAt) story.crashes('1s');
          if (!left()) story.presses(key);
        }
        if (!left()) story.waits('5m');
        expect(left()).toBe(true);
        expect(story.now - began).toBeLessThanOrEqual(LONGEST_MS + 300_000);
      }),
      { numRuns: 150 },
    );
  });
});
