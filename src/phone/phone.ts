import { EventEmitter } from 'node:events';
import type { Call } from './call';
import { CallCore } from './call-core';
import type { Line } from './call-core';
import { Timers, wait } from './clock';
import { Dialog } from './dialog';
import { IncomingInvite } from './incoming-invite';
import { Lamps } from './lamps';
import { treat } from './manner';
import type { Manner } from './manner';
import type { Sound } from './mouth';
import { OutgoingInvite } from './outgoing-invite';
import type { CallOptions, PhoneEvents, PhoneOptions } from './phone-options';
import { Registration } from './registration';
import { Requests } from './requests';
import type { Endpoint } from './rtp';
import { encodeUser, identityOf, parseNameAddress, parseUri, quoted } from './sip-address';
import type { Identity } from './sip-address';
import type { SipMessage } from './sip-message';
import type { SipRefused } from './sip-refused';
import { newTag } from './sip-via';
import { Switchboard } from './switchboard';
import type { Arrival } from './switchboard';
import { Transactions } from './transactions';
import { Transport } from './transport';
import type { Way } from './transport';

/** How long `close` waits for the answers to its last words, in ms. */
const GOODBYE_MS = 1000;
/** Calls nobody asked for yet; older ones are forgotten. */
const MOST_UNCLAIMED = 100;

/** Shared with the transport, which loses everything while the phone is unreachable. */
interface Behaviour {
  manner: Manner;
}

