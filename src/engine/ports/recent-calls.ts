import type { CallId } from '../../domain/ids';
import type { Instant } from '../../domain/time';

/** That somebody called: the number, and when. */
export interface RecentCall {
  readonly call: CallId;
  readonly number: string;
  readonly at: Instant;
}

/** Who called lately, kept so that a restart does not forget it. */
export interface RecentCalls {
  /** The calls from an instant on, the oldest first. */
  load(from: Instant): Promise<readonly RecentCall[]>;
  /** Adds a call, and forgets those before an instant. The same call may come twice. */
  add(call: RecentCall, forgetBefore: Instant): Promise<void>;
}
