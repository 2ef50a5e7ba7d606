import { Agent, fetch, type Response } from 'undici';
import type { ConnectorSettings } from '../../domain/connector';
import type { Json } from '../../domain/json';
import type { Connector } from '../../engine/ports/work';
import type { LookupResult } from '../../flow/command';
import { fillIn, type Environment } from './environment';

/** A CRM that is slow must not take all our sockets. */
const MOST_CONNECTIONS = 16;
const CONNECT_WITHIN_MS = 2_000;
const LONGEST_ANSWER_BYTES = 256 * 1024;

/** One GET for one record, or one POST for one answer. The caller's budget is the signal; nothing is retried. */
export class HttpConnector implements Connector {
  private readonly agent = new Agent({
    connections: MOST_CONNECTIONS,
    connect: { timeout: CONNECT_WITHIN_MS },
    maxResponseSize: LONGEST_ANSWER_BYTES,
  });
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    private readonly settings: Extract<ConnectorSettings, { is: 'http' }>,
    environment: Environment,
  ) {
    this.url = fillIn(settings.url, environment);
    this.headers = Object.fromEntries(
      Object.entries(settings.headers ?? {}).map(([name, value]) => [name, fillIn(value, environment)]),
    );
  }

  find(key: string, signal: AbortSignal): Promise<LookupResult> {
    return this.send(key, { method: 'GET' }, signal);
  }

  /** The question as JSON, by POST to the same address. */
  choose(key: string, question: object, signal: AbortSignal): Promise<LookupResult> {
    const body = JSON.stringify(question);
    return this.send(key, { method: 'POST', body, headers: { 'content-type': 'application/json' } }, signal);
  }

  private async send(
    key: string,
    { headers, ...request }: { readonly method: string; readonly body?: string; readonly headers?: object },
    signal: AbortSignal,
  ): Promise<LookupResult> {
    // As a part of a path these would name another path, even written as %2E.
    if (/^\.{1,2}$/.test(key)) return { is: 'not-found' };
    const url = this.url.replaceAll('{key}', () => encodeURIComponent(key));
    try {
      const response = await fetch(url, {
        ...request,
        headers: { accept: 'application/json', ...headers, ...this.headers },
        dispatcher: this.agent,
        redirect: 'manual',
        signal,
      });
      return await this.read(response);
    } catch (error) {
      return { is: 'failed', why: signal.aborted ? 'no answer in time' : reasonOf(error) };
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async read(response: Response): Promise<LookupResult> {
    if (response.ok) return recordIn(await response.text(), this.settings.record);
    await response.body?.cancel();
    return response.status === 404 ? { is: 'not-found' } : { is: 'failed', why: `HTTP ${response.status}` };
  }
}

function recordIn(body: string, path: string | undefined): LookupResult {
  // A CRM may say "nothing" in many ways: 204, an empty list, an empty object.
  if (body.trim() === '') return { is: 'not-found' };
  let value: Json | undefined;
  try {
    value = JSON.parse(body) as Json;
  } catch {
    return { is: 'failed', why: 'the answer is not JSON' };
  }
  for (const name of path?.split('.') ?? [])
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, Json>)[name]
        : undefined;
  return value === undefined || isNothing(value) ? { is: 'not-found' } : { is: 'found', value };
}

const isNothing = (value: Json): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** fetch says only `fetch failed`; the cause has the code (ECONNREFUSED …), never a secret. */
function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'the request failed';
}
