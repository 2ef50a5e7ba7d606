import type {
  CommandOutcome,
  PhoneAccount,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
  TelephonySnapshot,
} from '../../engine/ports/telephony';
import type { Log, Speech } from '../../engine/ports/world';
import { endings, perform } from './commands';
import { PhoneWatch } from './endpoints';
import { translate } from './events';
import type { AriEvent, Memory } from './events';
import type { Hands } from './hands';
import { Lamps } from './lamps';
import { isDialled, Legs } from './legs';
import { Link } from './link';
import { Order } from './order';
import { Phones } from './phones';
import { Recordings } from './recordings';
import { stopRecording } from './recording';
import type { Observe } from './requests';
import { takeSnapshot } from './snapshot';
import { Sounds } from './sounds';
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
  /** The folder in which Asterisk keeps what it records (`<astspooldir>/recording`), as we see it too. */
  readonly recordingRoot: string;
  /** Speaks texts; without it they are left out, and that is said. */
  readonly speech?: Speech;
  readonly log: Log;
  /** Told of each request: operation, HTTP status (0: no answer), seconds. */
  readonly observe?: Observe;
  /** Told of each event's type, as Asterisk names it. */
  readonly onEventType?: (type: string) => void;
  readonly connectWithinMs?: number;
  readonly heartbeatMs?: number;
  /** How often the agents' phones are looked at; 5 s. */
  readonly phonesEveryMs?: number;
}

const GONE: CommandOutcome = { is: 'failed', code: 'gone', why: 'the call is over' };

/** One Asterisk, commanded over ARI. */
export class AsteriskTelephony implements Telephony {
  private onEvent: (event: TelephonyEvent) => void = () => undefined;
  readonly lamps: Lamps;
  private readonly link: Link;
  private readonly order = new Order();
  private readonly phones: Phones;
  private readonly sounds: Sounds;
  private readonly memory: Memory;
  private readonly watch: PhoneWatch;

  constructor(private readonly options: AsteriskOptions) {
    const { observe = () => undefined, connectWithinMs = 30_000, heartbeatMs = 5000 } = options;
    this.link = new Link(
      { ...options, observe, connectWithinMs, heartbeatMs },
      {
        event: (event) => this.take(event),
        asteriskStarted: () => {
          this.lamps.forget();
          return this.phones.publishAgain();
        },
        up: () => {
          this.lamps.inTouch();
          this.watch.forget();
          this.tell({ type: 'link-up' });
        },
        down: (why) => this.tell({ type: 'link-down', why }),
        replaced: () => {
          this.lamps.stop();
          this.watch.stop();
          this.tell({ type: 'replaced' });
        },
      },
    );
    this.lamps = new Lamps(this.link.requests, options.log);
    this.phones = new Phones(this.link.requests, options.log);
    this.sounds = new Sounds({ ...options, speech: options.speech });
    this.watch = new PhoneWatch({
      requests: this.link.requests,
      app: options.app,
      agentOf: (account) => this.phones.agentOf(account),
      everyMs: options.phonesEveryMs,
      log: options.log,
      tell: (standing) => this.tell({ type: 'phone-state', ...standing }),
    });
    this.memory = { legs: new Legs(), recordings: new Recordings(options.recordingRoot) };
  }

  async start(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    this.onEvent = onEvent;
    await this.link.open();
    this.lamps.inTouch();
    this.watch.start();
  }

  stop(): Promise<void> {
    this.onEvent = () => undefined;
    this.lamps.stop();
    this.watch.stop();
    this.link.close();
    return Promise.resolve();
  }

  run(command: TelephonyCommand, signal: AbortSignal): Promise<CommandOutcome> {
    if (this.link.ended) return Promise.resolve({ is: 'failed', code: 'refused', why: 'this node gives no commands' });
    const isEnding = endings.has(command.type);
    if (command.type === 'stop-playing') this.sounds.callOff(command.playback);
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
    return takeSnapshot(this.link.requests, this.options.app, this.watch);
  }

  async publishPhones(phones: readonly PhoneAccount[]): Promise<void> {
    try {
      await this.phones.publish(phones);
    } finally {
      this.watch.forget();
      await this.watch.look();
    }
  }

  private async perform(command: TelephonyCommand): Promise<CommandOutcome> {
    try {
      return await perform(command, this.hands());
    } catch (error) {
      this.options.log.error('a command could not be given', { call: command.call, command: command.type, error });
      return { is: 'failed', code: 'refused', why: error instanceof Error ? error.message : String(error) };
    }
  }

  private hands(): Hands {
    const { options } = this;
    return {
      ...this.memory,
      requests: this.link.requests,
      sounds: this.sounds,
      app: options.app,
      log: options.log,
      accountOf: (agent) => this.phones.accountOf(agent),
      tell: (event) => this.tell(event),
    };
  }

  private take(event: AriEvent): void {
    this.options.onEventType?.(event.type);
    const translated = translate(event, this.memory);
    if (translated) this.tell(translated);
    else if (event.type === 'StasisStart') this.sendBack(event);
    if (translated?.type === 'digit') this.endByKey(translated.leg, translated.digit);
  }

  /** Asterisk ends a recording by one key or by all; other sets are ours to watch. */
  private endByKey(call: string, digit: string): void {
    const recording = this.memory.recordings.pressed(call, digit);
    if (recording === null) return;
    void stopRecording({ type: 'stop-recording', id: recording, recording, call }, this.hands());
  }

  /** A channel that came with arguments we do not know: a line of the dialplan that is not ours. It goes on there. */
  private sendBack(event: AriEvent): void {
    const { channel } = event as AriEvent & { readonly channel: { readonly id: string } };
    if (isDialled(channel.id)) return;
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
