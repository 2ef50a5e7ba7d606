import { readFile, writeFile } from 'node:fs/promises';
import { toneSamples } from './tones';
import { SAMPLES_PER_SECOND } from './ulaw';

/** 16-bit signed PCM of a RIFF/WAVE file; of several channels, the samples interleaved. */
export interface Wav {
  readonly samplesPerSecond: number;
  readonly channels: number;
  readonly samples: Int16Array;
}

const HEADER_BYTES = 44;
const FORMAT_PCM = 1;

/** An 8 kHz mono 16-bit WAV file of these samples: what Asterisk's `format_wav` plays and records. */
export function wavOf(samples: Int16Array): Buffer {
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, at) => data.writeInt16LE(sample, at * 2));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(FORMAT_PCM, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

/** A WAV file that holds one tone, or several at once (Hz), for so many ms. */
export function toneWav(frequencies: number | readonly number[], ms: number): Buffer {
  return wavOf(toneSamples([frequencies].flat(), Math.round((ms * SAMPLES_PER_SECOND) / 1000)));
}

export async function writeToneWav(path: string, frequencies: number | readonly number[], ms: number): Promise<void> {
  await writeFile(path, toneWav(frequencies, ms));
}

interface Chunk {
  readonly id: string;
  readonly body: Buffer;
}

function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= file.length;) {
    const id = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    // A file still being recorded has no size yet, or too big a one: then the rest of the file is its data.
    const end = id === 'data' && size === 0 ? file.length : Math.min(file.length, at + 8 + size);
    chunks.push({ id, body: file.subarray(at + 8, end) });
    at = end + ((end - at) % 2);
  }
  return chunks;
}

/** @throws Error when it is not a RIFF/WAVE file of 16-bit PCM. */
export function parseWav(file: Buffer): Wav {
  const isWav = file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WAVE';
  const chunks = isWav ? chunksOf(file) : [];
  const format = chunks.find(({ id }) => id === 'fmt ')?.body;
  const data = chunks.find(({ id }) => id === 'data')?.body;
  if (format === undefined || format.length < 16 || data === undefined) throw new Error('not a WAV file');
  if (format.readUInt16LE(0) !== FORMAT_PCM || format.readUInt16LE(14) !== 16) {
    throw new Error('not a WAV file of 16-bit PCM');
  }
  const samples = Int16Array.from({ length: Math.floor(data.length / 2) }, (_, at) => data.readInt16LE(at * 2));
  return { samplesPerSecond: format.readUInt32LE(4), channels: format.readUInt16LE(2), samples };
}

export async function readWav(path: string): Promise<Wav> {
  return parseWav(await readFile(path));
}

/** How long it plays, in ms. */
export function wavMs({ samples, channels, samplesPerSecond }: Wav): number {
  return (samples.length / channels / samplesPerSecond) * 1000;
}
