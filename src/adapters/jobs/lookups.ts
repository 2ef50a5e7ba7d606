import type { Redis } from 'ioredis';
import type { CallId, CommandId } from '../../domain/ids';
import type { Instant } from '../../domain/time';
import type { Lookups } from '../../engine/ports';
import type { LookupCommand, LookupResult } from '../../flow/command';
import { consumerConnection, lookedUpChannel, lookUpQueue, type JobsOptions } from './connection';
import { Producer } from './producer';

/** Keys may be secret (a customer's PIN): in Redis they are sealed. */
export interface Seals {
  seal(text: string, context: string): string;
  open(envelope: string, context: string): string;
}

export interface LookUpJob {
  readonly call: CallId;
  readonly connector: string;
  readonly sealedKey: string;
  /** After this nobody waits for the result any more. */
  readonly until: Instant;
}

export interface Looked {
  readonly command: CommandId;
  readonly result: LookupResult;
}

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

  async start(call: CallId, { id, connector, key, withinMs }: LookupCommand): Promise<void> {
    const sealedKey = this.options.sealer.seal(key, id);
    await this.producer.add(
      'look-up',
      { call, connector, sealedKey, until: Date.now() + withinMs },
      // The result was published: nothing of the job needs to stay.
      { jobId: id, attempts: 1, removeOnComplete: true, removeOnFail: true },
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
