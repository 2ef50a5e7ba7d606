/**
 * Headers of an INVITE as the dialplan hands them over: `X-Campaign=spring%20sale&User-to-User=…&`. The names are in small
 * letters, since SIP makes no difference; of several of one name the first counts.
 */
export function headersIn(text: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const each of text.split('&')) {
    const [name = '', value] = each.split('=', 2);
    if (value !== undefined) headers[name.toLowerCase()] ??= decoded(value);
  }
  return headers;
}

/** A stranger may send bytes that are no UTF-8, for which `decodeURIComponent` would throw; control characters go. */
function decoded(value: string): string {
  const bytes = [...value.matchAll(/%([0-9A-Fa-f]{2})|[^]/g)].map(([sign, hex]) =>
    hex === undefined ? sign.charCodeAt(0) : parseInt(hex, 16),
  );
  return Buffer.from(bytes)
    .toString('utf8')
    .replace(/\p{Cc}/gu, '');
}
