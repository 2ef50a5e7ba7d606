import { connect } from 'ari-client';
import type { Client } from 'ari-client';
import type { Log } from '../../engine/ports/world';
import { eventTypes } from './events';
import type { AriEvent } from './events';
import { Heartbeat } from './heartbeat';
import { Requests } from './requests';
import type { Observe } from './requests';
import { guard, hangUp } from './socket';
import { exchange, replaceTransport, REQUEST_WITHIN_MS } from './transport';

export interface LinkOptions {
  /** `http://127.0.0.1:8088` */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly app: string;
  readonly log: Log;
  readonly observe: Observe;
  /** How long the first connect is tried. */
  readonly connectWithinMs: number;
  readonly heartbeatMs: number;
}

export interface LinkHandlers {
  event(event: AriEvent): void;
  /** Before `up` whenever Asterisk is a new process: what we told the former is forgotten. */
  asteriskStarted(): Promise<void>;
  up(): void;
  down(why: string): void;
  replaced(): void;
}

/**
 * `settling`: connected, and getting ready to hear events, which wait; `replaced` and `closed` are for good.
 */
type State = 'opening' | 'settling' | 'up' | 'down' | 'replaced' | 'closed';

type Opening = { readonly is: 'open' } | { readonly is: 'not-yet' | 'refused'; readonly why: string };

const BETWEEN_TRIES_MS = 250;
/** ari-client gives up after ten tries; we begin again. */
const BEGIN_AGAIN_AFTER_MS = 2000;

/** The connection to one Asterisk: made once, kept up for ever, lost and found in so many words. */
export class Link {
  readonly requests: Requests;
  private client: Client | undefined;
  private state: State = 'opening';
  private wasUp = false;
  private startedAt = '';
  private waiting: AriEvent[] = [];
  private beginAgain: NodeJS.Timeout | undefined;
  private readonly heartbeat: Heartbeat;

  constructor(
    private readonly options: LinkOptions,
    private readonly on: LinkHandlers,
  ) {
    replaceTransport();
    this.requests = new Requests(() => (this.ended ? undefined : this.client), options.observe);
    this.heartbeat = new Heartbeat(options.heartbeatMs);
  }

  get ended(): boolean {
    return this.state === 'replaced' || this.state === 'closed';
  }

  /** Connects; rejects when there is no Asterisk before the deadline, or at once when it refuses us. */
  async open(): Promise<void> {
    const { connectWithinMs, url, app } = this.options;
    const deadline = Date.now() + connectWithinMs;
    for (;;) {
      const result = await this.tryToOpen(deadline);
      if (result.is === 'open') return;
      if (result.is === 'refused' || this.ended || Date.now() + BETWEEN_TRIES_MS > deadline) {
        this.close();
        throw new Error(`no connection to Asterisk at ${url} for ${app}: ${result.why}`);
      }
      await new Promise((then) => setTimeout(then, BETWEEN_TRIES_MS));
    }
  }

  close(): void {
    if (!this.ended) this.state = 'closed';
    this.heartbeat.stop();
    clearTimeout(this.beginAgain);
    this.waiting = [];
    if (this.client?._ws) hangUp(this.client);
  }

  private async tryToOpen(deadline: number): Promise<Opening> {
    const { url, user, password, app } = this.options;
    const probed = await this.probe();
    if (probed.is !== 'open') return probed;
    try {
      // It has no timeout of its own; its requests have ours.
      this.client = await within(2 * REQUEST_WITHIN_MS, connect(url, user, password));
    } catch (error) {
      return { is: 'not-yet', why: error instanceof Error ? error.message : `its API description: ${String(error)}` };
    }
    const client = this.client;
    const ready = this.listen(client);
    client.start(app).catch(() => undefined); // WebSocketMaxRetries tells the same
    try {
      await within(Math.max(1, deadline - Date.now()), ready);
      return { is: 'open' };
    } catch {
      return { is: 'not-yet', why: 'its websocket for events does not open' };
    }
  }

  /** Also keeps wrong credentials from ari-client, which throws on them where nobody can catch it. */
  private async probe(): Promise<Opening> {
    const { url, user, password } = this.options;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const { status, data } = await exchange(`${url}/ari/asterisk/info?only=status`, {
      method: 'GET',
      headers: { authorization },
    });
    if (status === 200) return { is: 'open' };
    const why = `${status === 0 ? 'no answer' : `HTTP ${status}`} ${data.toString()}`;
    return { is: status === 401 || status === 403 ? 'refused' : 'not-yet', why };
  }

  /** One listener each, for the life of the client; settles when events flow for the first time. */
  private listen(client: Client): Promise<void> {
    client.on('*', (event) => this.take(event));
    client.on('APILoadError', () => undefined);
    client.on('pong', () => this.heartbeat.pong());
    client.on('WebSocketReconnecting', (error?: Error) => this.lost(error?.message ?? 'closed'));
    client.on('WebSocketMaxRetries', () => {
      this.beginAgain = setTimeout(() => {
        client.start(this.options.app).catch(() => undefined);
      }, BEGIN_AGAIN_AFTER_MS);
    });
    return new Promise((ready) => {
      client.on('WebSocketConnected', () => void this.settle(client).then((up) => (up ? ready() : undefined)));
    });
  }

  private async settle(client: Client): Promise<boolean> {
    const socket = client._ws;
    if (this.ended) {
      hangUp(client);
      return false;
    }
    this.state = 'settling';
    this.waiting = [];
    guard(socket, (error) => this.options.log.warn('an event of Asterisk was not understood', { error }));
    this.heartbeat.start(
      () => client.ping(),
      () => socket.terminate(),
    );
    const ready = (await this.filterEvents()) && (await this.meet());
    if (socket !== client._ws || this.stateNow() !== 'settling') return false;
    if (!ready) {
      socket.terminate(); // and ari-client connects anew
      return false;
    }
    this.state = 'up';
    if (this.wasUp) this.on.up();
    this.wasUp = true;
    for (const event of this.waiting.splice(0)) this.on.event(event);
    return true;
  }

  /** It changes while we await. */
  private stateNow(): State {
    return this.state;
  }

  /** Each event costs CPU on both sides; the filter is lost with the application when its last call ends. */
  private async filterEvents(): Promise<boolean> {
    const filter = { allowed: eventTypes.map((type) => ({ type })) };
    const reply = await this.requests.ask('applications.filter', (client) =>
      client.applications.filter({ applicationName: this.options.app, filter }),
    );
    return reply.is === 'done';
  }

  private async meet(): Promise<boolean> {
    const reply = await this.requests.ask('asterisk.getInfo', (client) => client.asterisk.getInfo({ only: 'status' }));
    if (reply.is === 'failed') return false;
    const startedAt = String(reply.value.status?.startup_time);
    if (this.startedAt !== '' && this.startedAt !== startedAt) await this.on.asteriskStarted();
    this.startedAt = startedAt;
    return true;
  }

  private take(event: AriEvent): void {
    if (this.ended) return;
    if (event.type === 'ApplicationReplaced') this.replaced();
    else if (this.state === 'settling') this.waiting.push(event);
    else this.on.event(event);
  }

  private replaced(): void {
    this.state = 'replaced';
    this.close();
    this.on.replaced();
  }

  private lost(why: string): void {
    if (this.ended) return;
    const wasUp = this.state === 'up';
    this.heartbeat.stop();
    this.waiting = [];
    this.state = this.wasUp ? 'down' : 'opening';
    if (wasUp) this.on.down(why);
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
