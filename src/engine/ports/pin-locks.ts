import type { EventOf } from '../../domain/event';
import type { PinTries } from '../../domain/pin-lock';

/** The wrong PINs of one subject as they are from now on (`null`: they are forgotten), and what is to be told of it. */
export interface PinChange {
  readonly id: PinTries['id'];
  readonly tries: PinTries | null;
  readonly events: readonly EventOf<'pin.locked' | 'pin.lifted'>[];
}

/**
 * Keeps wrong PINs and locks over restarts; what they belong to may be a secret, so it is kept sealed. A save is one round
 * trip, all or nothing. Rejects with `Fenced` when our lease is lost, with another error when the store does not answer
 * within 2 s.
 */
export interface PinLocks {
  load(): Promise<readonly PinTries[]>;
  /** The same save may come twice; its events are told once. Of one id `wrong` only rises. */
  save(changes: readonly PinChange[]): Promise<void>;
}
