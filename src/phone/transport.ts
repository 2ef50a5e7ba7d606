import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import type { Endpoint } from './rtp';
import { parseMessage, serialize } from './sip-message';
import type { SipMessage } from './sip-message';
import { seenFrom } from './sip-via';

export type Way = 'in' | 'out';

export interface TransportOptions {
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** Messages for which it says `true` are lost on the way: for tests. */
  readonly lose?: (message: SipMessage, way: Way) => boolean;
  /** Sees every message that is not lost: for a log. */
  readonly trace?: (message: SipMessage, way: Way, other: Endpoint) => void;
}

/** SIP messages over one UDP socket. It sends each once; the transactions send again. */
export class Transport {
  /** Set before the first message can come. */
  onMessage: (message: SipMessage, from: Endpoint) => void = () => undefined;
  readonly local: Endpoint;
  private open = true;
  private beingSent = 0;
  private onAllSent: (() => void) | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly options: TransportOptions,
  ) {
    this.local = { address: options.address, port: socket.address().port };
    socket.on('message', (datagram, from) => this.receive(datagram, { address: from.address, port: from.port }));
    // An ICMP "port unreachable" is not more than a lost message; the transaction's timer has the last word.
    socket.on('error', () => undefined);
  }

  /** @throws when the address is not this machine's or the port is taken. */
  static open(options: TransportOptions): Promise<Transport> {
    return new Promise((resolve, reject) => {
      const socket = createSocket('udp4');
      socket.once('error', reject);
      socket.bind(options.port, options.address, () => {
        socket.removeAllListeners('error');
        resolve(new Transport(socket, options));
      });
    });
  }

  send(message: SipMessage, to: Endpoint): void {
    if (!this.open || this.options.lose?.(message, 'out') === true) return;
    this.options.trace?.(message, 'out', to);
    this.beingSent += 1;
    this.socket.send(serialize(message), to.port, to.address, () => {
      this.beingSent -= 1;
      if (this.beingSent === 0) this.onAllSent?.();
    });
  }

  /** Sends nothing more; what was given to `send` before still leaves (a datagram is not sent at once). */
  async close(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    if (this.beingSent > 0) await new Promise<void>((sent) => (this.onAllSent = sent));
    await new Promise<void>((closed) => this.socket.close(closed));
  }

  private receive(datagram: Buffer, from: Endpoint): void {
    const message = parseMessage(datagram);
    if (!this.open || message.is === 'unreadable' || this.options.lose?.(message, 'in') === true) return;
    this.options.trace?.(message, 'in', from);
    this.onMessage(message.is === 'request' ? seenFrom(message, from) : message, from);
  }
}
