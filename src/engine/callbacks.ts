import { asCallback, type CallbackTicket } from '../acd/customers';
import type { FloorAction } from '../acd/decision';
import { promptOfMiss, ticketOfCallback } from '../domain/callback';
import type { Arrival, CallFacts } from '../domain/call';
import {
  isCallback,
  callOf,
  partId,
  type CallId,
  type CommandId,
  type FlowName,
  type LegId,
  type QueueName,
} from '../domain/ids';
import type { Instant } from '../domain/time';
import { mayDial } from '../domain/trunk';
import { calledBack } from '../flow/called-back';
import { opensAt } from '../flow/opening';
import type { ScheduleOverride, Site } from '../flow/office';
import type { KeptPlace } from '../flow/session';
import { sayTo } from './agent-prompts';
import type { FloorActor } from './floor-actor';
import type { Telephony, TelephonySnapshot } from './ports/telephony';
import type { Log } from './ports/world';
import type { Sites } from './sites';

export interface CallbackParts {
  readonly telephony: Pick<Telephony, 'run'>;
  readonly log: Log;
  readonly sites: Pick<Sites, 'current'>;
  readonly overrideOf?: (schedule: string, now: Instant) => ScheduleOverride | undefined;
}

/** How the call of a customer who has answered begins. */
export interface Beginning {
  readonly facts: CallFacts;
  readonly flow: FlowName;
  readonly place: KeptPlace;
}

type ActionOf<T extends FloorAction['type']> = Extract<FloorAction, { type: T }>;

/** Carries out what the floor decides for callbacks, as long as there is no call that could. */
export class CallbackDesk {
  private readonly never = new AbortController().signal;
  /** Which leg ends when this has been heard. */
  private readonly said = new Map<CommandId, LegId>();

  constructor(
    private readonly parts: CallbackParts,
    private readonly floor: () => FloorActor,
  ) {}

  /** A trunk may have been closed since the customer asked. */
  async callCustomer({ call, number, trunk: name, ...how }: ActionOf<'call-customer'>): Promise<void> {
    const { sites, telephony, log } = this.parts;
    const trunk = sites.current.trunks.get(name);
    if (!trunk || !mayDial(trunk, number)) {
      log.warn('a customer may not be called back over this trunk any more', { callId: call, trunk: name });
      this.floor().post({ type: 'customer-failed', call, how: 'not-allowed' });
      return;
    }
    const { callerId, ringForMs, beside, attempt } = how;
    const to = { is: 'number', number, trunk: name, endpoint: trunk.endpoint } as const;
    const command = { type: 'call-back', call, to, callerId, ringForMs, beside, attempt } as const;
    const outcome = await telephony.run(command, this.never);
    if (outcome.is === 'done') return;
    log.warn('a customer could not be called back', { callId: call, trunk: name, why: outcome.why });
    this.floor().post({ type: 'customer-failed', call, how: 'unreachable' });
  }

  /** What is never heard out the floor ends itself. */
  async tellAgent({ call, leg, what }: ActionOf<'tell-agent'>): Promise<void> {
    const id = partId(leg, 'playback', 0);
    this.said.set(id, leg);
    if (!(await sayTo(leg, { call, id, prompt: promptOfMiss[what] }, this.parts))) this.heard(id);
  }

  /** A playback of nobody's call has ended. */
  heard(playback: CommandId): void {
    const leg = this.said.get(playback);
    if (leg === undefined) return;
    this.said.delete(playback);
    const drop = { type: 'drop-leg', call: callOf(leg), leg, answeredElsewhere: false } as const;
    void this.parts.telephony.run(drop, this.never);
  }

  /** How the call of a customer begins who has answered; `undefined` when nobody waits for them (any more). */
  beginning({ leg, visit, endpoint, at }: Arrival, site: Site): Beginning | undefined {
    const ticket = this.ticketOf(leg);
    if (!ticket || ticket.customer.calls !== visit) return undefined;
    if (ticket.customer.is !== 'called' && ticket.customer.is !== 'here') return undefined;
    const { callback, queue, id } = ticket;
    const { number, asked } = callback;
    const facts: CallFacts = {
      ...asked,
      id: leg,
      ani: number,
      trunk: endpoint,
      channel: 'callback',
      sipCallId: '',
      arrivedAt: at,
    };
    return { facts, flow: this.flowOf(ticket, site), place: { ticket: id, queue } };
  }

  /** From when on callbacks of a queue may be offered. */
  opensAt(queue: QueueName, at: Instant): Instant {
    const site = this.parts.sites.current;
    const name = site.queues.get(queue)?.schedule ?? null;
    const schedule = name === null ? undefined : site.schedules.get(name);
    return schedule ? opensAt(schedule, this.parts.overrideOf?.(schedule.name, at), at) : at;
  }

  /** Customers whose channel is there, and neither a call nor the floor waits for them. */
  stray({ callbackLegs }: TelephonySnapshot, calls: ReadonlyMap<CallId, unknown>): readonly LegId[] {
    return callbackLegs
      .map(({ leg }) => leg)
      .filter((leg) => {
        const customer = this.ticketOf(leg)?.customer.is;
        return isCallback(leg) && !calls.has(leg) && customer !== 'called' && customer !== 'here';
      });
  }

  private ticketOf(leg: LegId): CallbackTicket | undefined {
    return asCallback(this.floor().book.tickets.get(ticketOfCallback(leg)));
  }

  private flowOf({ callback, queue, call }: CallbackTicket, { flows, revision }: Site): FlowName {
    const { flow } = callback;
    if (flow === null || flows.has(flow)) return flow ?? calledBack(queue);
    this.parts.log.warn('the flow for customers who are called back is no more', { callId: call, flow, revision });
    return calledBack(queue);
  }
}
