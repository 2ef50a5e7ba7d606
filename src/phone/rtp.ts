import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { nowMs } from './clock';
import { parseRtp, serializeRtp } from './rtp-packet';
import type { RtpPacket } from './rtp-packet';
import { RtpCounter } from './rtp-statistics';
import type { RtpStatistics } from './rtp-statistics';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What one packet says, before it gets its place in the stream. */
export interface Outgoing {
  readonly payloadType: number;
  readonly marker: boolean;
  /** In samples, counted from the start of the stream. */
  readonly timestamp: number;
  readonly payload: Buffer;
}

const MOST_TRIES_FOR_A_PORT = 20;

function bind(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind(0, address, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** RTP lives on even ports, the odd one above being for RTCP (RFC 3550, section 11). */
async function bindEven(address: string): Promise<Socket> {
  let socket = await bind(address);
  for (let tries = 1; socket.address().port % 2 === 1 && tries < MOST_TRIES_FOR_A_PORT; tries += 1) {
    const odd = socket;
    // Taken before the odd one is given back, or the same port could come again.
    socket = await bind(address);
    odd.close();
  }
  return socket;
}

/** One RTP stream each way over one UDP socket. RTCP is neither sent nor read. */
export class RtpSocket {
  onPacket: (packet: RtpPacket, at: number) => void = () => undefined;

  private remote: Endpoint | undefined;
  /** Until the announced address speaks, another may (a router between); from then on only the announced one. */
  private announcedSpoke = false;
  private sequence = randomBytes(2).readUInt16BE();
  private readonly ssrc = randomBytes(4).readUInt32BE();
  private readonly firstTimestamp = randomBytes(4).readUInt32BE();
  private readonly counter = new RtpCounter();
  private open = true;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (datagram, from) => this.receive(datagram, from));
    // An ICMP "port unreachable" of a peer that has gone; the call's end comes by SIP.
    socket.on('error', () => undefined);
  }

  /** @throws when the address is not one of this machine's. */
  static async open(address: string): Promise<RtpSocket> {
    return new RtpSocket(await bindEven(address));
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Where to send, and from where to listen. */
  connect(remote: Endpoint): void {
    if (this.remote?.address === remote.address && this.remote.port === remote.port) return;
    this.remote = remote;
    this.announcedSpoke = false;
  }

  send({ payloadType, marker, timestamp, payload }: Outgoing): void {
    if (!this.open || this.remote === undefined) return;
    this.sequence = (this.sequence + 1) & 0xffff;
    const at = (this.firstTimestamp + timestamp) >>> 0;
    const packet = { payloadType, marker, sequence: this.sequence, timestamp: at, ssrc: this.ssrc, payload };
    this.socket.send(serializeRtp(packet), this.remote.port, this.remote.address);
    this.counter.countSent();
  }

  statistics(): RtpStatistics {
    return this.counter.statistics();
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.socket.close();
  }

  private receive(datagram: Buffer, from: RemoteInfo): void {
    const packet = parseRtp(datagram);
    if (packet === undefined || !this.open) return;
    const announced = from.port === this.remote?.port && from.address === this.remote.address;
    if (announced) this.announcedSpoke = true;
    else if (this.announcedSpoke) {
      this.counter.countStranger();
      return;
    }
    const at = nowMs();
    if (this.counter.countReceived(packet, at)) this.onPacket(packet, at);
  }
}
