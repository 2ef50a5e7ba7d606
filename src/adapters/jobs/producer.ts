import { Queue, type JobsOptions as AddOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Millis } from '../../domain/time';
import { closeWithin, jobsPrefix, producerConnection, type JobsOptions } from './connection';

const ADD_WITHIN_MS: Millis = 2_000;
const CLOSE_WITHIN_MS: Millis = 1_000;

/** Adds jobs of one kind, or says within 2 s that it could not. */
export class Producer<Data> {
  private readonly redis: Redis;
  private readonly queue: Queue;

  constructor(name: string, options: JobsOptions) {
    this.redis = producerConnection(options);
    this.queue = new Queue(name, { connection: this.redis, prefix: jobsPrefix(options.prefix) });
    this.queue.on('error', options.onError);
  }

  async add(name: string, data: Data, options: AddOptions & { readonly jobId: string }): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    // BullMQ waits for a Redis that was never there, whatever the connection's own options say.
    const late = new Promise<never>((_, reject) => {
      const over = (): void => reject(new Error(`Redis did not take a job within ${ADD_WITHIN_MS} ms`));
      // The answer may be in already and just not read, if we ourselves were busy.
      timer = setTimeout(() => setImmediate(over), ADD_WITHIN_MS);
    });
    try {
      await Promise.race([this.queue.add(name, data, options), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await closeWithin(CLOSE_WITHIN_MS, this.queue.close(), this.redis);
  }
}
