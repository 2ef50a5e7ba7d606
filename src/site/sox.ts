import { execFile } from 'node:child_process';
import { recordingFormats, type RecordingFormat } from '../domain/prompt';
import { Unreadable } from './wav-samples';

const WITHIN_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** The samples (8 kHz, mono, 16 bit, no header) of a recording that we cannot read ourselves. Throws `Unreadable`. */
export function decodeBySox(content: Buffer, format: RecordingFormat, program = 'sox'): Promise<Buffer> {
  const input = ['-V1', '-t', recordingFormats[format], ...(format === 'gsm' ? ['-r', '8000', '-c', '1'] : []), '-'];
  const output = ['-t', 'raw', '-r', '8000', '-c', '1', '-b', '16', '-e', 'signed-integer', '-L', '-'];
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', timeout: WITHIN_MS, maxBuffer: MOST_BYTES } as const;
    const child = execFile(program, [...input, ...output], options, (error, samples, said) => {
      if (error) reject(inWords(error, said.toString('utf8'), format));
      else resolve(samples);
    });
    // sox that stops reading says why by itself.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(content);
  });
}

function inWords(error: Error & { code?: unknown }, said: string, format: RecordingFormat): Unreadable {
  if (error.code === 'ENOENT')
    return new Unreadable(
      `only sox reads ${format.toUpperCase()}, and it is not installed (apt-get install sox libsox-fmt-all); or save it as WAV`,
      true,
    );
  if (/no handler for/.test(said))
    return new Unreadable(
      `sox has no ${format.toUpperCase()} here (apt-get install libsox-fmt-all); or save it as WAV`,
      true,
    );
  const words = said.trim().split('\n').at(-1) ?? '';
  return new Unreadable(`sox cannot read it${words === '' ? '' : ` (${words})`}`);
}
