import { rejectCauses } from '../../domain/call';
import type { CommandOutcome, TelephonyCommand } from '../../engine/ports/telephony';
import { connect, disconnect } from './bridges';
import { callBack, tellLeg } from './calling-back';
import { dial, dropLeg, ringAgent } from './dialling';
import { hangUp, outcomeOf, type CommandType, type Hands, type Kind } from './hands';
import { play, stopPlaying } from './playing';
import { record, stopRecording } from './recording';
import { redirect } from './redirecting';

/** Q.850. */
const NORMAL_CLEARING = 16;

const kinds: { readonly [T in CommandType]: Kind<T> } = {
  answer: async ({ call }, { requests }) =>
    outcomeOf(await requests.ask('channels.answer', ({ channels }) => channels.answer({ channelId: call }))),
  ring: async ({ call }, { requests }) =>
    outcomeOf(await requests.ask('channels.ring', ({ channels }) => channels.ring({ channelId: call }))),
  play,
  'stop-playing': stopPlaying,
  // A second as SendDTMF() of later versions knows it.
  'send-keys': async ({ call, leg, keys, lastsMs, gapMs }, { requests }) => {
    const dtmf = keys.replaceAll('W', 'ww');
    const request = { channelId: leg ?? call, dtmf, duration: lastsMs, between: gapMs };
    return outcomeOf(await requests.ask('channels.sendDTMF', ({ channels }) => channels.sendDTMF(request)));
  },
  music: async ({ call, class: mohClass }, { requests }) =>
    outcomeOf(
      await requests.ask('channels.startMoh', ({ channels }) => channels.startMoh({ channelId: call, mohClass })),
    ),
  'stop-music': async ({ call }, { requests }) =>
    outcomeOf(await requests.ask('channels.stopMoh', ({ channels }) => channels.stopMoh({ channelId: call }))),
  record,
  'stop-recording': stopRecording,
  connect,
  disconnect,
  reject: ({ call, cause }, hands) => hangUp(call, rejectCauses[cause], hands),
  hangup: ({ call, cause }, hands) => hangUp(call, cause === undefined ? NORMAL_CLEARING : rejectCauses[cause], hands),
  dial,
  'drop-leg': dropLeg,
  'ring-agent': ringAgent,
  'call-back': callBack,
  'tell-leg': tellLeg,
  redirect,
  'to-fallback': async ({ call }, { requests, legs }) => {
    legs.weEnd(call, null);
    const there = { channelId: call, context: 'fallback', extension: 's', priority: 1 };
    const reply = await requests.ask('channels.continue', ({ channels }) => channels.continueInDialplan(there));
    if (reply.is === 'failed' && reply.code !== 'timeout') legs.wasGone(call);
    return outcomeOf(reply);
  },
};

/** These end something, so they are carried out however late, and when the call is gone as well. */
export const endings: ReadonlySet<CommandType> = new Set<CommandType>([
  'disconnect',
  'reject',
  'hangup',
  'drop-leg',
  'stop-playing',
  'stop-recording',
  'to-fallback',
]);

export function perform(command: TelephonyCommand, hands: Hands): Promise<CommandOutcome> {
  // The type of the command says which of the kinds fits it; the compiler cannot follow.
  const kind = kinds[command.type] as (command: never, hands: Hands) => Promise<CommandOutcome>;
  return kind(command as never, hands);
}
