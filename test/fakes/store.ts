import type { CarillonEvent } from '../../src/domain/event';
import type { CallId, Revision } from '../../src/domain/ids';
import { emptyFloor, type Agent, type FloorChanges, type FloorCounters, type FloorState } from '../../src/acd/floor';
import type { Ticket } from '../../src/domain/queue';
import { Fenced, type Store } from '../../src/engine/ports';
import type { Session } from '../../src/flow/session';

/** Where a `MemoryStore` appends to: the stream of the same test. */
export interface Appending {
  push(event: CarillonEvent): void;
}

/** Keeps texts, as the real one does: whatever comes back went through JSON. */
export class MemoryStore implements Store {
  readonly events: CarillonEvent[] = [];
  readonly calls = new Map<CallId, string>();
  private readonly agents = new Map<string, string>();
  private readonly tickets = new Map<string, string>();
  private readonly revisions = new Map<Revision, string>();
  private readonly seen = new Set<string>();
  private counters = JSON.stringify(emptyFloor.counters);
  private manner: 'works' | 'fails' | 'fenced' | { readonly hangsUntil: Promise<void> } = 'works';

  constructor(private readonly stream?: Appending) {}

  /** Every save rejects from now on. */
  fail(): void {
    this.manner = 'fails';
  }

  /** Another node takes our lease. */
  fence(): void {
    this.manner = 'fenced';
  }

  /** Every save waits; the returned function lets them through. */
  hang(): () => void {
    let goOn: () => void = () => undefined;
    this.manner = { hangsUntil: new Promise((resolve) => (goOn = resolve)) };
    return () => {
      this.manner = 'works';
      goOn();
    };
  }

  work(): void {
    this.manner = 'works';
  }

  async saveCall(session: Session, events: readonly CarillonEvent[]): Promise<void> {
    const { id } = session.call;
    await this.save(events, () => {
      if (session.state.is === 'over') this.calls.delete(id);
      else this.calls.set(id, JSON.stringify(session));
    });
  }

  async saveFloor(changes: FloorChanges, events: readonly CarillonEvent[]): Promise<void> {
    await this.save(events, () => {
      for (const agent of changes.agents) this.agents.set(agent.id, JSON.stringify(agent));
      for (const ticket of changes.tickets) this.tickets.set(ticket.id, JSON.stringify(ticket));
      for (const id of changes.closed) this.tickets.delete(id);
      this.counters = JSON.stringify(changes.counters);
    });
  }

  async append(events: readonly CarillonEvent[]): Promise<void> {
    await this.save(events, () => undefined);
  }

  async openCalls(): Promise<readonly Session[]> {
    return [...this.calls.values()].map((text) => JSON.parse(text) as Session);
  }

  async loadFloor(): Promise<FloorState> {
    const agents = [...this.agents.values()].map((text) => JSON.parse(text) as Agent);
    const tickets = [...this.tickets.values()].map((text) => JSON.parse(text) as Ticket);
    return {
      agents: new Map(agents.map((agent) => [agent.id, agent])),
      tickets: new Map(tickets.sort((a, b) => a.number - b.number).map((ticket) => [ticket.id, ticket])),
      counters: JSON.parse(this.counters) as FloorCounters,
    };
  }

  async saveRevision(revision: Revision, files: Readonly<Record<string, string>>): Promise<void> {
    this.revisions.set(revision, JSON.stringify(files));
  }

  async loadRevision(revision: Revision): Promise<Readonly<Record<string, string>> | undefined> {
    const text = this.revisions.get(revision);
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, string>);
  }

  private async save(events: readonly CarillonEvent[], write: () => void): Promise<void> {
    const { manner } = this;
    if (typeof manner === 'object') await manner.hangsUntil;
    if (manner === 'fenced') throw new Fenced('another node has the lease');
    if (manner === 'fails') throw new Error('the store does not answer');
    for (const event of events) {
      if (this.seen.has(event.id)) continue;
      this.seen.add(event.id);
      const kept = JSON.parse(JSON.stringify(event)) as CarillonEvent;
      this.events.push(kept);
      this.stream?.push(kept);
    }
    write();
  }
}
