/** What CEL complains of, in words for whoever wrote the expression. What is not known here is passed on. */
export function celInWords(message: string, source: string, offset: number): string {
  const near = source.slice(offset);
  const word = wordFromElsewhere(source, offset);
  if (word !== undefined && /^Unexpected/.test(message)) return word;
  if (/EOF$/.test(message)) {
    const closing = CLOSING[/^Expected (\w+)/.exec(message)?.[1] ?? ''];
    return closing === undefined ? 'the expression ends too early' : `${closing} is missing at the end`;
  }
  const [, wanted = '', got = ''] = /^Expected (\w+), got (\w+)/.exec(message) ?? [];
  if (wanted !== '') return `${CLOSING[wanted] ?? wanted} is missing before ${signOf(got, near)}`;
  const token = /^Unexpected token: (\w+)/.exec(message)?.[1];
  if (token !== undefined) return `${signOf(token, near)} does not belong here`;
  if (/^Unexpected character/.test(message))
    return `${near.slice(0, 1)} does not belong here${/^\w/.test(near) ? '; is an operator missing before it?' : ''}`;
  if (/^Unterminated string/.test(message)) return 'this quote is never closed';
  const reserved = /^Reserved identifier: (\w+)/.exec(message)?.[1];
  if (reserved !== undefined) return `${reserved} is a word of the expression language, and names nothing`;
  const call = /no matching overload for '(.+)'/.exec(message)?.[1];
  if (call !== undefined) return `there is no function ${call}, at least for values of these kinds`;
  const operator = /^no such overload: (.+)/i.exec(message)?.[1];
  // CEL compares whole numbers with doubles, but not within a list; `9.0` is a double.
  if (operator === 'double in list<int>')
    return 'whole numbers in a list are not looked for; write them with a point: [9.0, 10.0]';
  if (operator !== undefined)
    return `these kinds of values do not go together: ${operator}; string(…) makes a text, double(…) a number`;
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** Signs that are missing most often, by the name that the parser has for them. */
const CLOSING: Readonly<Record<string, string>> = {
  RPAREN: 'a )',
  RBRACKET: 'a ]',
  RBRACE: 'a }',
  COLON: 'a : (as in condition ? one : other)',
  IDENTIFIER: 'a name',
};

const signOf = (token: string, near: string): string =>
  token === 'EOF' ? 'the end' : (/^\s*(\w+|[^\w\s])/.exec(near)?.[1] ?? token);

/** How other languages write it. The parser stops at the end of the word, or at the sign. */
function wordFromElsewhere(source: string, offset: number): string | undefined {
  const line = source.slice(0, offset + 4);
  const [, word = ''] = /(?:^|\s)(and|or|not|is)(?=\s|$)[^'"]*$/i.exec(line) ?? [];
  const instead = { and: '&&', or: '||', not: '!', is: '==' }[word.toLowerCase()];
  if (instead !== undefined) return `${word} is no operator; write ${instead}`;
  if (source.slice(offset - 1, offset + 1) === '<>') return '<> is no operator; write !=';
  if (source[offset] === '=') return '= compares nothing; write ==';
  const quote = /^[“”„‘’«»]/.exec(source.slice(offset))?.[0];
  return quote === undefined ? undefined : `${quote} is no quote here; write ' or "`;
}
