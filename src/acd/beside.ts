import type { Ticket } from '../domain/queue';
import type { Draft } from './draft';
import type { FloorState } from './floor';

/** A call that waits in several queues at once has a ticket in each: the first agent takes it. */

type Tickets = Pick<FloorState, 'tickets'>;

/** The other places of the call, as far as they are there. */
export const besideOf = ({ tickets }: Tickets, { beside }: Ticket): readonly Ticket[] =>
  (beside ?? []).flatMap((id) => tickets.get(id) ?? []);

/** Whether an agent is rung for the call, or with it, in another of its queues: it is not offered here. */
export const isHeldElsewhere = (floor: Tickets, ticket: Ticket): boolean =>
  besideOf(floor, ticket).some(({ state }) => state.is !== 'waiting' && state.is !== 'left');

export const isTalkingElsewhere = (floor: Tickets, ticket: Ticket): boolean =>
  besideOf(floor, ticket).some(({ state }) => state.is === 'talking');

/** Who refused or missed a call has refused it in all of its queues. */
export function shareRefusals(draft: Draft, ticket: Ticket, refusals: Ticket['refusals']): void {
  for (const other of besideOf(draft.book, ticket)) {
    const more = refusals.filter(
      ({ agent, at }) => !other.refusals.some((each) => each.agent === agent && each.at >= at),
    );
    if (other.state.is !== 'waiting' || more.length === 0) continue;
    const kept = other.refusals.filter((each) => !more.some(({ agent }) => agent === each.agent));
    draft.putTicket({ ...other, refusals: [...kept, ...more] });
  }
}
