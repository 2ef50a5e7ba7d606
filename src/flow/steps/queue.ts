import { z } from 'zod';
import type { Media } from '../../domain/call';
import type { CommandId, LegId, TicketId } from '../../domain/ids';
import type { QueueSettings } from '../../domain/queue';
import type { Instant } from '../../domain/time';
import { leave, stay, wait, type Entry, type Exit, type Move, type StepKind } from '../step';
import type { StepEvent } from '../session';
import type { Turn } from '../turn';
import { cel, duration, label, reference, whole, type Cel, type Label, type Reference } from '../values';

interface QueueStep {
  readonly queue: Reference;
  readonly priority: Cel | undefined;
  readonly agent: Cel | undefined;
  readonly skills: Readonly<Record<string, number>>;
  readonly maxWaitMs: number | null;
  readonly exits: Readonly<Record<(typeof exitNames)[number], Label | undefined>>;
}

/** `done`: the agent went first and the caller is still there; the others say why nobody was reached. */
const exitNames = ['done', 'timeout', 'full', 'nobody', 'withdrawn'] as const;

type InLine = { readonly is: 'entering' | 'waiting'; readonly ticket: TicketId; readonly enteredAt: Instant };
type Together = {
  readonly is: 'connecting' | 'talking';
  readonly ticket: TicketId;
  readonly enteredAt: Instant;
  readonly leg: LegId;
  readonly bridge: CommandId;
};
type Local = InLine | Together;

const FLOOR_ANSWERS_WITHIN_MS = 5_000;
const BRIDGE_WITHIN_MS = 8_000;
/** The floor ends a wait in time; if it never does, we do, this much later. */
const WAIT_NET_MS = 600_000;

const schema = z
  .strictObject({
    name: reference('queue'),
    priority: cel({ wants: 'number' }).optional(),
    agent: cel({ wants: 'string' }).optional(),
    skills: z.record(z.string(), whole(0, 100)).default({}),
    max_wait: duration({ min: 1_000 }).optional(),
    on: z
      .strictObject({
        done: label().optional(),
        timeout: label().optional(),
        full: label().optional(),
        nobody: label().optional(),
        withdrawn: label().optional(),
      })
      .default({}),
  })
  .transform((written): QueueStep => ({
    queue: written.name,
    priority: written.priority,
    agent: written.agent,
    skills: written.skills,
    maxWaitMs: written.max_wait ?? null,
    exits: {
      done: written.on.done,
      timeout: written.on.timeout,
      full: written.on.full,
      nobody: written.on.nobody,
      withdrawn: written.on.withdrawn,
    },
  }));

export const queue: StepKind<QueueStep, Local> = {
  about:
    'Waits with music for an agent and stays until the talk is over. A higher priority goes first; `agent` wants one person only. A call that is not answered yet is answered.',
  schema,
  exits: (spec): readonly Exit[] => exitNames.map((name) => ({ name, to: spec.exits[name] })),
  enter: (spec, turn) => {
    const local: Local = { is: 'entering', ticket: turn.newId('ticket'), enteredAt: turn.now };
    turn.forgetDigits();
    return enterLine(spec, local, turn);
  },
  on: (spec, local, event, turn) => {
    if ('ticket' in event && event.ticket !== local.ticket) return wait(local);
    if (event.type === 'digit') turn.forgetDigits();
    if (event.type === 'left-queue') return leave(event.reason);
    return isTogether(local) ? together(spec, local, event, turn) : inLine(spec, local, event, turn);
  },
  recover: (spec, local, alive, turn) => {
    if (!isTogether(local)) return enterLine(spec, local, turn);
    if (!alive.includes(local.leg)) return local.is === 'talking' ? talkOver(turn) : backInLine(spec, local, turn);
    if (local.is === 'talking') {
      // The floor may not have heard that they talk: the node may have died before it was told.
      report(local, true, turn);
      return stay(local, turn.now + settings(spec, turn).maxTalkMs);
    }
    turn.connect(local.bridge, local.leg);
    return stay(local, turn.now + BRIDGE_WITHIN_MS);
  },
  abandon: (_, local, turn) => leaveLine(local, turn),
};

const isTogether = (local: Local): local is Together => local.is === 'connecting' || local.is === 'talking';

