import type { Millis } from '../domain/time';
import type { Connector } from '../engine/ports/work';
import type { Clock, Log } from '../engine/ports/world';
import type { FetchCommand, LookupResult } from '../flow/command';
import { Breaker } from './breaker';

export interface LookUp {
  readonly connector: string;
  readonly key: string;
  readonly withinMs: Millis;
  readonly cacheMs: Millis;
}

/** A budget below this says nothing about a connector when it is over: only who asked was in a hurry. */
export const FAIR_BUDGET_MS = 500;
const MOST_ANSWERS_KEPT = 10_000;

type Answered = Exclude<LookupResult, { is: 'failed' }>;

/** Answers for those who take them of an age. Only good ones are kept. */
class Answers {
  private readonly kept = new Map<string, { readonly at: number; readonly result: Answered }>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  youngerThan(cacheMs: Millis, question: string): Answered | undefined {
    const kept = cacheMs > 0 ? this.kept.get(question) : undefined;
    return kept && kept.at + cacheMs > this.clock.now() ? kept.result : undefined;
  }

  keep(question: string, cacheMs: Millis, result: LookupResult): void {
    if (cacheMs <= 0 || result.is === 'failed') return;
    this.kept.delete(question);
    this.kept.set(question, { at: this.clock.now(), result });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_ANSWERS_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}

/**
 * Asks connectors, within a budget. Whatever goes wrong is a result, for the flow has an exit for it; a connector that
 * throws has a bug, which is logged too. The key is never logged. One that keeps failing is left alone for a while
 * (a circuit breaker), and answers may be kept.
 */
export class LookUps {
  private readonly answers: Answers;
  private readonly breaker: Breaker;

  constructor(
    private readonly connectorNamed: (name: string) => Connector | undefined,
    clock: Pick<Clock, 'now'>,
    private readonly log: Log,
  ) {
    this.answers = new Answers(clock);
    this.breaker = new Breaker(clock, log);
  }

  async find({ connector: name, key, withinMs, cacheMs }: LookUp): Promise<LookupResult> {
    const connector = this.connectorNamed(name);
    if (!connector) return { is: 'failed', why: `there is no connector ${name}` };
    const question = `${name} ${key}`;
    const kept = this.answers.youngerThan(cacheMs, question);
    if (kept) return kept;
    const refused = this.breaker.begins(name);
    if (refused !== undefined) return { is: 'failed', why: refused };
    const { result, late } = await withinBudget(withinMs, (signal) =>
      connector.find(key, signal).catch((error: unknown): LookupResult => {
        this.log.error('a connector threw', { connector: name, error });
        return { is: 'failed', why: 'the connector threw' };
      }),
    );
    const unfair = late && withinMs < FAIR_BUDGET_MS;
    this.breaker.ended(name, result.is !== 'failed' ? 'well' : unfair ? 'unknown' : 'failed');
    this.answers.keep(question, cacheMs, result);
    return result;
  }
}

/** An HTTP request of a flow, within its budget; `send` does it. */
export function fetchProcessor(
  send: (request: FetchCommand['request'], signal: AbortSignal) => Promise<LookupResult>,
  clock: Pick<Clock, 'now'>,
  log: Log,
): (asked: Pick<FetchCommand, 'request' | 'withinMs' | 'cacheMs'>) => Promise<LookupResult> {
  const answers = new Answers(clock);
  return async ({ request, withinMs, cacheMs }) => {
    const question = cacheMs > 0 ? JSON.stringify(request) : '';
    const kept = answers.youngerThan(cacheMs, question);
    if (kept) return kept;
    const { result } = await withinBudget(withinMs, (signal) =>
      send(request, signal).catch((error: unknown): LookupResult => {
        log.error('a request threw', { error });
        return { is: 'failed', why: error instanceof Error ? error.message : 'the request threw' };
      }),
    );
    answers.keep(question, cacheMs, result);
    return result;
  };
}

export async function withinBudget(
  withinMs: Millis,
  ask: (signal: AbortSignal) => Promise<LookupResult>,
): Promise<{ readonly result: LookupResult; readonly late: boolean }> {
  const signal = AbortSignal.timeout(withinMs);
  const late = new Promise<LookupResult>((resolve) => {
    signal.addEventListener('abort', () => resolve({ is: 'failed', why: `no answer within ${withinMs} ms` }));
  });
  const result = await Promise.race([ask(signal), late]);
  return { result, late: signal.aborted };
}
