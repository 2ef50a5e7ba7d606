import type { PhoneState } from '../domain/agent';
import type { Arrival, CallFacts } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import {
  isCallback,
  isPart,
  callOf,
  partId,
  type AgentId,
  type CallId,
  type CommandId,
  type LegId,
} from '../domain/ids';
import { begin, visitOf, type Advance } from '../flow/advance';
import { withCalledBack } from '../flow/called-back';
import type { Office, ScheduleOverride, Site } from '../flow/office';
import type { Session } from '../flow/session';
import type { FloorSettings } from '../acd/floor';
import { AgentPhones } from './agent-phones';
import { askAgent, stopAsking } from './agent-prompts';
import { CallActor, type CallSurroundings } from './call-actor';
import { CallbackDesk } from './callbacks';
import { askChooser } from './choosing';
import { Errands, type ErrandParts } from './errands';
import { FloorActor } from './floor-actor';
import { FloorRecorder } from './floor-recorder';
import { asWrittenHere, factsOf, intake, refusal, type Refused, type Taken } from './intake';
import { GateKeeper } from './gate-keeper';
import { LiveBook } from './live-facts';
import { Patrol } from './patrol';
import type { FloorRecords } from './ports/floor-records';
import type { Fenced, Store } from './ports/state';
import type { Telephony, TelephonyCommand, TelephonyEvent, TelephonySnapshot } from './ports/telephony';
import type { Choosers, Lookups } from './ports/work';
import type { Clock, Log } from './ports/world';
import type { LastTalkBook } from './last-talk-book';
import type { RecentCallBook } from './recent-call-book';
import { compare, forgottenTickets, strayLegs, untoldTalks } from './recovery';
import { route } from './routing';
import type { Sites } from './sites';
import { Touch, type LinkState } from './touch';

export interface SwitchboardParts extends ErrandParts {
  readonly telephony: Telephony;
  readonly store: Store;
  readonly lookups: Lookups;
  /** Who may be asked which agent gets a call; without it the strategy decides. */
  readonly choosers?: Choosers;
  readonly clock: Clock;
  readonly log: Log;
  readonly sites: Sites;
  /** Where the floor's turns are kept to be replayed; without it they are not. */
  readonly records?: Pick<FloorRecords, 'keep' | 'note'>;
  /** What holds by hand for a schedule at an instant. */
  readonly overrideOf?: (schedule: string, now: number) => ScheduleOverride | undefined;
  /** Who called lately. */
  readonly recent?: Pick<RecentCallBook, 'count' | 'observe'>;
  /** Who served whom last. */
  readonly talks?: Pick<LastTalkBook, 'agent' | 'observe'>;
  /** Hands out the events that are still kept of before, from which queues know how long a call takes. */
  readonly past?: (handler: (events: readonly CarillonEvent[]) => void) => Promise<void>;
  /** Called with events after they are saved: for counters. */
  readonly onEvents?: (events: readonly CarillonEvent[]) => void;
  /** Another node has taken over: nothing more may be commanded. */
  readonly onFenced: (why: string) => void;
}

/** Brings every event to the call or the floor that it concerns, and finds everything again after we were away. */
export class Switchboard {
  private readonly calls = new Map<CallId, CallActor>();
  private floorActor: FloorActor | undefined;
  private readonly errands: Errands;
  private readonly callbacks: CallbackDesk;
  private readonly live: LiveBook;
  private readonly touch: Touch;
  private readonly patrol: Patrol;
  private readonly gates: GateKeeper;
  private readonly phones = new AgentPhones((agent, state) => this.phoneState(agent, state));

