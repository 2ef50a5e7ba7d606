import type { FloorRecord, FloorRecords, FloorSnapshot, RecordedTurn } from '../../src/engine/ports/floor-records';

type Entry = { readonly lease: number; readonly at: number } & (
  { readonly is: 'turn'; readonly turn: RecordedTurn } | { readonly is: 'snapshot'; readonly snapshot: FloorSnapshot }
);

/** What the floor was given, as texts in memory, for several leaders after one another. */
export class MemoryFloorRecords implements FloorRecords {
  lease = 1;
  private readonly texts: string[] = [];

  /** For a leader that may go on when another has taken over. */
  of(lease: number): Pick<FloorRecords, 'keep' | 'note'> {
    return {
      keep: (snapshot) => {
        this.push({ lease, at: snapshot.at, is: 'snapshot', snapshot });
        return Promise.resolve();
      },
      note: (turn) => this.push({ lease, at: turn.at, is: 'turn', turn }),
    };
  }

  note(turn: RecordedTurn): void {
    this.of(this.lease).note(turn);
  }

  keep(snapshot: FloorSnapshot): Promise<void> {
    return this.of(this.lease).keep(snapshot);
  }

  read(at: number, further: number): Promise<FloorRecord | undefined> {
    const { entries } = this;
    const lease = entries.findLast((entry) => entry.at <= at)?.lease;
    const mine = entries.filter((entry) => entry.lease === lease);
    const snapshots = mine
      .flatMap((each) => (each.is === 'snapshot' && each.at <= at ? [each.snapshot] : []))
      .slice(-2);
    const turns = mine.flatMap((each) => (each.is === 'turn' ? [each.turn] : []));
    if (lease === undefined || snapshots.length === 0) return Promise.resolve(undefined);
    const before = turns.filter((turn) => turn.at <= at && turn.number > (snapshots[0]?.after ?? 0));
    const later = turns.filter((turn) => turn.at > at).slice(0, further);
    return Promise.resolve({ lease, snapshots, turns: [...before, ...later] });
  }

  trim(before: number): Promise<void> {
    const kept = this.entries.filter(({ at }) => at >= before);
    this.texts.splice(0, Infinity, ...kept.map((entry) => JSON.stringify(entry)));
    return Promise.resolve();
  }

  /** Every leader's. */
  get leases(): readonly number[] {
    return [...new Set(this.entries.map(({ lease }) => lease))];
  }

  /** When a leader's last turn was. */
  lastOf(lease: number): number {
    return Math.max(...this.entries.filter((entry) => entry.lease === lease).map(({ at }) => at));
  }

  private push(entry: Entry): void {
    this.texts.push(JSON.stringify(entry));
  }

  private get entries(): readonly Entry[] {
    return this.texts.map((text) => JSON.parse(text) as Entry);
  }
}
