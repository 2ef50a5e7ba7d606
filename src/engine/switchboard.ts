import type { CallFacts, Arrival, RejectCause } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import { accountOf } from '../domain/agent';
import { callOf, isPart, partId, type CallId, type FlowName } from '../domain/ids';
import { begin, visitOf, type Advance } from '../flow/advance';
import type { FloorCommand } from '../flow/command';
import type { NumberEntry, Site } from '../flow/office';
import type { Session } from '../flow/session';
import type { FloorSettings } from '../acd/floor';
import { CallActor, type CallSurroundings } from './call-actor';
import { FloorActor } from './floor-actor';
import type { Clock, Fenced, Log, Lookups, Store, Telephony, TelephonyEvent, TelephonySnapshot } from './ports';
import type { Sites } from './sites';

export interface SwitchboardParts {
  readonly telephony: Telephony;
  readonly store: Store;
  readonly lookups: Lookups;
  readonly clock: Clock;
  readonly log: Log;
  readonly sites: Sites;
  /** Called with events after they are saved: for counters. */
  readonly onEvents?: (events: readonly CarillonEvent[]) => void;
  /** Another node has taken over: nothing more may be commanded. */
  readonly onFenced: (why: string) => void;
}

/** How often we look for ends that were never told. */
const PATROL_EVERY_MS = 60_000;

type Link = 'starting' | 'up' | 'down' | 'stopped';

/** Brings every event to the call or the floor that it concerns, and finds everything again after we were away. */
export class Switchboard {
  private readonly calls = new Map<CallId, CallActor>();
  private floorActor: FloorActor | undefined;
  private link: Link = 'starting';
  /** What happens while we compare notes with Asterisk is heard afterwards. */
  private buffered: TelephonyEvent[] = [];
  private syncing: Promise<void> = Promise.resolve();
  /** How often the link was lost: a snapshot from before the last loss is worth nothing. */
  private losses = 0;
  /** Callers and agents' legs that were missing when we last looked. */
  private missing = new Set<string>();

  constructor(private readonly parts: SwitchboardParts) {}

  get floor(): FloorActor {
    if (!this.floorActor) throw new Error('the switchboard is not started');
    return this.floorActor;
  }

  get linkState(): Link {
    return this.link;
  }

  openCalls(): readonly Session[] {
    return [...this.calls.values()].flatMap(({ session }) => (session ? [session] : []));
  }

  /** Loads what was going on, connects, and takes up every call where it was left. */
  async start(): Promise<void> {
    const { store, telephony, lookups, sites } = this.parts;
    const [sessions, floor] = await Promise.all([store.openCalls(), store.loadFloor()]);
    await sites.need(sessions.map(({ revision }) => revision));
    this.floorActor = new FloorActor(floor, {
      ...this.parts,
      settings: () => this.floorSettings(),
      tell: (call, message) => this.tell(call, message),
      happened: (events) => this.parts.onEvents?.(events),
      fenced: (error) => this.fenced(error),
    });
    for (const session of sessions)
      this.calls.set(session.call.id, this.actor(session.call.id, session.call.dnis, session));
    lookups.onResult((command, result) =>
      this.calls.get(callOf(command))?.post({ type: 'looked-up', command, result }),
    );
    await telephony.start((event) => this.heard(event));
    await this.resync();
    this.patrolLater();
  }

  /** Stops listening and deciding; calls go on in Asterisk and are found again at the next start. */
  async stop(): Promise<void> {
    this.link = 'stopped';
    await Promise.all([this.floorActor?.idle(), ...[...this.calls.values()].map((call) => call.idle())]);
    this.abandon();
    await this.parts.telephony.stop();
  }

  /** Leaves everything as it lies, as a crash would. */
  abandon(): void {
    this.link = 'stopped';
    this.cancelPatrol();
    for (const call of this.calls.values()) call.stop();
    this.floorActor?.stop();
  }

