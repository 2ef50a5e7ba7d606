import type { Line } from './call-core';
import type { Alarm } from './clock';
import { Dialog } from './dialog';
import type { DialogSeed } from './dialog';
import type { ServerTransaction } from './server-transaction';
import { parseValue, tagOf } from './sip-address';
import type { SipRequest, SipResponse } from './sip-message';
import { SipRefused } from './sip-refused';
import { newTag } from './sip-via';

export interface SubscriptionOptions {
  readonly line: Line;
  readonly seed: Pick<DialogSeed, 'localAddress' | 'target' | 'fallback'>;
  /** `dialog`, `message-summary`. */
  readonly event: string;
  readonly accept: string;
  /** Told of each notice, the first one at once. */
  readonly onNotice: (body: string) => void;
  /** The other side ended it, for good. */
  readonly onLost: (why: string) => void;
}

/** After these the notifier is there and may be asked again (RFC 6665, section 4.1.3). */
const ASK_AGAIN = ['deactivated', 'timeout'];

/** One subscription (RFC 6665): asked for, renewed in time, and asked for anew when the notifier has forgotten it. */
export class Subscription {
  private dialog: Dialog;
  private renewal: Alarm | undefined;
  private expiresSeconds = 0;

  constructor(private readonly options: SubscriptionOptions) {
    this.dialog = this.newDialog();
  }

  /** Resolves with the seconds granted. @throws SipRefused */
  async start(expiresSeconds: number): Promise<number> {
    this.expiresSeconds = expiresSeconds;
    const response = await this.ask(expiresSeconds);
    if (response.status >= 300) throw new SipRefused('SUBSCRIBE', response.status, response.reason);
    this.dialog.learn(response);
    const granted = Number(response.headers.get('Expires') ?? expiresSeconds);
    this.renewLater(granted);
    return granted;
  }

  /** @throws SipRefused */
  async end(): Promise<void> {
    await this.start(0);
  }

  /** Whether this NOTIFY is about it. */
  owns({ headers }: SipRequest): boolean {
    const { callId, localTag } = this.dialog;
    return headers.get('Call-ID') === callId && tagOf(headers.get('To')) === localTag;
  }

  notified(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (!this.dialog.accepts(request)) {
      transaction.respond(500);
      return;
    }
    transaction.respond(200);
    const { value, parameters } = parseValue(request.headers.get('Subscription-State') ?? '');
    if (request.body !== '') this.options.onNotice(request.body);
    if (value !== 'terminated' || this.expiresSeconds === 0) return;
    const reason = parameters.get('reason') ?? '';
    if (ASK_AGAIN.includes(reason)) void this.beginAnew();
    else this.lost(`the other side ended it: ${reason}`);
  }

  private async ask(expiresSeconds: number): Promise<SipResponse> {
    const { line, event, accept } = this.options;
    const { dialog } = this;
    this.renewal?.cancel();
    const answer = await line.requests.ask(
      (credentials) =>
        dialog.request('SUBSCRIBE', {
          headers: [['Event', event], ['Accept', accept], ['Expires', String(expiresSeconds)], ...credentials],
        }),
      dialog.destination(),
    );
    if (answer.is === 'timeout') throw new SipRefused('SUBSCRIBE', 408, 'no response');
    return answer;
  }

  private renewLater(grantedSeconds: number): void {
    if (grantedSeconds <= 0) return;
    this.later(() => void this.renew(), grantedSeconds);
  }

  private async renew(): Promise<void> {
    try {
      await this.start(this.expiresSeconds);
    } catch (why) {
      if (!(why instanceof SipRefused)) throw why;
      // 481: it has forgotten us, by a restart perhaps (section 4.1.2.2). Otherwise it may know us again in a while.
      if (why.status === 481) await this.beginAnew();
      else this.later(() => void this.beginAnew(), this.expiresSeconds);
    }
  }

  private async beginAnew(): Promise<void> {
    this.renewal?.cancel();
    this.dialog = this.newDialog();
    try {
      await this.start(this.expiresSeconds);
    } catch (why) {
      if (!(why instanceof SipRefused)) throw why;
      this.later(() => void this.beginAnew(), this.expiresSeconds);
    }
  }

  /** In half of that time. */
  private later(then: () => void, seconds: number): void {
    this.renewal = this.options.line.timers.after((seconds * 1000) / 2, then);
  }

  private lost(why: string): void {
    this.renewal?.cancel();
    this.options.onLost(why);
  }

  private newDialog(): Dialog {
    const { line, seed } = this.options;
    return new Dialog({
      ...seed,
      callId: `${newTag()}@${line.local.address}`,
      localTag: newTag(),
      remoteAddress: `<${seed.target}>`,
      contact: line.contact,
      local: line.local,
    });
  }
}
