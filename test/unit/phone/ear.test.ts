import { describeHeard, Ear, hearAll } from '../../../src/phone/ear';
import type { Heard } from '../../../src/phone/ear';
import { toneSamples } from '../../../src/phone/tones';

const packet = (...frequencies: number[]): Int16Array => toneSamples(frequencies, 160);

/** An ear on a clock of its own that hears these packets one after the other from 1000 ms on. */
function hearing(...sounds: Int16Array[]): { ear: Ear; told: Heard[]; now: number } {
  const told: Heard[] = [];
  const ear = new Ear(1000, (heard) => told.push(heard));
  sounds.forEach((sound, n) => ear.hear(sound, 1000 + n * 20));
  return { ear, told, now: 1000 + sounds.length * 20 };
}

describe('an ear', () => {
  test('counts a tone from its first packet, once it has heard two', () => {
    const { ear, told } = hearing(packet(400));
    expect(ear.hearing()).toBe('silence');
    ear.hear(packet(400), 1020);
    expect(ear.hearing()).toBe('400');
    expect(told).toEqual([{ key: '400', at: 1000, forMs: 20 }]);
  });

  test('does not hear the seam between two prompts', () => {
    const { ear, now } = hearing(packet(400), packet(400), packet(400, 600), packet(600), packet(600));
    expect(ear.timeline(now).map(({ key, forMs }) => [key, forMs])).toEqual([
      ['silence', 0],
      ['400', 60],
      ['600', 40],
    ]);
  });

  test('takes three packets to believe in silence', () => {
    const { ear } = hearing(packet(400), packet(400), packet(), packet());
    expect(ear.hearing()).toBe('400');
    ear.hear(packet(), 1080);
    expect(ear.hearing()).toBe('silence');
    expect(ear.timeline(1100).at(-1)).toEqual({ key: 'silence', at: 1040, forMs: 60 });
  });

  test('hears silence when packets stop, from where they stopped', () => {
    const { ear, told } = hearing(packet(400), packet(400));
    for (const now of [1041, 1060, 1080]) ear.checkForSilence(now);
    expect(ear.hearing()).toBe('400');
    ear.checkForSilence(1081);
    expect(told.at(-1)).toEqual({ key: 'silence', at: 1040, forMs: 41 });
    for (const now of [1100, 1120, 1140, 1160]) ear.checkForSilence(now);
    expect(told).toHaveLength(2);
  });

  test('does not take its own sleep for silence', () => {
    const { ear } = hearing(packet(400), packet(400));
    ear.checkForSilence(1500);
    ear.hear(packet(400), 1501);
    ear.checkForSilence(1502);
    expect(ear.hearing()).toBe('400');
  });

  test('two packets in one datagram are two packets', () => {
    const { ear } = hearing(toneSamples([800], 320));
    expect(ear.hearing()).toBe('800');
  });

  test('reads a recording like a call', () => {
    const recording = Int16Array.from([
      ...toneSamples([400], 1600),
      ...new Int16Array(1600),
      ...toneSamples([600], 800),
    ]);
    const heard = hearAll(recording);
    expect(heard).toEqual([
      { key: '400', at: 0, forMs: 200 },
      { key: 'silence', at: 200, forMs: 200 },
      { key: '600', at: 400, forMs: 100 },
    ]);
    expect(describeHeard(heard)).toBe('400 0.20 s, silence 0.20 s, 600 0.10 s');
  });
});
