import type { AgentId, TicketId } from '../domain/ids';
import type { Asking, QueueSettings, Ticket } from '../domain/queue';
import type { Need } from './need';
import type { Ordered } from './ordered';
import { chairs, type Chair } from './strategies';
import { Turns } from './turns';

/** The calls that ask the same of an agent, and the agents who may take them. */
export class Line {
  /** Everybody who may, whatever they are doing. */
  readonly members = new Set<AgentId>();
  readonly waiting = new Turns();
  readonly free: Ordered<Chair> = chairs();
  /** Tickets that somebody refused. */
  readonly refused = new Set<TicketId>();
  /** Tickets that would stand here, were anybody at work. */
  readonly passed = new Set<TicketId>();
  /** Tickets for which somebody is asked whom they go to. */
  readonly asking = new Set<TicketId>();
  /** Members who are at work. */
  atWork = 0;

  constructor(
    readonly need: Need,
    readonly queue: QueueSettings,
  ) {}
}

/** Nobody is rung for these calls before an agent takes one; whom the caller wants by name is rung all the same. */
export const isByHand = ({ need, queue }: Pick<Line, 'need' | 'queue'>): boolean =>
  queue.strategy === 'manual' && need.only === null;

/** Somebody outside is asked before anybody is rung; whom the caller wants by name is rung without asking. */
export const asksFirst = ({ need, queue }: Pick<Line, 'need' | 'queue'>): boolean =>
  queue.chooser !== undefined && need.only === null;

export const waitsForChooser = (ticket: Ticket): ticket is Ticket & { readonly asking: Asking } =>
  ticket.state.is === 'waiting' && ticket.asking !== undefined && ticket.asking !== null;
