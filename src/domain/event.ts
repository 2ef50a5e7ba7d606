import type { AgentState } from './agent';
import type { CallFacts, CallOutcome, EndedBy, Media } from './call';
import type { AgentId, CallId, CommandId, LegId, NodeId, QueueName, Revision, TicketId } from './ids';
import type { Json, JsonObject } from './json';
import type { LeaveReason, OfferEnding } from './queue';
import type { Instant, Millis } from './time';

/** What happened, by type: the stream from which history, live screens and every measure are made. */
export interface EventData {
  'call.arrived': { facts: CallFacts; flow: string; revision: Revision };
  'call.answered': object;
  'call.refused': { cause: string };
  'call.ended': { outcome: CallOutcome; by: EndedBy; cause: number | null; node: NodeId | null };
  'call.failed': { why: string };
  /** A step was left: the path of the call, with the time it took and what it found. */
  'flow.step': { flow: string; node: NodeId; kind: string; exit: string; tookMs: Millis };
  /** What the caller keyed in, or did not; `keys` is masked (`••••`) where the step is secret. */
  'flow.input': { node: NodeId; heard: 'match' | 'no-match' | 'no-input'; keys: string };
  /** What the caller is played. */
  'flow.play': { node: NodeId; command: CommandId; media: readonly Media[]; language: string };
  'flow.lookup': { node: NodeId; connector: string; result: string; tookMs: Millis };
  /** Something did not go as written (an expression without a value, a missing prompt); the call went on. */
  'flow.problem': { node: NodeId; what: string };
  'flow.variable': { node: NodeId; name: string; value: Json };
  'queue.entered': { ticket: TicketId; queue: QueueName; position: number; priority: number };
  'queue.offered': { ticket: TicketId; queue: QueueName; agent: AgentId; leg: LegId };
  'queue.offer-ended': {
    ticket: TicketId;
    queue: QueueName;
    agent: AgentId;
    leg: LegId;
    how: OfferEnding;
    rangMs: Millis;
  };
  'queue.connected': { ticket: TicketId; queue: QueueName; agent: AgentId; leg: LegId; waitedMs: Millis };
  'queue.talk-ended': {
    ticket: TicketId;
    queue: QueueName;
    agent: AgentId;
    leg: LegId;
    by: 'caller' | 'agent' | 'unknown';
    talkedMs: Millis;
  };
  'queue.left': {
    ticket: TicketId;
    queue: QueueName;
    reason: LeaveReason;
    waitedMs: Millis;
    position: number;
    positionAtEntry: number;
  };
  'agent.state': { agent: AgentId; state: AgentState; was: AgentState['is']; forMs: Millis; by: string };
  'site.published': { revision: Revision; files: JsonObject };
}

export type EventType = keyof EventData;

/** `id` is derived (`<call>.e12`, `floor.e981`), so that whoever sees an event twice knows it. */
export type CarillonEvent = {
  [T in EventType]: { readonly id: string; readonly at: Instant; readonly call: CallId | null; readonly type: T } & {
    readonly data: Readonly<EventData[T]>;
  };
}[EventType];

export type EventOf<T extends EventType> = Extract<CarillonEvent, { type: T }>;
