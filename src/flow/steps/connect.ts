import type { DialTarget, EndedBy } from '../../domain/call';
import type { AgentId, CommandId, LegId } from '../../domain/ids';
import type { Instant } from '../../domain/time';
import type { StepEvent } from '../session';
import { leave, stay, wait, type Entry, type Exit, type Move, type StepKind } from '../step';
import type { Turn } from '../turn';
import { connectExits, connectSchema, type Connect, type ConnectExit } from './connect-spec';
import { numberOver, trunkOf, wordOf } from './outside';

type Local = {
  readonly is: 'ringing' | 'connecting' | 'talking';
  readonly leg: LegId;
  readonly bridge: CommandId;
  readonly agent: AgentId | null;
  /** When it began to ring, and when they could talk. */
  readonly since: Instant;
  readonly talkingSince: Instant | null;
};

/** Asterisk stops the ringing; if we are not told, we do. */
const RING_NET_MS = 3_000;
const BRIDGE_WITHIN_MS = 8_000;
const LONGEST_TALK_MS = 43_200_000;

/** Q.850. All other causes say that there was no way there. */
const exitByCause: Readonly<Record<number, ConnectExit>> = {
  16: 'no_answer',
  17: 'busy',
  18: 'no_answer',
  19: 'no_answer',
  21: 'declined',
  31: 'no_answer',
};

export const connect: StepKind<Connect, Local> = {
  about:
    'Rings one person: an agent by id or extension, whatever the queues say, or a number outside over a trunk that allows it. It stays until the talk is over.',
  manual: {
    group: 'reach',
    example: `hello:
  - answer
  - connect: { extension: "'101'", ring_for: 20s, on: { done: goodbye } }
  - connect:
      number: "'+74950000000'"
      over: carrier
      caller_id: { name: "'Carillon'" }
      on: { done: goodbye, busy: busy, no_answer: busy }
  - play: office/nobody
  - hangup
busy:
  - connect: { agent: "'anna'", music: default, on: { done: goodbye } }
goodbye:
  - play: office/goodbye
`,
    exits: {
      done: 'the other side has gone and the caller is still there',
      no_answer: 'nobody answered within `ring_for`, or whoever answered was gone at once',
      busy: 'the line is engaged (Q.850 cause 17)',
      declined: 'the call was declined (cause 21)',
      unreachable:
        'there is no such number or extension, the phone is not there, or no way leads to it (all other causes)',
      failed: 'the number may not be dialled over the trunk, nobody is named, or Asterisk would not',
    },
    notes: [
      'A call that is answered hears what the far end sends before its answer: its ringing, an announcement of the network. With `music` it hears that instead, and is answered for it.',
      'A call that is not answered yet is answered when the far end answers; until then the caller’s own phone rings. So `busy` and the other exits may still `reject`.',
      'Who hangs up ends the talk: the caller’s hang-up ends the other leg as well.',
    ],
  },
  schema: connectSchema,
  exits: (spec): readonly Exit[] => connectExits.map((name) => ({ name, to: spec.exits[name] })),
  enter: (spec, turn) => dial(spec, turn, turn.newId('bridge')),
  on: (_, local, event, turn) => {
    if (event.type === 'digit') turn.forgetDigits();
    if (event.type === 'leg-ended' && event.leg === local.leg)
      return over(local, exitOf(local, event.cause), event, turn);
    return local.is === 'ringing' ? ringing(local, event, turn) : together(local, event, turn);
  },
  recover: (spec, local, alive, turn) => {
    if (!alive.includes(local.leg)) {
      const gone = { by: 'unknown', cause: null } as const;
      if (local.is !== 'ringing') return over(local, exitOf(local, null), gone, turn);
      // Nobody knows how it ended, or whether it was rung at all: it rings anew.
      noteEnd(local, 'lost', gone, turn);
      return dial(spec, turn, local.bridge);
    }
    if (local.is === 'ringing') {
      // Whether it was answered meanwhile is told next.
      if (spec.music !== null) turn.startMusic(spec.music);
      return stay(local, Math.max(local.since + spec.ringForMs, turn.now) + RING_NET_MS);
    }
    if (local.is === 'talking' && alive.includes(local.bridge)) return stay(local, turn.now + LONGEST_TALK_MS);
    turn.connect(local.bridge, local.leg);
    return stay({ ...local, is: 'connecting' }, turn.now + BRIDGE_WITHIN_MS);
  },
  abandon: (_, local, turn, why) => {
    drop(local, turn);
    if (turn.session.bridge === local.bridge || local.is !== 'ringing') turn.disconnect(local.bridge);
    noteEnd(local, why, { by: why === 'hung-up' ? 'them' : 'us', cause: null }, turn);
  },
};

