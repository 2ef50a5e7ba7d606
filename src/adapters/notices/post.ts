import type { Sent } from '../../engine/ports/work';

const WITHIN_MS = 15_000;
const REQUEST_TIMEOUT = 408;
const TOO_MANY = 429;
const SERVER_FAULT = 500;

/** One request; 2xx is sent, 408, 429 and 5xx may be tried again, anything else not. Nobody is followed elsewhere. */
export async function post(url: string, init: RequestInit): Promise<Sent> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(WITHIN_MS) });
    await response.body?.cancel();
    if (response.ok) return { is: 'sent' };
    const { status } = response;
    const again = status >= SERVER_FAULT || status === REQUEST_TIMEOUT || status === TOO_MANY;
    return { is: again ? 'failed' : 'refused', why: `HTTP ${status}` };
  } catch (error) {
    return { is: 'failed', why: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError') return `no answer within ${WITHIN_MS / 1000} s`;
  return typeof cause?.code === 'string' ? cause.code : 'the request failed';
}
