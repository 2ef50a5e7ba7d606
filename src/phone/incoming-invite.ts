import type { CallCore } from './call-core';
import { reasonIn } from './call-events';
import { METHODS } from './dialog';
import type { ServerTransaction } from './server-transaction';
import type { HeaderLine } from './sip-headers';

/** What happens when their CANCEL comes. */
export type OnCancel = 'give-up' | 'answer-first';

/** Their INVITE, until we have answered or refused it (RFC 3261, section 13.3). */
export class IncomingInvite {
  onCancel: OnCancel = 'give-up';

  constructor(
    private readonly core: CallCore,
    readonly transaction: ServerTransaction,
  ) {
    transaction.respond(100);
    core.headers = transaction.request.headers;
    core.showIdentity(transaction.request.headers);
  }

  ring(): void {
    this.respond(180);
  }

  /** Early media (183): they hear us before the answer. */
  async progress(): Promise<void> {
    await this.withSession((sdp) => this.respond(183, sdp));
  }

  async answer(): Promise<void> {
    const { core, transaction } = this;
    await this.withSession((sdp) => {
      core.awaitAck(transaction);
      this.respond(200, sdp);
      core.talk();
    });
  }

  /** Refuses with 300…699; `headers` may hold a Reason or a Contact to redirect to. */
  reject(status: number, headers: readonly HeaderLine[] = []): void {
    if (this.transaction.answered) return;
    this.transaction.respond(status, { toTag: this.core.dialog.localTag, headers });
    this.core.end({ by: 'us', how: 'rejected', code: status });
  }

  async cancelled(cancel: ServerTransaction): Promise<void> {
    const { core, transaction } = this;
    if (this.onCancel === 'answer-first') await this.answer();
    cancel.respond(200, { toTag: core.dialog.localTag });
    // An answer that crossed the CANCEL stands; they will hang up (section 9.2).
    if (transaction.answered) return;
    transaction.respond(487, { toTag: core.dialog.localTag });
    const why = reasonIn(cancel.request.headers);
    core.events.emit('cancel', why);
    core.end({ by: 'them', how: 'cancelled', code: 487, ...why });
  }

  /** Our SDP: the answer to their offer, or an offer of ours when they made none. */
  private async withSession(use: (sdp: string) => void): Promise<void> {
    const { core, transaction } = this;
    try {
      await core.media.ready;
    } catch {
      this.reject(500);
      return;
    }
    if (core.isOver() || transaction.answered) return;
    const { body } = transaction.request;
    const { session, media } = core;
    const sdp = body === '' ? session.offer(media.endpoint) : session.answer(body, media.endpoint);
    if (sdp === undefined) {
      this.reject(488);
      return;
    }
    use(sdp);
    core.connect();
  }

  private respond(status: number, body = ''): void {
    const { core, transaction } = this;
    const headers: HeaderLine[] = [
      ['Contact', core.line.contact],
      ['Allow', METHODS.join(', ')],
    ];
    if (body !== '') headers.push(['Content-Type', 'application/sdp']);
    transaction.respond(status, { toTag: core.dialog.localTag, headers, body });
  }
}
