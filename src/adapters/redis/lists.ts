import type { ListEntry } from '../../domain/list';
import type { ListChange, Lists } from '../../engine/ports/lists';
import { KeptHash, type KeptHashOptions } from './kept-hash';
import { keysOf } from './keys';

/** What was added to lists, in one hash by list and number. */
export class RedisLists implements Lists {
  private readonly hash: KeptHash;

  constructor(options: KeptHashOptions) {
    this.hash = new KeptHash(options, keysOf(options.prefix).lists);
  }

  async load(): Promise<readonly ListEntry[]> {
    return Object.values(await this.hash.load()).map((text) => JSON.parse(text) as ListEntry);
  }

  save(changes: readonly ListChange[]): Promise<void> {
    return this.hash.save(
      changes.map(({ list, key, entry, event }) => ({
        field: `${list}:${key}`,
        text: entry && JSON.stringify(entry),
        events: [event],
      })),
    );
  }
}
