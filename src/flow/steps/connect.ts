import type { LegId } from '../../domain/ids';
import type { Instant } from '../../domain/time';
import type { StepEvent } from '../session';
import { leave, stay, wait, type Entry, type Exit, type Move, type StepKind } from '../step';
import type { Turn } from '../turn';
import { dial, mostTelling, musicOf, RING_NET_MS } from './connect-dialling';
import {
  BY_US,
  drop,
  noteEnd,
  UNKNOWN,
  type HowEnded,
  type Local,
  type Ringing,
  type Rung,
  type Together,
} from './connect-legs';
import { connectExits, connectSchema, type Connect, type ConnectExit } from './connect-spec';
import { sendKeys } from './keys-sent';
import { talkUntil, warned } from './talk-limit';

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
    'Rings one person, or several at once: agents by id or extension, whatever the queues say, or numbers outside over a trunk that allows them. It stays until the talk is over.',
  manual: {
    group: 'reach',
    example: `hello:
  - answer
  - connect: { extension: call.dnis, ring_for: 20s }
  - connect:
      number: "'+74950000000'"
      over: carrier
      caller_id: { name: "'Carillon'" }
      on: { done: goodbye, busy: busy, no_answer: busy }
  - play: office/nobody
  - hangup
busy:
  - connect: { any_of: [ { agent: "'anna'" }, { extension: call.dnis } ], max_talk: 30m }
  - play: office/nobody
  - hangup
goodbye:
  - play: office/goodbye
`,
    exits: {
      done: 'the other side has gone and the caller is still there; without a label the flow ends',
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
      'What stands below runs when nobody was reached. After a talk the flow ends, or goes on at `on: { done: … }`, where a survey may stand.',
      'With `any_of` all ring at once and who answers first gets the call; the others stop ringing, and their phones note no missed call. A caller who is answered hears music meanwhile, for the far ends would hear one another. Where nobody answers, the exit is the first of this list that fits one of them.',
      'With `send_dtmf` keys are pressed for the number outside that answers, as D() of Dial() does, and then the two can talk: `send_dtmf: "ww101#"` dials an extension there.',
      'Who hangs up ends the talk: the caller’s hang-up ends the other leg as well.',
    ],
  },
  schema: connectSchema,
  exits: (spec): readonly Exit[] => connectExits.map((name) => ({ name, to: spec.exits[name], ends: name === 'done' })),
  enter: (spec, turn) => dial(spec, turn, turn.newId('bridge')),
  on: (spec, local, event, turn) => {
    if (event.type === 'digit') turn.forgetDigits();
    return local.is === 'ringing' ? ringing(spec, local, event, turn) : together(spec, local, event, turn);
  },
  recover: (spec, local, alive, turn) =>
    local.is === 'ringing' ? ringsOn(spec, local, alive, turn) : talksOn(spec, local, alive, turn),
  abandon: (_, local, turn, why) => {
    const ended = { by: why === 'hung-up' ? 'them' : 'us', cause: null } as const;
    if (local.is === 'ringing') {
      for (const each of local.rung) drop(each, turn);
      if (turn.session.bridge === local.bridge) turn.disconnect(local.bridge);
      for (const each of local.rung) noteEnd(each, local, why, ended, turn);
      return;
    }
    drop(local, turn);
    turn.disconnect(local.bridge);
    noteEnd(local, local, why, ended, turn);
  },
};

function ringsOn(spec: Connect, local: Ringing, alive: readonly string[], turn: Turn): Entry<Local> {
  const rung = local.rung.filter(({ leg }) => alive.includes(leg));
  for (const each of local.rung) if (!rung.includes(each)) noteEnd(each, local, 'lost', UNKNOWN, turn);
  // Nobody knows how it ended, or whether it was rung at all: it rings anew.
  if (rung.length === 0) return dial(spec, turn, local.bridge);
  // Whether it was answered meanwhile is told next.
  const music = musicOf(spec, turn);
  if (music !== null) turn.startMusic(music);
  return stay({ ...local, rung }, Math.max(local.since + spec.ringForMs, turn.now) + RING_NET_MS);
}

function talksOn(spec: Connect, local: Together, alive: readonly string[], turn: Turn): Entry<Local> {
  if (!alive.includes(local.leg)) return over(local, exitOf(local), UNKNOWN, turn);
  if (local.is === 'talking' && alive.includes(local.bridge)) return stay(local, talkEnds(spec, local, turn));
  // Keys are not pressed a second time.
  return join(local, turn);
}

