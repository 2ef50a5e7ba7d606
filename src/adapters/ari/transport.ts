import * as http from 'node:http';
import * as https from 'node:https';
import { createRequire } from 'node:module';

/** How long a request may take; Asterisk blocks some of them while a prompt plays. */
export const REQUEST_WITHIN_MS = 5000;

/** Below Asterisk's `sessionlimit`, above which it drops connections without a word. */
const MAX_SOCKETS = 32;
/** Below Asterisk's `session_keep_alive`, so that we do not write into a connection that is just being closed. */
const IDLE_SOCKET_MS = 10_000;

/** A request as swagger-client hands it to its HTTP client, and the way it wants to be answered. */
interface SwaggerRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly on: { response(answer: SwaggerAnswer): void; error(answer: SwaggerAnswer): void };
}

interface SwaggerAnswer {
  readonly url: string;
  readonly status: number;
  readonly data: Buffer | string;
}

/** What a failed request says: it travels as the text of ari-client's Error. Status 0: there was no answer. */
export interface Failure {
  readonly status: number;
  readonly says: string;
}

const options = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_SOCKET_MS };
const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };

/**
 * ari-client speaks HTTP through swagger-client and shred, which set no timeout, and on a broken connection never answer
 * at all. So swagger-client gets another HTTP client: a cap on connections, an end to every request, and errors that keep
 * their status.
 */
export function replaceTransport(): void {
  const fromAriClient = createRequire(require.resolve('ari-client'));
  const swagger = fromAriClient('swagger-client') as { ShredHttpClient: { prototype: { execute: typeof execute } } };
  swagger.ShredHttpClient.prototype.execute = execute;
  // Its global `log` prints "deprecated version of Swagger" on each connect, and nothing else.
  Object.assign(globalThis, { log: () => undefined });
}

function execute(request: SwaggerRequest): void {
  const { url, method, headers, body, on } = request;
  const sent = { method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body }) };
  void exchange(url, sent).then(({ status, data }) => {
    try {
      if (status >= 200 && status < 300) on.response({ url, status, data });
      else on.error({ url, status, data: JSON.stringify({ status, says: wordsOf(data) } satisfies Failure) });
    } catch {
      // swagger-client throws its message after it has reported it (SwaggerApi.fail); the report is what counts.
    }
  });
}

export interface Exchange {
  /** 0: no answer. */
  readonly status: number;
  readonly data: Buffer;
}

/** One request, always answered. A connection that Asterisk closed just as we re-used it is tried once more. */
export async function exchange(
  url: string,
  sent: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string },
): Promise<Exchange> {
  const first = await once(url, sent);
  return first.again ? once(url, sent) : first;
}

function once(url: string, sent: Parameters<typeof exchange>[1]): Promise<Exchange & { readonly again: boolean }> {
  return new Promise((resolve) => {
    const { body, ...head } = sent;
    const secure = url.startsWith('https:');
    const request = (secure ? https : http).request(url, { ...head, agent: agents[secure ? 'https:' : 'http:'] });
    const timer = setTimeout(() => {
      request.destroy(new Error(`no answer within ${REQUEST_WITHIN_MS} ms`));
    }, REQUEST_WITHIN_MS);
    const failed = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      const again = request.reusedSocket && error.code === 'ECONNRESET';
      resolve({ status: 0, data: Buffer.from(JSON.stringify({ message: error.message })), again });
    };
    request.on('error', failed);
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', failed);
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, data: Buffer.concat(parts), again: false });
      });
    });
    request.end(body);
  });
}

/** Asterisk's own words: `{"message":"Channel not found"}`, `{"error":"Allocation failed"}`. */
function wordsOf(data: Buffer): string {
  const text = data.toString();
  try {
    const { message, error } = JSON.parse(text) as { message?: string; error?: string };
    return message ?? error ?? text;
  } catch {
    return text;
  }
}
