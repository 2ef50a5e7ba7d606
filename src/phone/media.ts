import { nowMs } from './clock';
import { Ear } from './ear';
import type { Heard } from './ear';
import { KeyReader, Keypad } from './keypad';
import type { KeyTiming } from './keypad';
import { Mouth } from './mouth';
import type { Sound } from './mouth';
import { RtpSocket } from './rtp';
import type { RtpPacket } from './rtp-packet';
import type { RtpStatistics } from './rtp-statistics';
import type { Direction, SessionDescription } from './sdp';
import { sharedTicker } from './ticker';
import { decodeUlaw, PACKET_MS, SAMPLES_PER_PACKET } from './ulaw';

export interface MediaListeners {
  readonly onHeard: (heard: Heard) => void;
  readonly onKey: (key: string) => void;
}

const NO_PACKETS: RtpStatistics = { sent: 0, received: 0, lost: 0, late: 0, strangers: 0, jitterMs: 0 };

/** The audio of one call: a mouth, a keypad and an ear on one RTP socket. */
export class Media {
  readonly mouth: Mouth;
  readonly ear: Ear;
  /** The socket is bound; until then there is no port to offer. Rejects when it cannot be. */
  readonly ready: Promise<void>;

  private readonly keypad = new Keypad();
  private readonly keyReader = new KeyReader();
  private readonly listeners = new Set<(samples: Int16Array) => void>();
  private socket: RtpSocket | undefined;
  private remote: SessionDescription | undefined;
  private maySend = false;
  private stopTicking: (() => void) | undefined;
  private timestamp = 0;
  private paused = true;
  private looking = false;
  private closed = false;

  constructor(
    private readonly address: string,
    says: Sound,
    private readonly on: MediaListeners,
  ) {
    this.mouth = new Mouth(says);
    this.ear = new Ear(nowMs(), on.onHeard);
    this.ready = this.open();
    // Whoever needs the port awaits `ready`; nobody may, when the call ends first.
    this.ready.catch(() => undefined);
  }

  /** @throws before `ready`. */
  get endpoint(): { address: string; port: number } {
    if (this.socket === undefined) throw new Error('the RTP socket is not open');
    return { address: this.address, port: this.socket.port };
  }

  /** Starts, or changes where to and whether audio goes. `ours` is what we want: with `sendonly` (hold) we stay silent. */
  connect(remote: SessionDescription, ours: Direction): void {
    if (this.closed) return;
    this.remote = remote;
    this.socket?.connect(remote.audio);
    const theyListen = remote.direction === 'sendrecv' || remote.direction === 'recvonly';
    this.maySend = ours === 'sendrecv' && theyListen;
    this.stopTicking ??= sharedTicker.every20Ms(() => this.beat());
  }

  /** Whether the other side reads RFC 4733 events. */
  get sendsEvents(): boolean {
    return this.remote?.events !== undefined;
  }

  /** Returns how long it takes, in ms, until the last key is released. */
  press(keys: string, timing?: KeyTiming): number {
    return this.keypad.press(keys, timing) * PACKET_MS;
  }

  /** Gives each packet as 160 samples of 16 bits; returns how to stop. */
  onAudio(listener: (samples: Int16Array) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  statistics(): RtpStatistics {
    return this.socket?.statistics() ?? NO_PACKETS;
  }

  close(): void {
    this.closed = true;
    this.stopTicking?.();
    this.keypad.clear();
    this.listeners.clear();
    this.socket?.close();
  }

  private async open(): Promise<void> {
    const socket = await RtpSocket.open(this.address);
    this.socket = socket;
    socket.onPacket = (packet, at) => this.receive(packet, at);
    if (this.closed) socket.close();
    else if (this.remote !== undefined) socket.connect(this.remote.audio);
  }

  private beat(): void {
    this.sendPacket();
    this.timestamp += SAMPLES_PER_PACKET;
    if (this.looking) return;
    this.looking = true;
    // After a stall of this process the packets wait in the socket: they are read first, then silence is judged.
    setImmediate(() => {
      this.looking = false;
      if (!this.closed) this.ear.checkForSilence(nowMs());
    });
  }

  private sendPacket(): void {
    const { remote, socket, timestamp } = this;
    if (remote === undefined || socket === undefined) return;
    const key = this.keypad.next();
    if (key !== undefined && key !== 'pause' && remote.events !== undefined) {
      const startedAt = timestamp - key.packetsSinceStart * SAMPLES_PER_PACKET;
      socket.send({ payloadType: remote.events, marker: key.first, timestamp: startedAt, payload: key.payload });
      return;
    }
    const payload = this.maySend ? this.mouth.next() : undefined;
    if (payload !== undefined) socket.send({ payloadType: remote.ulaw, marker: this.paused, timestamp, payload });
    this.paused = payload === undefined;
  }

  private receive(packet: RtpPacket, at: number): void {
    if (packet.payloadType === this.remote?.events) {
      const key = this.keyReader.read(packet.payload, packet.timestamp);
      if (key !== undefined) this.on.onKey(key);
      return;
    }
    if (packet.payloadType !== (this.remote?.ulaw ?? 0)) return;
    const samples = decodeUlaw(packet.payload);
    this.ear.hear(samples, at);
    for (const listener of this.listeners) listener(samples);
  }
}