  /** Resolves when every mailbox is empty. */
  async idle(): Promise<void> {
    await this.syncing;
    await Promise.all([this.floorActor?.idle(), ...[...this.calls.values()].map((call) => call.idle())]);
  }

  /** The floor's settings come from the newest site, whatever version a call runs on. */
  floorSettings(): FloorSettings {
    const { agents, queues } = this.parts.sites.current;
    return { agents, queues };
  }

  private heard(event: TelephonyEvent): void {
    if (this.link === 'stopped') return;
    if (event.type === 'replaced') {
      this.fenced(new Error('another node has connected to Asterisk in our place'));
      return;
    }
    if (event.type === 'link-down') {
      this.parts.log.warn('the link to Asterisk is down; calls go on without us', { why: event.why });
      this.hold();
      return;
    }
    if (event.type === 'link-up') {
      void this.resync();
      return;
    }
    if (this.link === 'up') this.route(event);
    else this.buffered.push(event);
  }

  private hold(): void {
    this.losses += 1;
    this.link = 'down';
    this.floor.hold();
    for (const call of this.calls.values()) call.hold();
  }

  private resync(): Promise<void> {
    this.syncing = this.syncing.then(() => this.compare());
    return this.syncing;
  }

  private async compare(): Promise<void> {
    if (this.link === 'stopped') return;
    const { telephony, log } = this.parts;
    try {
      const { losses } = this;
      const snapshot = await telephony.snapshot();
      if (losses !== this.losses || this.isStopped()) return;
      this.recover(snapshot);
      this.link = 'up';
      for (const event of this.buffered.splice(0)) this.route(event);
      this.floor.release();
      for (const call of this.calls.values()) call.release();
    } catch (error) {
      log.error('could not compare notes with Asterisk; trying again', { error });
      this.parts.clock.at(this.parts.clock.now() + 1_000, () => void this.resync());
    }
  }

  private isStopped(): boolean {
    return this.link === 'stopped';
  }

  private cancelPatrol: () => void = () => undefined;

  private patrolLater(): void {
    const { clock } = this.parts;
    this.cancelPatrol = clock.at(clock.now() + PATROL_EVERY_MS, () => void this.patrol());
  }

  /**
   * An end that was never told: a caller or an agent's leg that is missing from two snapshots in a row is gone. What is
   * found so is logged, for it should not happen.
   */
  private async patrol(): Promise<void> {
    const { telephony, log } = this.parts;
    const expected = new Set([...this.calls.keys(), ...this.agentLegs()]);
    try {
      if (this.link === 'up') {
        const { callers, agentLegs } = await telephony.snapshot();
        const there = new Set([...callers.map(({ leg }) => leg), ...agentLegs.map(({ leg }) => leg)]);
        const absent = [...expected].filter((leg) => !there.has(leg));
        for (const leg of absent.filter((each) => this.missing.has(each))) {
          log.warn('a leg is gone and nothing was told of its end', { leg });
          this.route({ type: 'leg-ended', leg, by: 'unknown', cause: null });
        }
        this.missing = new Set(absent);
      }
    } catch (error) {
      log.warn('could not look after the calls; trying again', { error });
    }
    if (!this.isStopped()) this.patrolLater();
  }

  private agentLegs(): readonly string[] {
    return [...this.floor.state.tickets.values()].flatMap(({ state }) =>
      'offer' in state && state.is !== 'offered' ? [state.offer.leg] : [],
    );
  }

