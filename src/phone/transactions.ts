import { ClientTransaction, T1S_TO_GIVE_UP } from './client-transaction';
import type { ClientListener, TransactionTools } from './client-transaction';
import type { Timers } from './clock';
import type { Endpoint } from './rtp';
import { ServerTransaction } from './server-transaction';
import { cseqOf } from './sip-message';
import type { SipMessage, SipRequest, SipResponse } from './sip-message';
import { transactionOf } from './sip-via';
import type { Transport } from './transport';

function keyOf({ headers }: SipMessage, method: string): string {
  const { branch, sentBy } = transactionOf(headers);
  return `${method} ${branch} ${sentBy}`;
}

/** Finds the transaction of each message (RFC 3261, sections 17.1.3 and 17.2.3); only new requests go further up. */
export class Transactions {
  /** A request not seen before, but no ACK. */
  onRequest: (transaction: ServerTransaction) => void = () => undefined;
  /** The ACK of a 2xx, which is a transaction of its own. */
  onAck: (ack: SipRequest) => void = () => undefined;

  private readonly clients = new Map<string, ClientTransaction>();
  private readonly servers = new Map<string, ServerTransaction>();
  private readonly tools: TransactionTools;
  private onQuiet: (() => void) | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly timers: Timers,
    private readonly t1Ms: number,
  ) {
    this.tools = { timers, t1Ms, send: (message, to) => transport.send(message, to) };
    transport.onMessage = (message, from) => {
      if (message.is === 'request') this.receiveRequest(message, from);
      else this.receiveResponse(message);
      this.checkQuiet();
    };
  }

  /** Sends it, and again until it is answered. */
  request(request: SipRequest, to: Endpoint, listener: ClientListener): ClientTransaction {
    const key = keyOf(request, request.method);
    const transaction = new ClientTransaction(request, to, this.tools, {
      onResponse: (response) => {
        if (response.status >= 200) this.forgetClient(key, request.method);
        listener.onResponse(response);
      },
      onTimeout: () => {
        this.clients.delete(key);
        listener.onTimeout();
        this.checkQuiet();
      },
    });
    this.clients.set(key, transaction);
    return transaction;
  }

  /** Sends the ACK of a 2xx: once, for it has no answer. */
  sendOnce(request: SipRequest, to: Endpoint): void {
    this.transport.send(request, to);
  }

  /** The INVITE that this CANCEL is about. */
  inviteOf(cancel: SipRequest): ServerTransaction | undefined {
    return this.servers.get(keyOf(cancel, 'INVITE'));
  }

  /** Resolves once nothing waits for an answer or an ACK, or after `withinMs`. */
  quiet(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const alarm = this.timers.after(withinMs, resolve);
      this.onQuiet = () => {
        alarm.cancel();
        resolve();
      };
      this.checkQuiet();
    });
  }

  private checkQuiet(): void {
    if (this.onQuiet === undefined) return;
    const busy = [...this.clients.values(), ...this.servers.values()].some(({ pending }) => pending);
    if (!busy) this.onQuiet();
  }

  /** A final response to an INVITE may come again and then wants its ACK again; others are simply not expected any more. */
  private forgetClient(key: string, method: string): void {
    if (method === 'INVITE') this.timers.after(this.t1Ms * T1S_TO_GIVE_UP, () => this.clients.delete(key));
    else this.clients.delete(key);
  }

  private receiveResponse(response: SipResponse): void {
    const method = cseqOf(response.headers)?.method ?? '';
    this.clients.get(keyOf(response, method))?.receive(response);
  }

  private receiveRequest(request: SipRequest, from: Endpoint): void {
    if (request.method === 'ACK') {
      const invite = this.servers.get(keyOf(request, 'INVITE'));
      if (invite === undefined) this.onAck(request);
      else invite.acknowledged();
      return;
    }
    const key = keyOf(request, request.method);
    const known = this.servers.get(key);
    if (known !== undefined) {
      known.askedAgain();
      return;
    }
    const transaction = new ServerTransaction(request, from, this.tools);
    this.servers.set(key, transaction);
    this.timers.after(this.t1Ms * T1S_TO_GIVE_UP, () => this.forgetServer(key, transaction));
    this.onRequest(transaction);
  }

  /** An INVITE may ring for minutes: it is forgotten only some time after its final response. */
  private forgetServer(key: string, transaction: ServerTransaction): void {
    if (transaction.answered && !transaction.pending) this.servers.delete(key);
    else this.timers.after(this.t1Ms * T1S_TO_GIVE_UP, () => this.forgetServer(key, transaction));
  }
}
