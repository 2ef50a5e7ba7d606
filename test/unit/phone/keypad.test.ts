import { KeyReader, Keypad } from '../../../src/phone/keypad';
import type { EventPacket } from '../../../src/phone/keypad';

function untilDone(keypad: Keypad): (EventPacket | 'pause')[] {
  const sent: (EventPacket | 'pause')[] = [];
  for (let next = keypad.next(); next !== undefined; next = keypad.next()) sent.push(next);
  return sent;
}

describe('a keypad', () => {
  test('a key of 100 ms is five packets of growing duration, its end three times, then a pause', () => {
    const keypad = new Keypad();
    const beats = keypad.press('#', { forMs: 100, pauseMs: 80 });
    const sent = untilDone(keypad);
    expect(beats).toBe(sent.length);
    const events = sent.filter((packet) => packet !== 'pause');
    expect(events.map(({ payload }) => payload.toString('hex'))).toEqual([
      '0b0a00a0',
      '0b0a0140',
      '0b0a01e0',
      '0b0a0280',
      '0b8a0320',
      '0b8a0320',
      '0b8a0320',
    ]);
    expect(events.map(({ first }) => first)).toEqual([true, false, false, false, false, false, false]);
    expect(sent.slice(7)).toEqual(['pause', 'pause', 'pause', 'pause']);
  });

  test('keys are pressed one after the other and read once each', () => {
    const keypad = new Keypad();
    const reader = new KeyReader();
    keypad.press('12');
    keypad.press('2d');
    const read = untilDone(keypad).map((packet, beat) =>
      packet === 'pause' ? undefined : reader.read(packet.payload, (beat - packet.packetsSinceStart) * 160),
    );
    expect(read.filter(Boolean).join('')).toBe('122D');
  });

  test('a key is read though all its packets but the last are lost', () => {
    expect(new KeyReader().read(Buffer.from('058a0320', 'hex'), 160)).toBe('5');
  });

  test('what is no key is refused before anything is pressed', () => {
    expect(() => new Keypad().press('12x')).toThrow(RangeError);
    expect(() => new Keypad().press('')).toThrow(RangeError);
  });
});
