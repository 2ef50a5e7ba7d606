import { PACKET_MS, SAMPLES_PER_PACKET } from './ulaw';

/** In the order of their event codes 0…15 (RFC 4733, section 3.2, table 3). */
const KEYS = '0123456789*#ABCD';
/** The last packet is sent three times, in case one is lost (RFC 4733, section 2.5.1.4). */
const TIMES_THE_END_IS_SENT = 3;
/** −10 dBm0. */
const VOLUME = 10;
const END = 0x80;

export interface KeyTiming {
  /** How long each key is held, in ms, at least 40. Default 100. */
  readonly forMs?: number;
  /** Between two keys, in ms. Default 80. */
  readonly pauseMs?: number;
}

/** What goes into one telephone-event packet. */
export interface EventPacket {
  readonly payload: Buffer;
  /** The first of its event: RTP's marker is set. */
  readonly first: boolean;
  /** Packets sent for this event before this one: its timestamp stays that of the first. */
  readonly packetsSinceStart: number;
}

interface Press {
  readonly code: number;
  readonly packets: number;
  readonly pausePackets: number;
  sent: number;
}

/** @throws RangeError for what is not on a keypad (0–9 * # A–D). */
export function checkKeys(keys: string): string {
  if (!/^[0-9*#A-D]+$/i.test(keys)) throw new RangeError(`not keys of a telephone: ${JSON.stringify(keys)}`);
  return keys.toUpperCase();
}

/** Pressed keys as RFC 4733 events, one packet for each beat of 20 ms. */
export class Keypad {
  private readonly waiting: Press[] = [];

  /** Queues these keys; returns how many beats it will take until the last is released. */
  press(keys: string, { forMs = 100, pauseMs = 80 }: KeyTiming = {}): number {
    const packets = Math.max(2, Math.round(forMs / PACKET_MS));
    const pausePackets = Math.max(1, Math.round(pauseMs / PACKET_MS));
    for (const key of checkKeys(keys)) {
      this.waiting.push({ code: KEYS.indexOf(key), packets, pausePackets, sent: 0 });
    }
    return this.waiting.reduce((beats, press) => beats + lengthOf(press) - press.sent, 0);
  }

  /** The packet of this beat: an event, `'pause'` between two keys (audio is sent), or `undefined` with nothing to press. */
  next(): EventPacket | 'pause' | undefined {
    const press = this.waiting[0];
    if (press === undefined) return undefined;
    const sent = press.sent++;
    if (press.sent >= lengthOf(press)) this.waiting.shift();
    if (sent >= press.packets + TIMES_THE_END_IS_SENT - 1) return 'pause';
    const ended = sent >= press.packets - 1;
    const duration = Math.min(sent + 1, press.packets) * SAMPLES_PER_PACKET;
    const payload = Buffer.from([press.code, (ended ? END : 0) | VOLUME, duration >> 8, duration & 0xff]);
    return { payload, first: sent === 0, packetsSinceStart: sent };
  }

  clear(): void {
    this.waiting.length = 0;
  }
}

function lengthOf(press: Press): number {
  return press.packets + TIMES_THE_END_IS_SENT - 1 + press.pausePackets;
}

/** Reads the other side's events: each key once, however many packets repeat it. */
export class KeyReader {
  private lastTimestamp: number | undefined;

  /** The key, when this packet is the first seen of its event. */
  read(payload: Buffer, timestamp: number): string | undefined {
    if (payload.length < 4 || timestamp === this.lastTimestamp) return undefined;
    this.lastTimestamp = timestamp;
    return KEYS[payload.readUInt8(0)];
  }
}
