import { EventEmitter } from 'node:events';
import { reasonHeader } from './call-events';
import type { CallEnd, CallEvents, CallState } from './call-events';
import { nowMs } from './clock';
import type { Timers } from './clock';
import type { Content, Dialog } from './dialog';
import { Media } from './media';
import type { Sound } from './mouth';
import type { Answer, Requests } from './requests';
import type { Endpoint } from './rtp';
import type { ServerTransaction } from './server-transaction';
import { Session } from './session';
import type { SessionDescription } from './sdp';
import { identityOf, parseNameAddress } from './sip-address';
import type { Identity } from './sip-address';
import type { SipHeaders } from './sip-headers';
import { cseqOf } from './sip-message';
import type { SipRequest } from './sip-message';

/** What calls need of their phone. */
export interface Line {
  readonly requests: Requests;
  readonly timers: Timers;
  readonly local: Endpoint;
  /** Our Contact, in angle brackets. */
  readonly contact: string;
  readonly t1Ms: number;
}

export interface CoreOptions {
  readonly direction: 'in' | 'out';
  readonly says: Sound;
  /** The other side until it says better. */
  readonly identity: Identity;
}

/** What the parts of one call share: its dialog, session and audio, and the state that only `moveTo` and `end` change. */
export class CallCore {
  readonly events = new EventEmitter<CallEvents>();
  readonly media: Media;
  readonly session = new Session();
  readonly direction: 'in' | 'out';
  state: CallState;
  identity: Identity;
  /** Keys pressed by the other side. */
  digits = '';
  /** Of the INVITE (a call to us), or of the last response to ours. */
  headers: SipHeaders | undefined;

  /** Our 2xx to their INVITEs, by CSeq, until the ACK. */
  private readonly unacknowledged = new Map<number, ServerTransaction>();

  constructor(
    readonly line: Line,
    readonly dialog: Dialog,
    { direction, says, identity }: CoreOptions,
  ) {
    this.direction = direction;
    this.identity = identity;
    // Every wait listens while it lasts, and there may be many at once.
    this.events.setMaxListeners(0);
    this.state = direction === 'out' ? { is: 'calling' } : { is: 'ringing' };
    this.media = new Media(line.local.address, says, {
      onHeard: (heard) => this.events.emit('heard', heard),
      onKey: (digit) => this.pressed(digit, 'rfc4733'),
    });
  }

  isOver(): boolean {
    return this.state.is === 'over';
  }

  moveTo(state: CallState): void {
    if (this.isOver()) return;
    this.state = state;
    this.events.emit('state', state);
  }

  /** From the answer on. */
  talk(): void {
    this.moveTo({ is: 'talking', since: nowMs(), hold: this.session.hold });
  }

  /** Ends the call, once: audio stops, everyone waiting is told. */
  end(end: CallEnd): void {
    if (this.isOver()) return;
    this.media.close();
    this.moveTo({ is: 'over', end });
    this.events.emit('over', end);
  }

  /** Audio as the session now has it; tells of a change in hold. */
  connect(remote: SessionDescription | undefined = this.session.remote): void {
    if (remote === undefined) return;
    this.media.connect(remote, this.session.wish);
    const { hold } = this.session;
    if (this.state.is !== 'talking') return;
    const before = this.state.hold;
    if (before.us === hold.us && before.them === hold.them) return;
    this.moveTo({ ...this.state, hold });
    this.events.emit('hold', hold);
  }

  /** Takes the name to show: asserted (RFC 3325), or as Remote-Party-ID says it. */
  showIdentity(headers: SipHeaders): void {
    const [asserted] = [...headers.all('P-Asserted-Identity'), ...headers.all('Remote-Party-ID')];
    const address = asserted === undefined ? undefined : parseNameAddress(asserted);
    if (address === undefined) return;
    const identity = identityOf(address);
    if (identity.name === this.identity.name && identity.number === this.identity.number) return;
    this.identity = identity;
    this.events.emit('identity', identity);
  }

  pressed(digit: string, via: 'rfc4733' | 'info'): void {
    this.digits += digit;
    this.events.emit('dtmf', { digit, via });
  }

  /** A request in this dialog, to its final response. */
  ask(method: string, content?: Content): Promise<Answer> {
    const { dialog, line } = this;
    return line.requests.ask(
      (credentials) => dialog.request(method, { ...content, headers: [...(content?.headers ?? []), ...credentials] }),
      dialog.destination(),
    );
  }

  /** Says goodbye; for us the call is over at once (RFC 3261, section 15.1.1). */
  hangUp(end: CallEnd = { by: 'us', how: 'hung-up' }): void {
    if (this.isOver()) return;
    const { reason } = end;
    void this.ask('BYE', reason === undefined ? {} : { headers: [['Reason', reasonHeader(reason)]] });
    this.end(end);
  }

  /** Keeps our 2xx until its ACK; without one the call is hung up (section 13.3.1.4). */
  awaitAck(answered: ServerTransaction): void {
    this.unacknowledged.set(cseqOf(answered.request.headers)?.number ?? 0, answered);
    answered.onNoAck = () => this.hangUp({ by: 'them', how: 'no-response' });
  }

  get awaitsAck(): boolean {
    return this.unacknowledged.size > 0;
  }

  /** Their ACK of our 2xx. It carries the answer when the 2xx had to carry the offer. */
  acknowledged(ack: SipRequest): void {
    const number = cseqOf(ack.headers)?.number ?? 0;
    const answered = this.unacknowledged.get(number);
    if (answered === undefined) return;
    this.unacknowledged.delete(number);
    answered.acknowledged();
    if (answered.request.body === '' && ack.body !== '') this.session.accept(ack.body);
    this.connect();
    // A BYE may not leave before this ACK (section 15).
    if (this.state.is === 'leaving') this.hangUp();
  }
}
