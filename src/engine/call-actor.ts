import type { CarillonEvent } from '../domain/event';
import type { CallId } from '../domain/ids';
import { advance, giveUp, type Advance } from '../flow/advance';
import type {
  CallCommand,
  FetchCommand,
  FlowCommand,
  FloorCommand,
  ListCommand,
  LookupCommand,
  NotifyCommand,
  OverrideCommand,
  PinCommand,
} from '../flow/command';
import type { Office } from '../flow/office';
import type { CallEvent, Session } from '../flow/session';
import { Mailbox } from './mailbox';
import { Fenced, type Store } from './ports/state';
import type { Telephony } from './ports/telephony';
import type { Lookups } from './ports/work';
import type { Clock, Log } from './ports/world';

/** What a call needs of the rest of the house. */
export interface CallSurroundings {
  readonly telephony: Pick<Telephony, 'run'>;
  readonly store: Pick<Store, 'saveCall'>;
  readonly lookups: Pick<Lookups, 'start' | 'fetch'>;
  readonly clock: Clock;
  readonly log: Log;
  floor(command: FloorCommand, from: CallActor): void;
  notify(command: NotifyCommand, from: CallActor): void;
  override(command: OverrideCommand, from: CallActor): void;
  changeList(command: ListCommand, from: CallActor): void;
  countPin(command: PinCommand, from: CallActor): void;
  /** The places that a call holds from now on (step `limit`); told before anything is saved. */
  holds(call: CallId, limits: readonly string[]): void;
  happened(events: readonly CarillonEvent[]): void;
  over(call: CallId): void;
  fenced(error: Fenced): void;
}

type Message = CallEvent | { readonly type: 'begin'; readonly first: (now: number) => Advance };

/** Commands whose success a step waits for, and those of which it is told the failure only. */
const awaitsDone: ReadonlySet<CallCommand['type']> = new Set(['answer', 'connect']);
const awaitsFailure: ReadonlySet<CallCommand['type']> = new Set(['play', 'record', 'dial', 'redirect', 'send-keys']);
/** Q.850. */
const SUBSCRIBER_ABSENT = 20;

const SAVE_TRIES = 3;
const NEXT_TRY_AFTER_MS = 300;

/** One call, one mailbox: each event is decided, saved, and only then acted on (law 3). */
export class CallActor {
  private readonly mailbox = new Mailbox<Message>((message) => this.turn(message));
  private readonly gone = new AbortController();
  private cancelDeadline: () => void = () => undefined;
  private stopped = false;

  constructor(
    readonly id: CallId,
    readonly dnis: string,
    private readonly office: Office,
    private readonly world: CallSurroundings,
    private state: Session | null,
  ) {}

  get session(): Session | null {
    return this.state;
  }

  begin(first: (now: number) => Advance): void {
    this.mailbox.post({ type: 'begin', first });
  }

