import type { Alarm, Timers } from './clock';
import type { Endpoint } from './rtp';
import { SipHeaders } from './sip-headers';
import { cseqOf } from './sip-message';
import type { SipRequest, SipResponse } from './sip-message';

/** The times of RFC 3261, section 17, table 4, in ms. T1 is the phone's own option (500 by default). */
export const T2_MS = 4000;
/** Timers B, F, H: a transaction gives up after so many T1, 32 s by default. */
export const T1S_TO_GIVE_UP = 64;

export interface ClientListener {
  /** Each provisional response, the final one, and every 2xx to an INVITE again, for each wants its ACK. */
  onResponse(response: SipResponse): void;
  /** No final response in 64 T1 (an INVITE: no response at all). */
  onTimeout(): void;
}

export interface TransactionTools {
  readonly send: (message: SipRequest | SipResponse, to: Endpoint) => void;
  readonly timers: Timers;
  readonly t1Ms: number;
}

/** One request of ours until its final response (RFC 3261, section 17.1): sent again until answered. */
export class ClientTransaction {
  private state: 'calling' | 'proceeding' | 'completed' = 'calling';
  private again: Alarm;
  private readonly giveUp: Alarm;

  constructor(
    readonly request: SipRequest,
    readonly to: Endpoint,
    private readonly tools: TransactionTools,
    private readonly listener: ClientListener,
  ) {
    const { timers, t1Ms } = tools;
    tools.send(request, to);
    this.again = timers.after(t1Ms, () => this.sendAgain(t1Ms));
    this.giveUp = timers.after(t1Ms * T1S_TO_GIVE_UP, () => this.timeOut());
  }

  /** Whether the final response is still to come. */
  get pending(): boolean {
    return this.state !== 'completed';
  }

  receive(response: SipResponse): void {
    if (response.status < 200) this.proceed(response);
    else if (this.request.method === 'INVITE') this.completeInvite(response);
    else if (this.pending) this.complete(response);
  }

  private get isInvite(): boolean {
    return this.request.method === 'INVITE';
  }

  private sendAgain(afterMs: number): void {
    this.tools.send(this.request, this.to);
    // Timer A doubles without limit; timer E up to T2, and stays there once a provisional response has come.
    const next = this.isInvite ? afterMs * 2 : Math.min(afterMs * 2, T2_MS);
    this.again = this.tools.timers.after(next, () => this.sendAgain(next));
  }

  private proceed(response: SipResponse): void {
    if (!this.pending) return;
    this.state = 'proceeding';
    if (this.isInvite) {
      this.again.cancel();
      this.giveUp.cancel();
    }
    this.listener.onResponse(response);
  }

  private completeInvite(response: SipResponse): void {
    if (response.status >= 300) this.tools.send(ackOf(this.request, response), this.to);
    if (this.pending) this.complete(response);
    else if (response.status < 300) this.listener.onResponse(response);
  }

  private complete(response: SipResponse): void {
    this.stop();
    this.listener.onResponse(response);
  }

  private timeOut(): void {
    this.stop();
    this.listener.onTimeout();
  }

  private stop(): void {
    this.state = 'completed';
    this.again.cancel();
    this.giveUp.cancel();
  }
}

/** The ACK for a response of 300 or more belongs to the INVITE's own transaction (section 17.1.1.3). */
function ackOf(invite: SipRequest, response: SipResponse): SipRequest {
  const kept = invite.headers
    .lines()
    .filter(([name]) => ['Via', 'From', 'Call-ID', 'Route', 'Max-Forwards'].includes(name));
  const headers = new SipHeaders(kept)
    .add('To', response.headers.get('To') ?? '')
    .add('CSeq', `${cseqOf(invite.headers)?.number ?? 0} ACK`);
  return { is: 'request', method: 'ACK', uri: invite.uri, headers, body: '' };
}

/** The CANCEL of an INVITE: its Via, CSeq number and Route (section 9.1). */
export function cancelOf(invite: SipRequest): SipRequest {
  const kept = invite.headers
    .lines()
    .filter(([name]) => ['Via', 'From', 'To', 'Call-ID', 'Route', 'Max-Forwards'].includes(name));
  const headers = new SipHeaders(kept).add('CSeq', `${cseqOf(invite.headers)?.number ?? 0} CANCEL`);
  return { is: 'request', method: 'CANCEL', uri: invite.uri, headers, body: '' };
}
