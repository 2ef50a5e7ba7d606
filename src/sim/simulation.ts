import { isInLine, type FloorChanges } from '../acd/floor';
import type { ChosenState } from '../domain/agent';
import type { CarillonEvent } from '../domain/event';
import { callOf, isCallback, type AgentId, type CallId, type QueueName } from '../domain/ids';
import type { Instant } from '../domain/time';
import { Sites } from '../engine/sites';
import { Switchboard } from '../engine/switchboard';
import type { Log } from '../engine/ports/world';
import type { NotifyCommand } from '../flow/command';
import type { Site } from '../flow/office';
import type { Session } from '../flow/session';
import { SimulatedLookups, type Answers } from './answers';
import { Books, KeptBooks } from './books';
import { SimulatedNotices } from './by-hand';
import { Exchange } from './exchange';
import { lengthOf, withLengths } from './lengths';
import { MemoryStore } from './memory-store';
import { promiseTo } from './promises';
import type { OrderByHand } from './story/story';
import type { SimulatedTelephony } from './telephony';
import { VirtualClock } from './virtual-clock';

export interface SimulationParts {
  readonly site: Site;
  /** When it begins. */
  readonly at: Instant;
  readonly answers: Answers;
  /** The call whose saves are counted, and may be followed by a crash. */
  readonly watched: CallId;
  /** Told of each event when it is saved. */
  readonly onEvent: (event: CarillonEvent) => void;
  /** Told of each mail, message and webhook. */
  readonly onNotice?: (call: CallId, notice: NotifyCommand) => void;
  /** Told when the node is killed. */
  readonly onCrash?: () => void;
}

/** A whole centre in memory on a virtual clock: the engine as it is, between simulated surroundings. */
export class Simulation {
  readonly clock: VirtualClock;
  readonly exchange: Exchange;
  /** What the engine logged as an error: nothing, when all is well. */
  readonly errors: string[] = [];
  /** How often something was saved of the watched call. */
  saves = 0;
  private readonly site: Site;
  private readonly store: WatchedStore;
  private readonly kept: KeptBooks;
  private readonly notices: SimulatedNotices;
  private node: Node | undefined;

  constructor(private readonly parts: SimulationParts) {
    this.site = withLengths(parts.site);
    this.clock = new VirtualClock(parts.at);
    this.exchange = new Exchange(this.clock, (media, language) => lengthOf(this.site, media, language));
    this.notices = new SimulatedNotices((call, notice) => parts.onNotice?.(call, notice));
    this.kept = new KeptBooks(parts.onEvent);
    this.store = new WatchedStore(parts.onEvent, (call) => {
      if (call === parts.watched || isBackTo(call, parts.watched)) this.saved();
    });
  }

  /** Starts the node, for the first time or after a crash. */
  async start(): Promise<void> {
    const { site, store, clock } = this;
    const telephony = this.exchange.telephony();
    const log = new ErrorLog(this.errors);
    const books = new Books(this.kept, { clock, log, site: () => site });
    const lookups = new SimulatedLookups(clock, site, this.parts.answers);
    const switchboard = new Switchboard({
      telephony,
      store,
      lookups,
      choosers: lookups,
      clock,
      log,
      sites: new Sites({ site, files: {} }, store, () => site, log),
      notices: this.notices,
      ...books.hands(),
      onFenced: (why) => this.errors.push(`fenced: ${why}`),
    });
    books.schedules.onChange((schedule) => switchboard.hoursChanged(schedule));
    this.node = { switchboard, telephony, books };
    await books.start();
    await switchboard.start();
    switchboard.floor.post({ type: 'configured' });
    await this.settle();
  }

  /** After which save of the watched call the node is killed: what was decided is kept, and nothing of it done. */
  crashAfterSave: number | null = null;

  /** Lets everything happen that needs no time; a node that crashed is started again. */
  async settle(): Promise<void> {
    // All that the engine awaits is settled in memory, so nothing is left to be done once the event loop comes round.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (!this.node) await this.start();
  }

  /** Goes to the next instant at which something is due, `until` at the latest; false when nothing is. */
  step(until: Instant): Promise<boolean> {
    return this.clock.step(until, () => this.settle());
  }

  /** When something happens by itself next, `otherwise` at the latest. */
  nextDue(otherwise: Instant): Instant {
    return Math.min(this.clock.nextDue ?? otherwise, otherwise);
  }

  async pass(until: Instant): Promise<void> {
    await this.clock.pass(Math.max(0, until - this.clock.now()), () => this.settle());
  }

