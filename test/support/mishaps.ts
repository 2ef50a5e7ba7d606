import { Fenced, type Store } from '../../src/engine/ports/state';
import type { Telephony } from '../../src/engine/ports/telephony';

/**
 * What befalls the node at one of the moments at which something goes out of it, counted from 1: before and after each save,
 * before and after each command. `dies` is kill -9. One that `is cut off` goes on in its mind, while nothing that it asks of the
 * store or of Asterisk gets there before it is healed.
 */
export interface Mishap {
  readonly at: number;
  readonly is: 'dies' | 'is cut off';
}

/** Of a process that is no more nothing ever comes back. */
const NEVER = new Promise<never>(() => undefined);

/** Stands between the nodes of a centre and what they share, as the network does, and fences off who lost the lease. */
export class Mishaps {
  /** How many moments of the leading node there have been. */
  moments = 0;
  private mishap: Mishap | undefined;
  private lease = 0;
  private readonly dead = new Set<number>();
  private cutOff: { readonly lease: number; readonly healed: Promise<void>; readonly heal: () => void } | undefined;
  private savesLeft = Infinity;

  constructor(private readonly crash: () => void) {}

  /** The node of the former lease may write no more. */
  takeLease(): number {
    return ++this.lease;
  }

  plan(mishap: Mishap): void {
    this.mishap = mishap;
    this.moments = 0;
  }

  crashAfterSaves(saves: number): void {
    this.savesLeft = saves;
  }

  get isCutOff(): boolean {
    return this.cutOff !== undefined;
  }

  /** What it asked for meanwhile arrives now. */
  heal(): void {
    this.cutOff?.heal();
    this.cutOff = undefined;
  }

  store(lease: number, store: Store): Store {
    const save = async (write: () => Promise<void>): Promise<void> => {
      await this.moment(lease);
      if (lease !== this.lease) throw new Fenced(`lease ${lease} was taken over`);
      await write();
      this.saved();
      await this.moment(lease);
    };
    return {
      append: (events) => store.append(events),
      openCalls: () => store.openCalls(),
      loadFloor: () => store.loadFloor(),
      loadRevision: (revision) => store.loadRevision(revision),
      saveCall: (session, events) => save(() => store.saveCall(session, events)),
      saveFloor: (changes, events) => save(() => store.saveFloor(changes, events)),
    };
  }

  telephony(lease: number, telephony: Telephony): Telephony {
    return {
      start: (onEvent) => telephony.start(onEvent),
      stop: () => telephony.stop(),
      snapshot: () => telephony.snapshot(),
      publishPhones: (phones) => telephony.publishPhones(phones),
      run: async (command, signal) => {
        const held = this.moment(lease);
        // In the same instant where nothing holds it up: commands keep their order.
        const running = held ? held.then(() => telephony.run(command, signal)) : telephony.run(command, signal);
        const outcome = await running;
        await this.moment(lease);
        return outcome;
      },
    };
  }

  private saved(): void {
    this.savesLeft -= 1;
    if (this.savesLeft > 0) return;
    this.savesLeft = Infinity;
    this.crash();
  }

  private moment(lease: number): Promise<void> | undefined {
    if (this.dead.has(lease)) return NEVER;
    if (this.cutOff?.lease === lease) return this.cutOff.healed;
    if (lease !== this.lease) return undefined;
    this.moments += 1;
    if (this.mishap?.at !== this.moments) return undefined;
    const { is } = this.mishap;
    this.mishap = undefined;
    if (is === 'dies') {
      this.dead.add(lease);
      this.crash();
      return NEVER;
    }
    let heal = (): void => undefined;
    const healed = new Promise<void>((resolve) => (heal = resolve));
    this.cutOff = { lease, healed, heal };
    return healed;
  }
}
