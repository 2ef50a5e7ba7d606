import type { FloorAction } from '../acd/decision';
import { partId, type CallId, type CommandId, type LegId } from '../domain/ids';
import type { Telephony } from './ports/telephony';
import type { Log } from './ports/world';
import type { Sites } from './sites';

interface Parts {
  readonly telephony: Pick<Telephony, 'run'>;
  readonly sites: Pick<Sites, 'current'>;
  readonly log: Log;
}

interface Said {
  readonly call: CallId;
  readonly id: CommandId;
  readonly prompt: string;
}

const questionOn = (leg: LegId): CommandId => partId(leg, 'playback', 1);

const NEVER = new AbortController().signal;

/** Plays a prompt to an agent who is in no talk, in the language of the site; whether it could be begun. */
export async function sayTo(leg: LegId, { call, id, prompt: name }: Said, parts: Parts): Promise<boolean> {
  const { current } = parts.sites;
  const { language } = current;
  const file = current.promptFile(name, language);
  const media = [{ is: 'prompt', name, ...(file !== undefined && { file }) }] as const;
  const outcome = await parts.telephony.run({ type: 'tell-leg', call, id, leg, media, language }, NEVER);
  if (outcome.is === 'failed') parts.log.debug('an agent could not be told', { callId: call, leg, why: outcome.why });
  return outcome.is === 'done';
}

/** What the agent is to do before they get the caller. Whoever is gone by now is told of by the end of the leg. */
export async function askAgent(
  { call, leg, prompt }: Extract<FloorAction, { type: 'ask-agent' }>,
  parts: Parts,
): Promise<void> {
  await sayTo(leg, { call, id: questionOn(leg), prompt }, parts);
}

export async function stopAsking(
  { call, leg }: Extract<FloorAction, { type: 'stop-asking' }>,
  { telephony }: Pick<Parts, 'telephony'>,
): Promise<void> {
  const playback = questionOn(leg);
  await telephony.run({ type: 'stop-playing', call, id: partId(leg, 'command', 1), playback }, NEVER);
}
