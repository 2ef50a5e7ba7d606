import { accountOf } from '../domain/agent';
import type { CarillonEvent, EventOf, EventType } from '../domain/event';
import { isCallback, type AgentId, type CallId } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import type { NotifyCommand } from '../flow/command';
import type { Site } from '../flow/office';
import type { Session } from '../flow/session';
import type { Heard, SimulatedCaller } from './caller';
import { numberInto, withNumberOf, withWaiting } from './others';
import { Simulation } from './simulation';
import { calendarOfDays } from './calendar-days';
import type { PhoneManner } from './phone';
import type { Given, GivenAgent, OrderByHand } from './story/story';

/** What happened at a moment: to the call, or by somebody's doing. */
export type Moment = { readonly at: Instant } & (
  | { readonly is: 'event'; readonly event: CarillonEvent }
  | { readonly is: 'hears'; readonly heard: Heard }
  | { readonly is: 'keys'; readonly keys: string }
  /** The last of them; so many things had been heard before. */
  | { readonly is: 'pressed'; readonly heard: number }
  | { readonly is: 'speaks'; readonly forMs: Millis }
  | { readonly is: 'sent'; readonly notice: NotifyCommand }
  | { readonly is: 'hangup'; readonly who: 'caller' | 'agent' }
  /** The caller has answered a call back, and what follows is of that. */
  | { readonly is: 'called-back' }
  | { readonly is: 'crash' }
);

export type Verdict = 'met' | 'not-yet' | { readonly wrong: string };

export interface PlayOptions {
  /** The node is killed after so many saves of the call, and started again at once. */
  readonly crashAfterSave?: number;
  readonly onMoment?: (moment: Moment) => void;
}

const CALL: CallId = 'caller.1';
/** A steady finger. */
const BETWEEN_KEYS_MS = 200;
/** When a call is left alone: longer than any flow may take. */
const AT_MOST_MS = 2 * 86_400_000;
/** More turns than any call has; a day in a queue that says something every minute has a third of them. */
const MOST_TURNS = 5_000;

/** One call in a simulated centre, from the moment it comes in. */
export class PlayedCall {
  private constructor(
    readonly given: Given,
    readonly simulation: Simulation,
    private line: SimulatedCaller,
    readonly timeline: readonly Moment[],
    private readonly note: (moment: Moment) => void,
  ) {}

  /** Whoever called, or has answered the call back to them. */
  get caller(): SimulatedCaller {
    return this.line;
  }

  /** What everybody heard whom the story was about. */
  readonly heardBefore: Heard[] = [];
  private customer: SimulatedCaller | undefined;

  private end: EventOf<'call.ended'> | undefined;
  /** How much of the timeline was searched for it. */
  private read = 0;

  /** Sets the scene and lets the call come in. */
  static async begin(site: Site, given: Given, { crashAfterSave, onMoment }: PlayOptions = {}): Promise<PlayedCall> {
    const timeline: Moment[] = [];
    const note = (moment: Moment): void => {
      timeline.push(moment);
      onMoment?.(moment);
    };
    const staged = stage(site, given);
    const simulation: Simulation = new Simulation({
      site: staged,
      at: given.at,
      watched: CALL,
      answers: given.answers,
      onEvent: (event) => {
        if (concerns(event)) note({ is: 'event', at: event.at, event });
      },
      onNotice: (call, notice) => {
        if (call === CALL) note({ is: 'sent', at: simulation.clock.now(), notice });
      },
      onCrash: () => note({ is: 'crash', at: simulation.clock.now() }),
    });
    await simulation.start();
    for (const [who, manner] of given.outside) simulation.exchange.manners.set(who, manner);
    await setAgents(simulation, given.agents);
    await setSchedules(simulation, given.schedules);
    await setBooks(simulation, given);
    await othersArrive(simulation, given);
    simulation.crashAfterSave = crashAfterSave ?? null;
    const caller = simulation.exchange.arrives(CALL, arrivalOf(staged, given));
    caller.onHears = (heard) => note({ is: 'hears', at: heard.at, heard });
    const call = new PlayedCall(given, simulation, caller, timeline, note);
    simulation.exchange.onCustomer = (customer) => {
      if (concerns({ call: customer.leg })) call.customer = customer;
    };
    await simulation.settle();
    return call;
  }

