import { splitOutside } from './sip-headers';

/** Names in lower case; a parameter without a value has ''. */
export type Parameters = ReadonlyMap<string, string>;

/** A sip:, sips: or tel: URI (RFC 3261, section 19.1; RFC 3966). */
export interface SipUri {
  readonly scheme: string;
  /** Unescaped, without a password; of tel: the number; '' when there is none. */
  readonly user: string;
  /** '' in a tel: URI. */
  readonly host: string;
  readonly port?: number;
  readonly parameters: Parameters;
}

/** `"Ann" <sip:100@host>;tag=1` (RFC 3261, section 20.10). */
export interface NameAddress {
  /** Display name, unquoted. */
  readonly name?: string;
  readonly uri: string;
  readonly parameters: Parameters;
}

/** Who someone is to the eye: what a phone shows. */
export interface Identity {
  readonly name?: string;
  readonly number: string;
}

function parametersOf(parts: readonly string[]): Parameters {
  return new Map(
    parts.map((part) => {
      const equals = part.indexOf('=');
      if (equals < 0) return [part.toLowerCase(), ''];
      return [part.slice(0, equals).trim().toLowerCase(), unquoted(part.slice(equals + 1).trim())];
    }),
  );
}

/** `value;a=1;b` as the value and its parameters: Via, Subscription-State, Reason, Event. */
export function parseValue(text: string): { value: string; parameters: Parameters } {
  const [value = '', ...rest] = splitOutside(text, ';');
  return { value, parameters: parametersOf(rest) };
}

export function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is wrong but seen; the text is then meant as it stands.
    return text;
  }
}

/** `undefined` when it is no URI of these kinds. IPv6 hosts keep their brackets. */
export function parseUri(text: string): SipUri | undefined {
  const [plain = ''] = text.trim().split('?');
  const [address = '', ...rest] = plain.split(';');
  const parameters = parametersOf(rest);
  const tel = /^tel:(.+)$/i.exec(address);
  if (tel?.[1] !== undefined) return { scheme: 'tel', user: tel[1], host: '', parameters };
  const sip = /^(sips?):(?:([^@]*)@)?(\[[^\]]+\]|[^:@\s]+)(?::(\d+))?$/i.exec(address);
  if (sip?.[1] === undefined || sip[3] === undefined) return undefined;
  const user = unescaped((sip[2] ?? '').split(':')[0] ?? '');
  const port = sip[4] === undefined ? {} : { port: Number(sip[4]) };
  return { scheme: sip[1].toLowerCase(), user, host: sip[3], ...port, parameters };
}

/** `undefined` when there is no URI in it. */
export function parseNameAddress(text: string): NameAddress | undefined {
  const angled = /^("(?:[^"\\]|\\.)*"\s*|[^<"]*)<([^>]*)>(.*)$/s.exec(text.trim());
  if (angled === null) {
    // Without angle brackets every parameter belongs to the header, not to the URI (section 20.10).
    const { value, parameters } = parseValue(text);
    return value === '' ? undefined : { uri: value, parameters };
  }
  const [, before = '', uri = '', after = ''] = angled;
  const name = unquoted(before.trim());
  return { ...(name === '' ? {} : { name }), uri, parameters: parametersOf(splitOutside(after, ';')) };
}

export function identityOf(address: NameAddress): Identity {
  const number = parseUri(address.uri)?.user ?? '';
  return address.name === undefined ? { number } : { name: address.name, number };
}

export function tagOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : parseNameAddress(header)?.parameters.get('tag');
}

/** What may not stand in the user part of a URI as it is, foremost `#` (RFC 3261, section 25.1). */
export function encodeUser(number: string): string {
  return encodeURIComponent(number).replace(/%(2B|2A|24|26|2C|3B|3D|3F|2F)/gi, (escaped) =>
    decodeURIComponent(escaped),
  );
}
