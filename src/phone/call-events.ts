import { parseValue, quoted } from './sip-address';
import type { Identity } from './sip-address';
import type { SipHeaders } from './sip-headers';
import type { Heard } from './ear';
import type { Direction } from './sdp';
import type { Hold } from './session';

/** Why a call ended, in SIP's or the telephone network's words (RFC 3326): `Q.850;cause=16;text="Normal"`. */
export interface Reason {
  /** `SIP` or `Q.850`. */
  readonly protocol: string;
  readonly cause?: number;
  readonly text?: string;
}

/** How a call ended. A call ends once. */
export interface CallEnd {
  readonly by: 'us' | 'them';
  /**
   * `hung-up` by BYE; `cancelled` before an answer; `rejected` with a final response; `no-response` to our INVITE, or no
   * ACK to our answer; `failed` on this side (no socket, a session that cannot be); `phone-closed` under it.
   */
  readonly how: 'hung-up' | 'cancelled' | 'rejected' | 'no-response' | 'failed' | 'phone-closed';
  /** The final response to the INVITE, unless it was answered. */
  readonly code?: number;
  readonly reason?: Reason;
}

export type CallState =
  /** Our INVITE is out, and only 100 came back, if anything. */
  | { readonly is: 'calling' }
  /** Their phone rings, or ours does. */
  | { readonly is: 'ringing' }
  /** Answered, by a 200; `since` in ms since the epoch. */
  | { readonly is: 'talking'; readonly since: number; readonly hold: Hold }
  /** We have hung up; a CANCEL or a BYE waits until SIP lets it go. */
  | { readonly is: 'leaving' }
  | { readonly is: 'over'; readonly end: CallEnd };

export interface Progress {
  /** 101…199. */
  readonly code: number;
  readonly reason: string;
  /** It brought a session: what they play can be heard. */
  readonly earlyMedia: boolean;
}

export interface Notice {
  /** The event package, as in Event: `refer`, `message-summary`. */
  readonly event: string;
  /** As in Subscription-State: `active`, `terminated`. */
  readonly subscription: string;
  /** Of a message/sipfrag (RFC 3420): how far the transfer is. */
  readonly code?: number;
  readonly body: string;
}

export interface CallEvents {
  state: [CallState];
  /** 101…199 for our INVITE. */
  progress: [Progress];
  /** A re-INVITE or UPDATE of theirs; the direction is that of its session, as they wrote it, if it had one. */
  reinvite: [{ method: 'INVITE' | 'UPDATE'; direction?: Direction }];
  /** Either side's hold has changed. */
  hold: [Hold];
  /** The other side now shows another name or number. */
  identity: [Identity];
  notify: [Notice];
  /** They ask us to call someone else (RFC 3515). */
  refer: [{ to: string }];
  dtmf: [{ digit: string; via: 'rfc4733' | 'info' }];
  /** They gave up before the answer. */
  cancel: [{ reason?: Reason }];
  /** A new sound, once it has lasted two or three packets. */
  heard: [Heard];
  over: [CallEnd];
}

/** The first Reason of a message (RFC 3326). */
export function reasonIn(headers: SipHeaders): { reason?: Reason } {
  const [first] = headers.all('Reason');
  if (first === undefined) return {};
  const { value, parameters } = parseValue(first);
  const cause = parameters.get('cause');
  const text = parameters.get('text');
  return {
    reason: {
      protocol: value,
      ...(cause === undefined ? {} : { cause: Number(cause) }),
      ...(text === undefined ? {} : { text }),
    },
  };
}

export function reasonHeader({ protocol, cause, text }: Reason): string {
  const details = [cause === undefined ? '' : `;cause=${cause}`, text === undefined ? '' : `;text=${quoted(text)}`];
  return protocol + details.join('');
}

/** `rejected by them, 486`: for messages. */
export function describeEnd({ by, how, code, reason }: CallEnd): string {
  const details = [code, reason && `${reason.protocol} ${reason.cause ?? ''} ${reason.text ?? ''}`.trim()].filter(
    Boolean,
  );
  return [`${how} by ${by}`, ...details].join(', ');
}
