import type { PinTries } from '../../domain/pin-lock';
import type { PinChange, PinLocks } from '../../engine/ports/pin-locks';
import { KeptHash, type KeptHashOptions } from './kept-hash';
import { keysOf } from './keys';
import type { Sealer } from './sealer';

export interface RedisPinLocksOptions extends KeptHashOptions {
  readonly sealer: Sealer;
  /** What cannot be opened (its key is gone) is left out. */
  readonly onUnsealable: (id: string, error: unknown) => void;
}

/** Wrong PINs, in one hash by id: how many in a row in the open, and what they belong to sealed. */
export class RedisPinLocks implements PinLocks {
  private readonly hash: KeptHash;

  constructor(private readonly options: RedisPinLocksOptions) {
    this.hash = new KeptHash(options, keysOf(options.prefix).pinLocks);
  }

  async load(): Promise<readonly PinTries[]> {
    return Object.entries(await this.hash.load()).flatMap(([id, text]) => this.opened(id, text));
  }

  save(changes: readonly PinChange[]): Promise<void> {
    return this.hash.save(
      changes.map(({ id, tries, events }) => ({ field: id, text: tries && this.sealed(tries), events })),
    );
  }

  private sealed(tries: PinTries): string {
    return `${tries.wrong}\n${this.options.sealer.seal(JSON.stringify(tries), sealedFor(tries.id))}`;
  }

  private opened(id: string, text: string): readonly PinTries[] {
    try {
      const sealed = text.slice(text.indexOf('\n') + 1);
      return [JSON.parse(this.options.sealer.open(sealed, sealedFor(id))) as PinTries];
    } catch (error) {
      this.options.onUnsealable(id, error);
      return [];
    }
  }
}

const sealedFor = (id: string): string => `pin-lock ${id}`;
