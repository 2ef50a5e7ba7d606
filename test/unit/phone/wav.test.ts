import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hearAll } from '../../../src/phone/ear';
import { parseWav, readWav, toneWav, wavMs, writeToneWav } from '../../../src/phone/wav';

describe('WAV files', () => {
  test('a tone is written as Asterisk wants it and plays as long as it should', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carillon-wav-'));
    try {
      await writeToneWav(join(folder, 'a.wav'), [400, 1200], 1500);
      const wav = await readWav(join(folder, 'a.wav'));
      expect(wav).toMatchObject({ samplesPerSecond: 8000, channels: 1 });
      expect(wavMs(wav)).toBe(1500);
      expect(hearAll(wav.samples)).toEqual([{ key: '400+1200', at: 0, forMs: 1500 }]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('other chunks before the data are passed over, odd ones with their padding', () => {
    const plain = toneWav(400, 100);
    const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    expect(wavMs(parseWav(Buffer.concat([plain.subarray(0, 12), list, plain.subarray(12)])))).toBe(100);
  });

  // Asterisk writes the size when it closes the file.
  test('a file still being recorded lasts as long as its data so far', () => {
    const growing = toneWav(400, 100);
    growing.writeUInt32LE(0, 40);
    expect(wavMs(parseWav(growing))).toBe(100);
    growing.writeUInt32LE(0xffffffff, 40);
    expect(wavMs(parseWav(growing))).toBe(100);
  });

  test('what is no 16-bit PCM is refused', () => {
    expect(() => parseWav(Buffer.from('hello'))).toThrow('not a WAV file');
    const ulaw = toneWav(400, 100);
    ulaw.writeUInt16LE(7, 20);
    expect(() => parseWav(ulaw)).toThrow('16-bit PCM');
  });
});