  /** The missed events, fed through the ordinary rules (law 4). */
  private recover(snapshot: TelephonySnapshot): void {
    const present = new Map(snapshot.callers.map((caller) => [caller.leg, caller]));
    const alive = new Map<CallId, string[]>();
    const note = (id: string): void => void alive.set(callOf(id), [...(alive.get(callOf(id)) ?? []), id]);
    for (const { leg } of snapshot.agentLegs) note(leg);
    for (const { id } of snapshot.bridges) note(id);
    const open = [...this.calls.keys()].filter((id) => present.has(id));
    this.floor.post({ type: 'recovered', calls: open, legs: snapshot.agentLegs });
    for (const [id, call] of this.calls) {
      const arrival = present.get(id);
      const sameVisit = call.session === null || arrival?.visit === visitOf(call.session);
      if (arrival && sameVisit) call.post({ type: 'recovered', alive: alive.get(id) ?? [] });
      else if (!arrival) call.post({ type: 'hung-up', by: 'unknown', cause: null });
    }
    for (const arrival of present.values()) this.arrived(arrival);
    // A bridge that its call no longer knows: the command to take it down was lost with the node that gave it.
    for (const { id } of snapshot.bridges)
      if (this.calls.get(callOf(id))?.session?.bridge !== id)
        void this.parts.telephony.run(
          { type: 'disconnect', call: callOf(id), id: partId(callOf(id), 'command', 0), bridge: id },
          new AbortController().signal,
        );
    this.parts.log.info('in touch with Asterisk', { calls: this.calls.size, found: open.length });
  }

  private route(event: TelephonyEvent): void {
    switch (event.type) {
      case 'arrived':
        this.arrived(event.arrival);
        return;
      case 'digit':
        this.calls.get(event.leg)?.post({ type: 'digit', digit: event.digit });
        return;
      case 'played':
        this.calls
          .get(callOf(event.playback))
          ?.post(
            event.failed === null
              ? { type: 'done', command: event.playback }
              : { type: 'failed', command: event.playback, why: event.failed },
          );
        return;
      case 'leg-answered':
        if (isPart(event.leg, 'agentLeg')) this.floor.post({ type: 'leg-answered', leg: event.leg });
        return;
      case 'leg-ended':
        if (isPart(event.leg, 'agentLeg')) this.floor.post(event);
        else this.calls.get(event.leg)?.post({ type: 'hung-up', by: event.by, cause: event.cause });
        return;
      case 'leg-ringing':
      case 'link-down':
      case 'link-up':
      case 'replaced':
        return;
    }
  }

  private arrived(arrival: Arrival): void {
    const known = this.calls.get(arrival.leg);
    if (known) {
      this.cameBack(known, arrival);
      return;
    }
    const site = this.parts.sites.current;
    const intake = this.intake(arrival, site);
    if ('reject' in intake) {
      this.parts.log.info('a call is refused before any flow', {
        callId: arrival.leg,
        dnis: arrival.dnis,
        cause: intake.reject,
      });
      const command = {
        type: 'reject',
        id: partId(arrival.leg, 'command', 0),
        call: arrival.leg,
        cause: intake.reject,
      } as const;
      void this.parts.telephony.run(command, new AbortController().signal);
      void this.recordRefusal(arrival, intake);
      return;
    }
    const call = this.actor(arrival.leg, arrival.dnis, null);
    this.calls.set(arrival.leg, call);
    call.begin((now) => this.first(arrival, intake, site, now));
  }

  /** A channel that was with us before, and comes from the dialplan again: that visit is over, whether we were told or not. */
  private cameBack(before: CallActor, arrival: Arrival): void {
    if (before.session === null || arrival.visit <= visitOf(before.session)) return;
    before.post({ type: 'hung-up', by: 'us', cause: null });
    void before.idle().then(() => {
      if (!this.isStopped() && !this.calls.has(arrival.leg)) this.arrived(arrival);
    });
  }

  private first(arrival: Arrival, intake: Taken, site: Site, now: number): Advance {
    const flow = site.flows.get(intake.flow);
    if (!flow) throw new Error(`revision ${site.revision} has no flow ${intake.flow}`);
    return begin(facts(arrival, intake, flow.language ?? site.language), flow, site, now, arrival);
  }

