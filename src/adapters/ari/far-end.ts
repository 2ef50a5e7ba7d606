import type { DialTarget } from '../../domain/call';
import { numberToDial } from '../../domain/trunk';
import type { CommandOutcome } from '../../engine/ports/telephony';
import { outcomeOf, type Hands } from './hands';
import type { Requests } from './requests';

/** What is said to Asterisk of whoever is rung, and what it says of them. */

export const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** Nothing that Asterisk would read as more than a number gets into it. */
export function endpointOf(to: DialTarget, accountOf: Hands['accountOf']): string | null {
  if (to.is === 'agent') return `PJSIP/${accountOf(to.agent)}`;
  const number = numberToDial(to.number);
  if (number === null) return null;
  return to.endpoint.startsWith('DAHDI/') ? `${to.endpoint}/${number}` : `PJSIP/${number}@${to.endpoint}`;
}

/**
 * Asterisk says "already exists" of a phone it cannot reach, too, when the same connection had a true one before: it looks
 * at the last error of its thread, which nobody clears.
 */
export async function ringsAlready(leg: string, requests: Requests): Promise<CommandOutcome> {
  const reply = await requests.ask('channels.get', ({ channels }) => channels.get({ channelId: leg }));
  if (reply.is === 'done' || reply.code !== 'gone') return outcomeOf(reply);
  return { is: 'failed', code: 'unreachable', why: 'the phone cannot be reached' };
}

/** `"Bob" <5551234>`: quotes and brackets in it would make another caller of it. */
export function callerIdOf({ name, number }: { readonly name: string; readonly number: string }): string {
  const clean = (text: string): string => text.replace(/[\p{Cc}"<>\\]/gu, '');
  return `"${clean(name)}" <${clean(number)}>`;
}
