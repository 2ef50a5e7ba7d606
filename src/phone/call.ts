import type { EventEmitter } from 'node:events';
import type { CallCore } from './call-core';
import type { CallEnd, CallEvents, CallState, Reason } from './call-events';
import { untilAnswered, untilHeard, untilOver, whileHearing } from './call-waits';
import type { Steadily } from './call-waits';
import { nowMs } from './clock';
import type { Heard } from './ear';
import { IncomingInvite } from './incoming-invite';
import type { KeyTiming } from './keypad';
import { pressByInfo, pressByRtp } from './key-presses';
import type { Pressed } from './key-presses';
import type { Sound } from './mouth';
import type { OutgoingInvite } from './outgoing-invite';
import type { Reinvites } from './reinvite';
import type { RtpStatistics } from './rtp-statistics';
import type { Identity } from './sip-address';
import type { HeaderLine } from './sip-headers';
import type { SoundKey, Tones } from './tones';
import { soundKey } from './tones';
import type { TransferOptions, Transfers } from './transfer';

export interface CallParts {
  readonly core: CallCore;
  readonly invite: OutgoingInvite | IncomingInvite;
  readonly reinvites: Reinvites;
  readonly transfers: Transfers;
  /** For Referred-By, in angle brackets. */
  readonly ourAddress: string;
  /** The number called. */
  readonly called: string;
  /** A URI for a number as the user dials it. */
  readonly uriOf: (number: string) => string;
}

/** One call of a phone, either way. */
export class Call {
  constructor(private readonly parts: CallParts) {}

  /** What happens on it, as it happens. */
  get events(): EventEmitter<CallEvents> {
    return this.parts.core.events;
  }

  get state(): CallState {
    return this.parts.core.state;
  }

  /** `in`: they called us. */
  get direction(): 'in' | 'out' {
    return this.parts.core.direction;
  }

  /** SIP's Call-ID. */
  get callId(): string {
    return this.parts.core.dialog.callId;
  }

  /** The number that was called: theirs, or for a call to us the user of the request's URI. */
  get called(): string {
    return this.parts.called;
  }

  /** Whom the phone shows: P-Asserted-Identity where given, else From (or To of our own call); it may change in the call. */
  get remoteIdentity(): Identity {
    return this.parts.core.identity;
  }

  /** A header of their INVITE, or of the last response to ours. */
  header(name: string): string | undefined {
    return this.parts.core.headers?.get(name);
  }

  /** Keys the other side has pressed so far. */
  get digits(): string {
    return this.parts.core.digits;
  }

  /** Rings (180). Only a call to us, before its answer. */
  ring(): void {
    this.incoming('ring').ring();
  }

  /** Lets them hear us before the answer (183). Only a call to us, before its answer. */
  async progress(): Promise<void> {
    await this.incoming('progress').progress();
  }

  /** Done when the 200 is on its way. A call that has ended meanwhile stays ended. */
  async answer(): Promise<void> {
    await this.incoming('answer').answer();
  }

  /** Refuses: 486 busy, 603 decline, 480, 404, 302 with a Contact … */
  reject(code: number, headers: readonly HeaderLine[] = []): void {
    this.incoming('reject').reject(code, headers);
  }

  /** Ends it, whatever its state: CANCEL, 603 or BYE. Nothing happens when it is over already. */
  hangup(reason?: Reason): void {
    const { core, invite } = this.parts;
    if (core.state.is === 'over' || core.state.is === 'leaving') return;
    if (core.state.is === 'talking') {
      if (core.awaitsAck) core.moveTo({ is: 'leaving' });
      else core.hangUp({ by: 'us', how: 'hung-up', ...(reason === undefined ? {} : { reason }) });
    } else if (invite instanceof IncomingInvite) invite.reject(603);
    else invite.cancel();
  }

  /** Presses keys, one after the other; done when the last is released (by INFO: accepted). */
  press(keys: string, options: KeyTiming & { readonly via?: 'rfc4733' | 'info' } = {}): Promise<Pressed> {
    const { core } = this.parts;
    return options.via === 'info' ? pressByInfo(core, keys, options) : pressByRtp(core, keys, options);
  }

  /** What to say from now on. */
  say(sound: Sound): void {
    this.parts.core.media.mouth.say(sound);
  }

  /** Samples given to `say` or `speak` and not said yet, in ms. */
  get unsaidMs(): number {
    return this.parts.core.media.mouth.waitingMs();
  }

  /** Adds samples (16 bits, 8 kHz; whole packets of 160) after those still to be said; for a microphone. */
  speak(samples: Int16Array): void {
    this.parts.core.media.mouth.addSamples(samples);
  }

  /** Gives what is heard, 160 samples at a time; returns how to stop. */
  onAudio(listener: (samples: Int16Array) => void): () => void {
    return this.parts.core.media.onAudio(listener);
  }

  rtp(): RtpStatistics {
    return this.parts.core.media.statistics();
  }

  /** @throws SipRefused when they do not agree, Error when the call is not answered. */
  hold(): Promise<void> {
    return this.parts.reinvites.hold(true);
  }

  unhold(): Promise<void> {
    return this.parts.reinvites.hold(false);
  }

  /**
   * Asks them to call this number or sip: URI (blind transfer); resolves with the status of the acceptance. Once they
   * report success we hang up, unless we are to stay.
   * @throws SipRefused
   */
  refer(target: string, options?: TransferOptions): Promise<number> {
    const { transfers, ourAddress, uriOf } = this.parts;
    return transfers.refer(uriOf(target), ourAddress, options);
  }

  /** The same, to take our place in another call of ours (after a consultation). */
  referWithReplaces(target: string, other: Call, options?: TransferOptions): Promise<number> {
    const { transfers, ourAddress, uriOf } = this.parts;
    const replaces = encodeURIComponent(other.parts.core.dialog.replaces());
    return transfers.refer(`${uriOf(target)}?Replaces=${replaces}`, ourAddress, options);
  }

  /** The final status of our transfer, as they report it. */
  transferred(withinMs: number): Promise<number> {
    return this.parts.transfers.transferred(withinMs);
  }

  /** Answers their REFER: how far our call to the third party is. */
  reportTransfer(status: number): void {
    this.parts.transfers.report(status);
  }

  /** Resolves once answered; rejects when it ends before, or time is up. */
  answered(withinMs: number): Promise<void> {
    return untilAnswered(this.parts.core, withinMs);
  }

  /** Resolves with how it ended. */
  ended(withinMs: number): Promise<CallEnd> {
    return untilOver(this.parts.core, withinMs);
  }

  /** What is heard now. */
  hearing(): SoundKey {
    return this.parts.core.media.ear.hearing();
  }

  /** All that was heard so far, the oldest first. */
  get heard(): readonly Heard[] {
    return this.parts.core.media.ear.timeline(nowMs());
  }

  /** Resolves with the ms waited once this is heard; rejects with all that was heard when time is up or the call is over. */
  hears(tones: Tones, { withinMs }: { readonly withinMs: number }): Promise<number> {
    return untilHeard(this.parts.core, soundKey(tones), withinMs);
  }

  /** Resolves when for `forMs` from now nothing else was heard than this; rejects at another sound. */
  keepsHearing(tones: Tones, steadily: Steadily): Promise<void> {
    return whileHearing(this.parts.core, soundKey(tones), steadily);
  }

  private incoming(what: string): IncomingInvite {
    const { invite } = this.parts;
    if (invite instanceof IncomingInvite) return invite;
    throw new Error(`cannot ${what} a call of our own`);
  }
}