  /** Where the dialled number leads (house.md: the call is known before anything is answered). */
  private intake(arrival: Arrival, site: Site): Taken | Refused {
    if (arrival.channel === 'agent') {
      const flow = site.featureCodes.get(arrival.dnis);
      const agent = [...site.agents.values()].find(({ id, phone }) => accountOf(id, phone) === arrival.endpoint);
      if (flow === undefined || !agent) return { reject: 'unallocated', entry: null };
      return { flow, entry: null, agent: agent.id };
    }
    const entry = site.numbers.get(arrival.dnis) ?? site.otherNumbers;
    if (!entry) return { reject: 'unallocated', entry: null };
    if (entry.maxCalls !== null && this.callsTo(arrival.dnis) >= entry.maxCalls)
      return 'flow' in entry.whenFull
        ? { flow: entry.whenFull.flow, entry, agent: '' }
        : { reject: entry.whenFull.reject, entry };
    return { flow: entry.flow, entry, agent: '' };
  }

  private callsTo(dnis: string): number {
    return [...this.calls.values()].filter((call) => call.dnis === dnis).length;
  }

  /** A call that no flow saw is history all the same: a campaign's lost calls count. */
  private async recordRefusal(arrival: Arrival, { reject, entry }: Refused): Promise<void> {
    const { sites, store, clock, log } = this.parts;
    const at = clock.now();
    const call = arrival.leg;
    const known = facts(arrival, { flow: '', entry, agent: '' }, sites.current.language);
    const events: readonly CarillonEvent[] = [
      {
        id: partId(call, 'event', 1),
        at,
        call,
        type: 'call.arrived',
        data: { facts: known, flow: '', revision: sites.current.revision },
      },
      { id: partId(call, 'event', 2), at, call, type: 'call.refused', data: { cause: reject } },
      {
        id: partId(call, 'event', 3),
        at,
        call,
        type: 'call.ended',
        data: { outcome: 'refused', by: 'us', cause: null, node: null },
      },
    ];
    try {
      await store.append(events);
      this.parts.onEvents?.(events);
    } catch (error) {
      log.error('a refused call could not be recorded', { callId: call, error });
    }
  }

  private actor(id: CallId, dnis: string, session: Session | null): CallActor {
    const { sites } = this.parts;
    const office = (session && sites.get(session.revision)) ?? sites.current;
    const world: CallSurroundings = {
      ...this.parts,
      floor: (command, from) => this.toFloor(command, from),
      happened: (events) => this.parts.onEvents?.(events),
      over: (call) => void this.calls.delete(call),
      fenced: (error) => this.fenced(error),
    };
    const actor = new CallActor(id, dnis, office, world, session);
    if (this.link !== 'up') actor.hold();
    return actor;
  }

  private toFloor(command: FloorCommand, from: CallActor): void {
    switch (command.type) {
      case 'set-agent-state': {
        const { agent, to, reason, id } = command;
        void this.floor
          .request({ type: 'set-agent-state', agent, to, reason, by: 'phone' })
          .then((refused) => from.post({ type: 'agent-state-set', command: id, refused }));
        return;
      }
      default:
        this.floor.post(command);
    }
  }

  private tell(call: CallId, message: Parameters<CallActor['post']>[0] & { ticket: string }): void {
    const actor = this.calls.get(call);
    if (actor) actor.post(message);
    else this.floor.post({ type: 'leave-queue', ticket: message.ticket, reason: 'abandoned' });
  }

  private fenced(error: Fenced | Error): void {
    if (this.link === 'stopped') return;
    this.abandon();
    this.parts.onFenced(error.message);
  }
}

interface Taken {
  readonly flow: FlowName;
  readonly entry: NumberEntry | null;
  readonly agent: string;
}

interface Refused {
  readonly reject: RejectCause;
  readonly entry: NumberEntry | null;
}

function facts(arrival: Arrival, { entry, agent }: Taken, language: string): CallFacts {
  return {
    id: arrival.leg,
    ani: arrival.ani,
    name: arrival.name,
    dnis: arrival.dnis,
    diverted: arrival.diverted,
    trunk: arrival.endpoint,
    channel: arrival.channel,
    sipCallId: arrival.sipCallId,
    campaign: entry?.campaign ?? '',
    language: entry?.language ?? language,
    person: entry?.person ?? '',
    agent,
    arrivedAt: arrival.at,
  };
}
