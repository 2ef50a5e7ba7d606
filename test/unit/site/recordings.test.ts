import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toneSamples } from '../../../src/phone/tones';
import { encodeSample, encodeUlaw } from '../../../src/phone/ulaw';
import { toneWav } from '../../../src/phone/wav';
import { readSite } from '../../../src/site/folder';
import { readRecording, recordingProblems, type RecordedSound, type Recording } from '../../../src/site/recordings';
import { decodeBySox } from '../../../src/site/sox';
import { linesOf } from './office';

const folder = mkdtempSync(join(tmpdir(), 'carillon-recordings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: Buffer | string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function read(name: string, content: Buffer | string): Promise<RecordedSound> {
  const recording = await readRecording(`prompts/en/${name}`, '', write(name, content));
  if (!recording) throw new Error(`${name} is no recording`);
  return recording.sound;
}

interface Shape {
  readonly tag?: number;
  readonly bits: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly extensible?: boolean;
  readonly put: (data: Buffer, at: number, sample: number) => void;
}

/** One second of a tone at half of what is possible, in any of WAV's ways. */
function wavOf({ tag = 1, bits, channels = 1, rate = 8_000, extensible = false, put }: Shape): Buffer {
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt16LE(bits, 14);
  if (extensible) format.writeUInt16LE(tag, 24);
  const data = Buffer.alloc((rate * channels * bits) / 8);
  for (let frame = 0; frame < rate; frame++)
    for (let channel = 0; channel < channels; channel++)
      put(data, ((frame * channels + channel) * bits) / 8, 0.5 * Math.sin((2 * Math.PI * 400 * frame) / rate));
  const chunk = (id: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(id, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  };
  const chunks = [Buffer.from('WAVE'), chunk('LIST', Buffer.from('odd')), chunk('fmt ', format), chunk('data', data)];
  return Buffer.concat([chunk('RIFF', Buffer.concat(chunks))]);
}

const s16: Shape['put'] = (data, at, sample) => data.writeInt16LE(Math.round(sample * 32_767), at);

const shapes: readonly [string, Shape][] = [
  ['8 bit', { bits: 8, put: (data, at, sample) => data.writeUInt8(Math.round(128 + sample * 127), at) }],
  ['16 bit, 44.1 kHz, stereo', { bits: 16, channels: 2, rate: 44_100, put: s16 }],
  ['16 bit, extensible', { bits: 16, extensible: true, put: s16 }],
  [
    '24 bit, 48 kHz',
    { bits: 24, rate: 48_000, put: (data, at, sample) => data.writeIntLE(Math.round(sample * 8_388_607), at, 3) },
  ],
  ['32 bit', { bits: 32, put: (data, at, sample) => data.writeInt32LE(Math.round(sample * 2_147_483_647), at) }],
  ['32 bit float', { tag: 3, bits: 32, put: (data, at, sample) => data.writeFloatLE(sample, at) }],
  ['64 bit float', { tag: 3, bits: 64, put: (data, at, sample) => data.writeDoubleLE(sample, at) }],
  [
    'µ-law',
    {
      tag: 7,
      bits: 8,
      put: (data, at, sample) => data.writeUInt8(encodeSample(Math.round(sample * 32_767)), at),
    },
  ],
];

describe('a recording is measured without any program', () => {
  test.each(shapes)('WAV, %s', async (_, shape) => {
    const sound = await read('tone.wav', wavOf(shape));
    if (sound.is !== 'heard') throw new Error(JSON.stringify(sound));
    expect(sound.lengthMs).toBe(1_000);
    // A sine at half of what is possible: its peak is 6 dB below the limit, its power 9.
    expect(sound.peakDb).toBeCloseTo(-6, 0);
    expect(sound.level).toBeCloseTo(-9, 0);
    expect(sound.clipped).toBe(0);
  });

  test('bare µ-law and A-law, as telephones have them', async () => {
    const tone = toneSamples([400], 8_000);
    const ulaw = await read('tone.ulaw', encodeUlaw(tone));
    const wav = await read('tone.wav', toneWav(400, 1_000));
    if (ulaw.is !== 'heard' || wav.is !== 'heard') throw new Error('not heard');
    expect(ulaw.lengthMs).toBe(1_000);
    expect(ulaw.level).toBeCloseTo(wav.level, 0);
    // 0xD5 is A-law's nothing, 0xAA its loudest (ITU-T G.711).
    const alaw = await read('tone.alaw', Buffer.concat([Buffer.alloc(4_000, 0xd5), Buffer.alloc(4_000, 0xaa)]));
    expect(alaw).toMatchObject({ is: 'heard', lengthMs: 1_000 });
    if (alaw.is === 'heard') expect(alaw.peakDb).toBeCloseTo(0, 0);
  });

  test('pauses do not make speech quieter', async () => {
    const tone = toneWav(400, 500);
    const padded = toneWav(400, 500);
    const pause = Buffer.alloc(160_000);
    const withPause = Buffer.concat([padded, pause]);
    withPause.writeUInt32LE(withPause.length - 44, 40);
    const [short, long] = [await read('a.wav', tone), await read('b.wav', withPause)];
    if (short.is !== 'heard' || long.is !== 'heard') throw new Error('not heard');
    expect(long.lengthMs).toBe(short.lengthMs + 10_000);
    expect(long.level).toBeCloseTo(short.level, 1);
  });
});

describe('what is none is told with what it is', () => {
  test.each([
    ['empty.wav', '', 'the file is empty'],
    ['empty.ulaw', '', 'the file is empty'],
    ['music.wav', 'ID3 this is music', 'it is no WAV file, although its name says so; it looks like MP3'],
    ['video.wav', '    ftypM4A    ', 'it is no WAV file, although its name says so; it looks like M4A'],
    ['text.wav', 'Welcome', 'it is no WAV file, although its name says so'],
    ['half.wav', toneWav(400, 100).subarray(0, 30), 'it is a damaged WAV file: it does not say its format'],
    ['cut.wav', toneWav(400, 100).subarray(0, 36), 'it is a damaged WAV file: it has no sound in it'],
    ['bare.wav', toneWav(400, 0), 'it is empty'],
  ] as const)('%s', async (name, content, why) => {
    expect(await read(name, content)).toEqual({ is: 'unreadable', why });
  });
});

const heard = (more: Partial<Extract<RecordedSound, { is: 'heard' }>>): RecordedSound => ({
  is: 'heard',
  lengthMs: 2_000,
  peakDb: -3,
  level: -20,
  clipped: 0,
  ...more,
});

const recording = (sound: RecordedSound, file = 'prompts/en/office/a.wav', name = 'office/a'): Recording => ({
  language: 'en',
  name,
  format: 'wav',
  file,
  sha256: '',
  sound,
});

const said = (...recordings: readonly Recording[]): string[] =>
  linesOf(recordingProblems(recordings)).map((line) => line.replace('prompts/en/office/a.wav:1:1: ', ''));

describe('what is wrong with recordings', () => {
  test('nothing with a good one', () => {
    expect(said(recording(heard({})))).toEqual([]);
  });

  test('one that cannot be played is an error', () => {
    expect(said(recording({ is: 'unreadable', why: 'the file is empty' }))).toEqual([
      'error SITE032 this recording cannot be played: the file is empty; save it as WAV (PCM, 16 bit), or remove it',
    ]);
  });

  test('silent, too quiet, clipped, too long: each with what was measured', () => {
    expect(said(recording(heard({ peakDb: -61.24, level: -Infinity })))).toEqual([
      'warning SITE033 this recording is silent (at its loudest -61.2 dB); record it again, or remove it',
    ]);
    expect(said(recording(heard({ peakDb: -Infinity, level: -Infinity })))).toEqual([
      'warning SITE033 this recording is silent (at its loudest no sound at all); record it again, or remove it',
    ]);
    expect(said(recording(heard({ level: -38.44 })))).toEqual([
      'warning SITE033 this recording is too quiet: its speech is at -38.4 dB; bring it to about -20 dB',
    ]);
    expect(said(recording(heard({ level: -3, clipped: 40 })))).toEqual([
      'warning SITE033 this recording is clipped in 40 places (its speech is at -3.0 dB); record it again at a lower level',
    ]);
    expect(said(recording(heard({ lengthMs: 75_400 })))).toEqual([
      'warning SITE033 this recording lasts 75 s; few callers listen for more than 60 s',
    ]);
  });

  test('two for one prompt, and names that no flow can use', () => {
    expect(said(recording(heard({})), recording(heard({}), 'prompts/en/office/a.gsm'))).toEqual([
      'prompts/en/office/a.gsm:1:1: warning SITE033 this prompt is recorded twice: prompts/en/office/a.wav is played; remove one',
    ]);
    expect(said(recording(heard({}), 'prompts/en/Our Office.wav', 'Our Office'))).toEqual([
      'prompts/en/Our Office.wav:1:1: warning SITE033 no flow can name this prompt: names are small letters, digits and - _ . /, like office/welcome',
    ]);
  });

  test('a loud one is really clipped', async () => {
    const loud = Int16Array.from(toneSamples([400], 8_000), (sample) =>
      Math.max(-32_768, Math.min(32_767, sample * 9)),
    );
    const wav = toneWav(400, 1_000);
    loud.forEach((sample, at) => wav.writeInt16LE(sample, 44 + at * 2));
    const sound = await read('loud.wav', wav);
    expect(sound).toMatchObject({ is: 'heard' });
    // Two sides of each of the 400 waves.
    if (sound.is === 'heard') expect(sound.clipped).toBeGreaterThan(700);
  });

  test('where only sox could tell, and is not there', async () => {
    const noSox = (content: Buffer, format: Recording['format']) => decodeBySox(content, format, 'there-is-no-sox');
    const found = await readRecording('prompts/en/a.mp3', '', write('a.mp3', 'ID3'), noSox);
    expect(linesOf(recordingProblems(found ? [found] : []))).toEqual([
      'prompts/en/a.mp3:1:1: warning SITE034 this recording was not looked at: only sox reads MP3, and it is not installed (apt-get install sox libsox-fmt-all); or save it as WAV',
    ]);
  });
});

test('a folder is read with its recordings, and with what lies there and is none', async () => {
  const site = join(folder, 'site');
  write('site/site.yaml', 'site: A\n');
  write('site/prompts/en.yaml', 'office/a: A.\n');
  write('site/prompts/en/office/a.wav', toneWav(400, 500));
  write('site/prompts/en/office/b.m4a', 'x');
  write('site/prompts/en/.hidden', 'x');
  const { files, recordings, strays } = await readSite(site);
  expect(Object.keys(files).sort()).toEqual(['prompts/en.yaml', 'prompts/en/office/a.wav', 'site.yaml']);
  expect(files['prompts/en/office/a.wav']).toMatch(/^sha256:[0-9a-f]{64} 8044$/);
  expect([...recordings.values()]).toEqual([
    expect.objectContaining({ language: 'en', name: 'office/a', format: 'wav', file: 'prompts/en/office/a.wav' }),
  ]);
  expect(linesOf(recordingProblems(recordings.values(), strays))).toEqual([
    'prompts/en/office/b.m4a:1:1: warning SITE033 this is no recording, and nobody hears it: recordings are prompts/<language>/<name>.wav (or flac, mp3, ogg, gsm, ulaw, alaw)',
  ]);
});