  constructor(private readonly parts: SwitchboardParts) {
    this.errands = new Errands(parts, () => this.floor);
    this.callbacks = new CallbackDesk(parts, () => this.floor);
    this.live = new LiveBook({
      floor: () => this.floor.book,
      site: () => parts.sites.current,
      now: () => parts.clock.now(),
      override: (schedule, now) => parts.overrideOf?.(schedule, now),
      added: (list, now) => parts.entries?.added(list, now),
      pin: (subject, now) => parts.pins?.standing(subject, now),
      recentCalls: (number, from, except) => parts.recent?.count(number, from, except),
      lastAgent: (number, from, queue) => parts.talks?.agent(number, from, queue),
    });
    this.touch = new Touch(parts, {
      event: (event) => this.route(event),
      hold: () => this.hold(),
      recover: (snapshot) => this.recover(snapshot),
      release: () => this.release(),
      replaced: () => this.fenced(new Error('another node has connected to Asterisk in our place')),
    });
    this.gates = new GateKeeper({
      clock: parts.clock,
      isUp: () => this.touch.state === 'up',
      figures: (queue) => this.live.queue(queue),
      gate: (queue) => this.floor.book.gates.get(queue),
      request: (input) => this.floor.request(input),
    });
    this.patrol = new Patrol({
      ...parts,
      isUp: () => this.touch.state === 'up',
      expected: () => [...this.withCaller().map(({ id }) => id), ...this.agentLegs(), ...this.phones.legs()],
      stray: (snapshot) => [...strayLegs(snapshot, this.calls), ...this.callbacks.stray(snapshot, this.calls)],
      gone: (leg) => {
        if (isPart(leg, 'agentLeg')) this.floor.post({ type: 'leg-lost', leg });
        this.route({ type: 'leg-ended', leg, by: 'unknown', cause: null });
      },
      looked: () => this.floor.post({ type: 'patrol' }),
      drop: (leg) => this.drop(leg),
    });
  }

  get floor(): FloorActor {
    if (!this.floorActor) throw new Error('the switchboard is not started');
    return this.floorActor;
  }

  get linkState(): LinkState {
    return this.touch.state;
  }

  openCalls(): readonly Session[] {
    return [...this.calls.values()].flatMap(({ session }) => (session ? [session] : []));
  }

  /** Loads what was going on, connects, and takes up every call where it was left. */
  async start(): Promise<void> {
    const { store, lookups, sites, records, log } = this.parts;
    const [sessions, floor] = await Promise.all([store.openCalls(), store.loadFloor()]);
    await sites.need(sessions.map(({ revision }) => revision));
    await this.parts.past?.((events) => this.live.observe(events));
    this.floorActor = new FloorActor(floor, {
      ...this.parts,
      ...(records && { recorder: new FloorRecorder({ records, log, site: () => sites.ofFloor }) }),
      settings: () => this.configured(),
      tell: (call, message) => this.tell(call, message),
      happened: (events) => this.happened(events),
      fenced: (error) => this.fenced(error),
      callCustomer: (action) => void this.callbacks.callCustomer(action),
      tellAgent: (action) => void this.callbacks.tellAgent(action),
      askChooser: (action) => askChooser(action, this.parts.choosers),
      askAgent: (action) => void askAgent(action, this.parts),
      stopAsking: (action) => void stopAsking(action, this.parts),
    });
    for (const session of sessions)
      this.calls.set(
        session.call.id,
        this.actor(session.call.id, dialledIn(session.call), session, sites.get(session.revision) ?? sites.current),
      );
    // Until notes are compared nothing is decided, not even what is due.
    this.floorActor.hold();
    await this.floorActor.begin();
    lookups.onResult((command, result) =>
      this.calls.get(callOf(command))?.post({ type: 'looked-up', command, result }),
    );
    await this.touch.start();
    this.patrol.start();
  }

  /** Stops listening and deciding; calls go on in Asterisk and are found again at the next start. */
  async stop(): Promise<void> {
    this.touch.stop();
    await Promise.all([this.floorActor?.idle(), ...[...this.calls.values()].map((call) => call.idle())]);
    this.abandon();
    await this.parts.telephony.stop();
  }

  /** Leaves everything as it lies, as a crash would. */
  abandon(): void {
    this.touch.stop();
    this.patrol.stop();
    this.gates.stop();
    for (const call of this.calls.values()) call.stop();
    this.floorActor?.stop();
  }

  /** Resolves when every mailbox is empty. */
  async idle(): Promise<void> {
    await this.touch.idle();
    await Promise.all([this.floorActor?.idle(), ...[...this.calls.values()].map((call) => call.idle())]);
  }

  /** The floor's settings come from the newest site, whatever version a call runs on. */
  floorSettings(): FloorSettings {
    return { ...this.parts.sites.floorSettings(), opensAt: (queue, at) => this.callbacks.opensAt(queue, at) };
  }

  private configured(): FloorSettings {
    const settings = this.floorSettings();
    this.gates.configured(settings.queues);
    return settings;
  }

  private hold(): void {
    this.floor.hold();
    for (const call of this.calls.values()) call.hold();
  }

  private release(): void {
    this.floor.release();
    for (const call of this.calls.values()) call.release();
  }

