import fc from 'fast-check';
import type { Json } from '../../../src/domain/json';
import { cases, currencies, genders, timeUnits } from '../../../src/flow/saying/grammar';
import { inWords, sayingKinds, type Manner, type SayingKind } from '../../../src/flow/saying/sayings';

const setting = (language: string) => ({ language, timeZone: 'Europe/Moscow', now: Date.UTC(2026, 10, 23, 10) });

const manner: fc.Arbitrary<Manner> = fc.record({
  form: fc.record({ gender: fc.constantFrom(...genders), case: fc.constantFrom(...cases) }),
  decimals: fc.integer({ min: 0, max: 6 }),
  counted: fc.constant({ one: 'звонок', few: 'звонка', many: 'звонков' }),
  currency: fc.constantFrom(...currencies),
  cents: fc.boolean(),
  year: fc.option(fc.boolean()),
  withWeekday: fc.boolean(),
  clock: fc.constantFrom(12, 24),
  roundedTo: fc.constantFrom(...timeUnits),
});

const numeric: readonly SayingKind[] = ['number', 'ordinal', 'count', 'money', 'duration', 'digits', 'characters'];
const words = /^[a-zа-яё ,.-]+$/i;

describe('what is said', () => {
  it('has no digit left in it, in English and Russian, for any number up to 10¹²', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...numeric),
        fc.integer({ min: 0, max: 1e12 }),
        fc.constantFrom('en', 'ru'),
        manner,
        (kind, value, language, how) => {
          const said = inWords(kind, value, how, setting(language));
          expect(said).toEqual({ words: expect.stringMatching(words) as unknown });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('has none for decimals, negative numbers and instants', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 })),
        fc.constantFrom('en', 'ru'),
        manner,
        ([digits, places], language, how) => {
          for (const kind of ['number', 'count', 'money'] as const)
            expect(inWords(kind, digits / 10 ** places, how, setting(language))).toEqual({
              words: expect.stringMatching(words) as unknown,
            });
          for (const kind of ['date', 'time', 'datetime', 'weekday'] as const)
            expect(inWords(kind, Math.abs(digits) * 4 + 1e8, how, setting(language))).toEqual({
              words: expect.stringMatching(words) as unknown,
            });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('is words or a problem for anything at all, in any language', () => {
    const anything: fc.Arbitrary<Json> = fc.oneof(
      fc.jsonValue() as fc.Arbitrary<Json>,
      fc.double(),
      fc.string(),
      fc.stringMatching(/^[-+]?\d{0,20}([.,:T -]\d{0,8})?$/),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...sayingKinds),
        anything,
        fc.oneof(fc.constantFrom('en', 'ru', 'fr', 'pl', 'ar', 'zh-Hant', 'en_GB', 'qaa'), fc.string()),
        manner,
        (kind, value, language, how) => {
          const said = inWords(kind, value, how, setting(language));
          expect('words' in said ? said.words : said.problem).not.toBe('');
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('tells every two numbers apart in Russian', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 0, max: 1e12 }), manner, (one, other, how) => {
        fc.pre(one !== other);
        expect(inWords('number', one, how, setting('ru'))).not.toEqual(inWords('number', other, how, setting('ru')));
      }),
    );
  });
});
