/** One RTP packet (RFC 3550, section 5.1). */
export interface RtpPacket {
  /** 0…127: 0 is PCMU, 101 mostly telephone-event. */
  readonly payloadType: number;
  /** First packet after a pause, or of an event. */
  readonly marker: boolean;
  /** 16 bits, wraps round. */
  readonly sequence: number;
  /** 32 bits, in samples, wraps round. */
  readonly timestamp: number;
  /** 32 bits, names the sender. */
  readonly ssrc: number;
  readonly payload: Buffer;
}

const HEADER_BYTES = 12;
const VERSION_2 = 0x80;

export function serializeRtp(packet: RtpPacket): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header[0] = VERSION_2;
  header[1] = (packet.marker ? 0x80 : 0) | packet.payloadType;
  header.writeUInt16BE(packet.sequence & 0xffff, 2);
  header.writeUInt32BE(packet.timestamp >>> 0, 4);
  header.writeUInt32BE(packet.ssrc >>> 0, 8);
  return Buffer.concat([header, packet.payload]);
}

/** RTCP that came to the RTP port: packet types 192…223 (RFC 5761, section 4). */
function isRtcp(datagram: Buffer): boolean {
  const type = datagram[1] ?? 0;
  return type >= 192 && type <= 223;
}

/** `undefined` for what is no RTP. Contributing sources, header extension and padding are skipped. */
export function parseRtp(datagram: Buffer): RtpPacket | undefined {
  if (datagram.length < HEADER_BYTES || isRtcp(datagram)) return undefined;
  const flags = datagram.readUInt8(0);
  if ((flags & 0xc0) !== VERSION_2) return undefined;
  let from = HEADER_BYTES + (flags & 0x0f) * 4;
  if ((flags & 0x10) !== 0) {
    if (datagram.length < from + 4) return undefined;
    from += 4 + datagram.readUInt16BE(from + 2) * 4;
  }
  const to = datagram.length - ((flags & 0x20) !== 0 ? datagram.readUInt8(datagram.length - 1) : 0);
  if (from > to) return undefined;
  const second = datagram.readUInt8(1);
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payload: datagram.subarray(from, to),
  };
}