  /** Calls whose caller has not hung up. */
  private withCaller(): readonly CallActor[] {
    return [...this.calls.values()].filter(({ session }) => session?.state.is !== 'after');
  }

  private agentLegs(): readonly LegId[] {
    return [...this.floor.book.tickets.values()].flatMap(({ state }) => ('offer' in state ? [state.offer.leg] : []));
  }

  /** The missed events, fed through the ordinary rules (law 4). */
  private recover(snapshot: TelephonySnapshot): void {
    const { missed, present, strayLegs: legs, strayBridges } = compare(snapshot, this.calls);
    const forgotten = forgottenTickets(this.floor.book.tickets.values(), this.calls);
    const { agents, tickets } = this.floor.book;
    this.phones.found(snapshot, this.openCalls(), agents.keys());
    this.floor.recover({
      type: 'recovered',
      phones: [...agents.keys()].map((agent) => ({ agent, phone: this.phones.stateOf(agent) })),
      talks: untoldTalks(tickets.values(), this.calls),
      // The customer of a callback may have answered while we were away.
      calls: [...present, ...snapshot.callers.map(({ leg }) => leg).filter(isCallback)],
      legs: snapshot.agentLegs,
      customers: snapshot.callbackLegs.map(({ leg }) => leg),
    });
    for (const ticket of forgotten) this.floor.post({ type: 'leave-queue', ticket, reason: 'withdrawn' });
    for (const { call, events } of missed) for (const event of events) this.calls.get(call)?.post(event);
    for (const arrival of snapshot.callers) this.arrived(arrival);
    for (const leg of legs) this.drop(leg);
    for (const bridge of strayBridges) this.command({ type: 'disconnect', ...idsOf(bridge), bridge });
    this.parts.log.info('in touch with Asterisk', { calls: this.calls.size, found: present.length });
  }

  /** Ends a leg that nobody owns. */
  private drop(leg: LegId): void {
    this.command({ type: 'drop-leg', ...idsOf(leg), leg, answeredElsewhere: false });
  }

  private command(command: TelephonyCommand): void {
    void this.parts.telephony.run(command, new AbortController().signal);
  }

  private route(event: TelephonyEvent): void {
    route(event, {
      arrived: (arrival) => this.arrived(arrival),
      call: (id, told) => {
        const call = this.calls.get(id);
        call?.post(told);
        return call !== undefined;
      },
      floor: (told) => this.floor.post(told),
      stray: (leg) => this.drop(leg),
      phone: ({ agent, state }) => this.phones.heard(agent, state),
      over: (leg) => this.phones.ended(leg),
      heard: (playback) => this.callbacks.heard(playback),
    });
  }

  /** For the floor: an agent whose phone is in use, with whatever call, is offered none. */
  private phoneState(agent: AgentId, phone: PhoneState): void {
    this.floor.post({ type: 'phone-state', agent, phone });
  }

  private arrived(told: Arrival): void {
    const known = this.calls.get(told.leg);
    if (known) {
      this.cameBack(known, told);
      return;
    }
    if (told.channel === 'callback') {
      this.reached(told);
      return;
    }
    const site = this.parts.sites.forCall(told);
    const arrival = asWrittenHere(told, site);
    const { leg, dnis } = arrival;
    const taken = intake(arrival, site, (counts) => this.withCaller().filter((call) => counts(call.dnis)).length);
    if ('reject' in taken) {
      this.parts.log.info('a call is refused before any flow', { callId: leg, dnis, cause: taken.reject });
      this.command({ type: 'reject', ...idsOf(leg), cause: taken.reject });
      void this.recordRefusal(arrival, taken, site);
      return;
    }
    const call = this.actor(leg, dnis, null, site);
    this.calls.set(leg, call);
    call.begin((now) => this.first(arrival, taken, site, now));
  }

  /** A channel that was with us before, and comes from the dialplan again: that visit is over, whether we were told or not. */
  private cameBack(before: CallActor, arrival: Arrival): void {
    if (before.session === null || arrival.visit <= visitOf(before.session)) return;
    before.post({ type: 'hung-up', by: 'us', cause: null });
    void before.idle().then(() => {
      if (this.touch.state === 'stopped') return;
      if (this.calls.get(arrival.leg) === before) {
        // What the flow still did after that visit ended is given up: the id belongs to the new one.
        before.stop();
        this.over(arrival.leg);
      }
      if (!this.calls.has(arrival.leg)) this.arrived(arrival);
    });
  }

