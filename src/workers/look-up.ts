import type { Millis } from '../domain/time';
import type { Connector } from '../engine/ports/work';
import type { Clock, Log } from '../engine/ports/world';
import type { FetchCommand, LookupResult } from '../flow/command';

export interface LookUp {
  readonly connector: string;
  readonly key: string;
  readonly withinMs: Millis;
  readonly cacheMs: Millis;
}

/** After so many failures in a row a connector is left alone for a while, so that callers do not wait for it in vain. */
const FAILURES_IN_A_ROW = 5;
const LEFT_ALONE_MS = 10_000;
const MOST_ANSWERS_KEPT = 10_000;

type Answered = Exclude<LookupResult, { is: 'failed' }>;

/**
 * Asks connectors, within a budget. Whatever goes wrong is a result, for the flow has an exit for it; a connector that
 * throws has a bug, which is logged too. The key is never logged. One that keeps failing is left alone for 10 s at a time
 * (a circuit breaker), and answers may be kept for those who take them of an age.
 */
export class LookUps {
  private readonly answers = new Map<string, { readonly at: number; readonly result: Answered }>();
  private readonly troubled = new Map<string, { failures: number; until: number }>();

  constructor(
    private readonly connectorNamed: (name: string) => Connector | undefined,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly log: Log,
  ) {}

  async find({ connector: name, key, withinMs, cacheMs }: LookUp): Promise<LookupResult> {
    const connector = this.connectorNamed(name);
    if (!connector) return { is: 'failed', why: `there is no connector ${name}` };
    const kept = this.answers.get(nameOf(name, key));
    if (kept && kept.at + cacheMs > this.clock.now()) return kept.result;
    const trouble = this.troubled.get(name);
    if (trouble && trouble.until > this.clock.now())
      return { is: 'failed', why: `${name} keeps failing and is left alone for ${LEFT_ALONE_MS / 1000} s` };
    const result = await withinBudget(withinMs, (signal) =>
      connector.find(key, signal).catch((error: unknown): LookupResult => {
        this.log.error('a connector threw', { connector: name, error });
        return { is: 'failed', why: 'the connector threw' };
      }),
    );
    this.learn(name, key, result, cacheMs);
    return result;
  }

  private learn(name: string, key: string, result: LookupResult, cacheMs: Millis): void {
    if (result.is !== 'failed') {
      this.troubled.delete(name);
      if (cacheMs > 0) this.keep(nameOf(name, key), result);
      return;
    }
    const failures = (this.troubled.get(name)?.failures ?? 0) + 1;
    const open = failures >= FAILURES_IN_A_ROW;
    if (open) this.log.warn('a connector keeps failing and is left alone for a while', { connector: name, failures });
    this.troubled.set(name, { failures, until: open ? this.clock.now() + LEFT_ALONE_MS : 0 });
  }

  private keep(name: string, result: Answered): void {
    this.answers.delete(name);
    this.answers.set(name, { at: this.clock.now(), result });
    const [oldest] = this.answers.keys();
    if (this.answers.size > MOST_ANSWERS_KEPT && oldest !== undefined) this.answers.delete(oldest);
  }
}

const nameOf = (connector: string, key: string): string => `${connector} ${key}`;

/** An HTTP request of a flow, within its budget; `send` does it. */
export const fetchProcessor =
  (
    send: (request: FetchCommand['request'], signal: AbortSignal) => Promise<LookupResult>,
    log: Log,
  ): ((request: FetchCommand['request'], withinMs: Millis) => Promise<LookupResult>) =>
  (request, withinMs) =>
    withinBudget(withinMs, (signal) =>
      send(request, signal).catch((error: unknown): LookupResult => {
        log.error('a request threw', { error });
        return { is: 'failed', why: error instanceof Error ? error.message : 'the request threw' };
      }),
    );

function withinBudget(withinMs: Millis, ask: (signal: AbortSignal) => Promise<LookupResult>): Promise<LookupResult> {
  const signal = AbortSignal.timeout(withinMs);
  const late = new Promise<LookupResult>((resolve) => {
    signal.addEventListener('abort', () => resolve({ is: 'failed', why: `no answer within ${withinMs} ms` }));
  });
  return Promise.race([ask(signal), late]);
}