/** A SIP phone (RFC 3261, UDP, G.711 mu-law): an agent's, a caller's, or one that misbehaves for a test. */
export class Phone {
  readonly events = new EventEmitter<PhoneEvents>();
  readonly lamps: Lamps;
  private readonly line: Line;
  private readonly registration: Registration;
  private readonly switchboard: Switchboard;
  private readonly unclaimed: Call[] = [];
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly options: PhoneOptions,
    private readonly behaviour: Behaviour,
    private readonly transport: Transport,
    private readonly timers: Timers,
  ) {
    const { user, password, server, t1Ms = 500 } = options;
    const { local } = transport;
    const transactions = new Transactions(transport, timers, t1Ms);
    const requests = new Requests(transactions, password === undefined ? undefined : { user, password });
    const contact = `<sip:${encodeUser(user)}@${local.address}:${local.port}>`;
    this.line = { requests, timers, local, contact, t1Ms };
    // Many may wait for a call at once; each stops listening when it has one.
    this.events.setMaxListeners(0);
    const onLost = (why: SipRefused): void => void this.events.emit('registration-lost', why);
    this.registration = new Registration({ user, server, local, contact, requests, timers, onLost });
    this.lamps = new Lamps({ line: this.line, user, server, uriOf: (number) => this.uriOf(number) });
    this.switchboard = new Switchboard({
      line: this.line,
      ourAddress: `<sip:${encodeUser(user)}@${local.address}>`,
      uriOf: (number) => this.uriOf(number),
      onInvite: (arrival) => this.receiveInvite(arrival),
      onNotify: (transaction) => this.lamps.notified(transaction),
    });
  }

  /** @throws when the address is not this machine's or the port is taken. */
  static async open(options: PhoneOptions): Promise<Phone> {
    const { address, port = 0, trace } = options;
    const behaviour: Behaviour = { manner: options.manner ?? { is: 'attended' } };
    const lose = (message: SipMessage, way: Way): boolean =>
      behaviour.manner.is === 'unreachable' || options.lose?.(message, way) === true;
    const transport = await Transport.open({ address, port, lose, ...(trace === undefined ? {} : { trace }) });
    return new Phone(options, behaviour, transport, new Timers());
  }

  /** Where this phone is reached by SIP. */
  get local(): Endpoint {
    return this.line.local;
  }

  /** Calls that are not over. */
  get calls(): readonly Call[] {
    return this.switchboard.calls;
  }

  /** From now on, treats calls like this. */
  behave(manner: Manner): void {
    this.behaviour.manner = manner;
  }

  /** Registers and stays registered; resolves with the seconds granted. @throws SipRefused (408 after 64 T1). */
  register(expiresSeconds: number): Promise<number> {
    return this.registration.register(expiresSeconds);
  }

  /** @throws SipRefused */
  unregister(): Promise<void> {
    return this.registration.unregister();
  }

  /** Calls a number, or a sip: URI. The INVITE leaves as soon as there is a socket for the audio. */
  call(number: string, options: CallOptions = {}): Call {
    const { from = this.options.user, name = this.options.name, headers = {}, says } = options;
    const { local, contact } = this.line;
    const target = this.uriOf(number);
    const shownName = name === undefined ? '' : `${quoted(name)} `;
    const dialog = new Dialog({
      callId: `${newTag()}@${local.address}`,
      localTag: newTag(),
      localAddress: `${shownName}<sip:${encodeUser(from)}@${local.address}>`,
      remoteAddress: `<${target}>`,
      target,
      contact,
      local,
      fallback: this.options.server,
    });
    const core = this.coreOf(dialog, 'out', { number: parseUri(target)?.user ?? number }, says);
    const invite = new OutgoingInvite(core);
    const call = this.switchboard.admit(core, invite, number);
    void invite.start(Object.entries(headers));
    return call;
  }

  /** Told of each call to this phone, before its manner treats it; returns how to stop. */
  onIncoming(listener: (call: Call) => void): () => void {
    this.events.on('call', listener);
    return () => this.events.off('call', listener);
  }

  /** The oldest call to this phone that `nextCall` has not given yet, though it may be over by now. */
  nextCall(withinMs: number): Promise<Call> {
    return wait<Call>({
      withinMs,
      tooLate: () => `no call to ${this.options.user} within ${withinMs} ms`,
      listen: (resolve, reject) => {
        const take = (): void => {
          const call = this.unclaimed.shift();
          if (call !== undefined) resolve(call);
        };
        const closed = (): void => reject(new Error('the phone was closed'));
        take();
        if (this.closing !== undefined) closed();
        this.events.on('call', take).on('closed', closed);
        return () => this.events.off('call', take).off('closed', closed);
      },
    });
  }

  /**
   * Hangs up, unregisters and closes every socket and timer; waits at most a second for answers. `abruptly` says nothing
   * to anyone, like a phone that lost its power.
   */
  close({ abruptly = false }: { readonly abruptly?: boolean } = {}): Promise<void> {
    this.closing ??= this.closeOnce(abruptly);
    return this.closing;
  }

  private async closeOnce(abruptly: boolean): Promise<void> {
    if (!abruptly) {
      for (const call of this.calls) call.hangup();
      // Whether the server answers or not, we go.
      if (this.registration.state.is === 'registered') this.registration.unregister().catch(() => undefined);
      await this.line.requests.transactions.quiet(GOODBYE_MS);
    }
    this.switchboard.close();
    this.events.emit('closed');
    this.timers.close();
    await this.transport.close();
  }

  private uriOf(number: string): string {
    const { address, port } = this.options.server;
    return /^(sips?|tel):/i.test(number) ? number : `sip:${encodeUser(number)}@${address}:${port}`;
  }

  private coreOf(dialog: Dialog, direction: 'in' | 'out', identity: Identity, says?: Sound): CallCore {
    return new CallCore(this.line, dialog, { direction, identity, says: says ?? this.options.says ?? 'silence' });
  }

  private receiveInvite({ transaction, dialog }: Arrival): void {
    const caller = parseNameAddress(dialog.remote);
    const core = this.coreOf(dialog, 'in', caller === undefined ? { number: '' } : identityOf(caller));
    const invite = new IncomingInvite(core, transaction);
    if (this.behaviour.manner.is === 'answers-on-cancel') invite.onCancel = 'answer-first';
    const call = this.switchboard.admit(core, invite, parseUri(transaction.request.uri)?.user ?? '');
    this.unclaimed.push(call);
    if (this.unclaimed.length > MOST_UNCLAIMED) this.unclaimed.shift();
    this.events.emit('call', call);
    treat(call, this.behaviour.manner, this.timers);
  }
}
