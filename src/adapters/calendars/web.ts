import { Agent, fetch, type Response } from 'undici';
import type { CalendarWeb, Fetched } from '../../engine/ports/calendars';
import type { Millis } from '../../domain/time';

const CONNECT_WITHIN_MS: Millis = 5_000;
const WITHIN_MS: Millis = 20_000;
/** A country's holidays of ten years are about 100 kB; what is read here holds up calls for as long as it takes. */
export const LARGEST_CALENDAR_BYTES = 512 * 1024;

/** Fetches iCalendar files over HTTP, with the conditions of RFC 9110 (ETag, Last-Modified). */
export class HttpCalendars implements CalendarWeb {
  private readonly agent = new Agent({ connect: { timeout: CONNECT_WITHIN_MS } });

  constructor(private readonly withinMs: Millis = WITHIN_MS) {}

  async fetch(url: string, known: Parameters<CalendarWeb['fetch']>[1], signal: AbortSignal): Promise<Fetched> {
    const inTime = AbortSignal.timeout(this.withinMs);
    const { username, password } = new URL(url);
    // `fetch` refuses an address with a password in it.
    const address = new URL(url);
    address.username = address.password = '';
    const secret = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
    try {
      const response = await fetch(address, {
        headers: {
          accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1',
          ...((username !== '' || password !== '') && { authorization: `Basic ${secret}` }),
          ...(known?.etag != null && { 'if-none-match': known.etag }),
          ...(known?.lastModified != null && { 'if-modified-since': known.lastModified }),
        },
        dispatcher: this.agent,
        signal: AbortSignal.any([signal, inTime]),
      });
      if (response.status === 304 && known) {
        await response.body?.cancel();
        return { is: 'unchanged' };
      }
      if (!response.ok) {
        await response.body?.cancel();
        return { is: 'failed', why: `HTTP ${response.status}` };
      }
      const text = await textOf(response);
      if (text === undefined) return { is: 'failed', why: `it is larger than ${LARGEST_CALENDAR_BYTES / 1024} kB` };
      const { headers } = response;
      return { is: 'new', text, etag: headers.get('etag'), lastModified: headers.get('last-modified') };
    } catch (error) {
      if (inTime.aborted) return { is: 'failed', why: `no whole answer within ${this.withinMs / 1000} s` };
      return { is: 'failed', why: signal.aborted ? 'the node stops' : reasonOf(error) };
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/** As far as it may go: the length that a server names is not believed, and packed answers grow. */
async function textOf({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // Leaving the loop gives the connection up.
    if (bytes > LARGEST_CALENDAR_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: unknown; readonly message?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return cause?.message === 'redirect count exceeded' ? 'it leads from one address to the next' : 'the request failed';
}
