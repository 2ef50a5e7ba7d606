import { FakeAsterisk } from '../fakes/telephony';
import type { FakeCaller, FakePhone, PhoneBehaviour } from '../fakes/telephony';
import { setTimeout as pause } from 'node:timers/promises';
import { isPart, type CommandId } from '../../src/domain/ids';
import type { Telephony } from '../../src/engine/ports/telephony';
import type { Clock } from '../../src/engine/ports/world';
import { eventually } from '../support/patience';
import { telephonyContract } from './telephony';
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
      speaks: (forMs) => pause(forMs),
      rings: () => until('the caller hears it ring', () => caller.isRung),
      takesTransfers: (takes) => void (caller.takesTransfers = takes),
      sentTo: async () => {
        const sent = (): string | undefined => caller.heard.find((word) => word.startsWith('redirect '));
        await until('the caller is sent away', () => sent() !== undefined);
        return sent()?.slice('redirect '.length) ?? '';
      },
      hangUp: () => caller.hangUp(),
      comesBack: () => caller.comesBack(),
      hears: earOf(caller),
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

  callsPastUs(account: string): Promise<{ hangUp(): void }> {
    const phone = this.asterisk.phone(account);
    phone.talksElsewhere(true);
    return Promise.resolve({ hangUp: () => phone.talksElsewhere(false) });
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

  recordingBegins(recording: CommandId): Promise<void> {
    const isRecorded = (): boolean => this.asterisk.callers.some(({ recorder }) => recorder.recordingNow === recording);
    return until('it is recorded', isRecorded);
  }

  recordingEnds(recording: CommandId): Promise<void> {
    return until('it is recorded', () => this.asterisk.recordings.has(recording));
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
    hangUp: () => {
      const isAnswered = asterisk.customerOn(phone.account) ?? phone.legs.find(({ answered }) => answered);
      if (isAnswered) phone.hangUp();
      else phone.decline();
    },
    hears: (what) =>
      until(`${phone.account} hears ${what}`, () => {
        const customer = asterisk.customerOn(phone.account);
        if (customer) return customer.hears() === (words[what] ?? what) || customer.heard.includes(`play ${what}`);
        if (what === 'ringing') return phone.legs.some(({ hearsRinging }) => hearsRinging);
        const isTold = phone.heard.includes(`play ${what}`);
        const talks = (id: string, call: string): boolean =>
          asterisk.bridges.get(asterisk.bridgeOf(id) ?? '')?.has(call) === true;
        return isTold || phone.legs.some(({ id, call }) => talks(id, call));
      }),
    ended: async () => {
      await until('the call on the phone is over', () => phone.legs.length === 0);
      const last = phone.heard.at(-1);
      return last === 'answered elsewhere' ? last : last === 'hang up' ? 'hung up' : 'cancelled';
    },
  };
}

/**
 * What is played passes by itself, so it is looked for in all that was heard since the last such question; everything else
 * lasts. Of several things in one `play` the fake does not say when which is heard.
 */
function earOf(caller: FakeCaller): (what: Audible) => Promise<void> {
  let asked = 0;
  return (what) =>
    until(`the caller hears ${what}`, () => {
      const played = caller.heard.findIndex((word, n) => n >= asked && plays(word, what));
      asked = Math.max(asked, played);
      return played >= 0 || caller.hears() === (words[what] ?? what);
    });
}

function plays(word: string, what: Audible): boolean {
  const [verb, ...all] = word.split(' ');
  if (verb !== 'play') return false;
  return all.includes(what) || (what === 'the caller' && all.some((each) => isPart(each, 'recording')));
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  await eventually(what, isSo, Boolean);
}

telephonyContract('a made-up Asterisk', new FakeWorld());
