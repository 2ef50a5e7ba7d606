import { Book } from '../acd/book';
import { decide } from '../acd/decide';
import type { Decision, FloorAction, FloorInput } from '../acd/decision';
import type { FloorChanges, FloorSettings, FloorState } from '../acd/floor';
import type { CarillonEvent } from '../domain/event';
import type { CallId } from '../domain/ids';
import type { FloorMessage } from '../domain/queue';
import type { Instant } from '../domain/time';
import type { FloorRecorder } from './floor-recorder';
import { isOfSite } from './floor-replay';
import { Mailbox } from './mailbox';
import { Fenced, type Store } from './ports/state';
import type { Telephony } from './ports/telephony';
import type { Clock, Log } from './ports/world';

export interface FloorSurroundings {
  readonly telephony: Pick<Telephony, 'run'>;
  readonly store: Pick<Store, 'saveFloor'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Notes every turn, so that any moment can be made again. */
  readonly recorder?: FloorRecorder;
  settings(): FloorSettings;
  tell(call: CallId, message: FloorMessage): void;
  happened(events: readonly CarillonEvent[]): void;
  fenced(error: Fenced): void;
  callCustomer(action: Extract<FloorAction, { type: 'call-customer' }>): void;
  tellAgent(action: Extract<FloorAction, { type: 'tell-agent' }>): void;
  askChooser(action: Extract<FloorAction, { type: 'ask-chooser' }>): Promise<FloorInput>;
  askAgent(action: Extract<FloorAction, { type: 'ask-agent' }>): void;
  stopAsking(action: Extract<FloorAction, { type: 'stop-asking' }>): void;
}

interface Message {
  readonly input: FloorInput;
  readonly settled: (refused: string | null) => void;
}

/** After a save or a decision that failed, the floor tries again this much later. */
const NEXT_TRY_AFTER_MS = 500;

/** The one writer of the floor (law 7): every offer is decided, saved and then made here. */
export class FloorActor {
  private readonly mailbox = new Mailbox<Message>((message) => this.turn(message));
  private readonly never = new AbortController().signal;
  private cancelWake: () => void = () => undefined;
  private cancelConfigure: () => void = () => undefined;
  private stopped = false;

  /** What happened on the floor up to now; what was decided last may not be saved yet. */
  readonly book: Book;

  constructor(
    saved: FloorState,
    private readonly world: FloorSurroundings,
  ) {
    this.book = new Book(saved, this.settings(), world.clock.now());
  }

  /** Before the first turn. */
  async begin(): Promise<void> {
    await this.world.recorder?.begin(this.book, this.world.clock.now());
  }

  post(input: FloorInput): void {
    this.mailbox.post({ input, settled: () => undefined });
  }

  /** What happened while we were away comes before whatever waits: it is older, and the time that has passed must not be judged first. */
  recover(input: Extract<FloorInput, { type: 'recovered' }>): void {
    this.mailbox.postFirst({ input, settled: () => undefined });
  }

  /** Why it was refused, or `null` when it was granted and saved. */
  request(input: FloorInput): Promise<string | null> {
    return new Promise((settled) => this.mailbox.post({ input, settled }));
  }

  hold(): void {
    this.mailbox.hold();
  }

  release(): void {
    this.mailbox.release();
  }

  idle(): Promise<void> {
    return this.mailbox.idle();
  }

  stop(): void {
    this.stopped = true;
    for (const { settled } of this.mailbox.close()) settled('this node is stopping');
    this.cancelWake();
    this.cancelConfigure();
  }

  private async turn({ input, settled }: Message): Promise<void> {
    if (this.stopped) return;
    const now = this.world.clock.now();
    const decision = this.decide(input, now);
    if (!decision) {
      const again = now + NEXT_TRY_AFTER_MS;
      this.wake({ wakeAt: again });
      // The site that was published must come to the floor, however late.
      if (isOfSite(input)) {
        this.cancelConfigure();
        this.cancelConfigure = this.world.clock.at(again, () => this.post({ type: 'configured' }));
      }
      settled('the floor could not decide this; see the log');
      return;
    }
    if (!(await this.save(decision, input, now))) {
      settled('this node is stopping');
      return;
    }
    this.world.happened(decision.events);
    this.world.log.debug('floor', { event: input.type, actions: decision.actions.map(({ type }) => type) });
    this.wake(decision);
    for (const action of decision.actions) this.act(action);
    settled(decision.refused);
  }

  private settings(): FloorSettings {
    const { recorder } = this.world;
    return recorder ? recorder.watch(this.world.settings()) : this.world.settings();
  }

  private decide(input: FloorInput, now: Instant): Decision | undefined {
    try {
      if (isOfSite(input)) this.book.configure(this.settings(), now);
      return decide(this.book, input, now);
    } catch (error) {
      this.world.log.error('the floor failed to decide; its state is as before', { input: input.type, error });
      return undefined;
    }
  }

  private async save(decision: Decision, input: FloorInput, now: Instant): Promise<boolean> {
    const { changes, events } = decision;
    const { agents, tickets, closed, gates = [] } = changes;
    const changed = events.length + agents.length + tickets.length + closed.length + gates.length;
    // Another site changes what is worked out from it, whether or not a record does.
    if (changed > 0 && !(await this.kept(changes, events))) return false;
    if (changed > 0 || isOfSite(input)) this.world.recorder?.note(input, decision, { at: now, book: this.book });
    return true;
  }

  private async kept(changes: FloorChanges, events: readonly CarillonEvent[]): Promise<boolean> {
    while (!this.stopped) {
      try {
        await this.world.store.saveFloor(changes, events);
        return true;
      } catch (error) {
        if (error instanceof Fenced) {
          this.stop();
          this.world.fenced(error);
          return false;
        }
        this.world.log.error('the floor could not be saved; it waits', { error });
        await new Promise<void>((resolve) => this.world.clock.at(this.world.clock.now() + NEXT_TRY_AFTER_MS, resolve));
      }
    }
    return false;
  }

  private wake({ wakeAt }: Pick<Decision, 'wakeAt'>): void {
    this.cancelWake();
    if (wakeAt !== null) this.cancelWake = this.world.clock.at(wakeAt, () => this.post({ type: 'deadline' }));
  }

  private act(action: FloorAction): void {
    switch (action.type) {
      case 'tell':
        this.world.tell(action.call, action.message);
        return;
      case 'ring-agent':
        void this.ring(action);
        return;
      case 'call-customer':
        this.world.callCustomer(action);
        return;
      case 'tell-agent':
        this.world.tellAgent(action);
        return;
      case 'ask-chooser':
        void this.ask(action);
        return;
      case 'ask-agent':
        this.world.askAgent(action);
        return;
      case 'stop-asking':
        this.world.stopAsking(action);
        return;
      case 'drop-leg':
        void this.world.telephony.run(action, this.never);
        return;
    }
  }

  private async ask(action: Extract<FloorAction, { type: 'ask-chooser' }>): Promise<void> {
    try {
      this.post(await this.world.askChooser(action));
    } catch (error) {
      const { ticket, asked, connector } = action;
      this.world.log.error('who is to take a call could not be asked', { ticket, connector, error });
      this.post({ type: 'chosen', ticket, asked, agents: null, why: 'asking failed; see the log' });
    }
  }

  private async ring(action: Extract<FloorAction, { type: 'ring-agent' }>): Promise<void> {
    const outcome = await this.world.telephony.run(action, this.never);
    if (outcome.is === 'failed')
      this.post({ type: 'ring-failed', leg: action.leg, phone: outcome.code === 'unreachable' });
  }
}