  /** Why it was refused, or `null`. */
  async setAgent(agent: AgentId, to: ChosenState, reason: string): Promise<string | null> {
    const refused = await this.switchboard.floor.request({ type: 'set-agent-state', agent, to, reason, by: agent });
    await this.settle();
    return refused;
  }

  /** Somebody takes the waiting call in hand: why it was refused, or `null`. */
  async orders(call: CallId, order: OrderByHand): Promise<string | null> {
    const { floor } = this.switchboard;
    const ticket = [...floor.book.tickets.values()].find((each) => each.call === call && isInLine(each));
    if (!ticket) return 'the caller does not wait in a queue';
    const refused = await floor.request({ ...order, ticket: ticket.id, by: 'supervisor' });
    await this.settle();
    return refused;
  }

  /** Somebody was promised a call back by a queue. */
  async promise(number: string, queue: QueueName, serial: number): Promise<void> {
    this.switchboard.floor.post(promiseTo(number, queue, { site: this.site, serial, now: this.clock.now() }));
    await this.settle();
  }

  /** Puts a schedule into a state by hand, or back to its `hours`: why not, or `null`. */
  async setSchedule(schedule: string, to: string): Promise<string | null> {
    const refused = await this.books.schedules.set(schedule, to === 'hours' ? null : to, null, 'story', '');
    await this.settle();
    return refused;
  }

  /** Schedules, lists and PIN locks. */
  get books(): Books {
    if (!this.node) throw new Error('the simulated node is not started');
    return this.node.books;
  }

  /** A call as it was saved last. */
  session(call: CallId): Session | undefined {
    return this.store.sessions.get(call);
  }

  /** Everything of a call that is still going on, as sentences. */
  leftOver(call: CallId): readonly string[] {
    const { agents, tickets } = this.switchboard.floor.book;
    const ofCall = (id: string): boolean => callOf(id) === call || isBackTo(callOf(id), call);
    return [
      ...([...this.store.calls.keys()].some(ofCall) ? ['the call is still going on'] : []),
      ...[...this.exchange.legs.values()].flatMap(({ id, who }) => (ofCall(id) ? [`${who} is still in the call`] : [])),
      ...[...this.exchange.bridges.keys()].flatMap((id) => (ofCall(id) ? ['a bridge of the call still stands'] : [])),
      ...[...tickets.values()].flatMap((ticket) =>
        ofCall(ticket.call) ? [`a place in ${ticket.queue} is still held`] : [],
      ),
      ...[...agents.values()].flatMap(({ id, state }) =>
        (state.is === 'offered' || state.is === 'on-call') && ofCall(state.ticket)
          ? [`${id} is still ${state.is}`]
          : [],
      ),
    ];
  }

  stop(): void {
    this.node?.switchboard.abandon();
    this.node?.books.stop();
    this.node?.telephony.crash();
  }

  private get switchboard(): Switchboard {
    if (!this.node) throw new Error('the simulated node is not started');
    return this.node.switchboard;
  }

  private saved(): void {
    this.saves += 1;
    if (this.saves !== this.crashAfterSave) return;
    this.stop();
    this.node = undefined;
    this.parts.onCrash?.();
  }
}

const isBackTo = (call: CallId, asked: CallId): boolean => isCallback(call) && call.startsWith(asked);

interface Node {
  readonly switchboard: Switchboard;
  readonly telephony: SimulatedTelephony;
  readonly books: Books;
}

/** Tells of what is saved, and remembers each call's last session. */
class WatchedStore extends MemoryStore {
  readonly sessions = new Map<CallId, Session>();

  constructor(
    private readonly onEvent: (event: CarillonEvent) => void,
    private readonly onSaved: (call: CallId) => void,
  ) {
    super();
  }

  override async saveCall(session: Session, events: readonly CarillonEvent[]): Promise<void> {
    await super.saveCall(session, events);
    this.sessions.set(session.call.id, session);
    this.onSaved(session.call.id);
  }

  override async saveFloor(changes: FloorChanges, events: readonly CarillonEvent[]): Promise<void> {
    await super.saveFloor(changes, events);
    const calls = [...changes.tickets.map(({ call }) => call), ...events.map(({ call }) => call)];
    for (const call of new Set(calls)) if (call !== null) this.onSaved(call);
  }

  protected override kept(event: CarillonEvent): void {
    this.onEvent(event);
  }
}

class ErrorLog implements Log {
  constructor(private readonly errors: string[]) {}

  debug(): void {
    return;
  }

  info(): void {
    return;
  }

  warn(): void {
    return;
  }

  error(message: string, { error }: Readonly<Record<string, unknown>> = {}): void {
    this.errors.push(error instanceof Error ? `${message}: ${error.message}` : message);
  }
}
