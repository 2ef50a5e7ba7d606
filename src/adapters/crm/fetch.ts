import { Agent, fetch } from 'undici';
import type { Json } from '../../domain/json';
import type { FetchCommand, LookupResult } from '../../flow/command';
import { fillIn, type Environment } from './environment';

const MOST_CONNECTIONS = 16;
const CONNECT_WITHIN_MS = 2_000;
const LONGEST_ANSWER_BYTES = 256 * 1024;

/**
 * Requests that flows make by themselves. `${NAME}` in a header stands for a variable of the environment; nothing is
 * retried, and nobody is followed elsewhere.
 */
export class Fetcher {
  private readonly agent = new Agent({
    connections: MOST_CONNECTIONS,
    connect: { timeout: CONNECT_WITHIN_MS },
    maxResponseSize: LONGEST_ANSWER_BYTES,
  });

  constructor(private readonly environment: Environment) {}

  /** Rejects when a header names a variable of the environment that is not set. */
  async send({ method, url, headers, body }: FetchCommand['request'], signal: AbortSignal): Promise<LookupResult> {
    const filled = Object.entries(headers).map(([name, value]): [string, string] => [
      name,
      fillIn(value, this.environment),
    ]);
    try {
      const response = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(body !== null && { 'content-type': 'application/json' }),
          ...Object.fromEntries(filled),
        },
        ...(body !== null && { body: JSON.stringify(body) }),
        dispatcher: this.agent,
        redirect: 'manual',
        signal,
      });
      const text = await response.text();
      if (response.ok) return { is: 'found', value: valueIn(text) };
      return response.status === 404 ? { is: 'not-found' } : { is: 'failed', why: `HTTP ${response.status}` };
    } catch (error) {
      return { is: 'failed', why: signal.aborted ? 'no answer in time' : reasonOf(error) };
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/** JSON as it is; any other text as a text. */
function valueIn(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text; // not JSON is no mistake: many a service answers with a word
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'the request failed';
}
