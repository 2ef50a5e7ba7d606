import { NotPlain, plainScalarAt, refuse } from './yaml-plain-scalar';
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from './yaml-tree';

/**
 * Reads YAML as the files of a site are nearly always written, in a tenth of the time that the library takes. `undefined` for
 * what is not plain: aliases, tags, texts over several lines, odd numbers, values left out, and every mistake. That is the
 * library's, and it says what is wrong; so whatever is read here, the library reads the same.
 */
export function readPlainYaml(text: string): YamlNode | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new PlainReader(text).read();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

/** Control characters, what parts documents, and comments that were meant as the key `#`. */
// eslint-disable-next-line no-control-regex -- they are what it looks for
const UNUSUAL = /[\0-\t\v-\x1f\x7f\ufeff]|^(?:---|\.\.\.|%)|^ *# *: |: +# *$/m;

const DEEPEST = 50;
/** The library wants a key and its colon near each other. */
const LONGEST_KEY = 500;

class PlainReader {
  private at = 0;
  /** Where the first sign of the line stands; -1 after the last line. */
  private column = -1;
  private depth = 0;
  /** Brackets that are not closed yet. */
  private open = 0;

  constructor(private readonly text: string) {}

  read(): YamlNode {
    this.toNextLine();
    const node = this.block(this.column, -1);
    return this.column === -1 ? node : refuse();
  }

  // ── lines ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** From the beginning of a line to the first sign that is no comment. */
  private toNextLine(): void {
    for (;;) {
      const begin = this.at;
      this.skipSpaces();
      this.column = this.at < this.text.length ? this.at - begin : -1;
      if (this.text[this.at] === '#') this.skipLine();
      if (this.text[this.at] !== '\n') break;
      this.at += 1;
    }
    if (this.at >= this.text.length) this.column = -1;
  }

  private skipSpaces(): void {
    while (this.text[this.at] === ' ') this.at += 1;
  }

