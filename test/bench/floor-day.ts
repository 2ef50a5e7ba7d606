import type * as Books from '../../src/acd/book';
import type * as Deciding from '../../src/acd/decide';
import type { Decision, FloorInput } from '../../src/acd/decision';
import { emptyFloor, type FloorSettings } from '../../src/acd/floor';
import type { AgentSettings } from '../../src/domain/agent';
import { strategies, type TicketRequest } from '../../src/domain/queue';
import { agent, floorOf, queueSettings } from '../support/floor';
import { drawing, takeAny, type Draw } from './draw';

/** How large a floor is. */
export interface FloorSize {
  readonly agents: number;
  readonly waiting: number;
  readonly queues: number;
  readonly skills: number;
}

/** The code that is measured. */
export interface Acd {
  readonly Book: typeof Books.Book;
  readonly decide: typeof Deciding.decide;
}

/** Those who wait came within this time; a caller is served after so long. */
const WAIT_MS = 1_800_000;
/** Between two events. 10,000 agents who talk for three minutes make 55 calls a second, of six events each. */
const EVENT_EVERY_MS = 3;
const LANGUAGES = 8;
const QUEUES_OF_AN_AGENT = 5;

/**
 * A busy day: every agent talks, and as many callers as one likes wait. What happens next is drawn (`next`), decided by
 * whoever measures, and told (`saw`), so that nothing of the drawing is measured.
 */
export class FloorDay {
  readonly book: Books.Book;
  now = 1_000_000_000;
  private readonly draw: Draw = drawing(20261122);
  private readonly waiting: string[] = [];
  private readonly ringing: string[] = [];
  private readonly connecting: { readonly leg: string; readonly ticket: string }[] = [];
  private readonly talking: string[] = [];
  private readonly away: string[] = [];
  private readonly place = new Map<string, number>();
  private wakeAt: number | null = null;
  private calls = 0;

  constructor(
    private readonly acd: Acd,
    private readonly size: FloorSize,
  ) {
    this.book = new acd.Book(emptyFloor, this.settings(), this.now);
    this.happens({ type: 'configured' });
  }

  /** Everybody signs in where somebody waits already, and gets a caller. */
  signIn(): this {
    for (let nth = 0; nth < this.size.agents; nth++) this.happens(this.caller());
    for (let nth = 0; nth < this.size.agents; nth++) {
      this.happens({ type: 'set-agent-state', agent: `agent${nth}`, to: 'available', reason: '', by: 'bench' });
      this.answerAll();
    }
    return this;
  }

  /** Then the others come, one after the other. */
  fill(): this {
    while (this.waiting.length < this.size.waiting) {
      this.now += WAIT_MS / this.size.waiting;
      this.happens(this.caller());
      while (this.wakeAt !== null && this.wakeAt <= this.now) this.happens({ type: 'deadline' });
      this.answerAll();
    }
    return this;
  }

  next(): FloorInput {
    this.now += EVENT_EVERY_MS;
    if (this.wakeAt !== null && this.wakeAt <= this.now) return { type: 'deadline' };
    const answered = this.connecting.shift();
    if (answered) {
      this.talking.push(answered.leg);
      return { type: 'report-bridge', ...answered, done: true };
    }
    const leg = this.ringing.shift();
    if (leg !== undefined) return this.afterRinging(leg);
    const back = this.away.length > 20 ? this.away.shift() : undefined;
    if (back !== undefined) return { type: 'set-agent-state', agent: back, to: 'available', reason: '', by: 'bench' };
    if (this.waiting.length < this.size.waiting) return this.caller();
    if (this.draw.chance(0.1)) return this.gives(this.draw.below(this.waiting.length));
    const over = takeAny(this.talking, this.draw);
    return over === undefined ? this.caller() : { type: 'leg-ended', leg: over, by: 'them', cause: 16 };
  }

  saw(decision: Decision): void {
    this.wakeAt = decision.wakeAt;
    for (const action of decision.actions)
      if (action.type === 'ring-agent') this.ringing.push(action.leg);
      else if (action.type === 'drop-leg') this.hungUp(action.leg);
    for (const event of decision.events)
      if (event.type === 'queue.left') this.forget(event.data.ticket);
      else if (event.type === 'agent.state' && event.data.state.is === 'not-ready') this.away.push(event.data.agent);
  }

