import type { CallCore } from './call-core';
import { T1S_TO_GIVE_UP } from './client-transaction';
import { wait } from './clock';
import { METHODS } from './dialog';
import type { ServerTransaction } from './server-transaction';
import type { HeaderLine } from './sip-headers';
import type { SipResponse } from './sip-message';
import { SipRefused } from './sip-refused';

/** After a glare the dialog's owner waits longer, so that one of the two goes first (RFC 3261, section 14.1): from, to in T1. */
const RETRY_T1S = { out: [4.2, 8], in: [0, 4] } as const;

/** Changes of a session under way: hold, and what the other side wants changed (RFC 3261, section 14; RFC 3311). */
export class Reinvites {
  /** A hold or unhold is not settled yet. */
  private changing = false;
  /** Our re-INVITE waits for its final response: one of theirs would collide with it. */
  private offering = false;

  constructor(private readonly core: CallCore) {}

  /**
   * Puts them on hold or takes them back; done when they have agreed.
   * @throws SipRefused when they have not; then nothing has changed.
   */
  async hold(hold: boolean): Promise<void> {
    const { core } = this;
    const before = core.session.hold.us;
    if (core.state.is !== 'talking') throw new Error(`cannot hold a call that is ${core.state.is}`);
    if (this.changing) throw new Error('a change of this call is under way already');
    this.changing = true;
    core.session.wishHold(hold);
    try {
      await this.offerUntilNoGlare();
    } catch (refused) {
      core.session.wishHold(before);
      throw refused;
    } finally {
      this.changing = false;
    }
    core.connect();
  }

  /** A re-INVITE or UPDATE of theirs. */
  receive(transaction: ServerTransaction): void {
    const { core } = this;
    const { method, body, headers } = transaction.request;
    if (this.offering) {
      transaction.respond(491);
      return;
    }
    const sdp = this.sdpFor(method, body);
    if (sdp === undefined) {
      transaction.respond(488);
      return;
    }
    if (method === 'INVITE') core.awaitAck(transaction);
    transaction.respond(200, { headers: this.headersFor(sdp), body: sdp });
    core.showIdentity(headers);
    if (body !== '') core.connect();
    const direction = body === '' ? undefined : core.session.remote?.direction;
    core.events.emit('reinvite', {
      method: method === 'UPDATE' ? 'UPDATE' : 'INVITE',
      ...(direction === undefined ? {} : { direction }),
    });
  }

  /** Our answer to their offer; an offer of ours when an INVITE has none; nothing for an UPDATE without one. */
  private sdpFor(method: string, offer: string): string | undefined {
    const { session, media } = this.core;
    if (offer !== '') return session.answer(offer, media.endpoint);
    return method === 'INVITE' ? session.offer(media.endpoint) : '';
  }

  private headersFor(sdp: string): HeaderLine[] {
    const common: HeaderLine[] = [
      ['Contact', this.core.line.contact],
      ['Allow', METHODS.join(', ')],
    ];
    return sdp === '' ? common : [...common, ['Content-Type', 'application/sdp']];
  }

  private async offerUntilNoGlare(): Promise<void> {
    const { core } = this;
    for (;;) {
      this.offering = true;
      const final = await this.offer().finally(() => (this.offering = false));
      if (final.status < 300) return;
      if (final.status !== 491) throw new SipRefused('INVITE', final.status, final.reason);
      await this.pause();
      if (core.isOver()) throw new SipRefused('INVITE', 481, 'the call is over');
    }
  }

  /** Resolves with the final response; their answer is then taken and the ACK sent. */
  private offer(): Promise<SipResponse> {
    const { events, line } = this.core;
    return wait<SipResponse>({
      withinMs: line.t1Ms * T1S_TO_GIVE_UP,
      tooLate: () => 'no final response to the re-INVITE',
      listen: (resolve, reject) => {
        this.sendOffer(resolve);
        // When the call ends meanwhile, their response may never come.
        const over = (): void => reject(new SipRefused('INVITE', 481, 'the call is over'));
        events.once('over', over);
        return () => events.off('over', over);
      },
    });
  }

  private sendOffer(done: (final: SipResponse) => void): void {
    const { core } = this;
    const { dialog, line } = core;
    let answered = false;
    const accept = (response: SipResponse): void => {
      if (!answered) dialog.learn(response);
      line.requests.transactions.sendOnce(dialog.ackOf(attempt.transaction.request), dialog.destination());
      if (!answered) core.session.accept(response.body);
      answered = true;
    };
    const attempt = line.requests.send(
      (headers) => dialog.request('INVITE', { headers, body: core.session.offer(core.media.endpoint) }),
      dialog.destination(),
      {
        onResponse: (response) => {
          if (response.status < 200) return;
          if (response.status < 300) accept(response);
          // They know nothing of this call any more (section 12.2.1.2).
          if (response.status === 408 || response.status === 481) core.hangUp({ by: 'them', how: 'failed' });
          done(response);
        },
        onTimeout: () => core.hangUp({ by: 'them', how: 'no-response' }),
      },
    );
  }

  private pause(): Promise<void> {
    const { direction, events, line } = this.core;
    const [from, to] = RETRY_T1S[direction];
    const ms = line.t1Ms * (from + Math.random() * (to - from));
    return new Promise((resolve) => {
      const resume = (): void => {
        alarm.cancel();
        events.off('over', resume);
        resolve();
      };
      const alarm = line.timers.after(ms, resume);
      events.once('over', resume);
    });
  }
}
