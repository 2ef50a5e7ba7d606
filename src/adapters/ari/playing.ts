import type { CommandOutcome } from '../../engine/ports/telephony';
import { DONE, goneIsDone, outcomeOf, type Kind } from './hands';

const STOP_WITHIN_MS = 4000;
const ASK_AGAIN_AFTER_MS = 50;

export const play: Kind<'play'> = async (command, { requests, legs, sounds, tell }) => {
  const { call, id, language, fromMs: offsetms = 0 } = command;
  if (!legs.plays(id)) return DONE;
  const media = await sounds.urisOf(command);
  if (!Array.isArray(media)) {
    // Nothing is left to be heard, or it was called off while a text was still being made.
    legs.played(id);
    tell({ type: 'played', playback: id, failed: media });
    return DONE;
  }
  const request = { channelId: call, playbackId: id, media, lang: language, offsetms };
  const reply = await requests.ask('channels.play', ({ channels }) => channels.playWithId(request));
  if (reply.is === 'failed') legs.played(id);
  return outcomeOf(reply);
};

/** Between two files of a list Asterisk may be unable to stop it for a moment (it says 500): so we ask until it can. */
export const stopPlaying: Kind<'stop-playing'> = async ({ playback: playbackId }, { requests }) => {
  const until = Date.now() + STOP_WITHIN_MS;
  for (;;) {
    const reply = await requests.ask('playbacks.stop', ({ playbacks }) => playbacks.stop({ playbackId }));
    const outcome: CommandOutcome = goneIsDone(reply);
    if (outcome.is === 'done' || outcome.code !== 'refused' || Date.now() > until) return outcome;
    await new Promise((then) => setTimeout(then, ASK_AGAIN_AFTER_MS));
  }
};
