import type { Offer, Ticket } from '../domain/queue';
import type { TicketId } from '../domain/ids';
import type { Instant } from '../domain/time';
import { emptyTally, type Agent, type NextState } from './floor';

/**
 * Records as the version before this floor saved them, when a ticket was offered to one agent only and had no stages, and agents no tally:
 * an upgrade finds the calls of the version before.
 */
export type SavedTicket = Omit<Ticket, 'refusals' | 'stage' | 'state'> &
  Partial<Pick<Ticket, 'refusals' | 'stage'>> & {
    readonly state: Ticket['state'] | { readonly is: 'offered'; readonly offer: Offer };
  };

type AddedToAgent = 'tally' | 'phone' | 'phoneSince' | 'wantsWrapUp' | 'missed' | 'out' | 'last';

/** Before wrap-up had modes, reasons had limits and a state that comes next had an author. */
export type SavedAgent = Omit<Agent, AddedToAgent | 'state' | 'next'> &
  Partial<Pick<Agent, AddedToAgent>> & {
    readonly state: Agent['state'] | OldState;
    readonly next: (Partial<NextState> & Pick<NextState, 'is' | 'reason'>) | null;
  };

type OldState = { readonly is: 'wrap-up'; readonly since: Instant; readonly until: Instant; readonly ticket: TicketId };

export const asTicket = ({ state, ...saved }: SavedTicket): Ticket => ({
  refusals: [],
  stage: 0,
  ...saved,
  state: state.is === 'offered' && 'offer' in state ? { is: 'offered', offers: [state.offer], moreAt: null } : state,
});

export const asAgent = ({ state, next, ...saved }: SavedAgent): Agent => ({
  tally: emptyTally(state.since),
  phone: 'idle',
  phoneSince: state.since,
  wantsWrapUp: false,
  missed: 0,
  out: [],
  last: null,
  ...saved,
  next: next && { by: saved.id, force: false, ...next },
  state: state.is === 'wrap-up' ? { queue: '', mode: 'optional', extensions: 0, ...state } : state,
});
