import type { CommandOutcome } from '../../engine/ports/telephony';
import { DONE, outcomeOf, type Kind } from './hands';
import type { Legs } from './legs';
import type { Requests } from './requests';

const ADDRESS = /^sip:\+?[0-9*#]{1,32}@[A-Za-z0-9.-]+(?::\d{1,5})?$/;
/** Between the other side's word that it has taken the caller over and its hang-up. */
const LEAVES_WITHIN_MS = 1000;
const LOOK_EVERY_MS = 50;

/**
 * Asterisk takes a redirection at once, and tells nobody how it went. But it does nothing else with the caller until it
 * knows: so whatever we ask next is answered then, and a caller who is still there after that was refused.
 */
export const redirect: Kind<'redirect'> = async ({ call, to }, { requests, legs }) => {
  if (!ADDRESS.test(to))
    return { is: 'failed', code: 'refused', why: 'where the caller is to be sent is no SIP address' };
  const request = { channelId: call, endpoint: `PJSIP/${to}` };
  const taken = outcomeOf(await requests.ask('channels.redirect', ({ channels }) => channels.redirect(request)));
  return taken.is === 'failed' ? taken : outcome(call, requests, legs);
};

async function outcome(call: string, requests: Requests, legs: Legs): Promise<CommandOutcome> {
  const mark = { channelId: call, variable: 'CARILLON_REDIRECTED', value: 'yes' };
  const next = await requests.ask('channels.setChannelVar', ({ channels }) => channels.setChannelVar(mark));
  // They have left, or the other side takes its time: the hang-up will tell.
  if (next.is === 'failed') return DONE;
  for (const until = Date.now() + LEAVES_WITHIN_MS; Date.now() < until;) {
    if (legs.isLeaving(call) || (await isGone(call, requests))) return DONE;
    await new Promise((then) => setTimeout(then, LOOK_EVERY_MS));
  }
  return { is: 'failed', code: 'refused', why: 'the other side would not take the caller over' };
}

async function isGone(channelId: string, requests: Requests): Promise<boolean> {
  const reply = await requests.ask('channels.get', ({ channels }) => channels.get({ channelId }));
  return reply.is === 'failed' && reply.code === 'gone';
}
