import { decide, evolve } from '../../src/acd/decide';
import type { Decision, FloorAction, FloorInput } from '../../src/acd/decision';
import { emptyFloor, type FloorSettings, type FloorState } from '../../src/acd/floor';
import { canTakeACall, mayServe } from '../../src/acd/match';
import type { AgentSettings } from '../../src/domain/agent';
import type { CarillonEvent, EventOf, EventType } from '../../src/domain/event';
import type { FloorMessage, QueueSettings, TicketRequest } from '../../src/domain/queue';

export const agent = (id: string, more: Partial<AgentSettings> = {}): AgentSettings => ({
  id,
  name: id,
  phone: { is: 'account', account: id },
  skills: { sales: 50 },
  queues: ['sales'],
  ...more,
});

export const queueSettings = (name: string, more: Partial<QueueSettings> = {}): QueueSettings => ({
  name,
  title: name,
  skills: {},
  ringForMs: 15_000,
  wrapUpMs: 10_000,
  maxWaitMs: 600_000,
  maxWaiting: 100,
  retryAgentAfterMs: 5_000,
  music: 'default',
  announce: { position: true, afterMs: 10_000, everyMs: 45_000, prompt: null },
  schedule: null,
  atClosing: 'stay',
  maxTalkMs: 3_600_000,
  ...more,
});

export const floorOf = (agents: readonly AgentSettings[], queues: readonly QueueSettings[]): FloorSettings => ({
  agents: new Map(agents.map((each) => [each.id, each])),
  queues: new Map(queues.map((each) => [each.name, each])),
});

/** A floor told as a story: what happens goes in, what is decided is kept, and the state goes through JSON each time. */
export class FloorStory {
  state: FloorState = emptyFloor;
  now = 1_000_000;
  readonly events: CarillonEvent[] = [];
  readonly actions: FloorAction[] = [];
  lastRefusal: string | null = null;
  wakeAt: number | null = null;

  constructor(public settings: FloorSettings) {
    this.happens({ type: 'configured' });
  }

  happens(input: FloorInput): Decision {
    const decision = decide(this.state, this.settings, input, this.now);
    this.state = throughJson(evolve(this.state, decision.changes));
    this.events.push(...decision.events);
    this.actions.push(...decision.actions);
    this.lastRefusal = decision.refused;
    this.wakeAt = decision.wakeAt;
    return decision;
  }

  signsIn(...ids: readonly string[]): this {
    for (const id of ids) {
      this.happens({ type: 'set-agent-state', agent: id, to: 'available', reason: '', by: id });
      this.now += 1;
    }
    return this;
  }

  enters(call: string, more: Partial<TicketRequest> = {}): this {
    this.happens({
      type: 'enqueue',
      ticket: {
        id: `${call}.t1`,
        call,
        queue: 'sales',
        priority: 0,
        skills: {},
        agent: null,
        maxWaitMs: null,
        caller: { number: '7916', name: '' },
        enteredAt: this.now,
        ...more,
      },
    });
    return this;
  }

  /** Lets time pass; whatever is due on the way happens. */
  waits(ms: number): this {
    const until = this.now + ms;
    for (let guard = 0; this.wakeAt !== null && this.wakeAt <= until && guard < 10_000; guard++) {
      this.now = Math.max(this.now, this.wakeAt);
      this.happens({ type: 'deadline' });
    }
    this.now = until;
    return this;
  }

  get rings(): readonly string[] {
    return this.actions.flatMap((each) => (each.type === 'ring-agent' ? [`${each.agent} for ${each.call}`] : []));
  }

  told(call: string): readonly FloorMessage[] {
    return this.actions.flatMap((each) => (each.type === 'tell' && each.call === call ? [each.message] : []));
  }

  lastLeg(id: string): string {
    const ring = this.actions.findLast((each) => each.type === 'ring-agent' && each.agent === id);
    if (ring?.type !== 'ring-agent') throw new Error(`${id} was never rung`);
    return ring.leg;
  }

  stateOf(id: string): string {
    const { state } = this.state.agents.get(id) ?? { state: { is: 'unknown' } };
    return 'reason' in state ? `${state.is} (${state.reason})` : state.is;
  }

  answers(id: string): this {
    this.happens({ type: 'leg-answered', leg: this.lastLeg(id) });
    return this;
  }

  talks(id: string): this {
    const leg = this.lastLeg(id);
    this.answers(id);
    const ticket = [...this.state.tickets.values()].find(({ state }) => 'offer' in state && state.offer.leg === leg);
    if (!ticket) throw new Error(`${id} has no ticket`);
    this.happens({ type: 'report-bridge', ticket: ticket.id, leg, done: true });
    return this;
  }

  legEnds(id: string, cause: number): this {
    this.happens({ type: 'leg-ended', leg: this.lastLeg(id), by: 'them', cause });
    return this;
  }

  of<T extends EventType>(type: T): readonly EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }
}

export function throughJson(state: FloorState): FloorState {
  const parse = <V>(map: ReadonlyMap<string, V>): Map<string, V> =>
    new Map(JSON.parse(JSON.stringify([...map])) as [string, V][]);
  return { agents: parse(state.agents), tickets: parse(state.tickets), counters: state.counters };
}

/** What must be true of every floor at every moment; says what is not. */
export function wrongWith(state: FloorState, settings: FloorSettings, now: number): readonly string[] {
  const wrong: string[] = [];
  const held = new Map<string, string>();
  for (const ticket of state.tickets.values()) {
    if (!('offer' in ticket.state)) continue;
    const { agent: id } = ticket.state.offer;
    const other = held.get(id);
    if (other !== undefined) wrong.push(`${id} holds ${other} and ${ticket.id}`);
    held.set(id, ticket.id);
    const at = state.agents.get(id)?.state;
    const expected = ticket.state.is === 'offered' ? 'offered' : 'on-call';
    if (at?.is !== expected) wrong.push(`${ticket.id} is ${ticket.state.is} with ${id}, who is ${at?.is}`);
  }
  for (const each of state.agents.values())
    if ((each.state.is === 'offered' || each.state.is === 'on-call') && held.get(each.id) !== each.state.ticket)
      wrong.push(`${each.id} is ${each.state.is} with ${each.state.ticket}, who is not with them`);
  for (const ticket of state.tickets.values()) {
    const queue = settings.queues.get(ticket.queue);
    if (ticket.state.is !== 'waiting' || !queue || ticket.offersFrom > now) continue;
    for (const each of state.agents.values()) {
      const known = settings.agents.get(each.id);
      if (known && canTakeACall(each, now) && mayServe(known, ticket, queue))
        wrong.push(`${ticket.id} waits while ${each.id} is free`);
    }
  }
  return wrong;
}
