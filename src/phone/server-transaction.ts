import { T1S_TO_GIVE_UP, T2_MS } from './client-transaction';
import type { TransactionTools } from './client-transaction';
import type { Alarm } from './clock';
import type { Endpoint } from './rtp';
import { responseTo } from './sip-message';
import type { ResponseExtras, SipRequest, SipResponse } from './sip-message';

/**
 * One request of the other side (RFC 3261, section 17.2): asked again, it gives the same response again and nobody
 * above notices. A final response to an INVITE is sent again until its ACK; that of a 2xx too (section 13.3.1.4).
 */
export class ServerTransaction {
  /** No ACK came in 64 T1. */
  onNoAck: () => void = () => undefined;

  private last: SipResponse | undefined;
  private again: Alarm | undefined;
  private giveUp: Alarm | undefined;

  constructor(
    readonly request: SipRequest,
    readonly from: Endpoint,
    private readonly tools: TransactionTools,
  ) {}

  /** Whether a final response was given. */
  get answered(): boolean {
    return this.last !== undefined && this.last.status >= 200;
  }

  /** Whether a final response to an INVITE still waits for its ACK. */
  get pending(): boolean {
    return this.giveUp !== undefined;
  }

  /** Responds; after a final response nothing more goes out. */
  respond(status: number, extras: ResponseExtras = {}): void {
    if (this.answered) return;
    this.last = responseTo(this.request, status, extras);
    this.sendLast();
    if (status >= 200 && this.request.method === 'INVITE') this.awaitAck();
  }

  /** The same request came once more. */
  askedAgain(): void {
    this.sendLast();
  }

  acknowledged(): void {
    this.again?.cancel();
    this.giveUp?.cancel();
    this.giveUp = undefined;
  }

  private sendLast(): void {
    if (this.last !== undefined) this.tools.send(this.last, this.from);
  }

  private awaitAck(): void {
    const { timers, t1Ms } = this.tools;
    this.again = timers.after(t1Ms, () => this.sendAgain(t1Ms));
    this.giveUp = timers.after(t1Ms * T1S_TO_GIVE_UP, () => {
      this.acknowledged();
      this.onNoAck();
    });
  }

  private sendAgain(afterMs: number): void {
    this.sendLast();
    const next = Math.min(afterMs * 2, T2_MS);
    this.again = this.tools.timers.after(next, () => this.sendAgain(next));
  }
}