/** Rings, or leaves at once when there is nobody to be rung. */
function dial(spec: Connect, turn: Turn, bridge: CommandId): Entry<Local> {
  const to = targetOf(spec, turn);
  if (typeof to === 'string') {
    turn.disconnect();
    return leave(to);
  }
  turn.forgetDigits();
  turn.stopPlaying();
  if (spec.music !== null && !turn.session.answered) turn.answerNow();
  const early = spec.music === null && turn.session.answered ? bridge : null;
  if (early !== null) turn.change({ bridge });
  if (spec.music !== null) turn.startMusic(spec.music);
  else if (early === null) turn.ask({ type: 'ring', id: turn.newId('command') });
  const leg = turn.newId('dialledLeg');
  turn.ask({ type: 'dial', id: leg, to, callerId: callerIdOf(spec, to, turn), ringForMs: spec.ringForMs, early });
  noteStart(leg, to, turn);
  const agent = to.is === 'agent' ? to.agent : null;
  const local: Local = { is: 'ringing', leg, bridge, agent, since: turn.now, talkingSince: null };
  return stay(local, turn.now + spec.ringForMs + RING_NET_MS);
}

function targetOf({ whom }: Connect, turn: Turn): DialTarget | 'failed' | 'unreachable' {
  const { agents } = turn.office;
  switch (whom.is) {
    case 'agent': {
      const agent = wordOf(whom.agent, turn);
      if (agents.has(agent)) return { is: 'agent', agent };
      turn.problem(`connect: ${whom.agent.source} names no agent`);
      return 'failed';
    }
    case 'extension': {
      const extension = wordOf(whom.extension, turn);
      const found = [...agents.values()].find((agent) => agent.extension === extension);
      return found ? { is: 'agent', agent: found.id } : 'unreachable';
    }
    case 'number': {
      const trunk = trunkOf(whom.over, turn);
      const number = numberOver(trunk, whom.number, 'connect', turn);
      return number === null ? 'failed' : { is: 'number', number, trunk: trunk.name, endpoint: trunk.endpoint };
    }
  }
}

function callerIdOf({ shows }: Connect, to: DialTarget, turn: Turn): { name: string; number: string } {
  const { ani, name } = turn.call;
  const own = to.is === 'number' ? (turn.office.trunks.get(to.trunk)?.callerId ?? ani) : ani;
  return {
    name: shows.name ? wordOf(shows.name, turn) : name,
    number: shows.number ? wordOf(shows.number, turn) : own,
  };
}

function ringing(local: Local, event: StepEvent, turn: Turn): Move<Local> {
  switch (event.type) {
    case 'leg-answered':
      if (event.leg !== local.leg) return wait(local);
      if (!turn.session.answered) turn.answerNow();
      turn.connect(local.bridge, local.leg);
      return stay({ ...local, is: 'connecting' }, turn.now + BRIDGE_WITHIN_MS);
    case 'failed':
      if (event.command !== local.leg) return wait(local);
      turn.problem(`connect: ${event.why}`);
      drop(local, turn);
      return over(local, 'failed', BY_US, turn);
    case 'deadline':
      drop(local, turn);
      return over(local, 'no_answer', BY_US, turn);
    default:
      return wait(local);
  }
}

function together(local: Local, event: StepEvent, turn: Turn): Move<Local> {
  switch (event.type) {
    case 'done':
      if (event.command !== local.bridge || local.is === 'talking') return wait(local);
      turn.change({ served: true, ...(local.agent !== null && { lastTalk: { agent: local.agent, queue: '' } }) });
      return stay(
        { ...local, is: 'talking', talkingSince: local.talkingSince ?? turn.now },
        turn.now + LONGEST_TALK_MS,
      );
    case 'failed':
      if (event.command !== local.bridge || local.is === 'talking') return wait(local);
      turn.problem(`connect: ${event.why}`);
      drop(local, turn);
      return over(local, 'failed', BY_US, turn);
    case 'deadline':
      drop(local, turn);
      return over(local, local.is === 'talking' ? 'done' : 'failed', BY_US, turn);
    default:
      return wait(local);
  }
}

const BY_US = { by: 'us', cause: null } as const;

/** Who talked and has gone is done with; who answered and was gone before a word was never there. */
function exitOf({ talkingSince, is }: Local, cause: number | null): ConnectExit {
  if (talkingSince !== null) return 'done';
  if (is === 'connecting' || cause === null) return 'no_answer';
  return exitByCause[cause] ?? 'unreachable';
}

type HowEnded = { readonly by: EndedBy; readonly cause: number | null };

function over(local: Local, exit: ConnectExit, ended: HowEnded, turn: Turn): Entry<Local> {
  turn.disconnect();
  noteEnd(local, exit, ended, turn);
  return leave(exit);
}

function drop({ leg }: Local, turn: Turn): void {
  turn.ask({ type: 'drop-leg', id: turn.newId('command'), leg, answeredElsewhere: false });
}

function noteStart(leg: LegId, to: DialTarget, turn: Turn): void {
  turn.note('dial.started', {
    node: turn.session.node,
    leg,
    agent: to.is === 'agent' ? to.agent : null,
    number: to.is === 'number' ? to.number : null,
    trunk: to.is === 'number' ? to.trunk : null,
  });
}

function noteEnd({ leg, since, talkingSince }: Local, how: string, { by, cause }: HowEnded, turn: Turn): void {
  turn.note('dial.ended', {
    node: turn.session.node,
    leg,
    how,
    by,
    cause,
    rangMs: (talkingSince ?? turn.now) - since,
    talkedMs: talkingSince === null ? 0 : turn.now - talkingSince,
  });
}
