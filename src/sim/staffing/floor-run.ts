import { Book } from '../../acd/book';
import { decide } from '../../acd/decide';
import type { FloorAction, FloorInput } from '../../acd/decision';
import { emptyFloor, isInLine, type FloorSettings } from '../../acd/floor';
import type { CarillonEvent } from '../../domain/event';
import { callOf, partId } from '../../domain/ids';
import type { Instant } from '../../domain/time';
import type { Caller, Roster } from './day';
import { Timeline } from './timeline';

export interface FloorDay {
  readonly settings: FloorSettings;
  readonly roster: Roster;
  readonly from: Instant;
  /** In the order of time. */
  readonly callers: readonly Caller[];
}

type Happening =
  | { readonly is: 'input'; readonly input: FloorInput }
  /** The caller has had enough. */
  | { readonly is: 'patience'; readonly caller: number };

const BREAK = 'break';

/**
 * Runs a day on the floor: the same `decide` as in production, on a clock that jumps from one thing to the next. Everybody's
 * phone is reachable, and agents take every call that they are offered. `happened` hears each event as it is decided.
 */
export function runFloor(day: FloorDay, happened: (event: CarillonEvent) => void): { readonly decisions: number } {
  const run = new FloorRun(day, happened);
  run.all();
  return run;
}

class FloorRun {
  decisions = 0;
  private readonly book: Book;
  private readonly timeline = new Timeline<Happening>();
  private now: Instant;
  private wakeAt: Instant | null = null;
  private next = 0;

  constructor(
    private readonly day: FloorDay,
    private readonly happened: (event: CarillonEvent) => void,
  ) {
    const { settings, roster, from } = day;
    const agents = new Map([...settings.agents, ...roster.extra.map((each) => [each.id, each] as const)]);
    this.now = from;
    this.book = new Book(emptyFloor, { ...settings, agents }, from);
    this.decide({ type: 'configured' });
    for (const [agent, shifts] of roster.shifts)
      shifts.forEach(({ from: begin, to }, index) => {
        const isLast = index === shifts.length - 1;
        const then = { type: 'set-agent-state', agent, by: agent } as const;
        this.timeline.put(begin, { is: 'input', input: { ...then, to: 'available', reason: '' } });
        this.timeline.put(to, {
          is: 'input',
          input: { ...then, to: isLast ? 'signed-out' : 'not-ready', reason: isLast ? '' : BREAK },
        });
      });
  }

  all(): void {
    const { callers } = this.day;
    for (;;) {
      const caller = callers[this.next];
      const at = Math.min(caller?.at ?? Infinity, this.timeline.nextAt, this.wakeAt ?? Infinity);
      if (at === Infinity) return;
      this.now = Math.max(this.now, at);
      if (this.timeline.nextAt <= at) this.happens(this.timeline.take());
      else if (caller && caller.at <= at) this.arrives(caller, this.next++);
      else this.decide({ type: 'deadline' });
    }
  }

  private arrives({ queue, priority, skills, facts, patienceMs }: Caller, index: number): void {
    const call = callId(index);
    this.timeline.put(this.now + patienceMs, { is: 'patience', caller: index });
    const caller = { number: '', name: '' };
    const ticket = { id: ticketId(index), call, queue, priority, skills, facts, agent: null, maxWaitMs: null, caller };
    this.decide({ type: 'enqueue', ticket: { ...ticket, enteredAt: this.now } });
  }

  private happens(what: Happening | undefined): void {
    if (what?.is === 'input') this.decide(what.input);
    if (what?.is !== 'patience') return;
    const ticket = this.book.tickets.get(ticketId(what.caller));
    if (ticket && isInLine(ticket)) this.decide({ type: 'leave-queue', ticket: ticket.id, reason: 'abandoned' });
  }

  private decide(input: FloorInput): void {
    this.decisions++;
    const { events, actions, wakeAt } = decide(this.book, input, this.now);
    this.wakeAt = wakeAt;
    for (const event of events) {
      this.happened(event);
      if (event.type === 'queue.confirm-asked')
        this.later(0, { type: 'leg-digit', leg: event.data.leg, digit: event.data.key });
      if (event.type !== 'queue.connected') continue;
      const caller = this.callerOf(event.call ?? '');
      this.later(caller?.talkMs ?? 0, { type: 'leg-ended', leg: event.data.leg, by: 'them', cause: 16 });
    }
    for (const action of actions) this.follow(action);
  }

  /** What the world does about it. */
  private follow(action: FloorAction): void {
    if (action.type === 'ring-agent')
      this.later(this.callerOf(action.call)?.answerMs ?? 0, { type: 'leg-answered', leg: action.leg });
    // Nobody is asked in a day that is only played: the strategy decides.
    if (action.type === 'ask-chooser')
      this.later(0, { type: 'chosen', ticket: action.ticket, asked: action.asked, agents: null, why: 'not asked' });
    if (action.type === 'tell' && action.message.type === 'agent-answered')
      this.later(0, { type: 'report-bridge', ticket: action.message.ticket, leg: action.message.leg, done: true });
  }

  private later(ms: number, input: FloorInput): void {
    this.timeline.put(this.now + ms, { is: 'input', input });
  }

  private callerOf(call: string): Caller | undefined {
    return this.day.callers[Number(callOf(call).slice(1))];
  }
}

const callId = (index: number): string => `s${index}`;
const ticketId = (index: number): string => partId(callId(index), 'ticket', 0);
