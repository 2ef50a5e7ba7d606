import { z } from 'zod';
import type { Millis } from '../../domain/time';
import type { Exit } from '../step';
import { talkLimit, type TalkLimit } from './talk-limit';
import { asksNothing, asksOf, asksSchema, type QueueAsks } from './queue-asks';
import { cel, duration, keys, label, name, reference, whole, type Cel, type Label, type Reference } from '../values';

export interface QueueStep {
  /** `undefined` where an expression names it. */
  readonly queue: Reference | undefined;
  /** The expression, and the queues that it may come to. */
  readonly nameFrom: Cel | undefined;
  readonly oneOf: readonly Reference[];
  /** Where the caller waits at the same time. */
  readonly also: readonly Reference[];
  readonly asks: QueueAsks;
  readonly priority: Cel | undefined;
  readonly agent: Cel | undefined;
  readonly skills: Readonly<Record<string, number>>;
  readonly maxWaitMs: number | null;
  /** Runs while the caller waits. */
  readonly whileWaiting: { readonly flow: Reference; readonly with: ReadonlyMap<string, Cel> } | undefined;
  /** Keys that lead out of the queue. */
  readonly keys: ReadonlyMap<string, Label>;
  /** From one key to the next, where ways out have several. */
  readonly nextMs: Millis;
  /** What the agent's phone shows as the caller's name. */
  readonly callerName: Cel | undefined;
  readonly talk: TalkLimit | undefined;
  /** A caller who is not answered yet hears it ring, and is answered by the agent. */
  readonly rings: boolean;
  readonly exits: Readonly<Record<string, Label | undefined>>;
}

/** `done`: the agent went first and the caller is still there; the others say why nobody was reached. */
export const ownExits = [
  'done',
  'timeout',
  'full',
  'nobody',
  'empty',
  'overflow',
  'closed',
  'callback',
  'withdrawn',
] as const;

export const isOwnExit = (exit: string): boolean => (ownExits as readonly string[]).includes(exit);
/** What an expression came to is no queue. */
export const UNKNOWN = 'unknown';
const WAIT_NEXT_MS = 3_000;
const MOST_BESIDE = 9;

export const keyExit = (key: string): string => `key ${key}`;

const flowReference = reference('flow');

const long = z
  .strictObject({
    name: reference('queue').optional().describe('The queue'),
    name_from: cel({ wants: 'string' })
      .optional()
      .describe('Instead: an expression that gives the name of one of the queues of `one_of`'),
    one_of: z.array(reference('queue')).min(1).max(100).optional().describe('The queues that `name_from` may come to'),
    also: z
      .array(reference('queue'))
      .max(MOST_BESIDE)
      .default([])
      .describe('Queues in which the caller waits at the same time; the first agent of any takes the call'),
    priority: cel({ wants: 'number' })
      .optional()
      .describe('Who has more goes first: an expression that gives a number'),
    agent: cel({ wants: 'string' }).optional().describe('Only this agent will do: an expression that gives an id'),
    skills: z
      .record(z.string(), whole(0, 100))
      .default({})
      .describe('Least level 0 to 100 an agent needs, by skill, beside those of the queue'),
    ...asksSchema,
    max_wait: duration({ min: 1_000 }).optional().describe('The longest wait; without it, that of the queue'),
    while_waiting: z
      .union([
        flowReference,
        z.strictObject({
          flow: flowReference,
          with: z.record(name('a parameter'), cel()).default({}).describe('What it takes: parameters and expressions'),
        }),
      ])
      .optional()
      .describe('A flow that runs while the caller waits, instead of the announcements of the queue'),
    keys: keys()
      .optional()
      .describe(
        'Keys that lead out of the queue while the caller waits, and where to; a waiting flow has its own instead',
      ),
    wait_next: duration({ min: 500, max: 60_000 })
      .default(WAIT_NEXT_MS)
      .describe('From one key to the next, where a way out has several'),
    caller_name: cel({ wants: 'string' })
      .optional()
      .describe(
        "The name that the agent's phone and screen show: an expression; without it, or where it is empty, the caller's own",
      ),
    max_talk: talkLimit().optional(),
    ring: z
      .boolean()
      .default(false)
      .describe('Whether a caller who is not answered yet hears it ring, instead of music, until the agent answers'),
    on: z
      .object({
        done: label().optional().describe('After the talk, when the caller is still there; without it the flow ends'),
        timeout: label().optional().describe('Nobody answered within the longest wait'),
        full: label().optional().describe('As many as may wait were waiting already'),
        nobody: label()
          .optional()
          .describe('No agent who could take it was signed in, or none who counts for `enter: { present: … }`'),
        empty: label().optional().describe('No agent was there any more who counts for `leave: { present: … }`'),
        overflow: label()
          .optional()
          .describe('A condition of the queue (`enter`, `leave`) is set whose name does not stand here'),
        closed: label().optional().describe('The schedule of the queue is not open'),
        callback: label()
          .optional()
          .describe('The waiting flow has promised a call back (`callback`) and come to its end'),
        unknown: label().optional().describe('What `name_from` came to is none of `one_of`'),
        withdrawn: label().optional().describe('The wait was ended from outside'),
      })
      .catchall(label())
      .default({})
      .describe(
        'Where the call goes on, by how the visit ended, by the name of a condition of the queue, or by the name that `leave_queue` gives; what is not named goes on below, but after a talk the flow ends',
      ),
  })
  .superRefine((written, context) => {
    const wrong = namingMistake(written);
    if (wrong !== null) context.addIssue({ code: 'custom', message: wrong });
    if (written.while_waiting !== undefined && written.keys !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['keys'],
        message:
          'beside while_waiting no key gets here, the waiting flow has them all: put a menu there that leads to leave_queue, and its name into on: here',
      });
  })
  .transform((written): QueueStep => ({
    queue: written.name,
    nameFrom: written.name_from,
    oneOf: written.one_of ?? [],
    also: written.also,
    asks: asksOf(written),
    priority: written.priority,
    agent: written.agent,
    skills: written.skills,
    maxWaitMs: written.max_wait ?? null,
    whileWaiting: waitingFlow(written.while_waiting),
    keys: written.keys ?? new Map(),
    nextMs: written.wait_next,
    callerName: written.caller_name,
    talk: written.max_talk,
    rings: written.ring,
    exits: written.on,
  }));

