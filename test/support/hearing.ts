import type { Call } from '../../src/phone/call';
import { wait } from '../../src/phone/clock';
import { describeHeard } from '../../src/phone/ear';
import type { SoundKey } from '../../src/phone/tones';
import { PACKET_MS } from '../../src/phone/ulaw';
import { eventually, PATIENCE_MS } from './patience';

/** Packets that were on their way as the counting began, or were at its end. */
const ON_THEIR_WAY = 10;

/** Of what each call heard, how many stretches were asked about. */
const asked = new WeakMap<Call, number>();

/**
 * Resolves when the call hears this, or at once when it has since it was asked last: sounds pass by themselves, and a test
 * on a busy machine comes late to them. Asked twice for the same, it is heard anew the second time.
 */
export async function hears(call: Call, what: SoundKey): Promise<void> {
  const from = asked.get(call) ?? 0;
  const inVain = (why: string): string => `waited for ${what}: ${why}; heard: ${describeHeard(call.heard)}`;
  const heard = await wait<number>({
    withinMs: PATIENCE_MS,
    tooLate: () => inVain(`the call is ${call.state.is}`),
    listen: (resolve, reject) => {
      const look = (): void => {
        const at = call.heard.findIndex(({ key }, n) => n >= from && key === what);
        if (at >= 0) resolve(at);
        else if (call.state.is === 'over') reject(new Error(inVain('the call is over')));
      };
      call.events.on('state', look).on('heard', look);
      look();
      return () => call.events.off('state', look).off('heard', look);
    },
  });
  asked.set(call, heard + 1);
}

/**
 * Several keys, each after Asterisk has accepted the one before. As RFC 4733's packets they may come all at once, when a
 * machine has stalled, and Asterisk then takes one for two.
 */
export async function keysIn(call: Call, keys: string): Promise<void> {
  await call.press(keys, { via: 'info' });
}

/** Resolves after the tone at which the caller begins to speak; it is none of those that prompts have. */
export async function hearsTheTone(call: Call): Promise<void> {
  await hears(call, 'sound');
  await hears(call, 'silence');
}

/** What was heard so far no longer counts. */
export function forgets(call: Call): void {
  asked.set(call, call.heard.length);
}

/** Resolves when so much more sound was sent; a machine that stalls sends it later. */
export async function speaks(call: Call, forMs: number): Promise<void> {
  const { sent } = call.rtp();
  await eventually(
    `${forMs} ms are said`,
    () => (call.rtp().sent - sent) * PACKET_MS,
    (said) => said >= forMs,
  );
}

/**
 * Of what the other says for a second from now on the call hears every packet, and nothing else. A machine that stalls
 * brings them late, but brings them; a talk that was parted for a moment has lost some.
 */
export async function hearsAllOf(call: Call, other: Call, what: SoundKey): Promise<void> {
  const begun = call.heard.length - 1;
  const [{ sent }, { received }] = [other.rtp(), call.rtp()];
  await speaks(other, 1_000);
  const said = other.rtp().sent - sent;
  await eventually(
    `of ${said} packets all are heard`,
    () => call.rtp().received - received,
    (packets) => packets >= said - ON_THEIR_WAY,
  );
  const others = call.heard.slice(begun).filter(({ key }) => key !== what && key !== 'silence');
  if (others.length > 0) throw new Error(`expected nothing but ${what}; heard: ${describeHeard(call.heard)}`);
}
