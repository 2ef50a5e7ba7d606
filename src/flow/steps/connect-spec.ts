import { z } from 'zod';
import type { Millis } from '../../domain/time';
import { keysToSend, type KeysToSend } from './keys-sent';
import { talkLimit, type TalkLimit } from './talk-limit';
import { cel, duration, label, reference, type Cel, type Label, type Reference } from '../values';

export const connectExits = ['done', 'no_answer', 'busy', 'declined', 'unreachable', 'failed'] as const;
export type ConnectExit = (typeof connectExits)[number];

export type Whom =
  | { readonly is: 'agent'; readonly agent: Cel }
  | { readonly is: 'extension'; readonly extension: Cel }
  | { readonly is: 'number'; readonly number: Cel; readonly over: Reference };

export interface Connect {
  /** All of them ring at once, and who answers first gets the call. */
  readonly whom: readonly Whom[];
  readonly ringForMs: Millis;
  readonly shows: { readonly name: Cel | undefined; readonly number: Cel | undefined };
  readonly music: string | null;
  readonly talk: TalkLimit | undefined;
  /** Pressed for a number outside that has answered, before the two can talk. */
  readonly sendDtmf: KeysToSend | undefined;
  readonly exits: Readonly<Record<ConnectExit, Label | undefined>>;
}

const whomShape = {
  agent: cel({ wants: 'string' }).optional().describe('The id of an agent: an expression'),
  extension: cel().optional().describe('The extension of an agent (agents.yaml): an expression'),
  number: cel().optional().describe('A number outside: an expression; it needs `over`'),
  over: reference('trunk').optional().describe('The trunk (trunks.yaml) that leads there and must allow the number'),
} as const;

const oneOfSeveral = z.strictObject(whomShape).transform((written, context): Whom => {
  const whom = whomOf(written);
  if (typeof whom !== 'string') return whom;
  context.addIssue(whom);
  return z.NEVER;
});

const MOST_AT_ONCE = 10;

export const connectSchema = z
  .strictObject({
    ...whomShape,
    any_of: z
      .array(oneOfSeveral)
      .min(2)
      .max(MOST_AT_ONCE)
      .optional()
      .describe(
        'Instead: several of these, each { agent }, { extension } or { number, over }, who ring at once; who answers first gets the call',
      ),
    ring_for: duration({ min: 3_000, max: 300_000 }).default(25_000).describe('How long it rings there'),
    caller_id: z
      .strictObject({
        name: cel({ wants: 'string' }).optional().describe("The name; without it, the caller's own"),
        number: cel().optional().describe("The number; without it, the trunk's, or the caller's own"),
      })
      .default({})
      .describe('Who the other side is shown is calling'),
    music: z
      .string()
      .regex(/^[A-Za-z0-9_-]+$/, {
        error: (issue) => `"${String(issue.input)}" is no class of music on hold: letters, digits, _ and -`,
      })
      .optional()
      .describe('The class of music while it rings; without it, the caller hears it ring, and what the network says'),
    send_dtmf: keysToSend()
      .optional()
      .describe(
        'Keys for the number outside that answers, before the two can talk: an extension there, a code; `w` is half a second of pause',
      ),
    max_talk: talkLimit().optional(),
    on: z
      .strictObject({
        done: label().optional().describe('After the talk, when the other side went first; without it the flow ends'),
        no_answer: label().optional().describe('It rang, and nobody answered'),
        busy: label().optional().describe('The line is engaged'),
        declined: label().optional().describe('The call was declined'),
        unreachable: label().optional().describe('No such number, no such phone, or no way there'),
        failed: label().optional().describe('It could not be tried: a number that may not be dialled, a fault of ours'),
      })
      .default({})
      .describe(
        'Where the call goes on, by how it ended; what is not named goes on below, but after a talk the flow ends',
      ),
  })
  .transform((written, context): Connect => {
    const whom = written.any_of ? severalOf(written.any_of, written) : whomOf(written);
    if (typeof whom === 'string') {
      context.addIssue(whom);
      return z.NEVER;
    }
    const whoms = Array.isArray(whom) ? whom : [whom];
    if (written.send_dtmf && !whoms.some(({ is }) => is === 'number')) {
      context.addIssue({
        code: 'custom',
        path: ['send_dtmf'],
        message: 'is for a number outside, and none is dialled here',
      });
      return z.NEVER;
    }
    const { done, no_answer, busy, declined, unreachable, failed } = written.on;
    return {
      whom: whoms,
      ringForMs: written.ring_for,
      shows: { name: written.caller_id.name, number: written.caller_id.number },
      music: written.music ?? null,
      talk: written.max_talk,
      sendDtmf: written.send_dtmf,
      exits: { done, no_answer, busy, declined, unreachable, failed },
    };
  });

interface WrittenWhom {
  readonly agent?: Cel | undefined;
  readonly extension?: Cel | undefined;
  readonly number?: Cel | undefined;
  readonly over?: Reference | undefined;
}

function severalOf(several: Whom[], { agent, extension, number, over }: WrittenWhom): Whom[] | string {
  const beside = [agent, extension, number, over].some((each) => each !== undefined);
  return beside ? 'any_of has them all: agent, extension and number stand in it' : several;
}

/** Whom it rings, or what is wrong. */
function whomOf({ agent, extension, number, over }: WrittenWhom): Whom | string {
  if ([agent, extension, number].filter((each) => each !== undefined).length !== 1)
    return 'needs one of agent, extension and number: whom to ring';
  if (agent) return over ? OVER_NEEDS_NUMBER : { is: 'agent', agent };
  if (extension) return over ? OVER_NEEDS_NUMBER : { is: 'extension', extension };
  if (!number || !over) return 'number needs over: the trunk of trunks.yaml that leads there';
  return { is: 'number', number, over };
}

const OVER_NEEDS_NUMBER = 'over is for a number outside; agents are rung at their phones';
