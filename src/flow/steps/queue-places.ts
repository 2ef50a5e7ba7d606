import type { QueueName, TicketId } from '../../domain/ids';
import type { LeaveReason, QueueSettings } from '../../domain/queue';
import type { Instant } from '../../domain/time';
import type { StepEvent } from '../session';
import { leave, wait, type Move } from '../step';
import type { Turn } from '../turn';
import { isShut, sweepAt } from './queue-closing';
import {
  isTogether,
  settingsOf,
  type InLine,
  type Local,
  type Place,
  type QueueHere,
  type Together,
} from './queue-line';
import { requestOf } from './queue-asks';

/** How much later than the floor we end a wait. */
const WAIT_NET_MS = 600_000;

/** A caller may wait in several queues at once, with a ticket in each; `local.ticket` is the first, or whose agent answered. */

const othersOf = ({ others }: Pick<Local, 'others'>): readonly Place[] => others ?? [];

const placesOf = (spec: QueueHere, local: Local): readonly Place[] => [
  { ticket: local.ticket, queue: spec.queue.name },
  ...othersOf(local),
];

export const hasTicket = (local: Local, ticket: TicketId): boolean =>
  local.ticket === ticket || othersOf(local).some((each) => each.ticket === ticket);

/** Every queue of the step. */
export const queuesOf = ({ queue, also }: QueueHere): readonly QueueName[] => [
  ...new Set([queue, ...also].map(({ name }) => name)),
];

/** A place in each queue that is open; `undefined` when none is. */
export function newPlaces(spec: QueueHere, turn: Turn): InLine | undefined {
  const open = queuesOf(spec).filter((name) => !isShut(settingsOf(name, turn), turn));
  const [first, ...rest] = open.map((queue): Place => ({ ticket: turn.newId('ticket'), queue }));
  return first && { is: 'entering', enteredAt: turn.now, ...asLocal(first, rest) };
}

const asLocal = ({ ticket, queue }: Place, others: readonly Place[]): Omit<InLine, 'is' | 'enteredAt'> => ({
  ticket,
  queue,
  ...(others.length > 0 && { others }),
});

/** The same places, waiting to be told that they are taken. */
export const entering = (spec: QueueHere, local: Local): InLine => ({
  is: 'entering',
  enteredAt: local.enteredAt,
  ...asLocal({ ticket: local.ticket, queue: spec.queue.name }, othersOf(local)),
});

/** Takes every place, or asks for the same ones again: the floor knows a ticket by its id. */
export function takePlaces(
  spec: QueueHere,
  local: Local,
  call: { readonly priority: number; readonly agent: string | null; readonly name: string | undefined },
  turn: Turn,
): void {
  const places = placesOf(spec, local);
  const { priority, agent, name } = call;
  const asks = requestOf(spec.asks, turn);
  for (const { ticket, queue } of places) {
    const beside = places.filter((each) => each.ticket !== ticket).map((each) => each.ticket);
    const { lastWait } = turn.session;
    turn.enqueue(
      {
        id: ticket,
        queue,
        priority,
        skills: spec.skills,
        agent,
        maxWaitMs: spec.maxWaitMs,
        enteredAt: local.enteredAt,
        ...asks,
        ...(beside.length > 0 && { beside }),
      },
      name,
    );
    // A callback keeps the age of the first.
    if (ticket !== local.ticket && lastWait !== undefined) turn.change({ lastWait });
  }
}

/** One of the places is lost: the caller waits on in the others, or leaves by the reason of the last. */
export function placeLost(
  spec: QueueHere,
  local: Local,
  left: Extract<StepEvent, { type: 'left-queue' }>,
  turn: Turn,
): Move<Local> {
  const { ticket } = left;
  const others = othersOf(local).filter((each) => each.ticket !== ticket);
  if (ticket !== local.ticket) return wait(withOthers(local, others));
  const [next, ...rest] = others;
  if (!next) return leave(exitOf(spec, left));
  if (isTogether(local)) {
    leavePlaces(withOthers(local, others), turn, 'withdrawn');
    return leave(exitOf(spec, left));
  }
  const { others: _, ...kept } = local;
  return wait({ ...kept, ...asLocal(next, rest) });
}

/** A condition of the queue leads out by its own name, where the step has it. */
const exitOf = (
  { exits }: QueueHere,
  { reason, condition }: Pick<Extract<StepEvent, { type: 'left-queue' }>, 'reason' | 'condition'>,
): string => (condition !== undefined && exits[condition] !== undefined ? condition : reason);

const withOthers = ({ others: _, ...local }: Local, others: readonly Place[]): Local => ({
  ...local,
  ...(others.length > 0 && { others }),
});

/** The agent of this place has answered. */
export function together(
  spec: QueueHere,
  { keying: _, promised: __, ...local }: InLine,
  found: Pick<Together, 'leg' | 'agent' | 'bridge'> & { readonly ticket: TicketId },
): Together {
  const places = placesOf(spec, local);
  const chosen = places.find(({ ticket }) => ticket === found.ticket);
  const { enteredAt } = local;
  const rest = places.filter(({ ticket }) => ticket !== found.ticket);
  return {
    is: 'connecting',
    enteredAt,
    ...asLocal(chosen ?? { ticket: found.ticket, queue: spec.queue.name }, rest),
    ...found,
  };
}

/** Gives all places back. */
export function leavePlaces(
  local: Pick<Local, 'ticket' | 'others'>,
  turn: Turn,
  reason: LeaveReason = 'abandoned',
): void {
  for (const ticket of [local.ticket, ...othersOf(local).map((each) => each.ticket)]) leaveOne(ticket, turn, reason);
}

const leaveOne = (ticket: TicketId, turn: Turn, reason: LeaveReason): void =>
  turn.ask({ type: 'leave-queue', id: turn.newId('command'), ticket, reason });

const allSettings = (spec: QueueHere, local: Local, turn: Turn): readonly (QueueSettings & { ticket: TicketId })[] =>
  placesOf(spec, local).map(({ ticket, queue }) => ({ ...settingsOf(queue, turn), ticket }));

/** The longest wait of any. */
const longestWait = (spec: QueueHere, local: Local, turn: Turn): number =>
  spec.maxWaitMs ?? Math.max(...allSettings(spec, local, turn).map(({ maxWaitMs }) => maxWaitMs));

/** When the first of the queues closes on those who wait in it. */
const firstSweep = (spec: QueueHere, local: Local, turn: Turn): Instant =>
  Math.min(...allSettings(spec, local, turn).map((each) => sweepAt(each, turn)));

/** Leaves those that are closed by now: the floor takes the caller out, unless an agent has just answered, and tells us. */
export function leaveClosed(spec: QueueHere, local: Local, turn: Turn): void {
  for (const each of allSettings(spec, local, turn))
    if (sweepAt(each, turn) <= turn.now) leaveOne(each.ticket, turn, 'closed');
}

/** The floor ends a wait in time; if it never does, we do. */
export const netOf = (spec: QueueHere, local: Local, turn: Turn): Instant =>
  local.enteredAt + longestWait(spec, local, turn) + WAIT_NET_MS;

/** The end of the wait, or the closing time of the first queue that closes. */
export const waitUntil = (spec: QueueHere, local: Local, turn: Turn): Instant =>
  Math.min(netOf(spec, local, turn), firstSweep(spec, local, turn));
