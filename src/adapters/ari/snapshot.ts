import { isCallback, isPart, type Part } from '../../domain/ids';
import type { TelephonySnapshot } from '../../engine/ports/telephony';
import type { PhoneWatch } from './endpoints';
import { arrivalOf } from './events';
import type { AriChannel } from './events';
import type { Requests } from './requests';

/** What there is of ours; rejects when Asterisk does not say. */
export async function takeSnapshot(requests: Requests, app: string, phones: PhoneWatch): Promise<TelephonySnapshot> {
  const [channels, bridges] = await Promise.all([
    requests.ask('channels.list', (client) => client.channels.list()),
    requests.ask('bridges.list', (client) => client.bridges.list()),
  ]);
  if (channels.is === 'failed') throw new Error(`no snapshot of Asterisk: ${channels.why}`);
  if (bridges.is === 'failed') throw new Error(`no snapshot of Asterisk: ${bridges.why}`);
  return {
    callers: channels.value.flatMap((channel) => callerIn(channel, app) ?? []),
    agentLegs: legsIn(channels.value, 'agentLeg'),
    dialledLegs: legsIn(channels.value, 'dialledLeg'),
    callbackLegs: channels.value
      .filter(({ id }) => isCallback(id))
      .map(({ id, state }) => ({ leg: id, answered: state === 'Up' })),
    bridges: bridges.value
      .filter(({ id }) => isPart(id, 'bridge'))
      .map(({ id, channels: legs }) => ({ id, legs: typeof legs === 'string' ? [legs] : legs })),
    phones: await phones.standings(channels.value),
  };
}

const legsIn = (channels: readonly AriChannel[], part: Part): TelephonySnapshot['agentLegs'] =>
  channels.filter(({ id }) => isPart(id, part)).map(({ id, state }) => ({ leg: id, answered: state === 'Up' }));

/** The arguments with which a channel came to us stand in `app_data`, for as long as it stays. */
function callerIn(channel: AriChannel, app: string): ReturnType<typeof arrivalOf> {
  const [name, ...args] = channel.dialplan.app_data.split(',');
  return channel.dialplan.app_name === 'Stasis' && name === app ? arrivalOf(channel, args) : null;
}
