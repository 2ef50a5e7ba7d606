import { isCollection, isScalar, visit, type Document, type YAMLError } from 'yaml';
import { lineAt, lineStart, neitherKeyNorEntry, textToQuote, tooFarIn } from './yaml-slips';

/** A mistake in a text before it means anything: what YAML itself cannot read, or reads as something nobody meant. */
export interface Mistake {
  /** Characters from the beginning of the text. */
  readonly offset: number;
  readonly code: 'YAML001' | 'YAML002' | 'YAML003' | 'YAML004' | 'YAML005';
  readonly message: string;
  /** Nothing can be read from a text with such a mistake. */
  readonly fatal: boolean;
}

export function mistakesOf(document: Document, text: string): readonly Mistake[] {
  const meant = [...aliasMistakes(document), ...hashMistakes(document, text), ...keyMistakes(document, text)];
  const lines = new Set(meant.filter(({ fatal }) => fatal).map(({ offset }) => lineStart(text, offset)));
  const syntax = syntaxMistakes(document, text).filter(({ offset }) => !lines.has(lineStart(text, offset)));
  return [...meant, ...syntax, ...tagMistakes(document, text)];
}

/** `0123`, `+7916…`, `1e3`: what YAML reads as a number that was no number to whoever wrote it. */
export function mangled(source: string | undefined, value: unknown): string | undefined {
  if (source === undefined || typeof value !== 'number' || source === String(value)) return undefined;
  return `${source} without quotes is the number ${value} to YAML; write it in quotes: "${source}"`;
}

// ── what YAML cannot read ───────────────────────────────────────────────────────────────────────────────────────────

/** Complaints that do not come from another one before them. */
const isItsOwn = ({ code, message }: YAMLError): boolean =>
  code === 'BAD_SCALAR_START' || message.startsWith('Nested mappings');

/** One mistake may make YAML complain of all the rest, so of the complaints about the structure only the first is said. */
function syntaxMistakes(document: Document, text: string): readonly Mistake[] {
  const errors = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const structural = errors.find(({ code }) => code === 'TAB_AS_INDENT') ?? errors.find((error) => !isItsOwn(error));
  const before = structural?.pos[0] ?? text.length;
  const own = errors.filter((error) => isItsOwn(error) && error.pos[0] < before);
  return [...own, ...(structural ? [structural] : [])].map((error) => ({
    code: 'YAML001',
    fatal: true,
    ...explain(error, document, text),
  }));
}

function explain(error: YAMLError, document: Document, text: string): { offset: number; message: string } {
  const { message, pos } = error;
  const [offset] = pos;
  const word = wordAt(text, offset);
  const line = lineAt(text, word);
  if (message.startsWith('Missing closing'))
    return { offset: scalarEndingAt(document, offset) ?? offset, message: 'this quote is never closed' };
  const open = message.startsWith('Flow ') ? unclosedAt(document, text) : undefined;
  if (open !== undefined) return { offset: open, message: `this ${text.charAt(open)} is never closed` };
  if (/^\s*-[^\s-]/.test(line))
    return { offset: word, message: `a dash is followed by a space: "- ${line.trim().slice(1)}"` };
  return (
    sayings.find(({ of }) => of(error, line))?.say({ text, offset, word, message }) ?? {
      offset,
      message: small(message),
    }
  );
}

interface Found {
  readonly text: string;
  readonly offset: number;
  readonly word: number;
  readonly message: string;
}

interface Saying {
  readonly of: (error: YAMLError, line: string) => boolean;
  readonly say: (found: Found) => Pick<Found, 'offset' | 'message'>;
}

const sayings: readonly Saying[] = [
  {
    of: ({ message }) => message.endsWith('at node end'),
    say: ({ text, offset }) => textToQuote(text, offset),
  },
  {
    of: ({ code, message }) =>
      code === 'MULTILINE_IMPLICIT_KEY' ||
      message.startsWith('Nested mappings') ||
      message.startsWith('Implicit map keys'),
    say: (found) => tooFarIn(found) ?? neitherKeyNorEntry(found),
  },
  {
    of: ({ code }) => code === 'TAB_AS_INDENT',
    say: ({ offset }) => ({ offset, message: 'a tab in the indentation; YAML wants spaces' }),
  },
  {
    of: ({ code }) => code === 'MULTIPLE_DOCS',
    say: ({ offset }) => ({ offset, message: 'a second document begins here (---); a file of the site is one' }),
  },
  {
    of: ({ code }) => code === 'BAD_SCALAR_START',
    say: ({ offset, text }) => ({
      offset,
      message: `a text that begins with ${text.charAt(offset)} is written in quotes`,
    }),
  },
  {
    of: ({ code }) => code === 'BAD_DQ_ESCAPE',
    say: ({ offset, message }) => ({ offset, message: `${small(message)}; in single quotes a \\ is just a \\` }),
  },
  {
    of: ({ code }) => code === 'BAD_INDENT' || code === 'BLOCK_AS_IMPLICIT_KEY',
    say: ({ word }) => ({
      offset: word,
      message: 'this line stands at another column than the lines that it belongs with; mind the spaces before it',
    }),
  },
  {
    of: ({ code, message }) => code === 'BLOCK_IN_FLOW' || message.startsWith('Missing ,'),
    say: ({ word }) => ({
      offset: word,
      message: 'a comma or a bracket is missing hereabouts; or is this a text to be in quotes?',
    }),
  },
];

