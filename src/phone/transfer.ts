import type { CallCore } from './call-core';
import type { Notice } from './call-events';
import { wait } from './clock';
import type { ServerTransaction } from './server-transaction';
import { parseNameAddress, parseValue } from './sip-address';
import { SipRefused } from './sip-refused';

export interface TransferOptions {
  /** Do not hang up when the transfer has succeeded. Default `false`. */
  readonly stay?: boolean;
}

/** Transfers by REFER (RFC 3515), with Replaces (RFC 3891) for those with a consultation; both ways. */
export class Transfers {
  /** The last status our REFER was reported to have reached. */
  private result: number | undefined;
  private staysAfterwards = false;

  constructor(private readonly core: CallCore) {}

  /**
   * Asks them to call `referTo` (a URI, with its Replaces if any). Resolves with the status of the acceptance, 202 mostly.
   * @throws SipRefused
   */
  async refer(referTo: string, referredBy: string, { stay = false }: TransferOptions = {}): Promise<number> {
    this.result = undefined;
    this.staysAfterwards = stay;
    const answer = await this.core.ask('REFER', {
      headers: [
        ['Refer-To', `<${referTo}>`],
        ['Referred-By', referredBy],
      ],
    });
    if (answer.is === 'timeout') throw new SipRefused('REFER', 408, 'no response');
    if (answer.status >= 300) throw new SipRefused('REFER', answer.status, answer.reason);
    return answer.status;
  }

  /** The final status of the transfer, as they report it by NOTIFY; at once when it is already known. */
  transferred(withinMs: number): Promise<number> {
    const { events } = this.core;
    return wait<number>({
      withinMs,
      tooLate: () => `the transfer had no result within ${withinMs} ms (last report: ${this.result ?? 'none'})`,
      listen: (resolve, reject) => {
        const check = (): void => {
          if (this.result !== undefined && this.result >= 200) resolve(this.result);
        };
        const over = (): void => reject(new Error('the call ended before the transfer had a result'));
        // The result may have ended the call, so it is looked at first.
        check();
        if (this.core.isOver()) over();
        events.on('notify', check).on('over', over);
        return () => events.off('notify', check).off('over', over);
      },
    });
  }

  /** A NOTIFY in this dialog. */
  notified(transaction: ServerTransaction): void {
    const { headers, body } = transaction.request;
    transaction.respond(200);
    const fragment = /^SIP\/2\.0 (\d{3})/.exec(body)?.[1];
    const notice: Notice = {
      event: parseValue(headers.get('Event') ?? '').value,
      subscription: parseValue(headers.get('Subscription-State') ?? '').value,
      body,
      ...(fragment === undefined ? {} : { code: Number(fragment) }),
    };
    if (notice.event === 'refer' && notice.code !== undefined) this.result = notice.code;
    this.core.events.emit('notify', notice);
    const done = notice.event === 'refer' && notice.code !== undefined && notice.code >= 200 && notice.code < 300;
    // As every desk phone does; Asterisk keeps the leg until it comes.
    if (done && !this.staysAfterwards) this.core.hangUp();
  }

  /** They want us to call someone. Whoever drives this phone may do so, and then tells by `report`. */
  referred(transaction: ServerTransaction): void {
    const to = parseNameAddress(transaction.request.headers.get('Refer-To') ?? '')?.uri;
    if (to === undefined) {
      transaction.respond(400);
      return;
    }
    transaction.respond(202, { headers: [['Contact', this.core.line.contact]] });
    this.report(100);
    this.core.events.emit('refer', { to });
  }

  /** Tells them how far the transfer they asked for is: 100…199, or its final status. */
  report(status: number): void {
    void this.core.ask('NOTIFY', {
      headers: [
        ['Event', 'refer'],
        ['Subscription-State', status < 200 ? 'active;expires=60' : 'terminated;reason=noresource'],
      ],
      type: 'message/sipfrag;version=2.0',
      body: `SIP/2.0 ${status}\r\n`,
    });
  }
}
