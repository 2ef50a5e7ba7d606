/** What YAML complains of, at which word. */
interface Complaint {
  readonly text: string;
  readonly word: number;
  readonly message: string;
}

/** Where somebody slipped, and the remedy. */
interface Slip {
  readonly offset: number;
  readonly message: string;
}

export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
export const lineAt = (text: string, offset: number): string =>
  text.slice(lineStart(text, offset)).split('\n', 1)[0] ?? '';

/** `'gold' in tags`, `/^[0-9]+$/` in braces: a text that begins or goes on with signs of YAML's own. */
export function textToQuote(text: string, offset: number): Slip {
  const line = lineAt(text, offset);
  const at = offset - lineStart(text, offset);
  const begin = /.*(?:: +|- +|[[{,] *)(?=\S)/.exec(line.slice(0, at))?.[0].length ?? 0;
  const isInBraces = !/^["']/.test(line.slice(begin)) && /[{[]/.test(line.slice(0, begin));
  const whole = (isInBraces ? /^[^,}]*/ : /^.*?(?=\s+#|$)/).exec(line.slice(begin))?.[0].trim() ?? '';
  return {
    offset: lineStart(text, offset) + begin,
    message: `YAML stops in the middle of this; write all of it in quotes: ${inQuotes(whole)}`,
  };
}

function inQuotes(text: string): string {
  if (!/["\\]/.test(text)) return `"${text}"`;
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

/** A text goes on in the lines below that stand further in; one that looks like a key or an entry was not meant so. */
export function tooFarIn({ text, word }: Pick<Complaint, 'text' | 'word'>): Slip | undefined {
  const rest = lineAt(text, word).slice(word - lineStart(text, word));
  if (/: /.test(rest)) return undefined;
  const own = /^(?:[ ]*- )*[ ]*/.exec(lineAt(text, word))?.[0].length ?? 0;
  const end = text.indexOf('\n', word);
  const [, blank = '', spaces = '', next] =
    end < 0 ? [] : (/^((?:[ ]*\n)*)([ ]*)(- \S|[\w-]+:(?:\s|$))/.exec(text.slice(end + 1)) ?? []);
  if (next === undefined || spaces.length < own) return undefined;
  const above = /^(?:[ ]*- )*([\w-]+)/.exec(lineAt(text, word).trimStart())?.[1] ?? '';
  return {
    offset: end + 1 + blank.length + spaces.length,
    message: `this line stands too far in: YAML takes it for a part of "${above}" above; ${
      next.startsWith('-') ? 'its dash stands below the dash there' : `it begins where "${above}" begins`
    }`,
  };
}

export function neitherKeyNorEntry({ text, word, message }: Complaint): Slip {
  const isText = message.startsWith('Nested mappings') || lineAt(text, word).includes(': ');
  return {
    offset: word,
    message: isText
      ? 'a colon and a space within a text; write the whole text in quotes'
      : 'neither "key: value" nor "- entry"; is a colon with a space after it missing?',
  };
}
