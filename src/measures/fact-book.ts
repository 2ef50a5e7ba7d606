import type { AgentState } from '../domain/agent';
import { isKeptPlace } from '../domain/callback';
import type { CarillonEvent, EventOf } from '../domain/event';
import type { AgentId, CallId, LegId, QueueName, TicketId } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import type { CallMade, Doing, Fact, OfferMade, Stint, Visit } from './facts';

/** Called around each change, so that whoever counts facts takes back what it counted and counts anew. */
export type Changing = <F extends Fact>(fact: F, change: (fact: F) => void) => void;

/** Puts events together to facts. The order of the events, and that some come twice, makes no difference. */
export class FactBook {
  readonly visits = new Map<TicketId, Visit>();
  readonly offers = new Map<LegId, OfferMade>();
  readonly stints = new Map<string, Stint>();
  readonly calls = new Map<CallId, CallMade>();

  constructor(private readonly changing: Changing) {}

  *all(): Iterable<Fact> {
    yield* this.visits.values();
    yield* this.offers.values();
    yield* this.stints.values();
    yield* this.calls.values();
  }

  /** Stints whose end is not known; where another began since, whose beginning was told and not that end, up to that. */
  lasting(): readonly { readonly stint: Stint; readonly to: Instant }[] {
    const latest = new Map<AgentId, { readonly stint: Stint; readonly to: Instant }>();
    const cut: { readonly stint: Stint; readonly to: Instant }[] = [];
    const inTime = [...this.stints.values()].sort((a, b) => b.from - a.from);
    for (const stint of inTime) {
      const next = latest.get(stint.agent);
      const lasts = { stint, to: next?.stint.from ?? Infinity };
      latest.set(stint.agent, lasts);
      if (stint.to === null) cut.push(lasts);
    }
    return cut;
  }

  /** Drops the facts for which this holds. */
  drop(isOver: (fact: Fact) => boolean): void {
    for (const facts of [this.visits, this.offers, this.stints, this.calls] as const)
      for (const [id, fact] of facts) if (isOver(fact)) facts.delete(id);
  }

  observe(event: CarillonEvent): void {
    switch (event.type) {
      case 'call.arrived':
        this.changing(this.callOf(event.data.facts.id), (call) => {
          call.arrivedAt = event.data.facts.arrivedAt;
          call.channel = event.data.facts.channel;
        });
        return;
      case 'call.ended':
        if (event.call !== null)
          this.changing(this.callOf(event.call), (call) => {
            call.ended = { at: event.at, outcome: event.data.outcome };
          });
        return;
      case 'agent.state':
        this.state(event);
        return;
      case 'callback.requested':
        this.visit(event.data, (visit) => (visit.callback ??= 'asked'));
        return;
      case 'callback.ended':
        this.visit(event.data, (visit) => (visit.callback = event.data.how));
        return;
      default:
        this.queue(event);
    }
  }

  private queue(event: CarillonEvent): void {
    switch (event.type) {
      case 'queue.entered':
        this.visit(event.data, (visit) => (visit.enteredAt = event.at));
        this.inCall(event, ({ visits }) => visits.add(event.data.ticket));
        return;
      case 'queue.left': {
        const { reason, waitedMs } = event.data;
        this.visit(event.data, (visit) => (visit.left = { at: event.at, reason, waitedMs }));
        return;
      }
      case 'queue.connected':
        this.visit(event.data, (visit) => (visit.talk = { at: event.at, agent: event.data.agent }));
        this.inCall(event, ({ talks }) => talks.add(event.data.ticket));
        return;
      case 'queue.talk-ended': {
        const { talkedMs: ms, by } = event.data;
        this.visit(event.data, (visit) => (visit.talked = { ms, by }));
        return;
      }
      case 'queue.announced': {
        const { expectedMs, agents } = event.data;
        this.visit(event.data, ({ told }) => told.set(event.at, { expectedMs, agents }));
        return;
      }
      case 'queue.offered':
        this.changing(this.offerOf(event.data), (offer) => (offer.at = event.at));
        return;
      case 'queue.offer-ended': {
        const { how, rangMs } = event.data;
        this.changing(this.offerOf(event.data), (offer) => (offer.ended = { how, rangMs }));
        return;
      }
      default:
        return;
    }
  }

