import { isDeepStrictEqual } from 'node:util';
import { AsteriskTelephony } from '../../src/adapters/ari/telephony';
import type { DeskLamps, Light } from '../../src/engine/ports/lamps';
import type { PhoneAccount } from '../../src/engine/ports/telephony';
import { Phone } from '../../src/phone/phone';
import type { PhoneOptions } from '../../src/phone/phone-options';
import { ShownLamps } from '../fakes/lamps';
import { useAsterisk } from '../support/asterisk';
import { Lines } from '../support/lines';
import { eventually, PATIENCE_MS } from '../support/patience';

const asterisk = useAsterisk();

interface Rig {
  readonly lamps: DeskLamps;
  /** What every lamp shows that is known. */
  readonly shown: () => Promise<Readonly<Record<string, Light>>>;
}

const lights: Readonly<Record<string, Light>> = {
  NOT_INUSE: 'dark',
  RINGING: 'flashing',
  INUSE: 'lit',
  UNAVAILABLE: 'away',
};

async function shownByAsterisk(): Promise<Readonly<Record<string, Light>>> {
  const answer = await asterisk.ask('GET', 'deviceStates');
  const devices = (await answer.json()) as readonly { name: string; state: string }[];
  return Object.fromEntries(
    devices.map(({ name, state }) => [name.replace('Stasis:carillon-', ''), lights[state] ?? 'dark']),
  );
}

function telephonyOfAsterisk(): AsteriskTelephony {
  const speech = { file: () => Promise.reject(new Error('nothing is said here')) };
  return new AsteriskTelephony({ ...asterisk.access, speech, log: new Lines() });
}

const opened: { stop(): Promise<void> }[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.stop())));

async function connected(): Promise<AsteriskTelephony> {
  const telephony = telephonyOfAsterisk();
  opened.push(telephony);
  await telephony.start(() => undefined);
  return telephony;
}

async function until<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  await eventually(JSON.stringify(wanted), ask, (found) => isDeepStrictEqual(found, wanted));
}

const sorted = async (rig: Rig): Promise<readonly (readonly [string, Light])[]> =>
  Object.entries(await rig.shown()).sort(([a], [b]) => (a < b ? -1 : 1));

describe.each<[string, () => Promise<Rig>]>([
  [
    'ShownLamps',
    () => {
      const lamps = new ShownLamps();
      return Promise.resolve({ lamps, shown: () => Promise.resolve(Object.fromEntries(lamps.lamps)) });
    },
  ],
  ['AsteriskTelephony', async () => ({ lamps: (await connected()).lamps, shown: shownByAsterisk })],
])('%s', (_name, make) => {
  it('shows every lamp as was said last, and none that is no more', async () => {
    const rig = await make();
    rig.lamps.show(
      new Map([
        ['*45', 'lit'],
        ['#46', 'dark'],
        ['agent-anna', 'flashing'],
        ['agent-boris', 'lit'],
      ]),
    );
    rig.lamps.show(
      new Map([
        ['*45', 'dark'],
        ['#46', 'lit'],
        ['agent-anna', 'away'],
      ]),
    );
    await until(
      () => sorted(rig),
      [
        ['#46', 'lit'],
        ['*45', 'dark'],
        ['agent-anna', 'away'],
      ],
    );
  });
});

