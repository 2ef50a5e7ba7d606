import { FakeAsterisk } from '../fakes/telephony';
import type { FakeCaller, FakePhone, PhoneBehaviour } from '../fakes/telephony';
import { isPart } from '../../src/domain/ids';
import type { Telephony } from '../../src/engine/ports/telephony';
import type { Clock } from '../../src/engine/ports/world';
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
const words: Partial<Record<Audible, string>> = { music: 'music default', outside: '4999' };
const behaviours: Readonly<Record<Manners, PhoneBehaviour>> = {
  answers: { is: 'answers', afterMs: 10 },
  'only rings': { is: 'rings' },
  busy: { is: 'busy' },
  declines: { is: 'declines', afterMs: 10 },
  'is silent': { is: 'silent' },
  announces: { is: 'announces' },
  'is unknown': { is: 'refuses', cause: 1 },
  'is congested': { is: 'refuses', cause: 34 },
};
/** The number beyond the trunk. */
const OUTSIDE = '4999';

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
      says: (speaks) => caller.recorder.says(speaks),
      rings: () => until('the caller hears it ring', () => caller.isRung),
      takesTransfers: (takes) => void (caller.takesTransfers = takes),
      sentTo: async () => {
        const sent = (): string | undefined => caller.heard.find((word) => word.startsWith('redirect '));
        await until('the caller is sent away', () => sent() !== undefined);
        return sent()?.slice('redirect '.length) ?? '';
      },
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

  outside(): Promise<DeskPhone> {
    const phone = this.asterisk.outside(OUTSIDE);
    return Promise.resolve({
      behaves: (manners) => void phone.behaves(behaviours[manners]),
      plugIn: () => Promise.resolve(),
      dials: () => undefined,
      call: () => Promise.resolve(callOn(phone, this.asterisk)),
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
    hangUp: () => (phone.legs.some(({ answered }) => answered) ? phone.hangUp() : phone.decline()),
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

/** Of several things in one `play` the fake does not say which is heard at the moment. */
function hears(caller: FakeCaller, what: Audible): boolean {
  const hearing = caller.hears();
  if (!hearing.startsWith('play ')) return hearing === (words[what] ?? what);
  const all = hearing.split(' ');
  return all.includes(what) || (what === 'the caller' && all.some((word) => isPart(word, 'recording')));
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const began = Date.now(); !isSo(); await new Promise((then) => setTimeout(then, 1)))
    if (Date.now() - began > WITHIN_MS) throw new Error(`in vain: ${what}`);
}

jest.setTimeout(15_000);
telephonyContract('a made-up Asterisk', new FakeWorld());
