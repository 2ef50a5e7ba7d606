import { z } from 'zod';
import type { CommandId, LegId } from '../../domain/ids';
import type { Millis } from '../../domain/time';
import { MASK, type Turn } from '../turn';
import { duration, Template } from '../values';

/** Keys that are pressed for somebody, as a text with expressions in it: `12w34`. */
export interface KeysToSend {
  readonly keys: Template;
  /** How long each is pressed, and what is between one and the next. */
  readonly lastsMs: Millis;
  readonly gapMs: Millis;
}

/** As SendDTMF() of Asterisk's dialplan has it: `w` is half a second, `W` a whole one. */
const KEYS = /^[0-9*#A-DwW]+$/;
const HALF_A_SECOND_MS = 500;
const MOST_KEYS = 100;
const USUAL_MS = 100;

const keys = z.string().transform((text, context): Template => {
  const template = new Template(text);
  const written = template.parts.map((part) => (typeof part === 'string' ? part : '0')).join('');
  if (KEYS.test(written) && written.length <= MOST_KEYS) return template;
  context.addIssue(
    `"${text}" are no keys to send: 0-9, "*", "#", A-D, w for a pause of half a second, W for a second, {{ expressions }}; ${MOST_KEYS} at most`,
  );
  return z.NEVER;
});

const short = keys.transform((written): KeysToSend => ({ keys: written, lastsMs: USUAL_MS, gapMs: USUAL_MS }));

const long = z
  .strictObject({
    keys: keys.describe('The keys: 0-9, *, #, A-D; w is a pause of half a second, W of a second; {{ expressions }}'),
    lasts: duration({ min: 40, max: 5_000 }).default(USUAL_MS).describe('How long each key is pressed'),
    gap: duration({ min: 40, max: 5_000 }).default(USUAL_MS).describe('The pause between one key and the next'),
  })
  .transform((written): KeysToSend => ({ keys: written.keys, lastsMs: written.lasts, gapMs: written.gap }));

export const keysToSend = () => z.union([short, long]);

/** What is under way: the command, and how long the sending takes. */
export interface Sending {
  readonly command: CommandId;
  readonly forMs: Millis;
}

/** Presses the keys for the caller, or for a leg; `undefined`, with the reason in the history, when there are none. */
export function sendKeys(spec: KeysToSend, leg: LegId | null, step: string, turn: Turn): Sending | undefined {
  const text = turn.text(spec.keys).replace(/[ ()/-]/g, '');
  const secret = isSecret(spec.keys, turn);
  if (!KEYS.test(text) || text.length > MOST_KEYS) {
    turn.problem(`${step}: ${spec.keys.source} comes to no keys that can be sent`);
    return undefined;
  }
  const { lastsMs, gapMs } = spec;
  const command = turn.newId('command');
  turn.ask({ type: 'send-keys', id: command, keys: text, lastsMs, gapMs, leg });
  turn.note('flow.keys-sent', { node: turn.session.node, leg, keys: secret ? MASK : text });
  return { command, forMs: lengthOf(text, lastsMs + gapMs) };
}

const lengthOf = (text: string, keyMs: Millis): Millis =>
  Array.from(text).reduce((sum, key) => sum + (pauseMs(key) ?? keyMs), 0);

const pauseMs = (key: string): Millis | undefined =>
  key === 'w' ? HALF_A_SECOND_MS : key === 'W' ? 2 * HALF_A_SECOND_MS : undefined;

const isSecret = ({ parts }: Template, { flow }: Turn): boolean =>
  parts.some(
    (part) =>
      typeof part !== 'string' &&
      [...(flow.expressions.get(part.source)?.names ?? [])].some((name) => flow.secrets.has(name)),
  );