describe('a desk phone at Asterisk', () => {
  const account = (agent: string, more: Partial<PhoneAccount> = {}): PhoneAccount => ({
    account: `${agent}_desk`,
    agent,
    name: agent,
    password: 'secret',
    address: null,
    messagesAt: '*98',
    ...more,
  });
  const phone = async (user: string, more: Partial<PhoneOptions> = {}): Promise<Phone> => {
    const options = { server: asterisk.sip, address: '127.0.0.11', user, password: 'secret', ...more };
    const made = await Phone.open(options);
    opened.push({ stop: () => made.close({ abruptly: true }) });
    return made;
  };
  const messages = (count: readonly [fresh: number, old: number]) =>
    new Map([['anna', { fresh: count[0], old: count[1] }]]);

  it('sees the lamps that it watches change, and those that there are not dark', async () => {
    const { lamps } = await withPhones(account('anna'));
    const anna = await phone('anna_desk');
    await anna.lamps.watch('#46');
    await anna.lamps.watch('queue-sales');
    await anna.lamps.watch('agent-nobody');
    await anna.lamps.untilLight('agent-nobody', 'dark', PATIENCE_MS);
    lamps.show(
      new Map([
        ['#46', 'lit'],
        ['queue-sales', 'flashing'],
      ]),
    );
    await anna.lamps.untilLight('#46', 'lit', PATIENCE_MS);
    await anna.lamps.untilLight('queue-sales', 'flashing', PATIENCE_MS);
    lamps.show(
      new Map([
        ['#46', 'dark'],
        ['queue-sales', 'away'],
      ]),
    );
    await anna.lamps.untilLight('#46', 'dark', PATIENCE_MS);
    await anna.lamps.untilLight('queue-sales', 'dark', PATIENCE_MS);
    await anna.lamps.unwatch('#46');
  });

  it('watches nothing when it is no agent’s', async () => {
    await withPhones(account('cli', { agent: null }));
    const cli = await phone('cli_desk');
    await cli.register(60);
    await expect(cli.lamps.watch('agent-anna')).rejects.toMatchObject({ name: 'SipRefused' });
    await expect(cli.lamps.watchMessages()).rejects.toMatchObject({ name: 'SipRefused' });
  });

  it('is told of its messages unasked, also at an address that never registers', async () => {
    const boris = await phone('boris_desk', { address: '127.0.0.12' });
    const address = `sip:boris_desk@127.0.0.12:${boris.local.port}`;
    const { lamps } = await withPhones(account('anna'), account('boris', { password: null, address }));
    const anna = await phone('anna_desk');
    await anna.register(60);
    lamps.showMessages(new Map([...messages([1, 0]), ['boris', { fresh: 2, old: 3 }]]));
    await anna.lamps.untilMessages(1, 0, PATIENCE_MS);
    await boris.lamps.untilMessages(2, 3, PATIENCE_MS);
    expect(anna.lamps.messages).toEqual({ waiting: true, fresh: 1, old: 0, account: '*98' });
    lamps.showMessages(new Map([...messages([0, 0]), ['boris', { fresh: 0, old: 3 }]]));
    await anna.lamps.untilMessages(0, 0, PATIENCE_MS);
    await boris.lamps.untilMessages(0, 3, PATIENCE_MS);
    expect([anna.lamps.messages?.waiting, boris.lamps.messages?.waiting]).toEqual([false, false]);
  });

  it('is told of them when it asks, and when it comes back', async () => {
    const { lamps } = await withPhones(account('anna'));
    lamps.showMessages(messages([4, 1]));
    const first = await phone('anna_desk');
    await first.register(60);
    await first.lamps.untilMessages(4, 1, PATIENCE_MS);
    await first.close({ abruptly: true });
    const anna = await phone('anna_desk', { address: '127.0.0.13' });
    await anna.lamps.watchMessages();
    await anna.lamps.untilMessages(4, 1, PATIENCE_MS);
    lamps.showMessages(messages([0, 5]));
    await anna.lamps.untilMessages(0, 5, PATIENCE_MS);
    await anna.lamps.unwatch();
  });

  it('is right again after Asterisk was gone, whatever happened meanwhile', async () => {
    const { lamps } = await withPhones(account('anna'), account('boris'));
    const [anna, boris] = [await phone('anna_desk'), await phone('boris_desk', { address: '127.0.0.12' })];
    await anna.register(600);
    await boris.register(600);
    await boris.lamps.watchMessages(4);
    await boris.lamps.watch('*45', 4);
    const showBoth = (fresh: number) =>
      lamps.showMessages(new Map([...messages([fresh, 0]), ['boris', { fresh, old: 0 }]]));
    showBoth(1);
    lamps.show(
      new Map([
        ['*45', 'dark'],
        ['agent-anna', 'lit'],
      ]),
    );
    await anna.lamps.untilMessages(1, 0, PATIENCE_MS);
    await boris.lamps.untilMessages(1, 0, PATIENCE_MS);
    await boris.lamps.untilLight('*45', 'dark', PATIENCE_MS);

    await asterisk.stop(); // `kill` would lose registrations of the last second
    showBoth(2);
    lamps.show(new Map([['*45', 'lit']]));
    await asterisk.start();

    await anna.lamps.untilMessages(2, 0, PATIENCE_MS);
    // It watches again when its own time is up, and is told that it is forgotten.
    await boris.lamps.untilMessages(2, 0, PATIENCE_MS);
    await boris.lamps.untilLight('*45', 'lit', PATIENCE_MS);
    await until(shownByAsterisk, { '*45': 'lit' });
  });

  async function withPhones(...accounts: PhoneAccount[]): Promise<AsteriskTelephony> {
    const telephony = await connected();
    await telephony.publishPhones(accounts);
    return telephony;
  }
});