const several = z.tuple([reference('queue')], reference('queue')).refine(({ length }) => length <= 1 + MOST_BESIDE, {
  error: () => `a caller waits in ${1 + MOST_BESIDE} queues at most`,
});

const short = ([queue, ...also]: readonly [Reference, ...Reference[]]): QueueStep => ({
  queue,
  also,
  nameFrom: undefined,
  oneOf: [],
  asks: asksNothing,
  priority: undefined,
  agent: undefined,
  skills: {},
  maxWaitMs: null,
  whileWaiting: undefined,
  keys: new Map(),
  nextMs: WAIT_NEXT_MS,
  callerName: undefined,
  talk: undefined,
  rings: false,
  exits: {},
});

/** `queue: sales`, `queue: [sales, support]`, or with everything. */
export const schema = z.union([
  reference('queue').transform((queue) => short([queue])),
  several.transform(short),
  long,
]);

interface Naming {
  readonly name?: Reference | undefined;
  readonly name_from?: Cel | undefined;
  readonly one_of?: readonly Reference[] | undefined;
  readonly on: Readonly<Record<string, Label | undefined>>;
}

function namingMistake({ name: written, name_from: from, one_of: several, on }: Naming): string | null {
  if (!from) {
    if (several) return 'one_of has the queues that name_from may come to: there is no name_from';
    if (on[UNKNOWN]) return 'it is left by unknown only where name_from names the queue';
    return written ? null : 'needs name: the queue, or name_from and one_of';
  }
  if (written) return 'has either name or name_from';
  return several ? null : 'name_from needs one_of: the queues that it may come to';
}

function waitingFlow(
  written: Reference | { readonly flow: Reference; readonly with: Readonly<Record<string, Cel>> } | undefined,
): QueueStep['whileWaiting'] {
  if (written === undefined) return undefined;
  return 'flow' in written
    ? { flow: written.flow, with: new Map(Object.entries(written.with)) }
    : { flow: written, with: new Map() };
}

export const exits = (spec: QueueStep): readonly Exit[] => [
  ...ownExits.map((exit) => ({ name: exit, to: spec.exits[exit], ends: exit === 'done' })),
  ...Object.entries(spec.exits).flatMap(([exit, to]) => (isOwnExit(exit) ? [] : [{ name: exit, to }])),
  ...(spec.nameFrom && !(UNKNOWN in spec.exits) ? [{ name: UNKNOWN }] : []),
  ...[...spec.keys].map(([key, to]) => ({ name: keyExit(key), to })),
];
