import type { Millis } from '../domain/time';
import type { Connector, Log } from '../engine/ports';
import type { LookupResult } from '../flow/command';

export interface LookUp {
  readonly connector: string;
  readonly key: string;
  readonly withinMs: Millis;
}

/**
 * Asks a connector, within a budget. Whatever goes wrong is a result, for the flow has an exit for it; a connector that
 * throws has a bug, which is logged too. The key is never logged.
 */
export function lookUpProcessor(
  connectorNamed: (name: string) => Connector | undefined,
  log: Log,
): (lookUp: LookUp) => Promise<LookupResult> {
  return async ({ connector: name, key, withinMs }) => {
    const connector = connectorNamed(name);
    if (!connector) return { is: 'failed', why: `there is no connector ${name}` };
    const signal = AbortSignal.timeout(withinMs);
    const late = new Promise<LookupResult>((resolve) => {
      signal.addEventListener('abort', () => resolve({ is: 'failed', why: `no answer within ${withinMs} ms` }));
    });
    const asked = connector.find(key, signal).catch((error: unknown): LookupResult => {
      log.error('a connector threw', { connector: name, error });
      return { is: 'failed', why: 'the connector threw' };
    });
    return Promise.race([asked, late]);
  };
}
