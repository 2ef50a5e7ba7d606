import type { CommandOutcome } from '../../engine/ports/telephony';
import { callerIdOf, endpointOf, ringsAlready, secondsOf } from './far-end';
import { outcomeOf, type Hands, type Kind } from './hands';
import { play } from './playing';

/**
 * Rings a customer. When they answer, the channel comes to us with these arguments, as a caller from the dialplan does; the
 * agent hears a ringing tone until then, which goes on in a bridge unless it is ended before.
 */
export const callBack: Kind<'call-back'> = async ({ call, to, callerId, ringForMs, beside, attempt }, hands) => {
  const { requests, legs, app, accountOf } = hands;
  const endpoint = endpointOf(to, accountOf);
  if (endpoint === null) return { is: 'failed', code: 'refused', why: 'what is to be dialled is no number' };
  // Without the tone it rings all the same.
  if (beside !== null) await requests.ask('channels.ring', ({ channels }) => channels.ring({ channelId: beside }));
  const request = {
    channelId: call,
    endpoint,
    app,
    appArgs: `callback,${to.number},${to.endpoint},,${attempt}`,
    callerId: callerIdOf(callerId),
    timeout: secondsOf(ringForMs),
    ...(beside !== null && { originator: beside }),
  };
  legs.calls(call, attempt);
  const reply = await requests.ask('channels.originate', ({ channels }) => channels.originateWithId(request));
  if (reply.is === 'done') legs.made(call, attempt, reply.value.creationtime);
  return reply.is === 'failed' && reply.code === 'exists' ? ringsAlready(call, requests) : outcomeOf(reply);
};

/** Ends what `callBack` began to be heard. */
export async function endRinging(leg: string, { requests }: Hands): Promise<void> {
  await requests.ask('channels.ringStop', ({ channels }) => channels.ringStop({ channelId: leg }));
}

export const tellLeg: Kind<'tell-leg'> = async ({ id, leg, media, language }, hands): Promise<CommandOutcome> => {
  await endRinging(leg, hands);
  return play({ type: 'play', call: leg, id, media, language }, hands);
};