  private happens(input: FloorInput): void {
    this.saw(this.acd.decide(this.book, input, this.now));
  }

  private answerAll(): void {
    for (let leg = this.ringing.shift(); leg !== undefined; leg = this.ringing.shift()) {
      this.happens(this.answer(leg));
      const answered = this.connecting.shift();
      if (answered) this.happens({ type: 'report-bridge', ...answered, done: true });
      this.talking.push(leg);
    }
  }

  /** Of twenty one declines and one does not answer, and is not ready then for a while. */
  private afterRinging(leg: string): FloorInput {
    const lot = this.draw.below(20);
    if (lot === 0) return { type: 'leg-ended', leg, by: 'them', cause: 21 };
    if (lot === 1) return { type: 'leg-ended', leg, by: 'them', cause: 19 };
    return this.answer(leg);
  }

  private answer(leg: string): FloorInput {
    const ticket = this.book.ticketOfLeg(leg);
    if (!ticket) throw new Error(`nobody is rung by ${leg}`);
    this.connecting.push({ leg, ticket: ticket.id });
    return { type: 'leg-answered', leg };
  }

  private gives(nth: number): FloorInput {
    return { type: 'leave-queue', ticket: this.waiting[nth] ?? '', reason: 'abandoned' };
  }

  private hungUp(leg: string): void {
    const at = this.ringing.indexOf(leg);
    if (at >= 0) this.ringing.splice(at, 1);
  }

  private forget(ticket: string): void {
    const at = this.place.get(ticket);
    const last = this.waiting.pop();
    this.place.delete(ticket);
    if (at === undefined || last === undefined || last === ticket) return;
    this.waiting[at] = last;
    this.place.set(last, at);
  }

  /** One in ten is more urgent, one in four asks for a language beside what the queue asks for. */
  private caller(): FloorInput {
    const { draw } = this;
    const call = `1763800000.${++this.calls}`;
    const id = `${call}.t1`;
    this.place.set(id, this.waiting.push(id) - 1);
    const ticket: TicketRequest = {
      id,
      call,
      queue: `queue${draw.below(this.size.queues)}`,
      priority: draw.chance(0.1) ? 20 : 0,
      skills: draw.chance(0.25) ? { [`language${draw.below(LANGUAGES)}`]: 30 } : {},
      agent: null,
      maxWaitMs: null,
      caller: { number: `7916${1_000_000 + this.calls}`, name: '' },
      enteredAt: this.now,
    };
    return { type: 'enqueue', ticket };
  }

  /** Queues of every strategy; some relax, some have tiers, some let urgency grow up to a most. */
  private settings(): FloorSettings {
    const { agents, queues, skills } = this.size;
    const skill = (nth: number): string => `skill${nth % Math.max(1, skills - LANGUAGES)}`;
    return floorOf(
      Array.from({ length: agents }, (_, nth) => this.agent(`agent${nth}`, skill)),
      Array.from({ length: queues }, (_, nth) =>
        queueSettings(`queue${nth}`, {
          skills: { [skill(nth)]: 20 },
          strategy: strategies[nth % strategies.length] ?? 'longest-idle',
          maxWaiting: Infinity,
          maxWaitMs: 4 * WAIT_MS,
          urgency: { perMinute: 1, most: nth % 4 === 0 ? 60 : Infinity },
          relax: nth % 5 === 0 ? [{ afterMs: 120_000, skills: { [skill(nth)]: 0 } }] : [],
          tierOpensAfterMs: nth % 7 === 0 ? 30_000 : 0,
        }),
      ),
    );
  }

  private agent(id: string, skill: (nth: number) => string): AgentSettings {
    const { draw } = this;
    const nths = Array.from({ length: QUEUES_OF_AN_AGENT }, () => draw.below(this.size.queues));
    const levels = [...nths.map(skill), `language${draw.below(LANGUAGES)}`, `language${draw.below(LANGUAGES)}`];
    const queues = [...new Set(nths.map((nth) => `queue${nth}`))];
    return agent(id, {
      queues,
      skills: Object.fromEntries(levels.map((name) => [name, 10 + draw.below(91)])),
      membership: Object.fromEntries(
        queues.map((queue) => [queue, { tier: 1 + draw.below(2), order: draw.below(9), weight: 1 + draw.below(5) }]),
      ),
    });
  }
}
