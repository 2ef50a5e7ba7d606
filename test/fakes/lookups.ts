import type { CallId, CommandId } from '../../src/domain/ids';
import type { Lookups } from '../../src/engine/ports/work';
import type { FetchCommand, LookupCommand, LookupResult } from '../../src/flow/command';

/** Look-ups that were asked for stay open until the test answers them. */
export class FakeLookups implements Lookups {
  readonly asked: (LookupCommand & { readonly call: CallId })[] = [];
  private readonly handlers: ((command: CommandId, result: LookupResult) => void)[] = [];
  readonly fetched: (FetchCommand & { readonly call: CallId })[] = [];
  private answers: ((command: LookupCommand) => LookupResult | undefined) | undefined;
  private fetches: ((command: FetchCommand) => LookupResult | undefined) | undefined;
  private broken = false;

  /** Every look-up is answered at once by this function, if it has an answer. */
  answerBy(answers: (command: LookupCommand) => LookupResult | undefined): void {
    this.answers = answers;
  }

  /** And every request by this one. */
  answerFetchesBy(answers: (command: FetchCommand) => LookupResult | undefined): void {
    this.fetches = answers;
  }

  /** No look-up can be started any more. */
  fail(): void {
    this.broken = true;
  }

  async start(call: CallId, command: LookupCommand): Promise<void> {
    if (this.broken) throw new Error('no look-up can be started');
    this.asked.push({ ...command, call });
    const result = this.answers?.(command);
    if (result) queueMicrotask(() => this.answer(command.id, result));
  }

  async fetch(call: CallId, command: FetchCommand): Promise<void> {
    if (this.broken) throw new Error('no request can be started');
    this.fetched.push({ ...command, call });
    const result = this.fetches?.(command);
    if (result) queueMicrotask(() => this.answer(command.id, result));
  }

  onResult(handler: (command: CommandId, result: LookupResult) => void): void {
    this.handlers.push(handler);
  }

  answer(command: CommandId, result: LookupResult): void {
    for (const handler of this.handlers) handler(command, result);
  }
}
