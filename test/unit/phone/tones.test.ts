import { detect, FREQUENCIES, packets, PAIRS, soundKey, toneSamples } from '../../../src/phone/tones';
import { decodeUlaw, encodeUlaw } from '../../../src/phone/ulaw';

const throughG711 = (samples: Int16Array): Int16Array => decodeUlaw(encodeUlaw(samples));

/** Every packet of 0.2 s, at a start that falls nowhere in particular. */
function heardIn(frequencies: readonly number[], gainDb: number): Set<string> {
  const samples = throughG711(toneSamples(frequencies, 1600, { gainDb, from: 1234 }));
  return new Set(packets(samples).map(detect));
}

const everySound = [...FREQUENCIES.map((hertz) => [hertz]), ...PAIRS];

describe('tones', () => {
  test('there are pairs enough for every prompt of a site', () => {
    expect(PAIRS.length).toBeGreaterThanOrEqual(28);
    expect(new Set(everySound.map((tones) => soundKey(tones))).size).toBe(everySound.length);
  });

  test.each([0, -9, -20])('each tone and each pair is heard in each packet after G.711, at %s dB', (gainDb) => {
    for (const tones of everySound) expect([...heardIn(tones, gainDb)]).toEqual([soundKey(tones)]);
  });

  test('one tone of a pair may be 12 dB quieter', () => {
    for (const [low, high] of PAIRS) {
      const loud = toneSamples([low], 160, { from: 40 });
      const quiet = toneSamples([high], 160, { gainDb: -12, from: 40 });
      expect(detect(throughG711(loud.map((sample, at) => sample + (quiet[at] ?? 0))))).toBe(soundKey([low, high]));
    }
  });

  test('three parties in one conference are told apart', () => {
    const mixed = [400, 1200, 2200].map((hertz) => toneSamples([hertz], 160, { from: 7 }));
    const sum = Int16Array.from({ length: 160 }, (_, at) => mixed.reduce((all, one) => all + (one[at] ?? 0), 0));
    expect(detect(throughG711(sum))).toBe('400+1200+2200');
  });

  test('a noise, a voice or a tone of someone else is a sound', () => {
    let seed = 1;
    const noise = Int16Array.from({ length: 160 }, () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return (seed / 2147483648 - 0.5) * 10000;
    });
    expect(detect(noise)).toBe('sound');
    expect(detect(toneSamples([440], 160))).toBe('sound');
    // Dial tone, and the digit 5.
    expect(detect(toneSamples([350, 440], 160))).toBe('sound');
    expect(detect(toneSamples([770, 1336], 160))).toBe('sound');
  });

  test('nothing, or next to nothing, is silence', () => {
    expect(detect(new Int16Array(160))).toBe('silence');
    expect(detect(new Int16Array(0))).toBe('silence');
    expect(detect(toneSamples([800], 160, { gainDb: -50 }))).toBe('silence');
  });

  test('a key is the same in whatever order', () => {
    expect(soundKey([1200, 400, 1200])).toBe('400+1200');
    expect(soundKey(800)).toBe('800');
    expect(soundKey('silence')).toBe('silence');
  });
});
