import { rejectCauses } from '../../domain/call';
import type { AgentId } from '../../domain/ids';
import type { CommandOutcome, TelephonyCommand } from '../../engine/ports';
import type { Legs } from './legs';
import { urisOf } from './media';
import type { Reply, Requests } from './requests';

export interface Hands {
  readonly requests: Requests;
  readonly legs: Legs;
  readonly app: string;
  readonly promptRoot: string;
  readonly accountOf: (agent: AgentId) => string;
}

export type CommandType = TelephonyCommand['type'];
export type CommandOf<T extends CommandType> = Extract<TelephonyCommand, { type: T }>;

type Kinds = {
  readonly [T in CommandType]: (command: CommandOf<T>, hands: Hands) => Promise<CommandOutcome>;
};

/** Q.850. */
const NORMAL_CLEARING = 16;
/** The phone notes no missed call. */
const ANSWERED_ELSEWHERE = 26;

const STOP_WITHIN_MS = 4000;
const ASK_AGAIN_AFTER_MS = 50;

const DONE: CommandOutcome = { is: 'done' };

const kinds: Kinds = {
  answer: async ({ call }, { requests }) =>
    outcomeOf(await requests.ask('channels.answer', ({ channels }) => channels.answer({ channelId: call }))),

  play: async ({ call, id, media, language }, { requests, legs, promptRoot }) => {
    if (!legs.plays(id)) return DONE;
    const list = media.flatMap((each) => urisOf(each, language, promptRoot));
    const request = { channelId: call, playbackId: id, media: list, lang: language };
    const reply = await requests.ask('channels.play', ({ channels }) => channels.playWithId(request));
    if (reply.is === 'failed') legs.played(id);
    return outcomeOf(reply);
  },

  'stop-playing': async ({ playback }, { requests }) => stopPlaying(playback, requests),

  music: async ({ call, class: mohClass }, { requests }) =>
    outcomeOf(
      await requests.ask('channels.startMoh', ({ channels }) => channels.startMoh({ channelId: call, mohClass })),
    ),

  'stop-music': async ({ call }, { requests }) =>
    outcomeOf(await requests.ask('channels.stopMoh', ({ channels }) => channels.stopMoh({ channelId: call }))),

  connect: async ({ call, id, leg }, { requests }) => {
    const made = outcomeOf(
      await requests.ask('bridges.create', ({ bridges }) => bridges.createWithId({ bridgeId: id, type: 'mixing' })),
    );
    if (made.is === 'failed') return made;
    // Without the inhibition each side gets a re-INVITE that only tells the other's name.
    const request = { bridgeId: id, channel: [call, leg], inhibitConnectedLineUpdates: true };
    const added = outcomeOf(await requests.ask('bridges.addChannel', ({ bridges }) => bridges.addChannel(request)));
    if (added.is === 'failed') await destroyBridge(id, requests);
    return added;
  },

  disconnect: async ({ call, bridge }, { requests }) => {
    // A caller who is still on the way out of a destroyed bridge may be played nothing, for ever, without an end: so they
    // leave it first, which is done when it is answered.
    const leave = { bridgeId: bridge, channel: call };
    await requests.ask('bridges.removeChannel', ({ bridges }) => bridges.removeChannel(leave));
    return destroyBridge(bridge, requests);
  },

  reject: async ({ call, cause }, hands) => hangUp(call, rejectCauses[cause], hands),
  hangup: async ({ call }, hands) => hangUp(call, NORMAL_CLEARING, hands),
  'drop-leg': async ({ leg, answeredElsewhere }, hands) =>
    hangUp(leg, answeredElsewhere ? ANSWERED_ELSEWHERE : NORMAL_CLEARING, hands),

  'to-fallback': async ({ call }, { requests, legs }) => {
    legs.weEnd(call, null);
    const there = { channelId: call, context: 'fallback', extension: 's', priority: 1 };
    const reply = await requests.ask('channels.continue', ({ channels }) => channels.continueInDialplan(there));
    if (reply.is === 'failed' && reply.code !== 'timeout') legs.wasGone(call);
    return outcomeOf(reply);
  },

  'ring-agent': async ({ call, leg, agent, callerId, ringForMs }, { requests, app, accountOf }) => {
    const request = {
      channelId: leg,
      endpoint: `PJSIP/${accountOf(agent)}`,
      app,
      appArgs: `agentleg,${call}`,
      callerId: callerIdOf(callerId),
      timeout: Math.max(1, Math.ceil(ringForMs / 1000)),
      originator: call,
    };
    const reply = await requests.ask('channels.originate', ({ channels }) => channels.originateWithId(request));
    return reply.is === 'failed' && reply.code === 'exists' ? ringsAlready(leg, requests) : outcomeOf(reply);
  },
};

