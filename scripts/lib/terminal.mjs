import { Stopped } from './failure.mjs';
import { shown } from './places.mjs';

const NAME_WIDTH = 16;
const REDRAW_MS = 200;

/** What the person at the terminal sees: a line for each step, with how long it took. Colours and redrawing only on a TTY. */
export class Terminal {
  #current;

  constructor(stream = process.stdout, env = process.env) {
    this.stream = stream;
    this.live = stream.isTTY === true;
    this.colours = this.live && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
    stream.on?.('error', () => undefined); // a reader who has gone must not end Carillon
  }

  /** Runs `work(step)`: it may tell how far it is with `step.progress(text)`, and leave its result in `step.result`. */
  async step(name, work) {
    const began = performance.now();
    const step = { name, result: '', now: '', progress: (text) => this.#progress(step, text) };
    const redraw = () => this.#draw(step, began);
    const timer = this.live ? setInterval(redraw, REDRAW_MS) : undefined;
    this.#current = redraw;
    redraw();
    try {
      const value = await work(step);
      this.#finish(this.green('✓'), name, `${step.result} ${this.dim(`(${seconds(performance.now() - began)})`)}`);
      return value;
    } catch (error) {
      this.#finish(
        error instanceof Stopped ? this.dim('·') : this.red('✗'),
        name,
        this.dim(`(${seconds(performance.now() - began)})`),
      );
      throw error;
    } finally {
      clearInterval(timer);
      this.#current = undefined;
    }
  }

  line(text = '') {
    this.#erase();
    this.stream.write(`${text}\n`);
    this.#current?.();
  }

  /** One sentence, the end of the log, and the remedy; the last thing that is printed. */
  failure({ message, lines = [], log = '', remedy = '' }) {
    this.line();
    this.line(`${this.red('✗')} ${message}`);
    for (const line of lines) this.line(this.dim(`    ${line}`));
    if (log !== '') this.line(this.dim(`  The whole log: ${shown(log)}`));
    if (remedy !== '') this.line(`  ${remedy}`);
  }

  bold = (text) => this.#paint(1, text);
  dim = (text) => this.#paint(2, text);
  red = (text) => this.#paint(31, text);
  green = (text) => this.#paint(32, text);
  yellow = (text) => this.#paint(33, text);
  cyan = (text) => this.#paint(36, text);

  #progress(step, text) {
    step.now = text;
    if (this.live) this.#current?.();
    else this.stream.write(`  … ${step.name}: ${text}\n`);
  }

  #draw({ name, now }, began) {
    if (!this.live) return;
    const text = `· ${name.padEnd(NAME_WIDTH)} ${now}`.slice(0, (this.stream.columns ?? 80) - 12);
    this.#erase();
    this.stream.write(`${text} ${this.dim(`(${seconds(performance.now() - began)})`)}`);
  }

  #finish(mark, name, text) {
    this.#current = undefined;
    this.line(`${mark} ${name.padEnd(NAME_WIDTH)} ${text}`);
  }

  #erase() {
    if (this.live) this.stream.write('\r\x1b[2K');
  }

  #paint(code, text) {
    return this.colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}

export function seconds(ms) {
  const whole = Math.floor(ms / 1000);
  return whole < 60 ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
