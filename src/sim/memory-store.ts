import { emptyFloor, type Agent, type FloorChanges, type FloorCounters, type FloorState } from '../acd/floor';
import type { CarillonEvent } from '../domain/event';
import type { CallId, Revision } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { QueueGate } from '../domain/queue-gate';
import type { SiteState } from '../domain/site-version';
import type { SiteRegister, Store } from '../engine/ports/state';
import type { Session } from '../flow/session';

/** A store in memory. It keeps texts, as the real one does: whatever comes back went through JSON. */
export class MemoryStore implements Store, SiteRegister {
  /** Every event that was saved, once each. */
  readonly events: CarillonEvent[] = [];
  /** Calls that are not over. */
  readonly calls = new Map<CallId, string>();
  private readonly agents = new Map<string, string>();
  private readonly tickets = new Map<string, string>();
  private readonly gates = new Map<string, string>();
  private readonly revisions = new Map<Revision, string>();
  private site: string | null = null;
  private readonly seen = new Set<string>();
  private counters = JSON.stringify(emptyFloor.counters);

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
      for (const gate of changes.gates ?? []) this.gates.set(gate.queue, JSON.stringify(gate));
      for (const id of changes.closed) this.tickets.delete(id);
      this.counters = JSON.stringify(changes.counters);
    });
  }

  async append(events: readonly CarillonEvent[]): Promise<void> {
    await this.save(events, () => undefined);
  }

  openCalls(): Promise<readonly Session[]> {
    return Promise.resolve([...this.calls.values()].map((text) => JSON.parse(text) as Session));
  }

  loadFloor(): Promise<FloorState> {
    const agents = [...this.agents.values()].map((text) => JSON.parse(text) as Agent);
    const tickets = [...this.tickets.values()].map((text) => JSON.parse(text) as Ticket);
    const gates = [...this.gates.values()].map((text) => JSON.parse(text) as QueueGate);
    return Promise.resolve({
      agents: new Map(agents.map((agent) => [agent.id, agent])),
      tickets: new Map(tickets.sort((a, b) => a.number - b.number).map((ticket) => [ticket.id, ticket])),
      gates: new Map(gates.map((gate) => [gate.queue, gate])),
      counters: JSON.parse(this.counters) as FloorCounters,
    });
  }

  loadRevision(revision: Revision): Promise<Readonly<Record<string, string>> | undefined> {
    const text = this.revisions.get(revision);
    return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as Record<string, string>));
  }

  loadSite(): Promise<SiteState | undefined> {
    return Promise.resolve(this.site === null ? undefined : (JSON.parse(this.site) as SiteState));
  }

  saveSite(
    state: SiteState,
    content: { readonly revision: Revision; readonly files: Readonly<Record<string, string>> } | null,
    events: readonly CarillonEvent[],
  ): Promise<void> {
    return this.save(events, () => {
      this.site = JSON.stringify(state);
      if (content) this.revisions.set(content.revision, JSON.stringify(content.files));
    });
  }

  trimRevisions(keep: ReadonlySet<Revision>): Promise<void> {
    return this.save([], () => {
      for (const revision of this.revisions.keys()) if (!keep.has(revision)) this.revisions.delete(revision);
    });
  }

  /** Before each save: a store that fails or is slow does so here. */
  protected ready(): Promise<void> {
    return Promise.resolve();
  }

  /** After each event that is new. */
  protected kept(_event: CarillonEvent): void {
    return;
  }

  private async save(events: readonly CarillonEvent[], write: () => void): Promise<void> {
    await this.ready();
    for (const event of events) {
      if (this.seen.has(event.id)) continue;
      this.seen.add(event.id);
      const kept = JSON.parse(JSON.stringify(event)) as CarillonEvent;
      this.events.push(kept);
      this.kept(kept);
    }
    write();
  }
}
