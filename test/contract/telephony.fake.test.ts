import { FakeAsterisk } from '../fakes/telephony';
import type { FakeCaller, FakePhone, PhoneBehaviour } from '../fakes/telephony';
import type { Clock, Telephony } from '../../src/engine/ports';
import { telephonyContract } from './telephony';
import { WITHIN_MS } from './telephony-world';
import type { Audible, DeskPhone, Manners, Outsider, TelephonyWorld } from './telephony-world';

const clock: Clock = {
  now: () => Date.now(),
  at: (instant, then) => {
    const timer = setTimeout(then, instant - Date.now());
    return () => clearTimeout(timer);
  },
};

/** Prompts in this world are short, as nobody has to listen. */
const promptMs: Readonly<Record<string, number>> = { welcome: 60, menu: 60, long: 20_000 };
const codes: Readonly<Record<number, number>> = { 17: 486, 34: 503, 21: 403, 1: 404, 19: 480 };
const words: Partial<Record<Audible, string>> = { music: 'music default' };
const behaviours: Readonly<Record<Manners, PhoneBehaviour>> = {
  answers: { is: 'answers', afterMs: 10 },
  'only rings': { is: 'rings' },
  busy: { is: 'busy' },
  declines: { is: 'declines', afterMs: 10 },
  'is silent': { is: 'silent' },
};

class FakeWorld implements TelephonyWorld {
  private asterisk = this.another();

  private another(): FakeAsterisk {
    const asterisk = new FakeAsterisk({ clock, promptMs: (name) => promptMs[name] ?? null });
    for (const account of ['anna', 'bob']) asterisk.phone(account).behaves({ is: 'unreachable' });
    return asterisk;
  }

  telephony(): Telephony {
    return this.asterisk.telephony();
  }

  telephonyToNowhere(): Telephony {
    const nowhere = this.another();
    nowhere.loseLink();
    return nowhere.telephony();
  }

  calls(facts: Parameters<FakeAsterisk['arrives']>[0] = {}): Promise<Outsider> {
    const caller = this.asterisk.arrives(facts.ani === 'anonymous' ? { ani: '', name: '' } : facts);
    return Promise.resolve({
      sipCallId: caller.arrival().sipCallId,
      press: (keys) => caller.press(keys),
      hangUp: () => caller.hangUp(),
      comesBack: () => caller.comesBack(),
      hears: (what) => until(`the caller hears ${what}`, () => hears(caller, what)),
      ended: async () => {
        await until('the caller is gone', () => caller.place.is === 'gone');
        const cause = caller.place.is === 'gone' ? caller.place.cause : null;
        return caller.heard.includes('answer') ? null : (codes[cause ?? 0] ?? null);
      },
    });
  }

  phone(account: string): Promise<DeskPhone> {
    const { asterisk } = this;
    const phone = asterisk.phone(account);
    return Promise.resolve({
      behaves: (manners) => void phone.behaves(behaviours[manners]),
      plugIn: () => Promise.resolve(void phone.behaves({ is: 'rings' })),
      dials: (dnis) => {
        const name = asterisk.account(account)?.name ?? '';
        asterisk.arrives({ channel: 'agent', endpoint: account, ani: account, name, dnis });
      },
      call: () => Promise.resolve(callOn(phone, asterisk)),
    });
  }

  tidyUp(): Promise<void> {
    this.asterisk = this.another();
    return Promise.resolve();
  }
}

function callOn(phone: FakePhone, asterisk: FakeAsterisk): Awaited<ReturnType<DeskPhone['call']>> {
  const [, number = '', ...name] = phone.heard.findLast((word) => word.startsWith('ring '))?.split(' ') ?? [];
  return {
    shows: { number, name: name.join(' ') },
    hangUp: () => phone.hangUp(),
    hears: (what) =>
      until(`${phone.account} hears ${what}`, () =>
        phone.legs.some(({ id, call }) => asterisk.bridges.get(asterisk.bridgeOf(id) ?? '')?.has(call) === true),
      ),
    ended: async () => {
      await until('the call on the phone is over', () => phone.legs.length === 0);
      const last = phone.heard.at(-1);
      return last === 'answered elsewhere' ? last : last === 'hang up' ? 'hung up' : 'cancelled';
    },
  };
}

/** Of several prompts in one `play` the fake does not say which is heard at the moment. */
function hears(caller: FakeCaller, what: Audible): boolean {
  const hearing = caller.hears();
  return hearing.startsWith('play ') ? hearing.split(' ').includes(what) : hearing === (words[what] ?? what);
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const began = Date.now(); !isSo(); await new Promise((then) => setTimeout(then, 1)))
    if (Date.now() - began > WITHIN_MS) throw new Error(`in vain: ${what}`);
}

jest.setTimeout(15_000);
telephonyContract('a made-up Asterisk', new FakeWorld());