function ringing(spec: Connect, local: Ringing, event: StepEvent, turn: Turn): Move<Local> {
  switch (event.type) {
    case 'leg-answered': {
      const first = local.rung.find(({ leg }) => leg === event.leg);
      return first ? answeredBy(first, spec, local, turn) : wait(local);
    }
    case 'leg-ended':
      return ringsNoMore(
        local,
        event.leg,
        (rung) => {
          const exit = event.cause === null ? 'no_answer' : (exitByCause[event.cause] ?? 'unreachable');
          noteEnd(rung, local, exit, event, turn);
          return exit;
        },
        turn,
      );
    case 'failed':
      return ringsNoMore(
        local,
        event.command,
        (rung) => {
          turn.problem(`connect: ${event.why}`);
          drop(rung, turn);
          noteEnd(rung, local, 'failed', BY_US, turn);
          return 'failed';
        },
        turn,
      );
    case 'deadline':
      return stopRinging(local, turn);
    default:
      return wait(local);
  }
}

/** One of those who ring does so no more; after the last the step is left. */
function ringsNoMore(local: Ringing, leg: LegId, end: (rung: Rung) => ConnectExit, turn: Turn): Move<Local> {
  const gone = local.rung.find((each) => each.leg === leg);
  if (!gone) return wait(local);
  const rung = local.rung.filter((each) => each !== gone);
  if (rung.length === 0) turn.disconnect();
  const ended = [...local.ended, end(gone)];
  return rung.length === 0 ? leave(mostTelling(ended)) : wait({ ...local, rung, ended });
}

function stopRinging(local: Ringing, turn: Turn): Entry<Local> {
  for (const each of local.rung) drop(each, turn);
  turn.disconnect();
  for (const each of local.rung) noteEnd(each, local, 'no_answer', BY_US, turn);
  return leave('no_answer');
}

/** The others stop ringing; their phones note no missed call. */
function answeredBy(first: Rung, spec: Connect, { rung, bridge, since }: Ringing, turn: Turn): Entry<Local> {
  for (const other of rung) {
    if (other === first) continue;
    turn.ask({ type: 'drop-leg', id: turn.newId('command'), leg: other.leg, answeredElsewhere: true });
    noteEnd(other, { since, talkingSince: null }, 'answered-elsewhere', BY_US, turn);
  }
  if (!turn.session.answered) turn.answerNow();
  const local: Together = { ...first, is: 'connecting', bridge, since, talkingSince: null };
  const sending = spec.sendDtmf && first.agent === null && sendKeys(spec.sendDtmf, first.leg, 'connect', turn);
  if (!sending) return join(local, turn);
  return stay({ ...local, is: 'sending', keys: sending.command }, turn.now + sending.forMs);
}

function join(local: Together, turn: Turn): Entry<Local> {
  turn.connect(local.bridge, local.leg);
  return stay({ ...local, is: 'connecting' }, turn.now + BRIDGE_WITHIN_MS);
}

function together(spec: Connect, local: Together, event: StepEvent, turn: Turn): Move<Local> {
  switch (event.type) {
    case 'leg-ended':
      return event.leg === local.leg ? over(local, exitOf(local), event, turn) : wait(local);
    case 'done': {
      if (event.command !== local.bridge || local.is === 'talking') return wait(local);
      turn.change({ served: true, ...(local.agent !== null && { lastTalk: { agent: local.agent, queue: '' } }) });
      const talking: Together = { ...local, is: 'talking', talkingSince: local.talkingSince ?? turn.now };
      return stay(talking, talkEnds(spec, talking, turn));
    }
    case 'failed':
      if (event.command === local.keys && local.is === 'sending') {
        turn.problem(`connect: ${event.why}`);
        return join(local, turn);
      }
      if (event.command !== local.bridge || local.is === 'talking') return wait(local);
      turn.problem(`connect: ${event.why}`);
      drop(local, turn);
      return over(local, 'failed', BY_US, turn);
    case 'deadline':
      if (local.is === 'sending') return join(local, turn);
      if (local.is === 'talking' && warned(spec.talk, local.talkingSince ?? turn.now, turn))
        return stay(local, talkEnds(spec, local, turn));
      drop(local, turn);
      return over(local, local.is === 'talking' ? 'done' : 'failed', BY_US, turn);
    default:
      return wait(local);
  }
}

const talkEnds = ({ talk }: Connect, { talkingSince }: Together, { now }: Turn): Instant =>
  talkUntil(talk, talkingSince ?? now, now, now + LONGEST_TALK_MS);

/** Who talked and has gone is done with; who answered and was gone before a word was never there. */
const exitOf = ({ talkingSince }: Together): ConnectExit => (talkingSince === null ? 'no_answer' : 'done');

function over(local: Together, exit: ConnectExit, ended: HowEnded, turn: Turn): Entry<Local> {
  turn.disconnect();
  noteEnd(local, local, exit, ended, turn);
  return leave(exit);
}
