import type { CallFacts, CallOutcome, EndedBy } from '../../src/domain/call';
import type { CarillonEvent, EventData, EventType } from '../../src/domain/event';
import { partId, type LegId, type TicketId } from '../../src/domain/ids';
import type { LeaveReason, OfferEnding } from '../../src/domain/queue';
import { parseDuration, type Instant } from '../../src/domain/time';

export const NINE: Instant = Date.UTC(2026, 10, 21, 9);

/** The events of one call, told as a story: `story.arrives().after('5s').answered()`. Floor events are told with them. */
export class CallStory {
  readonly events: CarillonEvent[] = [];
  now: Instant;
  private static floor = 0;
  private serial = 0;
  private ticket = { id: '' as TicketId, queue: '', enteredAt: 0 };
  private ringing = { leg: '' as LegId, agent: '', since: 0, talkingSince: 0 };

  constructor(
    readonly call = 'carillon-1795290196.1',
    at: Instant = NINE,
  ) {
    this.now = at;
  }

  after(duration: string): this {
    this.now += parseDuration(duration) ?? NaN;
    return this;
  }

  arrives(facts: Partial<CallFacts> = {}): this {
    return this.tell('call.arrived', {
      facts: factsOf(this.call, this.now, facts),
      flow: 'main',
      revision: 'abc123def456',
    });
  }

  answered(): this {
    return this.tell('call.answered', {});
  }

  refused(cause: string): this {
    return this.tell('call.refused', { cause });
  }

  step(node: string, kind: string, exit: string, took: string): this {
    return this.after(took).tell('flow.step', { flow: 'main', node, kind, exit, tookMs: parseDuration(took) ?? NaN });
  }

  keys(keys: string, heard: 'match' | 'no-match' | 'no-input' = 'match'): this {
    return this.tell('flow.input', { node: 'menu.0', heard, keys });
  }

  queued(queue: string): this {
    this.ticket = { id: partId(this.call, 'ticket', ++this.serial), queue, enteredAt: this.now };
    return this.tellFloor('queue.entered', { ticket: this.ticket.id, queue, position: 1, priority: 0 });
  }

  rings(agent: string): this {
    this.ringing = { leg: partId(this.call, 'agentLeg', ++this.serial), agent, since: this.now, talkingSince: 0 };
    return this.tellFloor('queue.offered', this.offer());
  }

  stopsRinging(how: OfferEnding): this {
    return this.tellFloor('queue.offer-ended', { ...this.offer(), how, rangMs: this.now - this.ringing.since });
  }

  /** The agent answers; the bridge stands, and the visit has come to its good end. */
  talks(): this {
    this.stopsRinging('accepted');
    this.ringing.talkingSince = this.now;
    this.tellFloor('queue.connected', { ...this.offer(), waitedMs: this.now - this.ticket.enteredAt });
    return this.leaves('answered');
  }

  stopsTalking(by: 'caller' | 'agent' | 'unknown'): this {
    return this.tellFloor('queue.talk-ended', { ...this.offer(), by, talkedMs: this.now - this.ringing.talkingSince });
  }

  leaves(reason: LeaveReason): this {
    const { id, queue, enteredAt } = this.ticket;
    return this.tellFloor('queue.left', {
      ticket: id,
      queue,
      reason,
      waitedMs: this.now - enteredAt,
      position: 1,
      positionAtEntry: 1,
    });
  }

  ends(outcome: CallOutcome, by: EndedBy = 'them', cause: number | null = 16): this {
    return this.tell('call.ended', { outcome, by, cause, node: 'menu.0' });
  }

  tell<T extends EventType>(type: T, data: EventData[T]): this {
    const event = { id: partId(this.call, 'event', ++this.serial), at: this.now, call: this.call, type, data };
    this.events.push(event as CarillonEvent);
    return this;
  }

  private tellFloor<T extends EventType>(type: T, data: EventData[T]): this {
    this.events.push({ id: `floor.e${++CallStory.floor}`, at: this.now, call: this.call, type, data } as CarillonEvent);
    return this;
  }

  private offer(): { ticket: TicketId; queue: string; agent: string; leg: LegId } {
    return { ticket: this.ticket.id, queue: this.ticket.queue, agent: this.ringing.agent, leg: this.ringing.leg };
  }
}

export const factsOf = (id: string, arrivedAt: Instant, more: Partial<CallFacts> = {}): CallFacts => ({
  id,
  ani: '79161234567',
  name: 'Анна Каренина',
  dnis: '8005550100',
  diverted: '',
  trunk: 'provider',
  channel: 'trunk',
  sipCallId: 'd1a7@192.0.2.7',
  campaign: 'spring',
  language: 'ru',
  person: '',
  agent: '',
  arrivedAt,
  ...more,
});
