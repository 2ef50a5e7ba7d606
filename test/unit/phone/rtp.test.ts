import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { RtpSocket } from '../../../src/phone/rtp';
import { parseRtp, serializeRtp } from '../../../src/phone/rtp-packet';
import type { RtpPacket } from '../../../src/phone/rtp-packet';
import { RtpCounter } from '../../../src/phone/rtp-statistics';

const packet = (sequence: number, more: Partial<RtpPacket> = {}): RtpPacket => ({
  payloadType: 0,
  marker: false,
  sequence,
  timestamp: sequence * 160,
  ssrc: 7,
  payload: Buffer.alloc(160, 0xff),
  ...more,
});

describe('RTP packets', () => {
  test('come back as they were sent', () => {
    const sent = packet(65535, { marker: true, payloadType: 101, timestamp: 0xffffffff, payload: Buffer.from([1, 2]) });
    expect(parseRtp(serializeRtp(sent))).toEqual(sent);
  });

  test('contributing sources, extension and padding are no audio', () => {
    const header = Buffer.from([0x80 | 0x20 | 0x10 | 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7]);
    const source = Buffer.alloc(4);
    const extension = Buffer.from([0xbe, 0xde, 0, 1, 1, 2, 3, 4]);
    const datagram = Buffer.concat([header, source, extension, Buffer.from('hi'), Buffer.from([0, 2])]);
    expect(parseRtp(datagram)?.payload.toString()).toBe('hi');
  });

  test('RTCP, scraps and other protocols are none', () => {
    expect(parseRtp(Buffer.from([0x80, 200, 0, 6, ...new Array<number>(24).fill(0)]))).toBeUndefined();
    expect(parseRtp(Buffer.from([0x80, 0]))).toBeUndefined();
    expect(parseRtp(Buffer.alloc(40))).toBeUndefined();
  });
});

describe('RTP statistics', () => {
  test('gaps are losses until filled; doubles and latecomers are not heard', () => {
    const counter = new RtpCounter();
    const heard = [65534, 65535, 2, 2, 1, 3].map((sequence, n) => counter.countReceived(packet(sequence), n * 20));
    expect(heard).toEqual([true, true, true, false, false, true]);
    expect(counter.statistics()).toMatchObject({ received: 6, lost: 1, late: 1 });
  });

  test('a new sender starts afresh', () => {
    const counter = new RtpCounter();
    counter.countReceived(packet(5), 0);
    counter.countReceived(packet(40000, { ssrc: 8 }), 20);
    expect(counter.statistics()).toMatchObject({ received: 2, lost: 0, late: 0 });
  });
});

describe('an RTP socket', () => {
  const sockets: Socket[] = [];
  async function stranger(address: string): Promise<Socket> {
    const socket = createSocket('udp4').bind(0, address);
    sockets.push(socket);
    await once(socket, 'listening');
    return socket;
  }
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  // The port of a call that has just ended may be ours now, and its packets still on their way.
  test('has an even port and stops listening to others once the announced one speaks', async () => {
    const rtp = await RtpSocket.open('127.0.0.1');
    const heard: number[] = [];
    const [announced, other] = [await stranger('127.0.0.1'), await stranger('127.0.0.2')];
    rtp.connect(announced.address());
    const next = async (from: Socket, sequence: number): Promise<void> => {
      const came = new Promise<void>((resolve) => (rtp.onPacket = (each) => resolve(void heard.push(each.sequence))));
      from.send(serializeRtp(packet(sequence)), rtp.port, '127.0.0.1');
      await came;
    };
    await next(other, 1);
    await next(announced, 2);
    other.send(serializeRtp(packet(3)), rtp.port, '127.0.0.1');
    await next(announced, 4);
    expect(rtp.port % 2).toBe(0);
    expect(heard).toEqual([1, 2, 4]);
    expect(rtp.statistics()).toMatchObject({ received: 3, strangers: 1 });
    rtp.close();
  });
});
