import { AsteriskTelephony } from '../../src/adapters/ari/telephony';
import type { Telephony } from '../../src/engine/ports/telephony';
import { FakeAsterisk } from '../fakes/telephony';
import { useAsterisk } from '../support/asterisk';
import { VirtualClock } from '../support/virtual-clock';

jest.setTimeout(30_000);
const asterisk = useAsterisk();

interface Rig {
  readonly telephony: Telephony;
  readonly isLit: (device: string) => Promise<boolean>;
}

const fake = (): Rig => {
  const world = new FakeAsterisk({ clock: new VirtualClock() });
  return { telephony: world.telephony(), isLit: async (device) => world.lamps.get(device) === true };
};

const real = (): Rig => {
  const { url, user, password, promptRoot, recordingRoot } = asterisk;
  const say = (): void => undefined;
  const log = { debug: say, info: say, warn: say, error: say };
  const speech = { file: () => Promise.reject(new Error('nothing is said here')) };
  return {
    telephony: new AsteriskTelephony({ url, user, password, app: 'carillon', promptRoot, recordingRoot, speech, log }),
    isLit: async (device) => {
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
      const answer = await fetch(`${url}/ari/deviceStates/Stasis:${device}`, { headers: { authorization } });
      return ((await answer.json()) as { state: string }).state === 'INUSE';
    },
  };
};

describe.each([
  ['FakeTelephony', fake],
  ['AsteriskTelephony', real],
] as const)('%s', (_name, make) => {
  it('lights lamps and puts them out, each as often as it is asked', async () => {
    const { telephony, isLit } = make();
    await telephony.start(() => undefined);
    const set = (device: string, lit: boolean) =>
      telephony.run({ type: 'lamp', call: '', device, lit }, new AbortController().signal);
    try {
      const [office, shop] = ['carillon-override-office', 'carillon-override-shop'];
      for (const lit of [true, true, false, false, true]) {
        expect(await set(office, lit)).toEqual({ is: 'done' });
        expect([await isLit(office), await isLit(shop)]).toEqual([lit, false]);
      }
    } finally {
      await telephony.stop();
    }
  });
});
