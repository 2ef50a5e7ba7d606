import { readFile, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { recordingFormats, type RecordingFormat } from '../domain/prompt';
import type { Millis } from '../domain/time';
import type { Problem } from '../flow/problem';
import { isPromptName } from '../flow/values';
import { Loudness } from './loudness';
import { decodeBySox } from './sox';
import { samplesOf, Unreadable } from './wav-samples';

/** What a recording in the site folder is. */
export interface Recording {
  readonly language: string;
  readonly name: string;
  readonly format: RecordingFormat;
  /** Within the site folder: `prompts/en/office/welcome.wav`. */
  readonly file: string;
  readonly sha256: string;
  readonly sound: RecordedSound;
}

export type RecordedSound =
  /** Levels in dB below the loudest there can be; `level` is that of the speech without its pauses. */
  | {
      readonly is: 'heard';
      readonly lengthMs: Millis;
      readonly peakDb: number;
      readonly level: number;
      /** How often several samples in a row were at the limit. */
      readonly clipped: number;
    }
  | { readonly is: 'unreadable'; readonly why: string }
  /** Only sox reads it, and it is not here, or not with this format. */
  | { readonly is: 'unknown'; readonly why: string };

const OTHERS = Object.keys(recordingFormats)
  .filter((format) => format !== 'wav')
  .join(', ');
const SILENT_DB = -50;
const QUIET_DB = -32;
const CLIPPED_TIMES = 5;
const LONG_MS = 60_000;
const MOST_BYTES = 100 * 1024 * 1024;

/** `prompts/<language>/<name>.<format>`, as the path of a recording; `undefined` for anything else. */
export function recordingAt(file: string): Pick<Recording, 'language' | 'name' | 'format'> | undefined {
  const [, language, name, format] = /^prompts\/([a-z]{2})\/(.+)\.([a-z0-9]+)$/.exec(file) ?? [];
  if (language === undefined || name === undefined || format === undefined) return undefined;
  return Object.hasOwn(recordingFormats, format) ? { language, name, format: format as RecordingFormat } : undefined;
}

/** Measures a recording of the site; `file` is its path within, `path` where its content lies. */
export async function readRecording(
  file: string,
  sha256: string,
  path: string,
  decode = decodeBySox,
): Promise<Recording | undefined> {
  const about = recordingAt(file);
  if (!about) return undefined;
  const { size } = await stat(path);
  const sound: RecordedSound =
    size > MOST_BYTES
      ? { is: 'unreadable', why: `it is bigger than ${MOST_BYTES / 1024 / 1024} MB` }
      : await measure(await readFile(path), about.format, decode);
  return { ...about, file, sha256, sound };
}

async function measure(content: Buffer, format: RecordingFormat, decode: typeof decodeBySox): Promise<RecordedSound> {
  try {
    const decoded = samplesOf(content, format) ?? samplesOf(await decode(content, format), 'sln');
    if (!decoded) return { is: 'unknown', why: 'only sox can read it' };
    const loudness = new Loudness(decoded.samplesPerSecond);
    for (const part of decoded.parts()) {
      loudness.add(part);
      // Calls go on while a site is read.
      await setImmediate();
    }
    const { lengthMs, peakDb, level, clipped } = loudness.result();
    if (lengthMs === 0) return { is: 'unreadable', why: 'it is empty' };
    return { is: 'heard', lengthMs, peakDb, level, clipped };
  } catch (error) {
    if (error instanceof Unreadable) return { is: error.unknown ? 'unknown' : 'unreadable', why: error.message };
    throw error;
  }
}

/** What is wrong with recordings, each with its file and what to do about it. `strays` are no recordings. */
export function recordingProblems(recordings: Iterable<Recording>, strays: readonly string[] = []): Problem[] {
  const problems: Problem[] = strays.map((file) => ({
    file,
    line: 1,
    col: 1,
    severity: 'warning',
    code: 'SITE033',
    message: `this is no recording, and nobody hears it: recordings are prompts/<language>/<name>.wav (or ${OTHERS})`,
  }));
  const byName = new Map<string, string>();
  for (const { language, name, file, sound } of recordings) {
    const say = (severity: Problem['severity'], code: string, message: string): void => {
      problems.push({ file, line: 1, col: 1, severity, code, message });
    };
    if (!isPromptName(name))
      say(
        'warning',
        'SITE033',
        `no flow can name this prompt: names are small letters, digits and - _ . /, like office/welcome`,
      );
    const first = byName.get(`${language}/${name}`);
    byName.set(`${language}/${name}`, first ?? file);
    if (first !== undefined) say('warning', 'SITE033', `this prompt is recorded twice: ${first} is played; remove one`);
    if (sound.is === 'unreadable')
      say(
        'error',
        'SITE032',
        `this recording cannot be played: ${sound.why}; save it as WAV (PCM, 16 bit), or remove it`,
      );
    else if (sound.is === 'unknown') say('warning', 'SITE034', `this recording was not looked at: ${sound.why}`);
    else for (const message of remarks(sound)) say('warning', 'SITE033', message);
  }
  return problems;
}

function remarks({ lengthMs, peakDb, level, clipped }: Extract<RecordedSound, { is: 'heard' }>): string[] {
  const said: string[] = [];
  if (peakDb < SILENT_DB)
    said.push(`this recording is silent (at its loudest ${decibels(peakDb)}); record it again, or remove it`);
  else if (level < QUIET_DB)
    said.push(`this recording is too quiet: its speech is at ${decibels(level)}; bring it to about -20 dB`);
  if (clipped >= CLIPPED_TIMES)
    said.push(
      `this recording is clipped in ${clipped} places (its speech is at ${decibels(level)}); record it again at a lower level`,
    );
  if (lengthMs > LONG_MS)
    said.push(`this recording lasts ${Math.round(lengthMs / 1000)} s; few callers listen for more than 60 s`);
  return said;
}

/** `-23.4 dB`; silence itself has no number. */
export const decibels = (db: number): string => (db === -Infinity ? 'no sound at all' : `${db.toFixed(1)} dB`);
