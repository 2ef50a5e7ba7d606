import type { RecordingFormat } from '../domain/prompt';

/** A recording that is none; the message says why. `unknown`: another program might read it. */
export class Unreadable extends Error {
  constructor(
    why: string,
    readonly unknown = false,
  ) {
    super(why);
  }
}

export interface Samples {
  readonly samplesPerSecond: number;
  /** From -1 to 1; several channels mixed to one. */
  parts(): Iterable<Float32Array>;
}

const PART_FRAMES = 65_536;
const TELEPHONE = 8000;

type Decode = (bytes: Buffer, at: number) => number;

const s16: Decode = (bytes, at) => bytes.readInt16LE(at) / 32_768;

/** The formats of WAV files (`wFormatTag`) that we read, by bits of a sample. */
const PCM: Readonly<Record<number, Decode>> = {
  8: (bytes, at) => (bytes.readUInt8(at) - 128) / 128,
  16: s16,
  24: (bytes, at) => bytes.readIntLE(at, 3) / 8_388_608,
  32: (bytes, at) => bytes.readInt32LE(at) / 2_147_483_648,
};
const FLOAT: Readonly<Record<number, Decode>> = {
  32: (bytes, at) => bytes.readFloatLE(at),
  64: (bytes, at) => bytes.readDoubleLE(at),
};

/** ITU-T G.711. */
const ulaw: Decode = (bytes, at) => {
  const byte = ~bytes.readUInt8(at) & 0xff;
  const size = (((byte & 0x0f) << 3) + 0x84) << ((byte & 0x70) >> 4);
  return ((byte & 0x80) === 0 ? size - 0x84 : 0x84 - size) / 32_768;
};
const alaw: Decode = (bytes, at) => {
  const byte = bytes.readUInt8(at) ^ 0x55;
  const exponent = (byte & 0x70) >> 4;
  const mantissa = (byte & 0x0f) << 4;
  const size = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return ((byte & 0x80) === 0 ? -size : size) / 32_768;
};

const TAG = { pcm: 1, float: 3, alaw: 6, ulaw: 7, extensible: 0xfffe } as const;
const BY_TAG: Readonly<Record<number, Readonly<Record<number, Decode>>>> = {
  [TAG.pcm]: PCM,
  [TAG.float]: FLOAT,
  [TAG.alaw]: { 8: alaw },
  [TAG.ulaw]: { 8: ulaw },
};

/**
 * The samples of a recording, of bare 16-bit samples (`sln`) too; `undefined` when only sox can read it. Throws
 * `Unreadable` when it is not what its name says.
 */
export function samplesOf(content: Buffer, format: RecordingFormat | 'sln'): Samples | undefined {
  if (content.length === 0) throw new Unreadable('the file is empty');
  switch (format) {
    case 'wav':
      return wavSamples(content);
    case 'ulaw':
      return samples(content, TELEPHONE, 1, 1, ulaw);
    case 'alaw':
      return samples(content, TELEPHONE, 1, 1, alaw);
    case 'sln':
      return samples(content, TELEPHONE, 1, 2, s16);
    default:
      return undefined;
  }
}

function wavSamples(file: Buffer): Samples | undefined {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Unreadable(`it is no WAV file, although its name says so${guess(file)}`);
  const format = chunk(file, 'fmt ');
  const data = chunk(file, 'data');
  if (!format || format.length < 16) throw new Unreadable('it is a damaged WAV file: it does not say its format');
  if (!data) throw new Unreadable('it is a damaged WAV file: it has no sound in it');
  const written = format.readUInt16LE(0);
  const tag = written === TAG.extensible && format.length >= 26 ? format.readUInt16LE(24) : written;
  const channels = format.readUInt16LE(2);
  const samplesPerSecond = format.readUInt32LE(4);
  const bits = format.readUInt16LE(14);
  if (channels < 1 || channels > 16 || samplesPerSecond < 4000 || samplesPerSecond > 384_000)
    throw new Unreadable(`it is a damaged WAV file: ${channels} channels, ${samplesPerSecond} samples a second`);
  const decode = BY_TAG[tag]?.[bits];
  return decode && samples(data, samplesPerSecond, channels, bits / 8, decode);
}

/** What the beginning of a file gives away. */
function guess(file: Buffer): string {
  const head = file.toString('latin1', 0, 12);
  if (head.startsWith('ID3') || (file[0] === 0xff && ((file[1] ?? 0) & 0xe0) === 0xe0)) return '; it looks like MP3';
  if (head.startsWith('OggS')) return '; it looks like Ogg';
  if (head.startsWith('fLaC')) return '; it looks like FLAC';
  if (head.slice(4, 8) === 'ftyp') return '; it looks like M4A';
  return '';
}

/** The first chunk of that name. A file still being written has no size yet, or too big a one: then it has the rest. */
function chunk(file: Buffer, id: string): Buffer | undefined {
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    const end = id === 'data' && size === 0 ? file.length : Math.min(file.length, at + 8 + size);
    if (file.toString('latin1', at, at + 4) === id) return file.subarray(at + 8, end);
    at = at + 8 + size + (size % 2);
  }
  return undefined;
}

function samples(data: Buffer, samplesPerSecond: number, channels: number, width: number, decode: Decode): Samples {
  const frames = Math.floor(data.length / (channels * width));
  return {
    samplesPerSecond,
    *parts() {
      for (let from = 0; from < frames; from += PART_FRAMES) {
        const part = new Float32Array(Math.min(PART_FRAMES, frames - from));
        for (let frame = 0; frame < part.length; frame++) {
          let sum = 0;
          for (let channel = 0; channel < channels; channel++)
            sum += decode(data, ((from + frame) * channels + channel) * width);
          part[frame] = sum / channels;
        }
        yield part;
      }
    },
  };
}
