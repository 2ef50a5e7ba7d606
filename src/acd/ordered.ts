/** So many items stand in one block before it is split; a splice within it costs less than a tree's pointers. */
const BLOCK = 256;

/**
 * Items in the order of `compare`, which must tell any two of them apart. Adding, deleting and asking for a place cost one
 * binary search and a look at the blocks.
 */
export class Ordered<T> {
  private readonly blocks: T[][] = [];
  /** How many stand in each block: places are counted without a look into any other block. */
  private readonly sizes: number[] = [];
  private count = 0;

  constructor(private readonly compare: (a: T, b: T) => number) {}

  get size(): number {
    return this.count;
  }

  get first(): T | undefined {
    return this.blocks[0]?.[0];
  }

  add(item: T): void {
    const last = this.blocks.length - 1;
    const at = Math.min(this.blockOf(item), last);
    const block = this.blocks[at];
    this.count++;
    if (!block) {
      this.blocks.push([item]);
      this.sizes.push(1);
      return;
    }
    block.splice(this.within(block, item), 0, item);
    if (block.length > BLOCK) {
      const half = block.splice(BLOCK >> 1);
      this.blocks.splice(at + 1, 0, half);
      this.sizes.splice(at + 1, 0, half.length);
    }
    this.sizes[at] = block.length;
  }

  /** Whether it was there. */
  delete(item: T): boolean {
    const at = this.blockOf(item);
    const block = this.blocks[at];
    if (!block) return false;
    const index = this.within(block, item);
    const found = block[index];
    if (found === undefined || this.compare(found, item) !== 0) return false;
    block.splice(index, 1);
    this.sizes[at] = block.length;
    if (block.length === 0) {
      this.blocks.splice(at, 1);
      this.sizes.splice(at, 1);
    }
    this.count--;
    return true;
  }

  /** How many come before it, whether or not it is here itself. */
  before(item: T): number {
    return this.countWhile((other) => this.compare(other, item) < 0);
  }

  /** How many at the head have this; it must hold for all that come before one that has it. */
  countWhile(holds: (item: T) => boolean): number {
    const at = search(this.blocks, (block) => holds(block.at(-1) as T));
    const block = this.blocks[at];
    let sum = block ? search(block, holds) : 0;
    for (let earlier = 0; earlier < at; earlier++) sum += this.sizes[earlier] ?? 0;
    return sum;
  }

  /** The one at this place, from 0. */
  at(place: number): T | undefined {
    let left = place;
    for (const block of this.blocks) {
      if (left < block.length) return block[left];
      left -= block.length;
    }
    return undefined;
  }

  /** The first of which this holds. */
  find(holds: (item: T) => boolean): T | undefined {
    for (const block of this.blocks) for (const item of block) if (holds(item)) return item;
    return undefined;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const block of this.blocks) yield* block;
  }

  private blockOf(item: T): number {
    return search(this.blocks, (block) => this.compare(block.at(-1) as T, item) < 0);
  }

  private within(block: readonly T[], item: T): number {
    return search(block, (other) => this.compare(other, item) < 0);
  }
}

/** How many at the head have it, where no other one has it. */
function search<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
