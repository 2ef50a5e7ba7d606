import { recordingFormats, type RecordingFormat } from '../../domain/prompt';
import type { Millis } from '../../domain/time';
import type { Audio } from './engine';
import { run } from './process';

/** What Asterisk plays without any work: 8 kHz, mono, 16 bit. */
const SAMPLES_PER_SECOND = 8000;
const BYTES_PER_MS = (SAMPLES_PER_SECOND * 2) / 1000;
const HEADER_BYTES = 44;
const WITHIN_MS = 30_000;

/** These have no header that tells how fast they are. */
const HEADLESS: ReadonlySet<RecordingFormat> = new Set(['gsm', 'ulaw', 'alaw']);

/**
 * Turns any sound into samples that Asterisk plays as they are. `evenly` brings its loudest moment to 3 dB below the
 * limit, so that all engines speak alike; a recording keeps its level, unless it would be clipped.
 */
export function convert({ bytes, format }: Audio, options: { evenly: boolean }, signal?: AbortSignal): Promise<Buffer> {
  const input = ['-t', recordingFormats[format], ...(HEADLESS.has(format) ? ['-r', '8000', '-c', '1'] : []), '-'];
  const output = ['-t', 'raw', '-r', String(SAMPLES_PER_SECOND), '-c', '1', '-b', '16', '-e', 'signed-integer', '-L'];
  const args = ['-V1', ...(options.evenly ? [] : ['-G']), ...input, ...output, '-'];
  if (options.evenly) args.push('gain', '-n', '-3');
  return run('sox', args, { input: bytes, withinMs: WITHIN_MS, ...(signal && { signal }) });
}

/** Whether anything is to be heard in it: -54 dB of the loudest there can be. */
export function isSilent(samples: Buffer): boolean {
  for (let at = 0; at + 1 < samples.length; at += 2) if (Math.abs(samples.readInt16LE(at)) > 64) return false;
  return true;
}

/** The samples as a WAV file. */
export function wavOf(samples: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** How long a file of ours plays, by its size; 0 for one that was not written to its end. */
export const lengthOf = (bytes: number): Millis => Math.max(0, Math.round((bytes - HEADER_BYTES) / BYTES_PER_MS));