  private skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end === -1 ? this.text.length : end;
  }

  /** Whether nothing more stands on this line; then it goes on to the next one. */
  private lineEnds(): boolean {
    const begin = this.at;
    this.skipSpaces();
    if (this.text[this.at] === '#' && this.at > begin) this.skipLine();
    if (this.at < this.text.length && this.text[this.at] !== '\n') return false;
    this.at += 1;
    this.toNextLine();
    return true;
  }

  // ── what is told by its indentation ─────────────────────────────────────────────────────────────────────────────────

  private get isDash(): boolean {
    return this.text[this.at] === '-' && this.text[this.at + 1] === ' ';
  }

  /** A value that begins at this column, within something that begins at the column `outer`. */
  private block(column: number, outer: number): YamlNode {
    if (this.isDash) return this.list(column);
    const value = this.flow(outer);
    if (value.is === 'scalar' && this.text[this.at] === ':') return this.map(column, value);
    return this.lineEnds() ? value : refuse();
  }

  private list(column: number): YamlList {
    this.deeper();
    const begin = this.at;
    const items: YamlNode[] = [];
    do {
      const dash = this.at;
      this.at += 1;
      this.skipSpaces();
      items.push(this.block(column + this.at - dash, column));
    } while (this.column === column && this.isDash);
    if (this.column > column) refuse();
    this.depth -= 1;
    return { is: 'list', begin, items };
  }

  private map(column: number, first: YamlScalar): YamlMap {
    this.deeper();
    const pairs = new Pairs(this.text);
    pairs.add(first, this.valueBelow(column));
    while (this.column === column) pairs.add(this.scalar(false), this.valueBelow(column));
    if (this.column > column) refuse();
    this.depth -= 1;
    return { is: 'map', begin: first.begin, pairs: pairs.all };
  }

  /** What stands after a key, on its line or below. */
  private valueBelow(column: number): YamlNode {
    this.colon();
    if (this.lineEnds()) {
      if (this.column > column) return this.block(this.column, column);
      return this.column === column && this.isDash ? this.list(column) : refuse();
    }
    const value = this.flow(column);
    return this.lineEnds() ? value : refuse();
  }

  private colon(): void {
    if (this.text[this.at] !== ':' || !' \n'.includes(this.text[this.at + 1] ?? '\n')) refuse();
    this.at += 1;
  }

  private deeper(): void {
    this.depth += 1;
    if (this.depth > DEEPEST) refuse();
  }

  // ── what stands in brackets, quotes, or as it is ────────────────────────────────────────────────────────────────────

  /** Its further lines begin right of the column `outer`. */
  private flow(outer: number, inBrackets = false): YamlNode {
    if (this.text[this.at] === '{') return this.braces(outer);
    return this.text[this.at] === '[' ? this.brackets(outer) : this.scalar(inBrackets);
  }

  private braces(outer: number): YamlMap {
    const begin = this.at;
    const pairs = new Pairs(this.text);
    this.entries('}', outer, () => pairs.add(this.scalar(true), this.valueInBrackets(outer)));
    return { is: 'map', begin, pairs: pairs.all };
  }

  private brackets(outer: number): YamlList {
    const begin = this.at;
    const items: YamlNode[] = [];
    this.entries(']', outer, () => items.push(this.entryInBrackets(outer)));
    return { is: 'list', begin, items };
  }

  /** `[play: welcome]` is a mapping within a list. */
  private entryInBrackets(outer: number): YamlNode {
    const entry = this.flow(outer, true);
    if (entry.is !== 'scalar' || this.text[this.at] !== ':') return entry;
    const pairs = new Pairs(this.text);
    pairs.add(entry, this.valueInBrackets(outer));
    return { is: 'map', begin: entry.begin, pairs: pairs.all };
  }

  private valueInBrackets(outer: number): YamlNode {
    this.colon();
    this.skipInBrackets(outer);
    return this.flow(outer, true);
  }

  private entries(close: string, outer: number, read: () => void): void {
    this.deeper();
    this.open += 1;
    this.at += 1;
    this.skipInBrackets(outer);
    while (this.text[this.at] !== close) {
      read();
      this.skipInBrackets(outer);
      if (this.text[this.at] === ',') this.at += 1;
      else if (this.text[this.at] !== close) refuse();
      this.skipInBrackets(outer);
    }
    this.at += 1;
    this.open -= 1;
    this.depth -= 1;
  }

  /** Spaces, line ends and comments. Lines within brackets begin right of `outer`; the last bracket may stand there. */
  private skipInBrackets(outer: number): void {
    for (let lineBegin: number | undefined; ; lineBegin = this.at) {
      const begin = this.at;
      this.skipSpaces();
      const sign = this.text[this.at] ?? '';
      if (sign === '#' && this.at > begin) this.skipLine();
      else if (sign !== '\n') {
        const closes = this.open === 1 && (sign === ']' || sign === '}');
        if (lineBegin !== undefined && this.at - lineBegin + Number(closes) <= outer) refuse();
        return;
      }
      this.at += 1;
    }
  }

  private scalar(inBrackets: boolean): YamlScalar {
    const scalar = plainScalarAt(this.text, this.at, inBrackets);
    this.at = scalar.end;
    return scalar;
  }
}

/** The keys of a mapping with their values; a key that is no name, or stands twice, is a mistake. */
class Pairs {
  readonly all = new Map<string, YamlPair>();

  constructor(private readonly text: string) {}

  add(key: YamlScalar, value: YamlNode): void {
    const name = String(key.value);
    const { begin, end } = key;
    if (key.value === null || name === '__proto__' || end - begin > LONGEST_KEY) refuse();
    if (typeof key.value === 'number' && name !== this.text.slice(begin, end)) refuse();
    if (this.all.has(name)) refuse();
    this.all.set(name, { key, value });
  }
}
