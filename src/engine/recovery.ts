import { callOf, type CallId, type LegId, type TicketId } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import { visitOf } from '../flow/advance';
import { framesOf } from '../flow/frames';
import type { CallEvent, Session } from '../flow/session';
import type { TelephonySnapshot } from './ports/telephony';

/** What is remembered, compared with what Asterisk still has (law 4). */
export interface Comparison {
  /** Of calls that are open: the events that were missed. */
  readonly missed: readonly { readonly call: CallId; readonly events: readonly CallEvent[] }[];
  /** Calls whose caller is still there. */
  readonly present: readonly CallId[];
  /** Legs that flows dialled and that nobody owns any more. */
  readonly strayLegs: readonly LegId[];
  /** Bridges whose call no longer knows them: the command to take them down was lost with the node that gave it. */
  readonly strayBridges: readonly string[];
}

/** A call as far as it is known: `null` while its first turn is not saved. */
export type Remembered = ReadonlyMap<CallId, { readonly session: Session | null }>;

export function compare(snapshot: TelephonySnapshot, calls: Remembered): Comparison {
  const callers = new Map(snapshot.callers.map((caller) => [caller.leg, caller]));
  const alive = new Map<CallId, string[]>();
  const note = (id: string): void => void alive.set(callOf(id), [...(alive.get(callOf(id)) ?? []), id]);
  for (const { leg } of snapshot.agentLegs) note(leg);
  for (const { leg } of snapshot.dialledLegs) note(leg);
  for (const { id } of snapshot.bridges) note(id);
  const missed = [...calls].flatMap(([call, { session }]): Comparison['missed'] => {
    const caller = callers.get(call);
    // What is still to be done after the hang-up goes on.
    if (session?.state.is === 'after') return [{ call, events: [{ type: 'recovered', alive: [] }] }];
    if (!caller) return [{ call, events: [{ type: 'hung-up', by: 'unknown', cause: null }] }];
    // The next visit of the same channel: it is told when the caller is found to have come back.
    if (session !== null && caller.visit !== visitOf(session)) return [];
    const answered = snapshot.dialledLegs.filter((each) => each.answered && callOf(each.leg) === call);
    return [
      {
        call,
        events: [
          { type: 'recovered', alive: alive.get(call) ?? [] },
          ...answered.map(({ leg }) => ({ type: 'leg-answered', leg }) as const),
        ],
      },
    ];
  });
  return {
    missed,
    present: [...calls.keys()].filter((call) => callers.has(call)),
    strayLegs: strayLegs(snapshot, calls),
    strayBridges: snapshot.bridges.map(({ id }) => id).filter((id) => calls.get(callOf(id))?.session?.bridge !== id),
  };
}

/** Places in a queue that their call has left; the command that gave them back was lost with the node. */
export function forgottenTickets(tickets: Iterable<Ticket>, calls: Remembered): readonly TicketId[] {
  const all = [...tickets];
  const moved = new Map(
    all.flatMap(({ id, state }) => (state.is === 'left' && state.movedTo !== undefined ? [[state.movedTo, id]] : [])),
  );
  return all.flatMap(({ id, call, state }) => {
    const session = calls.get(call)?.session;
    return state.is !== 'left' && session && !waitsWithAny(session, id, moved) ? [id] : [];
  });
}

/** Agents' legs of talks that only the call has saved: the floor was not told before the node went. */
export function untoldTalks(tickets: Iterable<Ticket>, calls: Remembered): readonly LegId[] {
  return [...tickets].flatMap(({ call, state }) => {
    const session = calls.get(call)?.session;
    if (state.is !== 'connecting' || session?.state.is !== 'live') return [];
    const { leg } = state.offer;
    return framesOf(session).some(({ local }) => talksOn(local, leg)) ? [leg] : [];
  });
}

const talksOn = (local: unknown, leg: LegId): boolean =>
  typeof local === 'object' &&
  local !== null &&
  'leg' in local &&
  local.leg === leg &&
  'is' in local &&
  local.is === 'talking';

/** With the ticket, or with one from which it was moved: the call does not know of that yet. */
function waitsWithAny(session: Session, ticket: TicketId, movedFrom: ReadonlyMap<TicketId, TicketId>): boolean {
  for (let id: TicketId | undefined = ticket; id !== undefined; id = movedFrom.get(id))
    if (waitsWith(session, id)) return true;
  return false;
}

const waitsWith = (session: Session, ticket: TicketId): boolean =>
  session.state.is === 'live' &&
  (session.place?.ticket === ticket ||
    framesOf(session).some(
      ({ local }) =>
        typeof local === 'object' &&
        local !== null &&
        'ticket' in local &&
        (local.ticket === ticket || ('others' in local && waitsBeside(local.others, ticket))),
    ));

/** In another queue of the same step. */
const waitsBeside = (others: unknown, ticket: TicketId): boolean =>
  Array.isArray(others) &&
  others.some(
    (each: unknown) => typeof each === 'object' && each !== null && 'ticket' in each && each.ticket === ticket,
  );

/** Dialled legs whose call is gone, or goes on without them. */
export function strayLegs({ callers, dialledLegs }: TelephonySnapshot, calls: Remembered): readonly LegId[] {
  const present = new Set(callers.map(({ leg }) => leg));
  return dialledLegs
    .map(({ leg }) => leg)
    .filter((leg) => {
      const session = calls.get(callOf(leg))?.session;
      return !present.has(callOf(leg)) || !session || !owns(session, leg);
    });
}

/** A step keeps the leg that it dialled in its `local`: one that no step of the call names is nobody's. */
const owns = (session: Session, leg: LegId): boolean =>
  [session, ...session.below].some(({ local }) => JSON.stringify(local).includes(JSON.stringify(leg)));