  /** A state tells of its own beginning, and of the end of the one before. */
  private state({ id, at, data }: EventOf<'agent.state'>): void {
    const { agent, state, was, forMs } = data;
    const serial = Number(/\d+$/.exec(id)?.[0] ?? 0);
    const began = this.stintOf(agent, state.since);
    if (serial >= began.serial) {
      // Two states may begin at one instant: what was taken for a wrap-up was over at once.
      this.wrapUp(began, ({ wrapUps }) => wrapUps.delete(began.from));
      this.changing(began, (stint) => {
        stint.state = doing(state);
        stint.serial = serial;
      });
    }
    const before = at - forMs;
    if (forMs > 0 && before !== state.since)
      this.changing(this.stintOf(agent, before), (stint) => {
        stint.to = at;
        stint.was = was;
      });
    for (const from of new Set([state.since, before])) {
      const stint = this.stints.get(`${agent} ${from}`);
      if (stint) this.wrapUp(stint, ({ wrapUps }, ms) => wrapUps.set(from, ms));
    }
  }

  /** The wrap-up after a talk belongs to the visit that led to it. */
  private wrapUp({ state, from, to }: Stint, change: (visit: Visit, ms: Millis) => void): void {
    if (state?.is !== 'wrap-up' || state.ticket === null || to === null) return;
    this.changing(this.visitOf(state.ticket), (visit) => {
      change(visit, to - from);
    });
  }

  private visit(
    { ticket, queue }: { readonly ticket: TicketId; readonly queue: QueueName },
    change: (visit: Visit) => void,
  ): void {
    this.changing(this.visitOf(ticket), (visit) => {
      visit.queue = queue;
      change(visit);
    });
  }

  private inCall({ call }: CarillonEvent, change: (call: CallMade) => void): void {
    if (call !== null) this.changing(this.callOf(call), change);
  }

  private visitOf(ticket: TicketId): Visit {
    return found(this.visits, ticket, () => emptyVisit(ticket));
  }

  private offerOf({ leg, queue, agent }: Pick<OfferMade, 'leg' | 'queue' | 'agent'>): OfferMade {
    return found(this.offers, leg, () => ({ is: 'offer', leg, queue, agent, at: null, ended: null }));
  }

  private stintOf(agent: AgentId, from: Instant): Stint {
    return found(this.stints, `${agent} ${from}`, () => ({
      is: 'stint',
      agent,
      from,
      to: null,
      state: null,
      serial: -1,
      was: null,
    }));
  }

  private callOf(call: CallId): CallMade {
    return found(this.calls, call, () => ({
      is: 'call',
      call,
      arrivedAt: null,
      channel: '',
      ended: null,
      visits: new Set(),
      talks: new Set(),
    }));
  }
}

/** A visit of which nothing is known yet. */
export const emptyVisit = (ticket: TicketId): Visit => ({
  is: 'visit',
  ticket,
  kept: isKeptPlace(ticket),
  queue: null,
  enteredAt: null,
  left: null,
  talk: null,
  talked: null,
  wrapUps: new Map(),
  callback: null,
  told: new Map(),
});

function found<K, F>(facts: Map<K, F>, key: K, make: () => F): F {
  const known = facts.get(key);
  if (known !== undefined) return known;
  const made = make();
  facts.set(key, made);
  return made;
}

const doing = (state: AgentState): Doing => ({
  is: state.is,
  reason: state.is === 'not-ready' ? state.reason : '',
  ticket: 'ticket' in state ? state.ticket : null,
  phase: 'phase' in state ? state.phase : null,
});
