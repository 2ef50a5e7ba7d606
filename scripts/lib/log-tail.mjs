import { bytesFrom } from './failure.mjs';

const LOOK_EVERY_MS = 250;
const MOST_LINES = 10;
const END_OF_LINE = 10;

/** Follows a log and tells the lines that a person should see; holds them back until told to go. */
export class LogTail {
  #place = 0;
  #held = [];
  #timer;

  constructor(file, tell) {
    this.file = file;
    this.tell = tell;
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  look() {
    const bytes = bytesFrom(this.file, this.#place);
    const whole = bytes.subarray(0, bytes.lastIndexOf(END_OF_LINE) + 1);
    this.#place += whole.length;
    this.#held.push(
      ...whole
        .toString()
        .split('\n')
        .map(worthTelling)
        .filter((text) => text !== ''),
    );
    if (this.going) this.#release();
  }

  /** What the log says counts from now on, and what was held back too. */
  go() {
    this.going = true;
    this.look();
  }

  close() {
    this.look();
    clearInterval(this.#timer);
  }

  #release() {
    const lines = this.#held.splice(0);
    for (const line of lines.slice(0, MOST_LINES)) this.tell(line);
    if (lines.length > MOST_LINES) this.tell(`… and ${lines.length - MOST_LINES} lines more`);
  }
}

/** Warnings and errors of a JSON log as one line each; whatever is no JSON as it stands; '' for the rest. */
export function worthTelling(line) {
  const entry = parsed(line);
  if (entry === undefined) return line.trimEnd();
  const { level, message, ...fields } = entry;
  delete fields.timestamp;
  if (level !== 'warn' && level !== 'error') return '';
  const details = Object.entries(fields).map(([name, value]) => `${name}: ${short(value)}`);
  return `${message}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

function parsed(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function short(value) {
  if (typeof value === 'string') return value;
  return typeof value?.message === 'string' ? value.message : JSON.stringify(value);
}
