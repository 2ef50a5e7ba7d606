import type { Offer, Ticket } from '../domain/queue';
import { emptyTally, type Agent } from './floor';

/**
 * Records as the version before this floor saved them, when a ticket was offered to one agent only and had no stages, and agents no tally:
 * an upgrade finds the calls of the version before.
 */
export type SavedTicket = Omit<Ticket, 'refusals' | 'stage' | 'state'> &
  Partial<Pick<Ticket, 'refusals' | 'stage'>> & {
    readonly state: Ticket['state'] | { readonly is: 'offered'; readonly offer: Offer };
  };

export type SavedAgent = Omit<Agent, 'tally' | 'phone'> & Partial<Pick<Agent, 'tally' | 'phone'>>;

export const asTicket = ({ state, ...saved }: SavedTicket): Ticket => ({
  refusals: [],
  stage: 0,
  ...saved,
  state: state.is === 'offered' && 'offer' in state ? { is: 'offered', offers: [state.offer], moreAt: null } : state,
});

export const asAgent = (saved: SavedAgent): Agent => ({
  tally: emptyTally(saved.state.since),
  phone: 'idle',
  ...saved,
});
