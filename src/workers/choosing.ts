import type { ChooserAsked, Choosers, Connector } from '../engine/ports/work';
import type { Clock, Log } from '../engine/ports/world';
import type { LookupResult } from '../flow/command';
import { Breaker } from './breaker';
import { FAIR_BUDGET_MS, withinBudget } from './look-up';

/** Asks connectors over HTTP which agent is to have a call, within a budget; one that keeps failing is left alone for a while. */
export class AskedConnectors implements Choosers {
  private readonly breaker: Breaker;

  constructor(
    private readonly connectorNamed: (name: string) => Connector | undefined,
    clock: Pick<Clock, 'now'>,
    private readonly log: Log,
  ) {
    this.breaker = new Breaker(clock, log);
  }

  async choose({ connector: name, question, withinMs }: ChooserAsked): Promise<LookupResult> {
    const connector = this.connectorNamed(name);
    if (!connector?.choose) return { is: 'failed', why: `there is no connector ${name} that can be asked` };
    const refused = this.breaker.begins(name);
    if (refused !== undefined) return { is: 'failed', why: refused };
    const asked = connector.choose.bind(connector);
    const { result, late } = await withinBudget(withinMs, (signal) =>
      asked(question.queue, question, signal).catch((error: unknown): LookupResult => {
        this.log.error('a connector threw', { connector: name, error });
        return { is: 'failed', why: 'the connector threw' };
      }),
    );
    const unfair = late && withinMs < FAIR_BUDGET_MS;
    this.breaker.ended(name, result.is !== 'failed' ? 'well' : unfair ? 'unknown' : 'failed');
    return result;
  }
}