const small = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function scalarEndingAt(document: Document, end: number): number | undefined {
  let begin: number | undefined;
  visit(document, {
    Scalar: (_, { range }) => {
      if (range?.[1] === end) begin = range[0];
    },
  });
  return begin;
}

/** Where the innermost `{` or `[` stands that is never closed. */
function unclosedAt(document: Document, text: string): number | undefined {
  let open: number | undefined;
  visit(document, {
    Collection: (_, { flow, range }) => {
      if (flow === true && range && !/[\]}]/.test(text.charAt(range[1] - 1))) open = range[0];
    },
  });
  return open;
}

// ── what YAML reads as something nobody meant ───────────────────────────────────────────────────────────────────────

/** `*: operator`, `*41: agent_available`: an alias to YAML. */
function aliasMistakes(document: Document): readonly Mistake[] {
  const found: Mistake[] = [];
  visit(document, {
    Alias: (_, alias, path) => {
      const written = `*${alias.source.replace(/:$/, '')}`;
      const offset = alias.range?.[0] ?? 0;
      const target = alias.resolve(document);
      if (target === undefined)
        found.push({
          offset,
          code: 'YAML002',
          fatal: true,
          message: `${written} reads as a YAML alias; write it in quotes: "${written}"`,
        });
      else if (path.includes(target))
        found.push({
          offset,
          code: 'YAML002',
          fatal: true,
          message: `${written} stands within what it is an alias of`,
        });
    },
  });
  return found;
}

/** A few aliases of one another stand for more than a machine holds; YAML then refuses to write them out. */
export function excessiveAliases(document: Document): Mistake {
  let offset = 0;
  visit(document, {
    Alias: (_, { range }) => {
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return {
    offset,
    code: 'YAML002',
    fatal: true,
    message: 'the aliases of this file stand for too much; write the values out',
  };
}

/** `#: operator` is a comment to YAML, and so is the rest of `{ 1: sales, #: operator }`. */
function hashMistakes(document: Document, text: string): readonly Mistake[] {
  const message = '# begins a comment; the hash key is written in quotes: "#"';
  const found = [...text.matchAll(/^[ \t]*#[ \t]*:[ \t]|:[ \t]+#[ \t]*$/gm)].map((match): Mistake => ({
    offset: match.index + match[0].indexOf('#'),
    code: 'YAML004',
    fatal: false,
    message,
  }));
  const open = document.errors.some(({ message: said }) => said.startsWith('Flow '))
    ? unclosedAt(document, text)
    : undefined;
  const comment = open === undefined ? null : /[ \t]#(?=.*[\]}][ \t]*$)/m.exec(text.slice(open));
  if (open !== undefined && comment)
    found.push({ offset: open + comment.index + 1, code: 'YAML004', fatal: true, message });
  return found;
}

/** Keys that lose a sign or a zero, that are empty, that are no names at all, or that stand twice in one mapping. */
function keyMistakes(document: Document, text: string): readonly Mistake[] {
  const found: Mistake[] = [];
  const say = (offset: number, code: Mistake['code'], message: string, fatal = false): void =>
    void found.push({ offset, code, message, fatal });
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (isCollection(key) && key.range) {
          const template = templateAsKey(text, key.range[0]);
          if (template) say(template.offset, 'YAML001', template.message, true);
          // Where YAML stumbled before, it takes all kinds of things for keys.
          else if (document.errors.length === 0)
            say(key.range[0], 'YAML001', 'a key is a name or a number, not a mapping or a list', true);
          // A key within this key is no mistake of its own.
          return visit.SKIP;
        }
        if (!isScalar(key) || !key.range) continue;
        const [offset, end] = key.range;
        const source = text.slice(offset, end);
        const name = String(key.value);
        const message = mangled(source, key.value);
        if (message !== undefined) say(offset, 'YAML003', message);
        if (source === '') say(offset, 'YAML004', 'an empty key; the hash key is written in quotes: "#"');
        if (seen.has(name))
          say(offset, 'YAML005', `${name} stands twice in the same mapping; the second would hide the first`);
        seen.add(name);
      }
      return undefined;
    },
  });
  return found;
}

/** `greeting/{{ daypart }}` without quotes, where YAML takes the braces for its own. */
function templateAsKey(text: string, offset: number): { offset: number; message: string } | undefined {
  const before = /[^\s[{,]*\{?$/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
  const template = /^[^\s{]*\{\{[^}\n]*\}\}[^\s,\]}]*/.exec(text.slice(offset - before.length))?.[0];
  return template === undefined
    ? undefined
    : {
        offset: offset - before.length,
        message: `${template} without quotes holds a mapping to YAML; write it in quotes: "${template}"`,
      };
}

/** `!env NAME`, `!!binary aGk=`: tags but those of the core schema mean nothing here, and YAML would pass over them. */
function tagMistakes({ warnings }: Document, text: string): readonly Mistake[] {
  return warnings
    .filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    .map(({ pos: [offset, end] }) => ({
      offset,
      code: 'YAML001',
      // What stands there is not known, so nothing more can be said of it.
      fatal: true,
      message: `${text.slice(offset, end)} reads as a YAML tag, which means nothing here; leave it out, or write a text that begins with ! in quotes`,
    }));
}

/** YAML complains of the space before a word; whoever mends it looks for the word. */
function wordAt(text: string, offset: number): number {
  const spaces = /^[ \t]*/.exec(text.slice(offset))?.[0].length ?? 0;
  return offset + spaces;
}
