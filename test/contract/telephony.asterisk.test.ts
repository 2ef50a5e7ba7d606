import { AsteriskTelephony } from '../../src/adapters/ari/telephony';
import type { AsteriskOptions } from '../../src/adapters/ari/telephony';
import type { Telephony } from '../../src/engine/ports';
import type { Call } from '../../src/phone/call';
import type { Manner } from '../../src/phone/manner';
import { Phone } from '../../src/phone/phone';
import { CALLERS_ADDRESS, DEFAULT_MUSIC_TONE, useAsterisk } from '../support/asterisk';
import type { PrivateAsterisk } from '../support/asterisk';
import { telephonyContract } from './telephony';
import { WITHIN_MS } from './telephony-world';
import type { Audible, CallingFacts, DeskCall, DeskPhone, Manners, Outsider, TelephonyWorld } from './telephony-world';

jest.setTimeout(30_000);

const tones: Readonly<Record<Exclude<Audible, 'silence'>, number>> = {
  welcome: 800,
  menu: 1000,
  long: 600,
  music: DEFAULT_MUSIC_TONE,
  'the caller': 400,
  anna: 1200,
  bob: 1500,
};
const keyOf = (what: Audible): number | 'silence' => (what === 'silence' ? what : tones[what]);

const manners: Readonly<Record<Manners, Manner>> = {
  answers: { is: 'answers', afterMs: 50 },
  'only rings': { is: 'only-rings' },
  busy: { is: 'busy' },
  declines: { is: 'declines' },
};

class RealWorld implements TelephonyWorld {
  private readonly phones = new Map<string, Phone>();
  private readonly callers: Phone[] = [];

  constructor(private readonly asterisk: PrivateAsterisk) {}

  telephony(): Telephony {
    return adapter(this.asterisk);
  }

  telephonyToNowhere(): Telephony {
    return adapter(this.asterisk, { url: 'http://127.0.0.1:9', connectWithinMs: 500 });
  }

  async calls({ ani = '5551234', name, dnis = '100', diverted }: CallingFacts = {}): Promise<Outsider> {
    const server = this.asterisk.sip;
    const phone = await Phone.open({ address: CALLERS_ADDRESS, user: ani, server, says: tones['the caller'] });
    this.callers.push(phone);
    const call = phone.call(dnis, {
      ...(name === undefined ? {} : { name }),
      ...(diverted === undefined ? {} : { headers: { Diversion: `<sip:${diverted}@127.0.0.1>;reason=unconditional` } }),
    });
    return {
      sipCallId: call.callId,
      press: (keys) => void call.press(keys),
      hangUp: () => call.hangup(),
      hears: async (what) => {
        await call.hears(keyOf(what), { withinMs: WITHIN_MS });
      },
      ended: async () => {
        const end = await call.ended(WITHIN_MS);
        return end.how === 'rejected' ? (end.code ?? 0) : null;
      },
    };
  }

  async phone(account: string): Promise<DeskPhone> {
    const phone = this.phones.get(account) ?? (await this.newPhone(account));
    return {
      behaves: (how) => phone.behave(manners[how]),
      plugIn: async () => {
        await phone.register(300);
      },
      dials: (number) => void phone.call(number),
      call: async () => deskCall(await phone.nextCall(WITHIN_MS)),
    };
  }

  async tidyUp(): Promise<void> {
    await Promise.all([...this.phones.values(), ...this.callers.splice(0)].map((phone) => phone.close()));
    this.phones.clear();
  }

  private async newPhone(account: string): Promise<Phone> {
    const phone = await Phone.open({
      address: account === 'anna' ? '127.0.0.11' : '127.0.0.12',
      user: account,
      password: account,
      server: this.asterisk.sip,
      says: tones[account as 'anna' | 'bob'],
      manner: manners['only rings'],
    });
    this.phones.set(account, phone);
    return phone;
  }
}

function deskCall(call: Call): DeskCall {
  return {
    shows: { name: call.remoteIdentity.name ?? '', number: call.remoteIdentity.number },
    hears: async (what) => {
      await call.hears(keyOf(what), { withinMs: WITHIN_MS });
    },
    hangUp: () => call.hangup(),
    ended: async () => {
      const end = await call.ended(WITHIN_MS);
      if (end.how !== 'cancelled') return 'hung up';
      // SIP's 200, "Call completed elsewhere": what Asterisk makes of Q.850's 26, and what phones understand.
      return end.reason?.protocol === 'SIP' && end.reason.cause === 200 ? 'answered elsewhere' : 'cancelled';
    },
  };
}

function adapter(asterisk: PrivateAsterisk, more: Partial<AsteriskOptions> = {}): AsteriskTelephony {
  const { url, user, password, promptRoot } = asterisk;
  const say = (): void => undefined;
  const log = { debug: say, info: say, warn: say, error: say };
  const OBS: unknown[] = []; (globalThis as any).OBS = OBS; return new AsteriskTelephony({ url, user, password, app: 'carillon', promptRoot, log, observe: (...x) => OBS.push(x), ...more });
}

const asterisk = useAsterisk({
  prompts: {
    'en/welcome': { tones: tones.welcome, forMs: 400 },
    'en/menu': { tones: tones.menu, forMs: 400 },
    'en/long': { tones: tones.long, forMs: 20_000 },
  },
});

(globalThis as any).AST = asterisk;
telephonyContract('Asterisk', new RealWorld(asterisk));
