/** Header fields of one SIP message (RFC 3261, section 7.3): ordered, names without regard to case, compact names read. */

export type HeaderLine = readonly [name: string, value: string];

/** Section 7.3.3 and the IANA registry. */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

/** Names whose usual spelling is not simply Capital-Letters. */
const SPELLING: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'mime-version': 'MIME-Version',
  'www-authenticate': 'WWW-Authenticate',
};

/** May not be joined or split at commas: their values hold commas of their own (section 7.3.1). */
const NOT_A_LIST = new Set(['www-authenticate', 'authorization', 'proxy-authenticate', 'proxy-authorization', 'date']);

/** The usual spelling of a header name, compact or not. */
export function headerName(name: string): string {
  const lower = name.trim().toLowerCase();
  const long = COMPACT[lower];
  if (long !== undefined) return long;
  return (
    SPELLING[lower] ?? lower.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
  );
}

/** Splits at a separator that stands neither in quotes nor between < and >. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  let angled = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '<') angled = true;
    else if (character === '>') angled = false;
    else if (character === separator && !angled) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

export class SipHeaders {
  private readonly fields: HeaderLine[] = [];

  constructor(lines: Iterable<HeaderLine> = []) {
    for (const [name, value] of lines) this.add(name, value);
  }

  add(name: string, value: string): this {
    this.fields.push([headerName(name), value.trim()]);
    return this;
  }

  /** The first value under this name, whole. */
  get(name: string): string | undefined {
    const wanted = headerName(name);
    return this.fields.find(([field]) => field === wanted)?.[1];
  }

  /** Every value under this name, whether on lines of their own or joined by commas. */
  all(name: string): string[] {
    const wanted = headerName(name);
    const whole = this.fields.filter(([field]) => field === wanted).map(([, value]) => value);
    return NOT_A_LIST.has(wanted.toLowerCase()) ? whole : whole.flatMap((value) => splitOutside(value, ','));
  }

  lines(): readonly HeaderLine[] {
    return this.fields;
  }
}
