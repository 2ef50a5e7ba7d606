import type { AgentId, QueueName } from '../../domain/ids';
import type { Instant } from '../../domain/time';

/** Who talked last with a number in a queue, and when the talk began. */
export interface LastTalk {
  readonly number: string;
  readonly queue: QueueName;
  readonly agent: AgentId;
  readonly at: Instant;
}

/** Who served whom last, kept so that a restart does not forget it. */
export interface LastTalks {
  /** The talks from an instant on, the oldest first. */
  load(from: Instant): Promise<readonly LastTalk[]>;
  /** Takes the place of the talk of the same number and queue, and forgets those before an instant. */
  put(talk: LastTalk, forgetBefore: Instant): Promise<void>;
}
