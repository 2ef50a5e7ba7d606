import type { Client } from 'ari-client';
import type { Failure } from './transport';

/**
 * How a request went: `gone` – what it was about is not there (any more); `exists` – it was made before; `unreachable` –
 * the phone; `timeout` – no answer, so nobody knows.
 */
export type Reply<T> =
  | { readonly is: 'done'; readonly value: T }
  | { readonly is: 'failed'; readonly code: FailureCode; readonly why: string };
export type FailureCode = 'gone' | 'exists' | 'refused' | 'unreachable' | 'timeout';

/** Told of each request: `channels.answer`, its status (200 for any success, 0 for no answer), seconds. */
export type Observe = (operation: string, status: number, seconds: number) => void;

/** Asks Asterisk, and turns whatever comes back into a word. */
export class Requests {
  constructor(
    private readonly client: () => Client | undefined,
    private readonly observe: Observe,
  ) {}

  async ask<T>(operation: string, call: (client: Client) => Promise<T>): Promise<Reply<T>> {
    const client = this.client();
    if (!client) return { is: 'failed', code: 'timeout', why: 'not connected to Asterisk' };
    const startedAt = performance.now();
    const told = (status: number): void => this.observe(operation, status, (performance.now() - startedAt) / 1000);
    try {
      const value = await call(client);
      told(200);
      return { is: 'done', value };
    } catch (error) {
      const failure = failureOf(error);
      told(failure.status);
      return { is: 'failed', code: codeOf(failure), why: `${operation}: ${failure.says}` };
    }
  }
}

/** @throws whatever is no answer of Asterisk: a mistake of ours. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) throw new Error(`ari-client: ${String(error)}`);
  try {
    return JSON.parse(error.message) as Failure;
  } catch {
    throw error;
  }
}

/** Where one status has several meanings, Asterisk tells them apart by words alone. */
const meanings: readonly (readonly [status: number, says: RegExp, code: FailureCode])[] = [
  [0, /./, 'timeout'],
  [404, /./, 'gone'],
  [409, /already (exists|in progress)/, 'exists'],
  // It is leaving, or has left by the dialplan; a leg that has not entered yet is given no commands.
  [409, /not in Stasis/, 'gone'],
  [422, /not in Stasis/, 'gone'],
  // addChannel and the originator of a new channel have no 404.
  [400, /channel (was )?not found/i, 'gone'],
  [500, /Allocation failed/, 'unreachable'],
];

function codeOf({ status, says }: Failure): FailureCode {
  return meanings.find(([each, words]) => each === status && words.test(says))?.[2] ?? 'refused';
}
