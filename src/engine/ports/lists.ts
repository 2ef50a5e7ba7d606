import type { EventOf } from '../../domain/event';
import type { ListEntry, ListName } from '../../domain/list';

/** An entry as it is from now on (`null`: it is gone), and the event that tells of it. */
export interface ListChange {
  readonly list: ListName;
  readonly key: string;
  readonly entry: ListEntry | null;
  readonly event: EventOf<'list.changed'>;
}

/**
 * Keeps what was added to lists over restarts. A save is one round trip, all or nothing. Rejects with `Fenced` when our lease
 * is lost, with another error when the store does not answer within 2 s.
 */
export interface Lists {
  load(): Promise<readonly ListEntry[]>;
  /** The same save may come twice; its events are told once. */
  save(changes: readonly ListChange[]): Promise<void>;
}