  post(event: CallEvent): void {
    this.mailbox.post(event);
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

  /** Leaves the call as it is: for another node, or for this one after a restart. */
  stop(): void {
    this.stopped = true;
    this.mailbox.close();
    this.cancelDeadline();
  }

  private async turn(message: Message): Promise<void> {
    if (this.stopped || (message.type !== 'begin' && this.state?.state.is === 'over')) return;
    if (message.type === 'deadline' && this.state && this.world.clock.now() < this.state.deadline) {
      // It was the deadline of a step that was left while this waited; the present one has its own.
      this.schedule(this.state);
      return;
    }
    const from = this.state?.node ?? '';
    const result = this.decide(message);
    if (!result) return;
    this.world.holds(this.id, result.session.limits);
    if (!(await this.save(result))) return;
    this.state = result.session;
    this.world.happened(result.events);
    this.world.log.debug('turn', {
      callId: this.id,
      event: message.type,
      from,
      to: result.session.node,
      commands: result.commands.map(({ type }) => type),
    });
    this.schedule(result.session);
    for (const command of result.commands) this.give(command);
    // Nothing that is asked of the telephony from here on is for anybody.
    if (result.session.state.is === 'after') this.gone.abort();
    if (result.session.state.is === 'over') {
      this.stop();
      this.gone.abort();
      this.world.over(this.id);
    }
  }

  private decide(message: Message): Advance | undefined {
    const { clock, log } = this.world;
    try {
      if (message.type === 'begin') return message.first(clock.now());
      return this.state ? advance(this.state, message, this.office, clock.now()) : undefined;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.error('the head failed on a call; the dialplan takes it over', {
        callId: this.id,
        event: message.type,
        error,
      });
      if (this.state) return giveUp(this.state, why, this.office, clock.now());
      this.toFallback();
      this.world.over(this.id);
      return undefined;
    }
  }

  /** Saves the turn. If the store stays away the caller goes to the dialplan: better music than silence. */
  private async save(result: Advance): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.world.store.saveCall(result.session, result.events);
        return true;
      } catch (error) {
        if (error instanceof Fenced) {
          this.stop();
          this.world.fenced(error);
          return false;
        }
        this.world.log.error('a turn could not be saved', { callId: this.id, attempt, error });
        // A caller who is gone waits for nothing: the end is saved when it can be.
        if (attempt >= SAVE_TRIES && result.session.state.is !== 'over') break;
        if (this.stopped) return false;
        await new Promise<void>((resolve) => this.world.clock.at(this.world.clock.now() + NEXT_TRY_AFTER_MS, resolve));
      }
    }
    const { session } = result;
    for (const command of giveUp(session, 'a turn could not be saved', this.office, this.world.clock.now()).commands)
      this.give(command);
    this.stop();
    this.world.over(this.id);
    return false;
  }

  private toFallback(): void {
    const command = { type: 'to-fallback', id: `${this.id}.c0`, call: this.id } as const;
    void this.world.telephony.run(command, this.gone.signal);
  }

  private schedule(session: Session): void {
    this.cancelDeadline();
    if (session.state.is === 'over') return;
    this.cancelDeadline = this.world.clock.at(session.deadline, () => this.post({ type: 'deadline' }));
  }

  private give(command: FlowCommand): void {
    switch (command.type) {
      case 'enqueue':
      case 'leave-queue':
      case 'ask-position':
      case 'report-bridge':
      case 'ask-callback':
      case 'cancel-callback':
      case 'set-agent-state':
      case 'wrap-up':
      case 'sign-in-to-queue':
      case 'disposition':
        this.world.floor(command, this);
        return;
      case 'lookup':
      case 'fetch':
        void this.lookUp(command);
        return;
      case 'notify':
        this.world.notify(command, this);
        return;
      case 'set-override':
        this.world.override(command, this);
        return;
      case 'change-list':
        this.world.changeList(command, this);
        return;
      case 'pin-tried':
        this.world.countPin(command, this);
        return;
      default:
        void this.run(command);
    }
  }

  private async run(command: CallCommand): Promise<void> {
    const outcome = await this.world.telephony.run({ ...command, call: this.id }, this.gone.signal);
    if (outcome.is === 'done') {
      if (awaitsDone.has(command.type)) this.post({ type: 'done', command: command.id });
      return;
    }
    // Nobody is there to be rung: the leg is over before it began.
    if (command.type === 'dial' && outcome.code === 'unreachable')
      this.post({ type: 'leg-ended', leg: command.id, by: 'unknown', cause: SUBSCRIBER_ABSENT });
    else if (awaitsDone.has(command.type) || awaitsFailure.has(command.type))
      this.post({ type: 'failed', command: command.id, why: outcome.why });
    if (outcome.code !== 'gone')
      this.world.log.warn('a command failed', { callId: this.id, command: command.type, why: outcome.why });
  }

  private async lookUp(command: LookupCommand | FetchCommand): Promise<void> {
    try {
      if (command.type === 'fetch') await this.world.lookups.fetch(this.id, command);
      else await this.world.lookups.start(this.id, command);
    } catch (error) {
      this.world.log.warn('a look-up could not be started', { callId: this.id, what: command.type, error });
      this.post({ type: 'failed', command: command.id, why: 'the look-up could not be started' });
    }
  }
}
