import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Something that a person can put right: one sentence, what to do about it, and the log that tells more. */
export class Failure extends Error {
  constructor(sentence, { remedy = '', log = '', lines = log === '' ? [] : lastLines(log) } = {}) {
    super(sentence);
    this.remedy = remedy;
    this.log = log;
    this.lines = lines;
  }
}

/** Not an error: somebody asked for everything to stop while this was under way. */
export class Stopped extends Error {
  constructor() {
    super('stopped');
  }
}

const TAIL_BYTES = 16_384;
const MOST_LINES = 8;

/** The end of a log; where it holds errors, these, each once. */
export function lastLines(file) {
  return tellingLines(bytesFrom(file, -TAIL_BYTES).toString().split('\n'));
}

export function tellingLines(all) {
  const lines = all.map((line) => line.trimEnd()).filter((line) => line !== '');
  const errors = new Map(lines.filter((line) => ERROR.test(line)).map((line) => [withoutTime(line), line]));
  return errors.size > 0 ? [...errors.values()].slice(0, MOST_LINES) : lines.slice(-MOST_LINES);
}

const ERROR = /\b(error|fatal|denied|cannot|can't|failed)\b/i;
const withoutTime = (line) => line.replace(/\d[\d:.,-]*/g, '');

/** The bytes of a file from a place on, counted from its end when below zero; none for a file that is not there. */
export function bytesFrom(file, place) {
  let handle;
  try {
    handle = openSync(file, 'r');
    const { size } = fstatSync(handle);
    const start = place < 0 ? Math.max(0, size + place) : Math.min(place, size);
    const buffer = Buffer.alloc(size - start);
    return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, start));
  } catch (error) {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
