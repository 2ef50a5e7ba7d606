import type { LegId } from '../../domain/ids';
import type { CommandOutcome } from '../../engine/ports/telephony';
import { join } from './bridges';
import { callerIdOf, endpointOf, ringsAlready, secondsOf } from './far-end';
import { DONE, hangUp, outcomeOf, type Hands, type Kind } from './hands';

/** Q.850. */
const NORMAL_CLEARING = 16;
/** The phone notes no missed call. */
const ANSWERED_ELSEWHERE = 26;

const ENTERS_WITHIN_MS = 3000;

/** Rings an agent's phone; nothing of it is heard before the answer. */
export const ringAgent: Kind<'ring-agent'> = async ({ call, leg, agent, callerId, ringForMs, alone }, hands) => {
  const { requests, app, accountOf } = hands;
  const request = {
    channelId: leg,
    endpoint: `PJSIP/${accountOf(agent)}`,
    app,
    appArgs: `agentleg,${call}`,
    callerId: callerIdOf(callerId),
    timeout: secondsOf(ringForMs),
    ...(alone !== true && { originator: call }),
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
