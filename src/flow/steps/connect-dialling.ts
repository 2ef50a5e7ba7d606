import type { DialTarget } from '../../domain/call';
import type { CommandId } from '../../domain/ids';
import { leave, stay, type Entry } from '../step';
import type { Turn } from '../turn';
import { noteStart, type Local, type Rung } from './connect-legs';
import { connectExits, type Connect, type ConnectExit, type Whom } from './connect-spec';
import { numberOver, trunkOf, wordOf } from './outside';

/** Asterisk stops the ringing; if we are not told, we do. */
export const RING_NET_MS = 3_000;

/** Rings, or leaves at once when there is nobody to be rung. */
export function dial(spec: Connect, turn: Turn, bridge: CommandId): Entry<Local> {
  const targets = spec.whom.map((whom) => targetOf(whom, turn));
  const ended = targets.filter((each) => typeof each === 'string');
  const reached = targets.filter((each) => typeof each !== 'string');
  if (reached.length === 0) {
    turn.disconnect();
    return leave(mostTelling(ended));
  }
  turn.forgetDigits();
  turn.stopPlaying();
  if (spec.music !== null && !turn.session.answered) turn.answerNow();
  const music = musicOf(spec, turn);
  // Several would hear one another.
  const early = music === null && turn.session.answered ? bridge : null;
  if (early !== null) turn.change({ bridge });
  if (music !== null) turn.startMusic(music);
  else if (early === null) turn.ask({ type: 'ring', id: turn.newId('command') });
  const rung = reached.map((to): Rung => {
    const leg = turn.newId('dialledLeg');
    turn.ask({ type: 'dial', id: leg, to, callerId: callerIdOf(spec, to, turn), ringForMs: spec.ringForMs, early });
    noteStart(leg, to, turn);
    return { leg, agent: to.is === 'agent' ? to.agent : null };
  });
  return stay({ is: 'ringing', rung, ended, bridge, since: turn.now }, turn.now + spec.ringForMs + RING_NET_MS);
}

/** What plays while it rings; with several an answered caller hears music, for nobody is heard early. */
export const musicOf = ({ music, whom }: Connect, turn: Turn): string | null =>
  music ?? (whom.length > 1 && turn.session.answered ? 'default' : null);

/** Of several that were not reached, what says most: one that rang before one that is engaged. */
export const mostTelling = (ended: readonly ConnectExit[]): ConnectExit =>
  connectExits.find((exit) => ended.includes(exit)) ?? 'failed';

function targetOf(whom: Whom, turn: Turn): DialTarget | 'failed' | 'unreachable' {
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
