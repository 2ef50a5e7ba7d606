import type { CallCore } from './call-core';
import { reasonIn } from './call-events';
import { METHODS } from './dialog';
import type { Reinvites } from './reinvite';
import type { ServerTransaction } from './server-transaction';
import { parseValue } from './sip-address';
import type { Transfers } from './transfer';

/** The parts of a call that requests of the other side may concern. */
export interface Concerned {
  readonly core: CallCore;
  readonly reinvites: Reinvites;
  readonly transfers: Transfers;
}

type Receive = (concerned: Concerned, transaction: ServerTransaction) => void;

/** What each method does within a call. */
const receivers: Readonly<Record<string, Receive>> = {
  INVITE: change,
  UPDATE: change,
  BYE: bye,
  INFO: info,
  MESSAGE: (_, transaction) => transaction.respond(200),
  NOTIFY: ({ transfers }, transaction) => transfers.notified(transaction),
  OPTIONS: (_, transaction) => transaction.respond(200, { headers: [['Allow', METHODS.join(', ')]] }),
  REFER: ({ transfers }, transaction) => transfers.referred(transaction),
};

/** A request of theirs in a dialog we have (RFC 3261, section 12.2.2). */
export function receiveInDialog(concerned: Concerned, transaction: ServerTransaction): void {
  const { core } = concerned;
  const { method } = transaction.request;
  const receive = receivers[method];
  if (core.isOver()) transaction.respond(481);
  // Older than what we have seen: it was overtaken, and its time is past.
  else if (!core.dialog.accepts(transaction.request)) transaction.respond(500);
  else if (receive === undefined) transaction.respond(405, { headers: [['Allow', METHODS.join(', ')]] });
  else receive(concerned, transaction);
}

function change({ core, reinvites }: Concerned, transaction: ServerTransaction): void {
  if (core.state.is === 'talking') reinvites.receive(transaction);
  // Asterisk tells a ringing phone a new caller name by UPDATE, without a session.
  else if (transaction.request.method === 'UPDATE' && transaction.request.body === '') reinvites.receive(transaction);
  else transaction.respond(core.direction === 'out' ? 491 : 500, { headers: [['Retry-After', '1']] });
}

function bye({ core }: Concerned, transaction: ServerTransaction): void {
  transaction.respond(200);
  core.end({ by: 'them', how: 'hung-up', ...reasonIn(transaction.request.headers) });
}

/** A key by INFO: `Signal=5` of application/dtmf-relay, or the bare key of application/dtmf. Other INFOs are only accepted. */
function info({ core }: Concerned, transaction: ServerTransaction): void {
  const { headers, body } = transaction.request;
  const type = parseValue(headers.get('Content-Type') ?? '').value.toLowerCase();
  transaction.respond(200);
  const key =
    type === 'application/dtmf-relay'
      ? /^Signal\s*=\s*([0-9*#A-D])/im.exec(body)?.[1]
      : type === 'application/dtmf'
        ? /^\s*([0-9*#A-D])/i.exec(body)?.[1]
        : undefined;
  if (key !== undefined) core.pressed(key.toUpperCase(), 'info');
}