  /** The customer of a callback has answered. */
  private reached(arrival: Arrival): void {
    const { leg, answered, visit } = arrival;
    const site = this.parts.sites.forCall(arrival);
    const beginning = this.callbacks.beginning(arrival, site);
    const flow = beginning && withCalledBack(site).get(beginning.flow);
    if (!beginning || !flow) {
      this.drop(leg);
      return;
    }
    this.floor.post({ type: 'customer-answered', call: leg });
    const call = this.actor(leg, dialledIn(beginning.facts), null, site);
    this.calls.set(leg, call);
    const { facts, place } = beginning;
    call.begin((now) => begin(facts, flow, this.officeOf(site), now, { answered, visit, place }));
  }

  private officeOf(site: Site): Office {
    return { ...site, flows: withCalledBack(site), live: this.live };
  }

  private first(arrival: Arrival, taken: Taken, site: Site, now: number): Advance {
    const flow = site.flows.get(taken.flow);
    if (!flow) throw new Error(`revision ${site.revision} has no flow ${taken.flow}`);
    const office = this.officeOf(site);
    const { parameters } = taken;
    const { answered, visit } = arrival;
    return begin(factsOf(arrival, taken, site, flow.language ?? site.language), flow, office, now, {
      answered,
      visit,
      parameters,
    });
  }

  private async recordRefusal(arrival: Arrival, refused: Refused, site: Site): Promise<void> {
    const { store, clock, log } = this.parts;
    const events = refusal(arrival, refused, site, clock.now());
    try {
      await store.append(events);
      this.happened(events);
    } catch (error) {
      log.error('a refused call could not be recorded', { callId: arrival.leg, error });
    }
  }

  private actor(id: CallId, dnis: string, session: Session | null, site: Site): CallActor {
    const world: CallSurroundings = {
      ...this.parts,
      floor: (command, from) => this.errands.toFloor(command, from),
      notify: (command, from) => void this.errands.notify(command, from),
      override: (command, from) => void this.errands.override(command, from),
      changeList: (command, from) => void this.errands.changeList(command, from),
      countPin: (command, from) => this.errands.countPin(command, from),
      holds: (call, limits) => this.live.holds(call, limits),
      happened: (events) => this.happened(events),
      over: (call) => this.over(call),
      fenced: (error) => this.fenced(error),
    };
    if (session) this.live.holds(id, session.limits);
    const actor = new CallActor(id, dnis, this.officeOf(site), world, session);
    if (this.touch.state !== 'up') actor.hold();
    return actor;
  }

  private happened(events: readonly CarillonEvent[]): void {
    this.live.observe(events);
    this.parts.recent?.observe(events);
    this.parts.talks?.observe(events, (ticket) => this.floor.book.tickets.get(ticket)?.caller.number);
    this.phones.observe(events);
    this.parts.onEvents?.(events);
  }

  private over(call: CallId): void {
    this.calls.delete(call);
    this.live.holds(call, []);
  }

  /** A schedule was opened or closed by hand: calls that wait in a queue with that schedule look whether they may stay. */
  hoursChanged(schedule: string): void {
    const { queues } = this.floorSettings();
    for (const { id, call, queue, state } of this.floor.book.tickets.values())
      if (queues.get(queue)?.schedule === schedule && (state.is === 'waiting' || state.is === 'offered'))
        this.calls.get(call)?.post({ type: 'hours-changed', ticket: id });
    this.floor.post({ type: 'hours-changed' });
  }

  private tell(call: CallId, message: Parameters<CallActor['post']>[0] & { ticket: string }): void {
    const actor = this.calls.get(call);
    if (actor) actor.post(message);
    else this.floor.post({ type: 'leave-queue', ticket: message.ticket, reason: 'abandoned' });
  }

  private fenced(error: Fenced | Error): void {
    if (this.touch.state === 'stopped') return;
    this.abandon();
    this.parts.onFenced(error.message);
  }
}

/** The number by which a call counts among those to it. */
const dialledIn = ({ channel, dnis }: CallFacts): string => (channel === 'callback' ? '' : dnis);

/** For what is asked for in no call's turn. */
const idsOf = (id: string): { readonly call: CallId; readonly id: CommandId } => ({
  call: callOf(id),
  id: partId(callOf(id), 'command', 0),
});