/** Takes a place, or asks for the same place again: the floor knows the ticket by its id. */
function enterLine(spec: QueueStep, { ticket, enteredAt }: Local, turn: Turn): Entry<Local> {
  const priority = spec.priority ? turn.evaluate(spec.priority, 0) : 0;
  const agent = spec.agent ? turn.evaluate(spec.agent, '') : null;
  if (agent === '' || (agent !== null && typeof agent !== 'string')) {
    turn.problem(`queue: ${spec.agent?.source ?? 'agent'} names nobody`);
    return leave('nobody');
  }
  if (!turn.session.answered) turn.answerNow();
  turn.enqueue({
    id: ticket,
    queue: spec.queue.name,
    priority: typeof priority === 'number' ? priority : 0,
    skills: spec.skills,
    agent,
    maxWaitMs: spec.maxWaitMs,
    enteredAt,
  });
  turn.startMusic(settings(spec, turn).music);
  return stay({ is: 'entering', ticket, enteredAt }, turn.now + FLOOR_ANSWERS_WITHIN_MS);
}

function inLine(spec: QueueStep, local: InLine, event: StepEvent, turn: Turn): Move<Local> {
  const { announce, maxWaitMs } = settings(spec, turn);
  const net = local.enteredAt + (spec.maxWaitMs ?? maxWaitMs) + WAIT_NET_MS;
  const announces = announce.position || announce.prompt !== null;
  switch (event.type) {
    case 'queued': {
      // Who comes back in line after a while has heard it lately.
      const first = local.enteredAt + announce.afterMs;
      const next = first > turn.now ? first : turn.now + announce.everyMs;
      return stay({ ...local, is: 'waiting' }, announces ? Math.min(next, net) : net);
    }
    case 'position':
      sayPosition(spec, event.position, turn);
      return wait(local);
    case 'agent-answered': {
      const bridge = turn.newId('bridge');
      turn.connect(bridge, event.leg);
      return stay({ ...local, is: 'connecting', leg: event.leg, bridge }, turn.now + BRIDGE_WITHIN_MS);
    }
    case 'deadline':
      if (local.is === 'entering') return enterLine(spec, local, turn);
      if (turn.now >= net) {
        leaveLine(local, turn, 'timeout');
        return leave('timeout');
      }
      turn.ask({ type: 'ask-position', id: turn.newId('command'), ticket: local.ticket });
      return stay(local, Math.min(turn.now + announce.everyMs, net));
    default:
      return wait(local);
  }
}

function together(spec: QueueStep, local: Together, event: StepEvent, turn: Turn): Move<Local> {
  switch (event.type) {
    case 'done':
      if (event.command !== local.bridge || local.is === 'talking') return wait(local);
      report(local, true, turn);
      turn.change({ served: true });
      return stay({ ...local, is: 'talking' }, turn.now + settings(spec, turn).maxTalkMs);
    case 'agent-left':
      if (event.leg !== local.leg) return wait(local);
      return local.is === 'talking' && !event.waiting ? talkOver(turn) : backInLine(spec, local, turn);
    case 'failed':
    case 'deadline':
      if (event.type === 'failed' && event.command !== local.bridge) return wait(local);
      if (local.is === 'talking') {
        leaveLine(local, turn);
        return talkOver(turn);
      }
      report(local, false, turn);
      return backInLine(spec, local, turn);
    default:
      return wait(local);
  }
}

function report({ ticket, leg }: Together, done: boolean, turn: Turn): void {
  turn.ask({ type: 'report-bridge', id: turn.newId('command'), ticket, leg, done });
}

function backInLine(spec: QueueStep, local: Local, turn: Turn): Entry<Local> {
  turn.disconnect();
  return enterLine(spec, local, turn);
}

function talkOver(turn: Turn): Entry<Local> {
  turn.disconnect();
  return leave('done');
}

function leaveLine(local: Local, turn: Turn, reason: 'abandoned' | 'timeout' = 'abandoned'): void {
  turn.ask({ type: 'leave-queue', id: turn.newId('command'), ticket: local.ticket, reason });
}

function sayPosition(spec: QueueStep, position: number, turn: Turn): void {
  const { announce } = settings(spec, turn);
  const media: Media[] = [];
  if (announce.position && position === 1) media.push({ is: 'prompt', name: 'queue/next' });
  if (announce.position && position > 1)
    media.push({ is: 'prompt', name: 'queue/position' }, { is: 'number', value: position });
  if (announce.prompt !== null) media.push({ is: 'prompt', name: announce.prompt });
  if (media.length > 0) turn.play(media);
}

function settings(spec: QueueStep, turn: Turn): QueueSettings {
  const found = turn.office.queues.get(spec.queue.name);
  if (!found) throw new Error(`no queue ${spec.queue.name}`);
  return found;
}