  get now(): Instant {
    return this.simulation.clock.now();
  }

  get session(): Session | undefined {
    return this.simulation.session(this.line.leg);
  }

  of<T extends EventType>(type: T): readonly EventOf<T>[] {
    return this.timeline.flatMap((moment) =>
      moment.is === 'event' && moment.event.type === type ? [moment.event as EventOf<T>] : [],
    );
  }

  get ended(): EventOf<'call.ended'> | undefined {
    for (; !this.end && this.read < this.timeline.length; this.read++) {
      const moment = this.timeline[this.read];
      if (moment?.is !== 'event' || moment.event.type !== 'call.ended') continue;
      if (moment.event.call === this.line.leg) this.end = moment.event;
    }
    return this.end;
  }

  /** Why nobody needs to wait for its end: it goes round and round. `null` while that does not show. */
  get endless(): string | null {
    const { session } = this;
    if (!session || this.simulation.saves < MOST_TURNS) return null;
    return `the call goes round and round: after ${MOST_TURNS} turns it is at ${session.flow}/${session.node}`;
  }

  /** Lets time pass until this is so, or is wrong, or the call is over, or the time is up; `late` also for an endless call. */
  async until(check: () => Verdict, withinMs: Millis): Promise<Exclude<Verdict, 'not-yet'> | 'over' | 'late'> {
    const limit = this.now + withinMs;
    for (;;) {
      const verdict = check();
      if (verdict !== 'not-yet') return verdict;
      if (this.ended && !this.isPromised && this.open.length === 0) return 'over';
      if (this.endless !== null) return 'late';
      if (await this.simulation.step(limit)) continue;
      await this.simulation.pass(limit);
      const last = check();
      return last === 'not-yet' ? 'late' : last;
    }
  }

  async waits(ms: Millis): Promise<void> {
    await this.simulation.pass(this.now + ms);
  }

  /** One key after the other; returns how much had been heard when the last one was pressed. */
  async presses(keys: string): Promise<number> {
    this.note({ is: 'keys', at: this.now, keys });
    let heard = 0;
    for (const [index, key] of Array.from(keys).entries()) {
      if (index > 0) await this.waits(BETWEEN_KEYS_MS);
      heard = this.caller.heard.length;
      if (index === keys.length - 1) this.note({ is: 'pressed', at: this.now, heard });
      this.caller.press(key);
      await this.simulation.settle();
    }
    return heard;
  }

  async speaks(forMs: Millis): Promise<void> {
    this.note({ is: 'speaks', at: this.now, forMs });
    this.caller.speak(forMs);
    await this.waits(forMs);
  }

  /** False when there is nobody who could hang up. */
  async hangsUp(who: 'caller' | 'agent'): Promise<boolean> {
    const legs = this.simulation.exchange.with(this.caller.leg);
    if (who === 'agent' ? legs.length === 0 : this.caller.place.is !== 'with-us') return false;
    this.note({ is: 'hangup', at: this.now, who });
    if (who === 'caller') this.caller.hangUp();
    else for (const leg of legs) leg.hangUp();
    await this.simulation.settle();
    return true;
  }

  /** Whether a call back is still to come, or just happens and is not followed yet. */
  get isPromised(): boolean {
    const ended = new Set(this.of('callback.ended').map(({ data }) => data.ticket));
    const open = this.of('callback.requested').filter(({ data }) => !ended.has(data.ticket));
    return open.some(({ data }) => data.callback !== this.line.leg);
  }

  /** Goes over to the call of the customer who was called back and has answered; false while nobody has. */
  follow(): boolean {
    const { customer } = this;
    if (!customer || customer === this.line) return false;
    this.heardBefore.push(...this.line.heard);
    this.line = customer;
    customer.onHears = (heard) => this.note({ is: 'hears', at: heard.at, heard });
    this.end = undefined;
    this.read = 0;
    this.note({ is: 'called-back', at: this.now });
    return true;
  }

  setOutside(outside: ReadonlyMap<string, PhoneManner>): void {
    for (const [who, manner] of outside) this.simulation.exchange.manners.set(who, manner);
  }

