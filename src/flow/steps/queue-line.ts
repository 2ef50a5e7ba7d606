import type { Media } from '../../domain/call';
import type { AgentId, CommandId, LegId, QueueName, TicketId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import type { QueueSettings } from '../../domain/queue';
import type { Instant } from '../../domain/time';
import { numberInWords } from '../saying/sayings';
import { run, type Move } from '../step';
import type { Turn } from '../turn';
import { Reference, type Cel } from '../values';
import { talkUntil } from './talk-limit';
import type { Keying } from './queue-keys';
import type { QueueStep } from './queue-spec';

/** A place in another queue of the step. */
export type Place = { readonly ticket: TicketId; readonly queue: QueueName };

type Places = {
  readonly ticket: TicketId;
  /** Where that is; without it the queue of the step. */
  readonly queue?: QueueName;
  /** Where the caller waits besides. */
  readonly others?: readonly Place[];
};

export type InLine = Places & {
  readonly is: 'entering' | 'waiting';
  readonly enteredAt: Instant;
  readonly keying?: Keying | null;
  /** The caller will be called back, and waits here no more; the flow that ran meanwhile has its last word. */
  readonly promised?: true;
};
export type Together = Places & {
  readonly is: 'connecting' | 'talking';
  readonly enteredAt: Instant;
  readonly leg: LegId;
  readonly agent: AgentId;
  readonly bridge: CommandId;
  readonly talkingSince?: Instant;
};
export type Local = InLine | Together;

export function sayPosition(spec: QueueHere, position: number, turn: Turn): void {
  const { announce } = settings(spec, turn);
  const media: Media[] = [];
  if (announce.position && position === 1) media.push({ is: 'prompt', name: 'queue/next' });
  if (announce.position && position > 1)
    media.push(
      { is: 'prompt', name: 'queue/position' },
      { is: 'text', text: numberInWords(position, turn.call.language) },
    );
  if (announce.prompt !== null) media.push({ is: 'prompt', name: announce.prompt });
  if (media.length > 0) turn.play(media);
}

/** Of the queue where the caller is: whose music and announcements they hear. */
export const settings = (spec: QueueHere, turn: Turn): QueueSettings => settingsOf(spec.queue.name, turn);

export function settingsOf(queue: QueueName, turn: Turn): QueueSettings {
  const found = turn.office.queues.get(queue);
  if (!found) throw new Error(`no queue ${queue}`);
  return found;
}

/** A step whose queue is known. */
export type QueueHere = QueueStep & { readonly queue: Reference };

/** The step, as if the caller had come into the queue where they are now. A call on an older version may not know it. */
export function whereNow(spec: QueueStep, { queue: name }: Pick<Local, 'queue'>, { office }: Turn): QueueHere {
  const queue =
    name !== undefined && office.queues.has(name) ? new Reference('queue', name) : (spec.queue ?? spec.oneOf[0]);
  if (!queue) throw new Error('a queue step that names no queue');
  return { ...spec, queue };
}

/** The queue that an expression names; `undefined`, with the reason in the history, when there is no such. */
export function queueNamedBy(expression: Cel, oneOf: readonly Reference[], turn: Turn): QueueName | undefined {
  const named = turn.evaluate(expression, '');
  const found = oneOf.find(({ name }) => name === named);
  if (found) return found.name;
  turn.problem(`queue: ${expression.source} comes to none of ${oneOf.map(({ name }) => name).join(', ')}`);
  return undefined;
}

/** Somebody has put the caller into another queue: what is heard is that queue's. */
export function moved(local: InLine, to: { readonly ticket: TicketId; readonly queue: QueueName }, turn: Turn): InLine {
  const { lastWait } = turn.session;
  if (lastWait) turn.change({ lastWait: { ...lastWait, queue: to.queue } });
  return { ...local, ticket: to.ticket, queue: to.queue, enteredAt: turn.now };
}

export const isTogether = (local: Local): local is Together => local.is === 'connecting' || local.is === 'talking';

export function talkEnds(spec: QueueHere, { talkingSince }: Together, turn: Turn): Instant {
  const net = turn.now + settings(spec, turn).maxTalkMs;
  return talkUntil(spec.talk, talkingSince ?? turn.now, turn.now, net);
}

export function report({ ticket, leg }: Together, done: boolean, turn: Turn): void {
  turn.ask({ type: 'report-bridge', id: turn.newId('command'), ticket, leg, done });
}

export function runWaiting(
  { flow, with: given }: NonNullable<QueueStep['whileWaiting']>,
  local: Local,
  net: Instant,
  turn: Turn,
): Move<Local> {
  const parameters: Record<string, Json> = {};
  for (const [parameter, expression] of given) parameters[parameter] = turn.evaluate(expression, null);
  return run(flow.name, parameters, local, net);
}
