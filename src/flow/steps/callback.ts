import { ticketOfCallback, type CallbackPlan } from '../../domain/callback';
import { callbackId, type CallId, type TicketId } from '../../domain/ids';
import type { TicketRequest } from '../../domain/queue';
import type { Instant } from '../../domain/time';
import { leave, stay, wait, type Entry, type StepKind } from '../step';
import type { Turn } from '../turn';
import { clockOf, parseUntil } from '../until';
import { callbackExits, callbackSchema, type CallbackStep } from './callback-spec';
import { numberOver, trunkOf, wordOf } from './outside';

/** `call` is the call to be. */
type Local = {
  readonly ticket: TicketId;
  readonly call: CallId;
  readonly number: string;
  readonly at: Instant | null;
  readonly askedAt: Instant;
};

const FLOOR_ANSWERS_WITHIN_MS = 5_000;
const LATEST_MS = 1_209_600_000;

export const callback: StepKind<CallbackStep, Local> = {
  about:
    'Lets the caller hang up and be called: the request keeps the place in the queue, and when its turn has come an agent is rung, and the customer as soon as the agent is on the line.',
  manual: {
    group: 'reach',
    example: `hello:
  - answer
  - callback:
      queue: sales
      over: carrier
      tries: 3
      retry_after: 10m
      on: { already: known, failed: nobody }
  - play: queue/thanks
  - hangup
known:
  - play: office/goodbye
  - hangup
nobody:
  - play: office/nobody
  - hangup
`,
    exits: {
      done: 'the request is kept',
      already: 'this number waits for a callback of this queue already; that request stays as it is',
      failed:
        'it cannot be kept: the number may not be dialled over the trunk, the time is past, the floor did not answer',
    },
    notes: [
      'In a flow that runs `while_waiting` it takes the place of the wait: the visit to the queue ends with the reason `callback`, and the request has its age, priority and skills. The flow goes on, and when it ends the queue is left by `callback`. After the queue it keeps the age of the last wait there, too.',
      'Ask for the number before it where that is wanted: `yes_no` whether it is `call.ani`, and `collect` for another. A trunk dials only what trunks.yaml allows.',
      'The agent hears the ringing, and of a customer who is busy or does not answer the prompt `callback/busy`, `callback/no-answer` or `callback/unreachable`; then the agent is free, and another try follows after `retry_after`.',
      'With `mode: customer_first` a free agent is kept so (and shown as rung) while the customer is called, and rung when they have answered: no agent hears a line that is engaged, and the customer hears music for a moment.',
      'While the schedule of the queue is not open nobody is called; the request waits. A voice mailbox that answers counts as an answer.',
      'One request is kept for each number and queue. `carillon callbacks` lists them and takes them back.',
      'The customer who answers gets their place in the queue at once, or `flow` first: a flow of its own that greets them and comes to `queue` of the same queue, which takes the place that was kept.',
    ],
  },
  schema: callbackSchema,
  exits: (spec) => callbackExits.map((name) => ({ name, to: spec.exits[name] })),
  enter: (spec, turn) => {
    const number = numberOver(trunkOf(spec.over, turn), spec.number, 'callback', turn);
    const at = spec.at ? momentOf(wordOf(spec.at, turn), turn) : null;
    if (at === undefined) turn.problem(`callback: ${spec.at?.source ?? 'at'} comes to no time that is still to come`);
    if (number === null || at === undefined) return leave('failed');
    const call = callbackId(turn.call.id, serialOf(turn));
    return ask(spec, { ticket: ticketOfCallback(call), call, number, at, askedAt: turn.now }, turn);
  },
  on: (_, local, event, turn) => {
    switch (event.type) {
      case 'callback-taken':
        if (event.ticket !== local.ticket) return wait(local);
        if (!event.taken) return leave('already');
        turn.change({ promised: true });
        return leave('done');
      case 'deadline':
        turn.problem('callback: the floor did not answer in time');
        turn.ask({ type: 'cancel-callback', id: turn.newId('command'), ticket: local.ticket, by: turn.flow.name });
        return leave('failed');
      default:
        return wait(local);
    }
  },
  recover: askAgain,
  owns: (local, event) => 'ticket' in event && event.ticket === local.ticket,
};

/** The same request, by its id: the floor knows whether it has it. */
function askAgain(spec: CallbackStep, local: Local, _alive: readonly string[], turn: Turn): Entry<Local> {
  return ask(spec, local, turn);
}

function ask(spec: CallbackStep, local: Local, turn: Turn): Entry<Local> {
  turn.ask({
    type: 'ask-callback',
    id: turn.newId('command'),
    ticket: requestOf(spec, local, turn),
    replaces: waitsIn(turn),
  });
  return stay(local, turn.now + FLOOR_ANSWERS_WITHIN_MS);
}

function requestOf(spec: CallbackStep, local: Local, turn: Turn): TicketRequest {
  const { lastWait } = turn.session;
  const queue = spec.queue.name;
  const before = lastWait?.queue === queue ? lastWait : undefined;
  const { ani, name } = turn.call;
  return {
    priority: 0,
    skills: {},
    agent: null,
    ...before,
    beside: [],
    id: local.ticket,
    call: local.call,
    queue,
    maxWaitMs: null,
    enteredAt: local.askedAt,
    waitsSince: local.at ?? before?.waitsSince ?? before?.enteredAt ?? local.askedAt,
    caller: { number: local.number, name: local.number === ani ? name : '' },
    callback: planOf(spec, local, turn),
  };
}

function planOf(spec: CallbackStep, { number, at, askedAt }: Local, turn: Turn): CallbackPlan {
  const trunk = trunkOf(spec.over, turn);
  return {
    number,
    trunk: trunk.name,
    callerId: {
      name: spec.shows.name ? wordOf(spec.shows.name, turn) : '',
      number: spec.shows.number ? wordOf(spec.shows.number, turn) : (trunk.callerId ?? turn.call.dnis),
    },
    ringForMs: spec.ringForMs,
    tries: spec.tries,
    retryAfterMs: spec.retryAfterMs,
    mode: spec.mode,
    at,
    expiresAt: (at ?? askedAt) + spec.expiresMs,
    flow: spec.flow?.name ?? null,
    asked: turn.call,
  };
}

/** The place in a queue that this flow runs in. */
function waitsIn({ session, office }: Turn): TicketId | null {
  for (const { flow, node, local } of [...session.below].reverse()) {
    if (office.flows.get(flow)?.nodes.get(node)?.kind !== 'queue') continue;
    if (typeof local === 'object' && local !== null && 'ticket' in local && typeof local.ticket === 'string')
      return local.ticket;
  }
  return null;
}

/** When a caller wants to be called; `undefined` for what is no such time. */
function momentOf(text: string, { now, office }: Turn): Instant | undefined {
  const keyed = /^(\d{1,2})(\d{2})$/.exec(text.trim());
  const until = parseUntil(keyed ? `${keyed[1] ?? ''}:${keyed[2] ?? ''}` : text.trim());
  const at = until && clockOf(until, office.dayParts.timeZone, now);
  return at !== undefined && at > now && at <= now + LATEST_MS ? at : undefined;
}

/** A number of its own for each request of a call. */
function serialOf(turn: Turn): number {
  return Number(/\d+$/.exec(turn.newId('command'))?.[0]);
}
