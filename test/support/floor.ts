import { Book } from '../../src/acd/book';
import { decide } from '../../src/acd/decide';
import { isHeld, offeredFrom, relaxesFrom } from '../../src/acd/customers';
import type { Decision, FloorAction, FloorInput } from '../../src/acd/decision';
import type { Draft, Witness } from '../../src/acd/draft';
import { explainWait } from '../../src/acd/explain';
import { explainOffer } from '../../src/acd/explain-offer';
import {
  canTakeACall,
  emptyFloor,
  isAtWork,
  isInLine,
  type Agent,
  type FloorSettings,
  type FloorState,
} from '../../src/acd/floor';
import { isByHand } from '../../src/acd/line';
import { isPresent, lackOf, membershipOf, Stages, type Need, type Stage } from '../../src/acd/need';
import { byTurn } from '../../src/acd/turns';
import type { AgentSettings } from '../../src/domain/agent';
import type { CarillonEvent, EventOf, EventType } from '../../src/domain/event';
import type { QueueGate } from '../../src/domain/queue-gate';
import type { FloorMessage, Offer, QueueSettings, Ticket, TicketRequest } from '../../src/domain/queue';

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
  strategy: 'longest-idle',
  urgency: { perMinute: 1, most: Infinity },
  fanOut: { first: 1, more: 0, everyMs: 0 },
  tierOpensAfterMs: 0,
  relax: [],
  where: null,
  afterOffer: {
    'ring-no-answer': { is: 'not-ready', reason: 'ring-no-answer' },
    declined: { is: 'available', offersAfterMs: 5_000 },
    busy: { is: 'available', offersAfterMs: 5_000 },
    'not-confirmed': { is: 'not-ready', reason: 'not-confirmed' },
    unreachable: { is: 'not-ready', reason: 'unreachable' },
  },
  refusedAgainAfterMs: 60_000,
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

/** A floor told as a story: what happens goes in, and what is decided is kept. */
export class FloorStory {
  readonly book: Book;
  now = 1_000_000;
  readonly events: CarillonEvent[] = [];
  readonly actions: FloorAction[] = [];
  lastRefusal: string | null = null;
  wakeAt: number | null = null;
  witness: Witness | undefined;

  constructor(public settings: FloorSettings) {
    this.book = new Book(emptyFloor, settings, this.now);
    this.happens({ type: 'configured' });
  }

