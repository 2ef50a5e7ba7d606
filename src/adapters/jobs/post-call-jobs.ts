import type { CallId } from '../../domain/ids';
import type { PostCallJobs } from '../../engine/ports/work';
import { postCallQueue, type JobsOptions } from './connection';
import { Producer } from './producer';

export interface PostCallJob {
  readonly call: CallId;
}

/** From a second to two minutes: MySQL may be away for longer, then the job stays among the failed ones for a week. */
const RETRIES = { attempts: 8, backoff: { type: 'exponential', delay: 1_000 } } as const;
const KEPT = {
  removeOnComplete: { age: 3_600, count: 10_000 },
  removeOnFail: { age: 7 * 86_400, count: 10_000 },
} as const;

export class BullPostCallJobs implements PostCallJobs {
  private readonly producer: Producer<PostCallJob>;

  constructor(options: JobsOptions) {
    this.producer = new Producer(postCallQueue, options);
  }

  async add(call: CallId): Promise<void> {
    await this.producer.add('summarise', { call }, { jobId: call, ...RETRIES, ...KEPT });
  }

  async close(): Promise<void> {
    await this.producer.close();
  }
}
