import { agentsContract } from './telephony-agents';
import { callbacksContract } from './telephony-callbacks';
import { callersContract } from './telephony-callers';
import { dialledContract } from './telephony-dialled';
import { nodesContract } from './telephony-nodes';
import { phonesContract } from './telephony-phones';
import { recordingsContract } from './telephony-recordings';
import { TelephonyStage } from './telephony-stage';
import type { TelephonyWorld } from './telephony-world';

/** What every `Telephony` does: told as calls, with real callers and phones or with made-up ones. */
export function telephonyContract(name: string, world: TelephonyWorld): void {
  const stage = new TelephonyStage(world);
  describe(name, () => {
    afterEach(() => stage.clear());
    callersContract(stage);
    agentsContract(stage);
    callbacksContract(stage);
    dialledContract(stage);
    recordingsContract(stage);
    nodesContract(stage);
    phonesContract(stage);
  });
}