  setAgents(agents: ReadonlyMap<AgentId, GivenAgent>): Promise<void> {
    return setAgents(this.simulation, agents);
  }

  /** `null` when it was done, else why not. */
  orders(order: OrderByHand): Promise<string | null> {
    return this.simulation.orders(CALL, order);
  }

  setSchedules(schedules: ReadonlyMap<string, string>): Promise<string | null> {
    return setSchedules(this.simulation, schedules);
  }

  /** Nobody does anything any more; true when the call came to its end, and what was promised with it. */
  async isLeftAlone(): Promise<boolean> {
    const isOver = (): boolean => this.ended !== undefined && !this.isPromised && this.open.length === 0;
    return (await this.until(() => (isOver() ? 'met' : 'not-yet'), AT_MOST_MS)) === 'met';
  }

  /** Of those that have arrived, the calls that are not over. */
  private get open(): readonly CallId[] {
    const ended = new Set(this.of('call.ended').map(({ call }) => call));
    return this.of('call.arrived').flatMap(({ call }) => (call === null || ended.has(call) ? [] : [call]));
  }

  /** Everything of the call that is still going on, as sentences. */
  leftOver(): readonly string[] {
    return this.simulation.leftOver(CALL);
  }
}

/** The call, and those back to its caller. */
const concerns = ({ call }: Pick<CarillonEvent, 'call'>): boolean =>
  call === CALL || (call !== null && isCallback(call) && call.startsWith(CALL));

function stage(site: Site, { to, waiting, calendars }: Given): Site {
  const copies = new Map([...(calendars ?? [])].map(([name, days]) => [name, calendarOfDays(days)]));
  const dated = calendars ? { ...site, schedules: site.schedulesWith(copies) } : site;
  const withQueues = withWaiting(dated, [...waiting.keys()]);
  return 'flow' in to ? withNumberOf(withQueues, to.flow, to.flow) : withQueues;
}

function arrivalOf(site: Site, { to, phone, caller, name, diverted, headers = {} }: Given) {
  const dnis = 'number' in to ? to.number : to.flow;
  if (phone === null) return { dnis, ani: caller, name, diverted, headers };
  const settings = site.agents.get(phone);
  const account = settings ? accountOf(phone, settings.phone) : phone;
  return { dnis, ani: account, name, diverted, endpoint: account, channel: 'agent' } as const;
}

async function setAgents(simulation: Simulation, agents: ReadonlyMap<AgentId, GivenAgent>): Promise<void> {
  for (const [agent, { state, reason, manner }] of agents) {
    simulation.exchange.manners.set(agent, manner);
    await simulation.setAgent(agent, state, state === 'not-ready' ? reason : '');
  }
}

/** Why not, or `null`. */
async function setSchedules(simulation: Simulation, schedules: ReadonlyMap<string, string>): Promise<string | null> {
  let refused: string | null = null;
  for (const [schedule, to] of schedules) refused = (await simulation.setSchedule(schedule, to)) ?? refused;
  return refused;
}

const AN_HOUR_MS = 3_600_000;

/** What was added to lists before, the wrong PINs of other calls, and who served the caller. */
async function setBooks({ books }: Simulation, given: Given): Promise<void> {
  const { caller, at, lists, wrongPins, lastAgent } = given;
  for (const [queue, agent] of lastAgent ?? []) books.talked({ number: caller, queue, agent, at: at - AN_HOUR_MS });
  for (const [list, entries] of lists) for (const [key, fields] of entries) await books.addEntry(list, key, fields);
  for (const { subject, times } of wrongPins) books.wrongPins(subject, times);
}

/** Those who were there before. */
async function othersArrive(simulation: Simulation, { waiting, others, callbacks }: Given): Promise<void> {
  let serial = 0;
  for (const [queue, numbers] of callbacks ?? [])
    for (const number of numbers) await simulation.promise(number, queue, ++serial);
  const arrive = async (dnis: string, howMany: number): Promise<void> => {
    for (let each = 0; each < howMany; each++)
      simulation.exchange.arrives(`other.${++serial}`, { dnis, ani: `other-${serial}` });
    await simulation.settle();
  };
  for (const [queue, howMany] of waiting) await arrive(numberInto(queue), howMany);
  for (const [number, howMany] of others) await arrive(number, howMany);
}
