import { isCallback } from '../../domain/ids';
import type { CommandOutcome } from '../../engine/ports/telephony';
import { endRinging } from './calling-back';
import { goneIsDone, outcomeOf, type Kind } from './hands';
import type { Requests } from './requests';

/** Without the inhibition each side gets a re-INVITE that only tells the other's name. */
export async function join(bridgeId: string, channel: string[], requests: Requests): Promise<CommandOutcome> {
  const made = outcomeOf(
    await requests.ask('bridges.create', ({ bridges }) => bridges.createWithId({ bridgeId, type: 'mixing' })),
  );
  if (made.is === 'failed') return made;
  const request = { bridgeId, channel, inhibitConnectedLineUpdates: true };
  const added = outcomeOf(await requests.ask('bridges.addChannel', ({ bridges }) => bridges.addChannel(request)));
  if (added.is === 'failed') await destroy(bridgeId, requests);
  return added;
}

export const connect: Kind<'connect'> = async ({ call, id, leg }, hands) => {
  // Until now the agent has heard it ring.
  if (isCallback(call)) await endRinging(leg, hands);
  return join(id, [call, leg], hands.requests);
};

export const disconnect: Kind<'disconnect'> = async ({ call, bridge }, { requests }) => {
  // A caller who is still on the way out of a destroyed bridge may be played nothing, for ever, without an end: so they
  // leave it first, which is done when it is answered.
  const leave = { bridgeId: bridge, channel: call };
  await requests.ask('bridges.removeChannel', ({ bridges }) => bridges.removeChannel(leave));
  return destroy(bridge, requests);
};

async function destroy(bridgeId: string, requests: Requests): Promise<CommandOutcome> {
  return goneIsDone(await requests.ask('bridges.destroy', ({ bridges }) => bridges.destroy({ bridgeId })));
}