/** These end something, so they are carried out however late, and when the call is gone as well. */
export const endings: ReadonlySet<CommandType> = new Set<CommandType>([
  'disconnect',
  'reject',
  'hangup',
  'drop-leg',
  'stop-playing',
  'to-fallback',
]);

export function perform(command: TelephonyCommand, hands: Hands): Promise<CommandOutcome> {
  // The type of the command says which of the kinds fits it; the compiler cannot follow.
  const kind = kinds[command.type] as (command: never, hands: Hands) => Promise<CommandOutcome>;
  return kind(command as never, hands);
}

async function hangUp(leg: string, cause: number, { requests, legs }: Hands): Promise<CommandOutcome> {
  legs.weEnd(leg, cause);
  const request = { channelId: leg, reason_code: String(cause) };
  const reply = await requests.ask('channels.hangup', ({ channels }) => channels.hangup(request));
  if (reply.is === 'failed' && reply.code === 'gone') legs.wasGone(leg);
  return goneIsDone(reply);
}

/**
 * Asterisk says "already exists" of a phone it cannot reach, too, when the same connection had a true one before: it looks
 * at the last error of its thread, which nobody clears.
 */
async function ringsAlready(leg: string, requests: Requests): Promise<CommandOutcome> {
  const reply = await requests.ask('channels.get', ({ channels }) => channels.get({ channelId: leg }));
  if (reply.is === 'done' || reply.code !== 'gone') return outcomeOf(reply);
  return { is: 'failed', code: 'unreachable', why: 'channels.originate: the phone cannot be reached' };
}

/** A number that Asterisk spells out cannot be stopped, only what follows it (it says 500): so we ask until it can. */
async function stopPlaying(playbackId: string, requests: Requests): Promise<CommandOutcome> {
  const until = Date.now() + STOP_WITHIN_MS;
  for (;;) {
    const outcome = goneIsDone(await requests.ask('playbacks.stop', ({ playbacks }) => playbacks.stop({ playbackId })));
    if (outcome.is === 'done' || outcome.code !== 'refused' || Date.now() > until) return outcome;
    await new Promise((then) => setTimeout(then, ASK_AGAIN_AFTER_MS));
  }
}

async function destroyBridge(bridgeId: string, requests: Requests): Promise<CommandOutcome> {
  return goneIsDone(await requests.ask('bridges.destroy', ({ bridges }) => bridges.destroy({ bridgeId })));
}

/** Ids are ours: what exists was made by us, by the same command. */
function outcomeOf(reply: Reply<unknown>): CommandOutcome {
  if (reply.is === 'done' || reply.code === 'exists') return DONE;
  return { is: 'failed', code: reply.code, why: reply.why };
}

function goneIsDone(reply: Reply<unknown>): CommandOutcome {
  return reply.is === 'failed' && reply.code === 'gone' ? DONE : outcomeOf(reply);
}

/** `"Bob" <5551234>`: quotes and brackets in it would make another caller of it. */
function callerIdOf({ name, number }: { readonly name: string; readonly number: string }): string {
  const clean = (text: string): string => text.replace(/[\p{Cc}"<>\\]/gu, '');
  return `"${clean(name)}" <${clean(number)}>`;
}
