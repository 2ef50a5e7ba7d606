import type {
  CommandOutcome,
  Log,
  PhoneAccount,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
  TelephonySnapshot,
} from '../../engine/ports';
import { endings, perform } from './commands';
import { translate } from './events';
import type { AriEvent } from './events';
import { Legs } from './legs';
import { Link } from './link';
import { Order } from './order';
import { Phones } from './phones';
import type { Observe } from './requests';
import { takeSnapshot } from './snapshot';
import { REQUEST_WITHIN_MS } from './transport';

export interface AsteriskOptions {
  /** Where its web server listens: `http://127.0.0.1:8088`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The name under which the dialplan hands calls over: `carillon`. */
  readonly app: string;
  /** The folder of prompts, as Asterisk sees it: in it `<language>/<name>.wav` or another format Asterisk knows. */
  readonly promptRoot: string;
  readonly log: Log;
  /** Told of each request: operation, HTTP status (0: no answer), seconds. */
  readonly observe?: Observe;
  /** Told of each event's type, as Asterisk names it. */
  readonly onEventType?: (type: string) => void;
  readonly connectWithinMs?: number;
  readonly heartbeatMs?: number;
}

const GONE: CommandOutcome = { is: 'failed', code: 'gone', why: 'the call is over' };

/** One Asterisk, commanded over ARI. */
export class AsteriskTelephony implements Telephony {
  private onEvent: (event: TelephonyEvent) => void = () => undefined;
  private readonly link: Link;
  private readonly legs = new Legs();
  private readonly order = new Order();
  private readonly phones: Phones;

  constructor(private readonly options: AsteriskOptions) {
    const { observe = () => undefined, connectWithinMs = 30_000, heartbeatMs = 5000 } = options;
    this.link = new Link(
      { ...options, observe, connectWithinMs, heartbeatMs },
      {
        event: (event) => this.take(event),
        asteriskStarted: () => this.phones.publishAgain(),
        up: () => this.tell({ type: 'link-up' }),
        down: (why) => this.tell({ type: 'link-down', why }),
        replaced: () => this.tell({ type: 'replaced' }),
      },
    );
    this.phones = new Phones(this.link.requests, options.log);
  }

  start(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    this.onEvent = onEvent;
    return this.link.open();
  }

  stop(): Promise<void> {
    this.onEvent = () => undefined;
    this.link.close();
    return Promise.resolve();
  }

  run(command: TelephonyCommand, signal: AbortSignal): Promise<CommandOutcome> {
    if (this.link.ended) return Promise.resolve({ is: 'failed', code: 'refused', why: 'this node gives no commands' });
    const isEnding = endings.has(command.type);
    let late = false;
    const answer = this.order.run(command.call, async () => {
      if (!isEnding && signal.aborted) return GONE;
      if (!isEnding && late) return TIMEOUT;
      return this.perform(command);
    });
    return firstOf(answer, () => {
      late = true;
    });
  }

  snapshot(): Promise<TelephonySnapshot> {
    return takeSnapshot(this.link.requests, this.options.app);
  }

  publishPhones(phones: readonly PhoneAccount[]): Promise<void> {
    return this.phones.publish(phones);
  }

  private async perform(command: TelephonyCommand): Promise<CommandOutcome> {
    const { app, promptRoot, log } = this.options;
    const { requests } = this.link;
    const accountOf = (agent: string): string => this.phones.accountOf(agent);
    try {
      return await perform(command, { requests, legs: this.legs, app, promptRoot, accountOf });
    } catch (error) {
      log.error('a command could not be given', { call: command.call, command: command.type, error });
      return { is: 'failed', code: 'refused', why: error instanceof Error ? error.message : String(error) };
    }
  }

  private take(event: AriEvent): void {
    this.options.onEventType?.(event.type);
    const translated = translate(event, this.legs);
    if (translated) this.tell(translated);
    else if (event.type === 'StasisStart') this.sendBack(event);
  }

  /** A channel that came with arguments we do not know: a line of the dialplan that is not ours. It goes on there. */
  private sendBack(event: AriEvent): void {
    const { channel } = event as AriEvent & { readonly channel: { readonly id: string } };
    this.options.log.warn('a channel came in with unknown arguments and goes back to the dialplan', { ...event });
    void this.link.requests.ask('channels.continue', ({ channels }) =>
      channels.continueInDialplan({ channelId: channel.id }),
    );
  }

  private tell(event: TelephonyEvent): void {
    try {
      this.onEvent(event);
    } catch (error) {
      this.options.log.error('an event was not taken', { event: event.type, error });
    }
  }
}

const TIMEOUT: CommandOutcome = { is: 'failed', code: 'timeout', why: `not answered within ${REQUEST_WITHIN_MS} ms` };

/** The answer, or after the longest time a caller of ours may wait, that there is none. */
function firstOf(answer: Promise<CommandOutcome>, onLate: () => void): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      onLate();
      resolve(TIMEOUT);
    }, REQUEST_WITHIN_MS);
    void answer.then((outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}
