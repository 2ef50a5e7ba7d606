import type { AgentState, ChosenState } from './agent';
import type { AgentLimit, LimitAction } from './agent-rules';
import type { CallFacts, CallOutcome, EndedBy, Media } from './call';
import type { CallbackEnding, CallbackTry } from './callback';
import type { AgentId, CallId, CommandId, LegId, NodeId, QueueName, Revision, TicketId } from './ids';
import type { Json } from './json';
import type { ListName } from './list';
import type { ChooserEnding, LeaveReason, OfferEnding } from './queue';
import type { ConditionOf } from './queue-gate';
import type { CanaryEnd, VersionFrom, VersionHead } from './site-version';
import type { Instant, Millis } from './time';
import type { BoxName, VoicemailId, VoicemailState } from './voicemail';

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
  'flow.play': { node: NodeId; command: CommandId; media: readonly Media[]; language: string; fromMs?: Millis };
  /** Keys that were pressed for the caller, or (`leg`) for somebody who was dialled; masked where they hold a secret. */
  'flow.keys-sent': { node: NodeId; leg: LegId | null; keys: string };
  'flow.lookup': { node: NodeId; connector: string; result: string; tookMs: Millis };
  /** Something did not go as written (an expression without a value, a missing prompt); the call went on. */
  'flow.problem': { node: NodeId; what: string };
  'flow.variable': { node: NodeId; name: string; value: Json };
  /** The language of all that is heard from here on. */
  'call.language': { node: NodeId; language: string };
  'call.tagged': { node: NodeId; tag: string };
  'call.noted': { node: NodeId; text: string; by: string };
  /** `agent` and `queue` are those of the caller's last talk, if there was one. */
  'survey.answered': {
    node: NodeId;
    survey: string;
    question: string;
    answer: number;
    agent: AgentId | null;
    queue: QueueName | null;
  };
  /** A flow rings somebody: an agent, or a number over a trunk (`null` for one that is secret). */
  'dial.started': {
    node: NodeId;
    leg: LegId;
    agent: AgentId | null;
    number: string | null;
    trunk: string | null;
  };
  /** That leg is over, by an exit of the step, or given up (`hung-up`, `interrupted`, `lost`). `cause` is one of Q.850. */
  'dial.ended': {
    node: NodeId;
    leg: LegId;
    how: string;
    by: EndedBy;
    cause: number | null;
    rangMs: Millis;
    talkedMs: Millis;
  };
  'queue.entered': { ticket: TicketId; queue: QueueName; position: number; priority: number };
  /** The caller was told how long it will still take; `agents` were at work for the queue then. */
  'queue.announced': { ticket: TicketId; queue: QueueName; position: number; expectedMs: Millis; agents: number };
  'queue.offered': { ticket: TicketId; queue: QueueName; agent: AgentId; leg: LegId };
  /** Somebody outside was asked which agent is to have the call; `tookMs` until that was decided. */
  'queue.chooser': {
    ticket: TicketId;
    queue: QueueName;
    connector: string;
    how: ChooserEnding;
    /** Whom the answer named. */
    wanted: readonly AgentId[];
    why: string;
    tookMs: Millis;
  };
  /** The agent's phone was answered; a key is waited for before the caller is connected. */
  'queue.confirm-asked': {
    ticket: TicketId;
    queue: QueueName;
    agent: AgentId;
    leg: LegId;
    key: string;
    until: Instant;
  };
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
  /** What came of the talk, by a code of the queue's; given again, the last one counts. */
  'queue.disposition': { ticket: TicketId; queue: QueueName; agent: AgentId; code: string; by: string };
  'queue.left': {
    ticket: TicketId;
    queue: QueueName;
    reason: LeaveReason;
    waitedMs: Millis;
    position: number;
    positionAtEntry: number;
    /** Of `overflow`: by which condition of the queue. */
    condition?: string;
  };
  /** A condition of a queue was set, or cleared: see `QueueCondition`. */
  'queue.condition': { queue: QueueName; of: ConditionOf; condition: string; holds: boolean };
  /** Waits long already, while `behind`, who came later, is served. Told once a visit. */
  'queue.starving': { ticket: TicketId; queue: QueueName; waitedMs: Millis; priority: number; behind: CallId };
  /** Somebody put a waiting caller into another queue: another visit follows this one. */
  'queue.moved': { ticket: TicketId; queue: QueueName; to: TicketId; toQueue: QueueName; by: string };
  'queue.priority': { ticket: TicketId; queue: QueueName; priority: number; was: number; by: string };
  /** Somebody ended the wait from outside. */
  'queue.withdrawn': { ticket: TicketId; queue: QueueName; by: string };
  /** An agent took the call by hand, or somebody gave it to them. */
  'queue.picked': { ticket: TicketId; queue: QueueName; agent: AgentId; by: string };
  /** A caller has asked to be called back; `callback` is the call to be. */
  'callback.requested': {
    callback: CallId;
    ticket: TicketId;
    queue: QueueName;
    number: string;
    trunk: string;
    at: Instant | null;
    expiresAt: Instant;
  };
  /** The customer was called, for an agent who was on the line; `again` is when that may be done next, `null` for never. */
  'callback.tried': {
    ticket: TicketId;
    queue: QueueName;
    agent: AgentId;
    calls: number;
    how: CallbackTry;
    cause: number | null;
    rangMs: Millis;
    again: Instant | null;
  };
  /** `by`: who ended it from outside, else `floor`. */
  'callback.ended': { ticket: TicketId; queue: QueueName; how: CallbackEnding; calls: number; by: string };
  /** A caller left a message; its name is that of its recording. `seconds` to a tenth. */
  'voicemail.left': {
    node: NodeId;
    voicemail: VoicemailId;
    box: BoxName;
    recording: CommandId;
    seconds: number;
    caller: { number: string; name: string };
  };
  /** Somebody heard it, took care of it or deleted it. `by` is an agent, or who asked over the API. */
  'voicemail.changed': { voicemail: VoicemailId; box: BoxName; to: VoicemailState; by: string };
  /** A step took what the caller said, under this name; `seconds` to a tenth. */
  'recording.kept': { node: NodeId; recording: CommandId; seconds: number };
  /** Its time was over, and the file goes; `by` is `retention`. */
  'recording.deleted': { recording: CommandId; by: string };
  /** A notice was sent, or will never be; the address is masked. */
  'notice.ended': {
    notice: CommandId;
    by: 'mail' | 'sms' | 'webhook';
    to: string;
    how: 'sent' | 'failed';
    why: string;
    attempts: number;
  };
  /** A schedule was opened, closed or put into another state by hand, or (`to` null) goes by its hours again. */
  'schedule.override': { schedule: string; to: string | null; until: Instant | null; by: string; why: string };
  /** A calendar was fetched, and is kept; `changed`: its text is another than before. `from` is masked. */
  'calendar.fetched': { calendar: string; from: string; changed: boolean; events: number; tookMs: Millis };
  /** It was not to be had, or could not be read, `times` in a row since `since`; the last good copy (`of` then) counts. */
  'calendar.failed': {
    calendar: string;
    from: string;
    why: string;
    times: number;
    since: Instant;
    of: Instant | null;
  };
  /** An entry was added to a list, taken out, or has ended; of a call where its flow did that. */
  'list.changed': {
    list: ListName;
    key: string;
    what: 'added' | 'removed' | 'ended';
    until: Instant | null;
    by: string;
    note: string;
  };
  /** Too many wrong PINs in a row, over calls; `what` they were keyed in for, in words. `until` null: until it is lifted. */
  'pin.locked': { lock: string; what: string; wrong: number; until: Instant | null };
  /** A PIN was not asked for, or not looked at, because of that. */
  'pin.refused': { node: NodeId; what: string; until: Instant | null };
  'pin.lifted': { lock: string; what: string; by: string; why: string };
  /** What comes after the call or the wrap-up: chosen, or (`next` null) taken back. */
  'agent.next': { agent: AgentId; next: ChosenState | null; reason: string; by: string };
  /** Wrap-up was asked for during the talk, or has got more time. Its beginning and its end are changes of state. */
  'agent.wrap-up': {
    agent: AgentId;
    ticket: TicketId;
    queue: QueueName;
    what: 'requested' | 'extended';
    until: Instant | null;
    by: string;
  };
  /** A limit was reached: of a reason (`most` in ms), of missed offers (`most` is their number), of time. */
  'agent.limit': { agent: AgentId; limit: AgentLimit; reason: string; most: number; then: LimitAction };
  /**
   * The floor found an agent in a state that could not be, or a leg whose end was never told, and put it right; `what` in words,
   * `by` is `patrol` or `recovery`.
   */
  'agent.repaired': { agent: AgentId; was: AgentState['is']; what: string; by: string };
  /** Signed in to one queue, or out of it, by themselves or a supervisor. */
  'agent.queue': { agent: AgentId; queue: QueueName; signedIn: boolean; by: string };
  'agent.state': { agent: AgentId; state: AgentState; was: AgentState['is']; forMs: Millis; by: string };
  /** New calls get this version; `number` 4 that has the revision of 2 is a roll-back. */
  'site.published': { version: VersionHead };
  /** A publish that changed nothing, and why: mistakes, or somebody else published meanwhile. */
  'site.refused': { by: string; from: VersionFrom; why: string; problems: number };
  /** A share of the new calls gets a version, or that has ended. */
  'site.canary': {
    version: VersionHead;
    what: 'started' | 'changed' | CanaryEnd['how'];
    percent: number;
    by: string;
    why: string;
  };
}

export type EventType = keyof EventData;

/** `id` is derived (`<call>.e12`, `floor.e981`), so that whoever sees an event twice knows it. */
export type CarillonEvent = {
  [T in EventType]: { readonly id: string; readonly at: Instant; readonly call: CallId | null; readonly type: T } & {
    readonly data: Readonly<EventData[T]>;
  };
}[EventType];

export type EventOf<T extends EventType> = Extract<CarillonEvent, { type: T }>;
