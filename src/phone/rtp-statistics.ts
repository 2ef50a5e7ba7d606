import type { RtpPacket } from './rtp-packet';
import { SAMPLES_PER_SECOND } from './ulaw';

export interface RtpStatistics {
  /** Packets sent and received, audio and events. */
  readonly sent: number;
  readonly received: number;
  /** Gaps in the sequence numbers not filled later, since the sender last changed. */
  readonly lost: number;
  /** Came after a packet sent later. */
  readonly late: number;
  /** From an address that was not announced, and therefore not heard. */
  readonly strangers: number;
  /** Interarrival jitter in ms (RFC 3550, section 6.4.1). */
  readonly jitterMs: number;
}

/** Counts one RTP stream in each direction. */
export class RtpCounter {
  private sent = 0;
  private received = 0;
  private lost = 0;
  private late = 0;
  private strangers = 0;
  private jitterMs = 0;
  private ssrc: number | undefined;
  private highest = 0;
  private lastTransit = 0;

  countSent(): void {
    this.sent += 1;
  }

  countStranger(): void {
    this.strangers += 1;
  }

  /** Returns whether the packet is new; one seen before, or from before the last, is not. */
  countReceived(packet: RtpPacket, at: number): boolean {
    this.received += 1;
    const transit = at - (packet.timestamp * 1000) / SAMPLES_PER_SECOND;
    if (packet.ssrc !== this.ssrc) {
      this.ssrc = packet.ssrc;
      this.highest = packet.sequence;
      this.lastTransit = transit;
      return true;
    }
    const step = (packet.sequence - this.highest) & 0xffff;
    if (step === 0) return false;
    if (step >= 0x8000) {
      this.late += 1;
      this.lost = Math.max(0, this.lost - 1);
      return false;
    }
    this.highest = packet.sequence;
    this.lost += step - 1;
    const change = Math.abs(transit - this.lastTransit);
    this.lastTransit = transit;
    // Timestamps jump when the sender changes its source; such a jump says nothing of the network.
    if (change < 1000) this.jitterMs += (change - this.jitterMs) / 16;
    return true;
  }

  statistics(): RtpStatistics {
    const { sent, received, lost, late, strangers, jitterMs } = this;
    return { sent, received, lost, late, strangers, jitterMs };
  }
}
