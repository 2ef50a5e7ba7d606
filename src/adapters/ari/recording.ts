import type { CommandOutcome } from '../../engine/ports/telephony';
import { DONE, goneIsDone, outcomeOf, type CommandOf, type Hands, type Kind } from './hands';
import { terminatorOf } from './recordings';

export const record: Kind<'record'> = async (command, hands) => {
  const { call, id, maxMs, silenceMs, beep } = command;
  const { requests, recordings } = hands;
  recordings.begins(command);
  const request = {
    channelId: call,
    name: id,
    format: 'wav',
    maxDurationSeconds: Math.ceil(maxMs / 1000),
    ...(silenceMs !== null && { maxSilenceSeconds: Math.ceil(silenceMs / 1000) }),
    terminateOn: terminatorOf(command),
    beep,
    ifExists: 'fail',
  };
  const reply = await requests.ask('channels.record', ({ channels }) => channels.record(request));
  if (reply.is === 'failed' && reply.code === 'exists') return goesOnOrIsOver(command, hands);
  if (reply.is === 'failed') recordings.failed(id);
  return outcomeOf(reply);
};

/** Asked for by a process of ours before this one: it still goes on, or it ended while nobody listened. */
async function goesOnOrIsOver(
  { id }: CommandOf<'record'>,
  { requests, recordings, tell }: Hands,
): Promise<CommandOutcome> {
  const live = await requests.ask('recordings.getLive', (client) => client.recordings.getLive({ recordingName: id }));
  if (live.is === 'done' || live.code !== 'gone') return outcomeOf(live);
  recordings.failed(id);
  tell({ type: 'recorded', recording: id, durationMs: recordings.lengthOf(id) ?? 0, by: 'unknown' });
  return DONE;
}

export const stopRecording: Kind<'stop-recording'> = async ({ recording }, { requests, recordings }) => {
  recordings.stops(recording);
  return goneIsDone(
    await requests.ask('recordings.stop', (client) => client.recordings.stop({ recordingName: recording })),
  );
};
