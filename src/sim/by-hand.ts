import type { CallId } from '../domain/ids';
import type { NotifyCommand } from '../flow/command';
import type { Overrides, StandingOverride } from '../engine/ports/state';
import type { Notices } from '../engine/ports/work';

/** What was set by hand, in memory: it outlives a crash of the node. */
export class MemoryOverrides implements Overrides {
  private readonly standing = new Map<string, StandingOverride>();

  load(): Promise<readonly StandingOverride[]> {
    return Promise.resolve([...this.standing.values()]);
  }

  save(schedule: string, override: StandingOverride | null): Promise<void> {
    if (override) this.standing.set(schedule, override);
    else this.standing.delete(schedule);
    return Promise.resolve();
  }
}

/** Mail and messages that go nowhere and are only told of. */
export class SimulatedNotices implements Notices {
  private readonly seen = new Set<string>();

  constructor(private readonly onNotice: (call: CallId, notice: NotifyCommand) => void) {}

  send(call: CallId, notice: NotifyCommand): Promise<void> {
    // The same job, asked for again after a crash.
    if (!this.seen.has(notice.id)) this.onNotice(call, notice);
    this.seen.add(notice.id);
    return Promise.resolve();
  }
}
