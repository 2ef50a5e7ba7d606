import type { CallCore } from './call-core';
import { reasonIn } from './call-events';
import { cancelOf, T1S_TO_GIVE_UP } from './client-transaction';
import type { Attempt } from './requests';
import type { HeaderLine } from './sip-headers';
import type { SipResponse } from './sip-message';

/** Our INVITE, from the first packet to its final response (RFC 3261, section 13.2). */
export class OutgoingInvite {
  private attempt: Attempt | undefined;
  /** A CANCEL may leave only after a provisional response (section 9.1). */
  private provisionalSeen = false;
  private cancelled = false;
  private answered = false;

  constructor(private readonly core: CallCore) {}

  async start(headers: readonly HeaderLine[]): Promise<void> {
    const { core } = this;
    try {
      await core.media.ready;
    } catch {
      core.end({ by: 'us', how: 'failed' });
      return;
    }
    // Hung up while the socket was being opened: nothing has left, nothing will.
    if (core.isOver()) return;
    this.attempt = core.line.requests.send(
      (credentials) => this.build([...headers, ...credentials]),
      core.dialog.destination(),
      {
        onResponse: (response) => this.respond(response),
        onTimeout: () => core.end({ by: 'them', how: 'no-response' }),
      },
    );
  }

  /** Hangs up before the answer. The call is over with their 487, or with an answer that came too late. */
  cancel(): void {
    if (this.attempt === undefined) {
      this.core.end({ by: 'us', how: 'cancelled' });
      return;
    }
    this.cancelled = true;
    this.core.moveTo({ is: 'leaving' });
    if (this.provisionalSeen) this.sendCancel();
  }

  private build(headers: readonly HeaderLine[]): ReturnType<CallCore['dialog']['request']> {
    // A new try is a new transaction: it waits for a provisional response of its own.
    this.provisionalSeen = false;
    const { core } = this;
    return core.dialog.request('INVITE', { headers, body: core.session.offer(core.media.endpoint) });
  }

  private respond(response: SipResponse): void {
    this.core.headers = response.headers;
    if (response.status < 200) this.progress(response);
    else if (response.status < 300) this.answer(response);
    else this.refuse(response);
  }

  private progress(response: SipResponse): void {
    const { core } = this;
    if (!this.provisionalSeen && this.cancelled) this.sendCancel();
    this.provisionalSeen = true;
    if (response.status === 100 || this.cancelled) return;
    core.dialog.learn(response);
    core.showIdentity(response.headers);
    const earlyMedia = response.body !== '';
    if (earlyMedia) core.connect(core.session.accept(response.body));
    if (core.state.is === 'calling') core.moveTo({ is: 'ringing' });
    core.events.emit('progress', { code: response.status, reason: response.reason, earlyMedia });
  }

  /** Each 2xx gets its ACK, the repeated ones too; only the first is an answer. */
  private answer(response: SipResponse): void {
    const { core, attempt } = this;
    if (attempt === undefined) return;
    if (!this.answered) core.dialog.learn(response);
    core.line.requests.transactions.sendOnce(core.dialog.ackOf(attempt.transaction.request), core.dialog.destination());
    if (this.answered) return;
    this.answered = true;
    core.showIdentity(response.headers);
    const remote = response.body === '' ? core.session.remote : core.session.accept(response.body);
    if (this.cancelled) core.hangUp({ by: 'us', how: 'cancelled' });
    else if (remote === undefined) core.hangUp({ by: 'us', how: 'failed' });
    else {
      core.connect(remote);
      core.talk();
    }
  }

  private refuse({ status, headers }: SipResponse): void {
    const ours = this.cancelled && status === 487;
    this.core.end({
      by: ours ? 'us' : 'them',
      how: ours ? 'cancelled' : 'rejected',
      code: status,
      ...reasonIn(headers),
    });
  }

  private sendCancel(): void {
    const { core, attempt } = this;
    if (attempt === undefined) return;
    const { request, to } = attempt.transaction;
    core.line.requests.transactions.request(cancelOf(request), to, {
      onResponse: () => undefined,
      onTimeout: () => undefined,
    });
    // No 487 in 64 T1: the other side is considered gone (section 9.1).
    core.line.timers.after(core.line.t1Ms * T1S_TO_GIVE_UP, () => {
      if (core.state.is === 'leaving') core.end({ by: 'us', how: 'cancelled' });
    });
  }
}
