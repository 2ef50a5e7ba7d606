import { Call } from './call';
import type { CallCore, Line } from './call-core';
import { Dialog, METHODS } from './dialog';
import { receiveInDialog } from './in-dialog';
import type { Concerned } from './in-dialog';
import { IncomingInvite } from './incoming-invite';
import type { OutgoingInvite } from './outgoing-invite';
import { Reinvites } from './reinvite';
import type { ServerTransaction } from './server-transaction';
import { tagOf } from './sip-address';
import type { HeaderLine } from './sip-headers';
import type { SipRequest } from './sip-message';
import { newTag } from './sip-via';
import { Transfers } from './transfer';

/** One call with its parts. */
interface Member extends Concerned {
  readonly call: Call;
  readonly invite: IncomingInvite | OutgoingInvite;
}

export interface Arrival {
  readonly transaction: ServerTransaction;
  readonly dialog: Dialog;
}

export interface SwitchboardOptions {
  readonly line: Line;
  /** For Referred-By, in angle brackets. */
  readonly ourAddress: string;
  readonly uriOf: (number: string) => string;
  /** A new call to us. */
  readonly onInvite: (arrival: Arrival) => void;
  /** A NOTIFY that belongs to no call; `false` when nobody knows of it. */
  readonly onNotify: (transaction: ServerTransaction) => boolean;
}

/** The calls of a phone, and which of them a request belongs to (RFC 3261, sections 8.2 and 12.2.2). */
export class Switchboard {
  /** By our tag, which names the dialog. */
  private readonly members = new Map<string, Member>();

  constructor(private readonly options: SwitchboardOptions) {
    const { transactions } = options.line.requests;
    transactions.onRequest = (transaction) => this.receive(transaction);
    transactions.onAck = (ack) => this.memberOf(ack)?.core.acknowledged(ack);
  }

  /** Calls that are not over. */
  get calls(): readonly Call[] {
    return [...this.members.values()].map(({ call }) => call);
  }

  /** Makes one call of these parts, and keeps it until it is over. */
  admit(core: CallCore, invite: IncomingInvite | OutgoingInvite, called: string): Call {
    const { ourAddress, uriOf } = this.options;
    const reinvites = new Reinvites(core);
    const transfers = new Transfers(core);
    const call = new Call({ core, invite, reinvites, transfers, ourAddress, called, uriOf });
    this.members.set(core.dialog.localTag, { core, invite, reinvites, transfers, call });
    core.events.once('over', () => this.members.delete(core.dialog.localTag));
    return call;
  }

  /** Ends what is left, without a word to anyone. */
  close(): void {
    for (const { core } of this.members.values()) core.end({ by: 'us', how: 'phone-closed' });
  }

  private memberOf(request: SipRequest): Member | undefined {
    const member = this.members.get(tagOf(request.headers.get('To')) ?? '');
    return member?.core.dialog.callId === request.headers.get('Call-ID') ? member : undefined;
  }

  private receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (request.method === 'CANCEL') this.receiveCancel(transaction);
    else if (tagOf(request.headers.get('To')) === undefined) this.receiveOutside(transaction);
    else {
      const member = this.memberOf(request);
      if (member !== undefined) receiveInDialog(member, transaction);
      else if (request.method !== 'NOTIFY' || !this.options.onNotify(transaction)) transaction.respond(481);
    }
  }

  private receiveCancel(cancel: ServerTransaction): void {
    const transaction = this.options.line.requests.transactions.inviteOf(cancel.request);
    const invites = [...this.members.values()].map(({ invite }) => invite);
    const invite = invites.find((each) => each instanceof IncomingInvite && each.transaction === transaction);
    if (invite instanceof IncomingInvite) void invite.cancelled(cancel);
    // Too late: that INVITE is refused already, or was never here.
    else cancel.respond(transaction === undefined ? 481 : 200, { toTag: newTag() });
  }

  /** A request that belongs to no call. */
  private receiveOutside(transaction: ServerTransaction): void {
    const { request, from } = transaction;
    const { line, onInvite, onNotify } = this.options;
    const required = request.headers.all('Require');
    const allow: HeaderLine[] = [['Allow', METHODS.join(', ')]];
    // We have no extension that could be required of us (section 8.2.2.3).
    if (required.length > 0) {
      transaction.respond(420, { toTag: newTag(), headers: [['Unsupported', required.join(', ')]] });
    } else if (request.method === 'INVITE') {
      onInvite({ transaction, dialog: Dialog.of(request, from, line) });
    } else if (request.method === 'NOTIFY') {
      onNotify(transaction);
    } else if (['OPTIONS', 'MESSAGE', 'INFO'].includes(request.method)) {
      transaction.respond(200, { toTag: newTag(), headers: [...allow, ['Accept', 'application/sdp']] });
    } else transaction.respond(405, { toTag: newTag(), headers: allow });
  }
}
