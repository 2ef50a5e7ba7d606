import { SpeechFailed, type SpeechEngine } from '../../src/adapters/speech/engine';
import { convert, isSilent } from '../../src/adapters/speech/sound';

const SHORT = 'Thank you.';
const LONG = 'Please enter your contract number, and end with the hash key. You find it on the first page.';

/** Samples of 16 bit at 8 kHz. */
const msOf = (samples: Buffer): number => samples.length / 16;

/** What every engine must do, whatever it is. */
export function speechEngineContract(name: string, open: () => SpeechEngine): void {
  describe(`the speech engine ${name}`, () => {
    const { signal } = new AbortController();
    const says = async (text: string, language = 'en'): Promise<Buffer> =>
      convert(await open().speak(text, language, signal), { evenly: true });

    it('says a text so that it can be heard, and a longer one longer', async () => {
      const short = await says(SHORT);
      const long = await says(LONG);
      expect([isSilent(short), isSilent(long)]).toEqual([false, false]);
      expect(msOf(short)).toBeGreaterThan(200);
      expect(msOf(short)).toBeLessThan(3_000);
      expect(msOf(long)).toBeGreaterThan(3 * msOf(short));
      expect(msOf(long)).toBeLessThan(20_000);
    });

    it('says it equally loud: the loudest moment 3 dB below the limit', async () => {
      const samples = await says(LONG);
      let peak = 0;
      for (let at = 0; at < samples.length; at += 2) peak = Math.max(peak, Math.abs(samples.readInt16LE(at)));
      expect(20 * Math.log10(peak / 32_768)).toBeCloseTo(-3, 0);
    });

    it('says Russian', async () => {
      const samples = await says('Введите номер договора.', 'ru');
      expect(isSilent(samples)).toBe(false);
      expect(msOf(samples)).toBeGreaterThan(600);
    });

    it('has a manner for each language, and keeps to it', () => {
      expect(open().manner('en')).toBe(open().manner('en'));
      expect(open().manner('en')).not.toBe(open().manner('ru'));
    });

    it('can be called off', async () => {
      const off = new AbortController();
      const saying = open().speak(LONG, 'en', off.signal);
      off.abort();
      await expect(saying).rejects.toThrow(SpeechFailed);
    });
  });
}
