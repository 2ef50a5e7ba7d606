import type { QueueName } from '../domain/ids';
import type { LeaveReason, Ticket } from '../domain/queue';
import type { ConditionOf, QueueCondition, QueueGate } from '../domain/queue-gate';
import { keptBy } from './called-in';
import { isAbsent } from './customers';
import type { Draft } from './draft';

/** The rules by which callers are let into a queue, and let go from it, beside its length and the longest wait. */

export const openGate = (queue: QueueName): QueueGate => ({ queue, absentSince: null, enter: {}, leave: {} });

/** Why a caller goes, and by which condition of the queue. */
export interface ShownOut {
  readonly reason: Extract<LeaveReason, 'nobody' | 'overflow' | 'empty'>;
  readonly condition?: string;
}

/** Why nobody is let in at the moment; `null` when somebody is. */
export function notLetIn(draft: Draft, { queue: name }: Pick<Ticket, 'queue'>): ShownOut | null {
  const rule = draft.settings.queues.get(name)?.enter;
  if (!rule) return null;
  if (rule.present && !draft.book.lines.isAnybodyThere(name, rule.present)) return { reason: 'nobody' };
  return byCondition(rule.unless, draft.book.gates.get(name)?.enter);
}

/** The first of those that are set, in the order in which they are written. */
function byCondition(conditions: readonly QueueCondition[], set: QueueGate['enter'] = {}): ShownOut | null {
  const found = conditions.find(({ name }) => Object.hasOwn(set, name));
  return found ? { reason: 'overflow', condition: found.name } : null;
}

/** Why those who wait are to go by now; `null` when they may stay. */
function letGo(draft: Draft, name: QueueName): ShownOut | null {
  const rule = draft.settings.queues.get(name)?.leave;
  const gate = draft.book.gates.get(name);
  if (!rule || !gate) return null;
  if (gate.absentSince !== null && draft.now >= gate.absentSince + rule.afterMs) return { reason: 'empty' };
  return byCondition(rule.when, gate.leave);
}

/** A condition of a queue was found to hold, or to hold no more. */
export function conditionIs(
  draft: Draft,
  found: { readonly queue: QueueName; readonly of: ConditionOf; readonly condition: string; readonly holds: boolean },
): void {
  const { queue, of, condition, holds } = found;
  const gate = draft.book.gates.get(queue) ?? openGate(queue);
  if (!isKnown(draft, found) || Object.hasOwn(gate[of], condition) === holds) return;
  const { [condition]: _, ...others } = gate[of];
  draft.note('queue.condition', null, { queue, of, condition, holds });
  draft.putGate({ ...gate, [of]: holds ? { ...others, [condition]: draft.now } : others });
}

function isKnown(draft: Draft, { queue, of, condition }: Omit<Parameters<typeof conditionIs>[1], 'holds'>): boolean {
  const settings = draft.settings.queues.get(queue);
  const conditions = of === 'enter' ? settings?.enter?.unless : settings?.leave?.when;
  return conditions?.some(({ name }) => name === condition) ?? false;
}

/**
 * Looks again at queues of which an agent, a caller or a condition has changed. `show` takes a caller out. Who rings at an agent may
 * still be answered, a callback waits for better times, and who has called in for theirs was promised one.
 */
export function watchGates(draft: Draft, show: (ticket: Ticket, out: ShownOut) => void): void {
  const { stirred } = draft.book;
  for (const queue of [...stirred].sort()) {
    watchPresence(draft, queue);
    const out = letGo(draft, queue);
    if (!out) continue;
    for (const ticket of [...draft.book.lineOfQueue(queue, draft.now)])
      if (ticket.state.is === 'waiting' && !isAbsent(ticket) && !keptBy(draft, ticket)) show(ticket, out);
  }
  stirred.clear();
}

function watchPresence(draft: Draft, queue: QueueName): void {
  const { book, now } = draft;
  const settings = draft.settings.queues.get(queue);
  const before = book.gates.get(queue) ?? openGate(queue);
  const counted = settings?.leave?.present ?? null;
  const isEmpty = counted !== null && !book.lines.isAnybodyThere(queue, counted);
  const absentSince = isEmpty ? (before.absentSince ?? now) : null;
  const enter = still(before.enter, settings?.enter?.unless);
  const leave = still(before.leave, settings?.leave?.when);
  if (absentSince !== before.absentSince || enter !== before.enter || leave !== before.leave)
    draft.putGate({ queue, absentSince, enter, leave });
  const goAt = absentSince === null ? null : absentSince + (settings?.leave?.afterMs ?? 0);
  book.watchAgain(queue, goAt !== null && goAt > now ? goAt : null);
}

/** A condition that the site has no more is not set. */
function still(set: QueueGate['enter'], conditions: readonly QueueCondition[] = []): QueueGate['enter'] {
  const known = Object.entries(set).filter(([name]) => conditions.some((each) => each.name === name));
  return known.length === Object.keys(set).length ? set : Object.fromEntries(known);
}
