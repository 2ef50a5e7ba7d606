import { numberToDial } from '../../domain/trunk';
import type { DialTarget } from '../../domain/call';
import type { LegId } from '../../domain/ids';
import type { CommandOutcome } from '../../engine/ports/telephony';
import { join } from './bridges';
import { DONE, hangUp, outcomeOf, type Hands, type Kind } from './hands';
import type { Requests } from './requests';

/** Q.850. */
const NORMAL_CLEARING = 16;
/** The phone notes no missed call. */
const ANSWERED_ELSEWHERE = 26;

const ENTERS_WITHIN_MS = 3000;

/** Rings an agent's phone; nothing of it is heard before the answer. */
export const ringAgent: Kind<'ring-agent'> = async ({ call, leg, agent, callerId, ringForMs }, hands) => {
  const { requests, app, accountOf } = hands;
  const request = {
    channelId: leg,
    endpoint: `PJSIP/${accountOf(agent)}`,
    app,
    appArgs: `agentleg,${call}`,
    callerId: callerIdOf(callerId),
    timeout: secondsOf(ringForMs),
    originator: call,
  };
  const reply = await requests.ask('channels.originate', ({ channels }) => channels.originateWithId(request));
  return reply.is === 'failed' && reply.code === 'exists' ? ringsAlready(leg, requests) : outcomeOf(reply);
};

/**
 * Made first and dialled then: in between the leg is put into a bridge with the caller, who hears what the other side sends
 * before it answers. A leg that is not in Stasis yet would be refused there.
 */
export const dial: Kind<'dial'> = async ({ call, id: leg, to, callerId, ringForMs, early }, hands) => {
  const { requests, legs, app, accountOf } = hands;
  const endpoint = endpointOf(to, accountOf);
  if (endpoint === null) return { is: 'failed', code: 'refused', why: 'what is to be dialled is no number' };
  const entered = legs.enters(leg, ENTERS_WITHIN_MS);
  // The far end is shown the connected line of a leg that we make, which is what the leg will be talking to.
  const variables = { 'CONNECTEDLINE(all,i)': callerIdOf(callerId) };
  const request = { channelId: leg, endpoint, app, appArgs: `leg,${call}`, originator: call, variables: { variables } };
  const made = await requests.ask('channels.create', ({ channels }) => channels.create(request));
  if (made.is === 'failed') {
    entered.callOff();
    return made.code === 'exists' ? ringsAlready(leg, requests) : outcomeOf(made);
  }
  if (!(await entered.soon)) return giveUp(leg, { is: 'failed', code: 'timeout', why: 'the leg was not made' }, hands);
  const joined = early === null ? DONE : await join(early, [call, leg], requests);
  if (joined.is === 'failed') return giveUp(leg, joined, hands);
  const ring = { channelId: leg, timeout: secondsOf(ringForMs) };
  const dialled = outcomeOf(await requests.ask('channels.dial', ({ channels }) => channels.dial(ring)));
  return dialled.is === 'failed' ? giveUp(leg, dialled, hands) : DONE;
};

export const dropLeg: Kind<'drop-leg'> = ({ leg, answeredElsewhere }, hands) =>
  hangUp(leg, answeredElsewhere ? ANSWERED_ELSEWHERE : NORMAL_CLEARING, hands);

async function giveUp(leg: LegId, failed: CommandOutcome, hands: Hands): Promise<CommandOutcome> {
  await hangUp(leg, NORMAL_CLEARING, hands);
  return failed;
}

const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** Nothing that Asterisk would read as more than a number gets into it. */
function endpointOf(to: DialTarget, accountOf: Hands['accountOf']): string | null {
  if (to.is === 'agent') return `PJSIP/${accountOf(to.agent)}`;
  const number = numberToDial(to.number);
  if (number === null) return null;
  return to.endpoint.startsWith('DAHDI/') ? `${to.endpoint}/${number}` : `PJSIP/${number}@${to.endpoint}`;
}

/**
 * Asterisk says "already exists" of a phone it cannot reach, too, when the same connection had a true one before: it looks
 * at the last error of its thread, which nobody clears.
 */
async function ringsAlready(leg: string, requests: Requests): Promise<CommandOutcome> {
  const reply = await requests.ask('channels.get', ({ channels }) => channels.get({ channelId: leg }));
  if (reply.is === 'done' || reply.code !== 'gone') return outcomeOf(reply);
  return { is: 'failed', code: 'unreachable', why: 'the phone cannot be reached' };
}

/** `"Bob" <5551234>`: quotes and brackets in it would make another caller of it. */
function callerIdOf({ name, number }: { readonly name: string; readonly number: string }): string {
  const clean = (text: string): string => text.replace(/[\p{Cc}"<>\\]/gu, '');
  return `"${clean(name)}" <${clean(number)}>`;
}
