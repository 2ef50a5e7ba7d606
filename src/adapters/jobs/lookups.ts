import type { Redis } from 'ioredis';
import type { CallId, CommandId } from '../../domain/ids';
import type { Instant, Millis } from '../../domain/time';
import type { Lookups } from '../../engine/ports/work';
import type { FetchCommand, LookupCommand, LookupResult } from '../../flow/command';
import { consumerConnection, lookedUpChannel, lookUpQueue, type JobsOptions } from './connection';
import { Producer } from './producer';

/** Keys may be secret (a customer's PIN): in Redis they are sealed. */
export interface Seals {
  seal(text: string, context: string): string;
  open(envelope: string, context: string): string;
}

/** A question of a call: of a connector, or a request of its own. Its secrets are sealed. */
export type LookUpJob = {
  readonly call: CallId;
  /** After this nobody waits for the result any more. */
  readonly until: Instant;
} & (
  | { readonly connector: string; readonly sealedKey: string; readonly cacheMs: Millis }
  | { readonly sealedRequest: string; readonly cacheMs: Millis }
);

export interface Looked {
  readonly command: CommandId;
  readonly result: LookupResult;
}

/** The result was published: nothing of the job needs to stay. */
const ONCE = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

export class BullLookups implements Lookups {
  private readonly producer: Producer<LookUpJob>;
  private readonly results: Redis;
  private readonly handlers: ((command: CommandId, result: LookupResult) => void)[] = [];

  constructor(private readonly options: JobsOptions & { readonly sealer: Seals }) {
    this.producer = new Producer(lookUpQueue, options);
    this.results = consumerConnection(options);
    this.results.on('message', (_channel, text) => {
      const { command, result } = JSON.parse(text) as Looked;
      for (const handler of this.handlers) handler(command, result);
    });
    this.results.subscribe(lookedUpChannel(options.prefix)).catch(options.onError);
  }

  async start(call: CallId, { id, connector, key, withinMs, cacheMs }: LookupCommand): Promise<void> {
    const sealedKey = this.options.sealer.seal(key, id);
    await this.producer.add(
      'look-up',
      { call, connector, sealedKey, cacheMs, until: Date.now() + withinMs },
      { jobId: id, ...ONCE },
    );
  }

  async fetch(call: CallId, { id, request, withinMs, cacheMs }: FetchCommand): Promise<void> {
    const sealedRequest = this.options.sealer.seal(JSON.stringify(request), id);
    await this.producer.add(
      'fetch',
      { call, sealedRequest, cacheMs, until: Date.now() + withinMs },
      { jobId: id, ...ONCE },
    );
  }

  onResult(handler: (command: CommandId, result: LookupResult) => void): void {
    this.handlers.push(handler);
  }

  async close(): Promise<void> {
    await this.producer.close();
    this.results.disconnect();
  }
}
