import type { Call } from './call';
import type { Manner } from './manner';
import type { Sound } from './mouth';
import type { Endpoint } from './rtp';
import type { SipMessage } from './sip-message';
import type { SipRefused } from './sip-refused';
import type { Way } from './transport';

export interface PhoneOptions {
  /** One of this machine's IPv4 addresses. In tests each phone has its own of 127.0.0.0/8: Asterisk tells trunks by it. */
  readonly address: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly user: string;
  /** For a server that challenges. */
  readonly password?: string;
  /** Shown to those we call. */
  readonly name?: string;
  /** Where calls and registrations go. */
  readonly server: Endpoint;
  /** What new calls say at first. Default `silence`, in packets: Asterisk's Answer() waits for the first. */
  readonly says?: Sound;
  /** Default `attended`. */
  readonly manner?: Manner;
  /** SIP's T1, from which all retransmissions follow. Default 500. */
  readonly t1Ms?: number;
  /** Messages to be lost on the way, for tests. */
  readonly lose?: (message: SipMessage, way: Way) => boolean;
  readonly trace?: (message: SipMessage, way: Way, other: Endpoint) => void;
}

export interface CallOptions {
  /** The number we say we are. Default: the user. */
  readonly from?: string;
  /** The name we say we have. Default: the phone's. */
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What to say at first. Default: as the phone says. */
  readonly says?: Sound;
}

export interface PhoneEvents {
  call: [Call];
  /** A registration could not be renewed. */
  'registration-lost': [SipRefused];
  closed: [];
}
