import { EventEmitter } from 'node:events';
import type { Line } from './call-core';
import { wait } from './clock';
import { readDialogInfo, readMessageSummary } from './notices';
import type { Light, MessageSummary } from './notices';
import type { Endpoint } from './rtp';
import type { ServerTransaction } from './server-transaction';
import { encodeUser, parseValue, tagOf } from './sip-address';
import { newTag } from './sip-via';
import { Subscription } from './subscription';

export interface LampsOptions {
  readonly line: Line;
  readonly user: string;
  readonly server: Endpoint;
  readonly uriOf: (number: string) => string;
}

export interface LampEvents {
  /** A lamp, by what it watches, or the message lamp (`''`) has changed or was said again. */
  shown: [what: string];
  lost: [what: string, why: string];
}

/** Usual in phones. Seconds. */
const EXPIRES = 600;
const MESSAGES = '';

/** The lamps of a phone: one beside each key that watches something (BLF, RFC 4235), and the one for messages (RFC 3842). */
export class Lamps {
  readonly events = new EventEmitter<LampEvents>();
  private readonly lights = new Map<string, Light>();
  private readonly subscriptions = new Map<string, Subscription>();
  private count: MessageSummary | undefined;

  constructor(private readonly options: LampsOptions) {
    // Every wait listens while it lasts.
    this.events.setMaxListeners(0);
  }

  /** The message lamp, whether we asked for it or were told without asking; `undefined` before the first word. */
  get messages(): MessageSummary | undefined {
    return this.count;
  }

  /** The lamp of a watched key. */
  light(what: string): Light | undefined {
    return this.lights.get(what);
  }

  /** Watches an extension; resolves with the seconds granted. @throws SipRefused */
  watch(what: string, expiresSeconds = EXPIRES): Promise<number> {
    return this.subscribe(what, 'dialog', expiresSeconds);
  }

  /** Asks for the message lamp, as some phones do; others are told without asking. @throws SipRefused */
  watchMessages(expiresSeconds = EXPIRES): Promise<number> {
    return this.subscribe(MESSAGES, 'message-summary', expiresSeconds);
  }

  /** @throws SipRefused */
  async unwatch(what: string = MESSAGES): Promise<void> {
    const subscription = this.subscriptions.get(what);
    if (subscription === undefined) return;
    await subscription.end();
    this.subscriptions.delete(what);
  }

  untilLight(what: string, light: Light, withinMs: number): Promise<void> {
    const now = (): string => `the lamp ${what} is ${this.lights.get(what) ?? 'unknown'}`;
    return this.until(
      () => this.lights.get(what) === light,
      withinMs,
      () => `${now()} and not ${light}`,
    );
  }

  /** Until the message lamp shows so many new and old ones. */
  untilMessages(fresh: number, old: number, withinMs: number): Promise<void> {
    const isSo = (): boolean => this.count?.fresh === fresh && this.count.old === old;
    return this.until(isSo, withinMs, () => `messages are ${JSON.stringify(this.count)} and not ${fresh}/${old}`);
  }

  /** A NOTIFY that belongs to no call. `false`: nothing here knows of it. */
  notified(transaction: ServerTransaction): boolean {
    const { request } = transaction;
    const { headers, body } = request;
    if (tagOf(headers.get('To')) === undefined) {
      transaction.respond(200, { toTag: newTag() });
      if (parseValue(headers.get('Event') ?? '').value === 'message-summary') this.showMessages(body);
      return true;
    }
    const subscription = [...this.subscriptions.values()].find((each) => each.owns(request));
    subscription?.notified(transaction);
    return subscription !== undefined;
  }

  private async subscribe(what: string, event: 'dialog' | 'message-summary', expiresSeconds: number): Promise<number> {
    const { line, user, server, uriOf } = this.options;
    const ofMessages = event === 'message-summary';
    const subscription = new Subscription({
      line,
      seed: {
        localAddress: `<sip:${encodeUser(user)}@${line.local.address}>`,
        target: uriOf(ofMessages ? user : what),
        fallback: server,
      },
      event,
      accept: ofMessages ? 'application/simple-message-summary' : 'application/dialog-info+xml',
      onNotice: (body) => (ofMessages ? this.showMessages(body) : this.showLight(what, body)),
      onLost: (why) => {
        this.subscriptions.delete(what);
        this.events.emit('lost', what, why);
      },
    });
    // Before the first NOTIFY, which may come ahead of the answer to our SUBSCRIBE.
    this.subscriptions.set(what, subscription);
    try {
      return await subscription.start(expiresSeconds);
    } catch (error) {
      this.subscriptions.delete(what);
      throw error;
    }
  }

  private showLight(what: string, body: string): void {
    const light = readDialogInfo(body);
    if (light === undefined) return;
    this.lights.set(what, light);
    this.events.emit('shown', what);
  }

  private showMessages(body: string): void {
    const count = readMessageSummary(body);
    if (count === undefined) return;
    this.count = count;
    this.events.emit('shown', MESSAGES);
  }

  private until(isSo: () => boolean, withinMs: number, what: () => string): Promise<void> {
    return wait({
      withinMs,
      tooLate: () => `after ${withinMs} ms ${what()}`,
      listen: (resolve) => {
        const look = (): void => {
          if (isSo()) resolve();
        };
        this.events.on('shown', look);
        look();
        return () => this.events.off('shown', look);
      },
    });
  }
}