  happens(input: FloorInput): Decision {
    const decision = decide(this.book, input, this.now, this.witness);
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

  get state(): FloorState {
    return this.book;
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
    const ticket = [...this.state.tickets.values()].find((each) => offersIn(each).some((offer) => offer.leg === leg));
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
  const gates = parse(state.gates ?? new Map<string, QueueGate>());
  return { agents: parse(state.agents), tickets: parse(state.tickets), counters: state.counters, gates };
}

/** Whom a ticket has, rung or answered. */
export const offersIn = ({ state }: Ticket): readonly Offer[] =>
  state.is === 'offered' ? state.offers : 'offer' in state ? [state.offer] : [];

/** What must be true of every floor at every moment; says what is not. */
export function wrongWith(state: FloorState, settings: FloorSettings, now: number): readonly string[] {
  const wrong: string[] = [];
  const held = new Map<string, string>();
  for (const ticket of state.tickets.values())
    for (const { agent: id } of offersIn(ticket)) {
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
  for (const ticket of state.tickets.values())
    if (
      ticket.state.is === 'waiting' &&
      offeredFrom(ticket, settings.opensAt, now) <= now &&
      !isKeptBack(ticket, state, settings)
    )
      for (const each of state.agents.values())
        if (canTakeACall(each, now) && mayBeOffered(each.id, ticket, state, settings, now))
          wrong.push(`${ticket.id} waits while ${each.id} is free`);
  for (const ticket of state.tickets.values())
    if (ticket.state.is === 'waiting' && ticket.agent === null && offeredFrom(ticket, settings.opensAt, now) <= now) {
      const stage = stageByHand(ticket, state, settings, now);
      if (stage !== ticket.stage) wrong.push(`${ticket.id} stands at stage ${ticket.stage} and not at ${stage}`);
    }
  return [...wrong, ...servedTooOften(state, settings)];
}

const isServed = ({ state }: Ticket): boolean => state.is !== 'waiting' && state.is !== 'left';

/** Whether the call is served in another of its queues, or the queue serves as many as it may. */
function isKeptBack(ticket: Ticket, state: FloorState, settings: FloorSettings): boolean {
  const served = [...state.tickets.values()].filter(isServed);
  const most = settings.queues.get(ticket.queue)?.maxTalking ?? Infinity;
  return (
    served.some(({ id }) => ticket.beside?.includes(id)) ||
    served.filter(({ queue }) => queue === ticket.queue).length >= most
  );
}

/** Calls that are served twice, and queues that serve more than they may. */
function servedTooOften(state: FloorState, settings: FloorSettings): readonly string[] {
  const served = [...state.tickets.values()].filter(isServed);
  const twice = served.filter((ticket, index) => served.findIndex(({ call }) => call === ticket.call) !== index);
  const over = [...settings.queues.values()].filter(
    ({ name, maxTalking = Infinity }) => served.filter(({ queue }) => queue === name).length > maxTalking,
  );
  return [
    ...twice.map(({ call }) => `${call} is served in two queues`),
    ...over.map(({ name, maxTalking }) => `${name} serves more than ${maxTalking}`),
  ];
}

/** The first stage from that of its time on for which somebody is at work; without any, the last. */
function stageByHand(ticket: Ticket, state: FloorState, settings: FloorSettings, now: number): number {
  const stages = stagesOf(ticket, settings);
  const byTime = stages.findLastIndex(({ afterMs }) => relaxesFrom(ticket) + afterMs <= now);
  const served = ({ need }: (typeof stages)[number]): boolean =>
    [...state.agents.values()].some((each) => {
      const known = settings.agents.get(each.id);
      return isPresent(each, need) && known !== undefined && lackOf(known, need) === null;
    });
  const from = Math.max(0, byTime);
  const found = stages.slice(from).findIndex(served);
  return found < 0 ? stages.length - 1 : from + found;
}

/** Whether the floor's rules let this agent be rung for this ticket: worked out from nothing but the records. */
export function mayBeOffered(
  id: string,
  ticket: Ticket,
  state: FloorState,
  settings: FloorSettings,
  now: number,
): boolean {
  const queue = settings.queues.get(ticket.queue);
  const need = needOf(ticket, settings);
  if (queue && isByHand({ need, queue }) && (state.agents.get(id)?.takesNextUntil ?? 0) <= now) return false;
  const could = (who: string): boolean => {
    const known = settings.agents.get(who);
    const at = state.agents.get(who);
    const isOut = need.only === null && at?.out.includes(ticket.queue);
    return known !== undefined && !isOut && !ticket.not?.includes(who) && lackOf(known, need) === null;
  };
  if (!queue || !could(id)) return false;
  const refused = (who: string, from: number): boolean =>
    ticket.refusals.some((each) => each.agent === who && now < each.at + from);
  if (!refused(id, queue.refusedAgainAfterMs)) return true;
  return [...state.agents.values()].every((each) => !isAtWork(each) || !could(each.id) || refused(each.id, Infinity));
}

function stagesOf(ticket: Ticket, settings: FloorSettings): readonly Stage[] {
  const tiers = [...settings.agents.values()]
    .filter(({ queues }) => queues.includes(ticket.queue))
    .map((known) => membershipOf(known, ticket.queue).tier);
  const inOrder = [...new Set(tiers)].sort((a, b) => a - b);
  return new Stages(settings, new Map([[ticket.queue, inOrder]])).of(ticket);
}

function needOf(ticket: Ticket, settings: FloorSettings): Need {
  const stages = stagesOf(ticket, settings);
  const stage = stages[Math.min(ticket.stage, stages.length - 1)];
  if (!stage) throw new Error(`${ticket.id} asks for nothing`);
  return stage.need;
}

/** What must be true of every offer: nobody whose turn was before waits on for whom the agent would have done. */
export function wrongTurns(
  decision: Decision,
  state: FloorState,
  settings: FloorSettings,
  now: number,
): readonly string[] {
  const turn = (ticket: Ticket) => ({ ticket, urgency: urgencyOf(ticket, settings) });
  const rung = decision.actions.flatMap((each) => (each.type === 'ring-agent' ? [each] : []));
  return rung.flatMap(({ leg, agent: id }) => {
    const served = [...state.tickets.values()].find((each) => offersIn(each).some((offer) => offer.leg === leg));
    if (!served) return [];
    return [...state.tickets.values()]
      .filter(
        (other) =>
          other.state.is === 'waiting' &&
          offeredFrom(other, settings.opensAt, now) <= now &&
          !isKeptBack(other, state, settings),
      )
      .filter((other) => byTurn(turn(other), turn(served), now) < 0 && mayBeOffered(id, other, state, settings, now))
      .map((other) => `${other.id} waits although ${id}, who is rung for ${served.id}, would have done`);
  });
}

const urgencyOf = (ticket: Ticket, settings: FloorSettings) =>
  settings.queues.get(ticket.queue)?.urgency ?? { perMinute: 0, most: Infinity };

/** Positions counted by hand. */
export function wrongPositions(book: Book, now: number): readonly string[] {
  const inLine = [...book.tickets.values()].filter((ticket) => isInLine(ticket) && !isHeld(ticket));
  const turn = (ticket: Ticket) => ({ ticket, urgency: urgencyOf(ticket, book.settings) });
  return inLine.flatMap((ticket) => {
    const before = inLine.filter(
      (other) => other.queue === ticket.queue && byTurn(turn(other), turn(ticket), now) < 0,
    ).length;
    const position = book.positionOf(ticket, now);
    return position === before + 1 ? [] : [`${ticket.id} is told ${position} and is ${before + 1}`];
  });
}

/** Waits for which no reason can be told: an agent is called free, and the call is not held back. */
export function unexplained(book: Book, now: number): readonly string[] {
  return [...book.tickets.values()].flatMap((ticket) => {
    if (ticket.state.is !== 'waiting') return [];
    const wait = explainWait(book, ticket.id, now);
    if (!wait) return [`${ticket.id} waits and cannot be explained`];
    const free = wait.agents.filter(({ verdict }) => verdict.is === 'free');
    return wait.pausedUntil === null && wait.heldBy === null
      ? free.map(({ agent: id }) => `${ticket.id} waits, and ${id} is free`)
      : [];
  });
}

/** For a witness: what is wrong with the explanation of the offer that is being made. */
export function wronglyExplained(draft: Draft, ticket: Ticket, agents: readonly Agent[]): readonly string[] {
  const why = explainOffer(draft, ticket, agents);
  if (!why) return agents.length === 0 ? [] : [`nothing explains the offer of ${ticket.id}`];
  const { choice, rung, strategy } = why;
  const wrong: string[] = [];
  const best = why.candidates.slice(0, rung.length).map((each) => each.agent);
  const goesByOrder = choice.is === 'order' || choice.is === 'beside';
  if (goesByOrder && best.join() !== rung.join())
    wrong.push(`${strategy} is explained by ${best.join()}, and rung are ${rung.join()}`);
  const free = why.others.filter(({ verdict }) => verdict.is === 'free').map((each) => each.agent);
  if (free.length > 0) wrong.push(`${free.join()} are free for ${ticket.id} and no candidates`);
  if (why.others.some((other) => why.candidates.some((each) => each.agent === other.agent)))
    wrong.push(`somebody could have had ${ticket.id}, and could not`);
  if (goesByOrder && !(choice.is === 'order' && choice.chooser))
    for (const { call, kept } of why.before)
      if (kept.is === 'passed') wrong.push(`${call} was before ${ticket.id}, and nothing kept ${rung.join()} from it`);
  return wrong;
}
