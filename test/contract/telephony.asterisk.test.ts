import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Media } from '../../src/domain/call';
import type { CommandId } from '../../src/domain/ids';
import { AsteriskTelephony } from '../../src/adapters/ari/telephony';
import type { AsteriskOptions } from '../../src/adapters/ari/telephony';
import type { PhoneAccount, Telephony } from '../../src/engine/ports/telephony';
import type { Speech } from '../../src/engine/ports/world';
import type { Call } from '../../src/phone/call';
import type { Manner } from '../../src/phone/manner';
import { Phone } from '../../src/phone/phone';
import type { PhoneOptions } from '../../src/phone/phone-options';
import type { SipRefused } from '../../src/phone/sip-refused';
import { soundKey, type SoundKey } from '../../src/phone/tones';
import { CALLERS_ADDRESS, DEFAULT_MUSIC_TONE, useAsterisk } from '../support/asterisk';
import type { PrivateAsterisk } from '../support/asterisk';
import { hears, speaks } from '../support/hearing';
import { Lines } from '../support/lines';
import { eventually, PATIENCE_MS } from '../support/patience';
import { useTrunk, type FarEnd } from '../support/trunk';
import { telephonyContract } from './telephony';
import { Node } from './telephony-world';
import type { Audible, CallingFacts, DeskCall, DeskPhone, Manners, Outsider, TelephonyWorld } from './telephony-world';

const tones: Readonly<Record<Exclude<Audible, 'silence' | 'ringing'>, number>> = {
  welcome: 800,
  menu: 1000,
  long: 600,
  music: DEFAULT_MUSIC_TONE,
  'the caller': 400,
  anna: 1200,
  bob: 1500,
  outside: 1800,
};
/** Asterisk's own ringing is none of our tones. */
const RINGING = 'sound';
const keyOf = (what: Audible): SoundKey =>
  what === 'silence' ? what : what === 'ringing' ? RINGING : soundKey(tones[what]);

const manners: Readonly<Record<Manners, Manner>> = {
  answers: { is: 'answers', afterMs: 50 },
  'only rings': { is: 'only-rings' },
  busy: { is: 'busy' },
  declines: { is: 'declines' },
  'is silent': { is: 'unreachable' },
  announces: { is: 'attended' },
  'is unknown': { is: 'attended' },
  'is congested': { is: 'attended' },
};
/** What an attended phone does with each call to it. */
const attending: Partial<Record<Manners, (call: Call) => void>> = {
  announces: (call) => {
    call.ring();
    void call.progress();
  },
  'is unknown': (call) => call.reject(404),
  'is congested': (call) => call.reject(503),
};

class RealWorld implements TelephonyWorld {
  private readonly phones = new Map<string, Phone>();
  private readonly callers: Phone[] = [];
  private outsider: Promise<Phone> | undefined;

  constructor(
    private readonly asterisk: PrivateAsterisk,
    private readonly trunk: FarEnd,
  ) {}

  telephony(): Telephony {
    return adapter(this.asterisk);
  }

  telephonyToNowhere(): Telephony {
    return adapter(this.asterisk, { url: 'http://127.0.0.1:9', connectWithinMs: 500 });
  }

  async calls({ ani = '5551234', name, dnis = '100', diverted, headers }: CallingFacts = {}): Promise<Outsider> {
    const server = this.asterisk.sip;
    const phone = await Phone.open({ address: CALLERS_ADDRESS, user: ani, server, says: tones['the caller'] });
    this.callers.push(phone);
    const call = phone.call(dnis, {
      ...(name === undefined ? {} : { name }),
      headers: {
        ...headers,
        ...(diverted !== undefined && { Diversion: `<sip:${diverted}@127.0.0.1>;reason=unconditional` }),
      },
    });
    const sentTo = { by: '', takes: true };
    call.events.on('refer', ({ to }) => {
      sentTo.by = to;
      call.reportTransfer(sentTo.takes ? 200 : 603);
      if (sentTo.takes) call.hangup();
    });
    return {
      sipCallId: call.callId,
      press: (keys) => void call.press(keys),
      says: (speaks) => call.say(speaks ? tones['the caller'] : 'silence'),
      speaks: (forMs) => speaks(call, forMs),
      rings: () => until('it rings', () => call.state.is === 'ringing'),
      takesTransfers: (takes) => void (sentTo.takes = takes),
      sentTo: async () => {
        await call.ended(PATIENCE_MS);
        // Of a 302 the Contact says where.
        return sentTo.by === '' ? (/<([^>]*)>/.exec(call.header('Contact') ?? '')?.[1] ?? '') : sentTo.by;
      },
      hangUp: () => call.hangup(),
      comesBack: () => undefined,
      hears: (what) => hears(call, keyOf(what)),
      ended: async () => {
        const end = await call.ended(PATIENCE_MS);
        return end.how === 'rejected' ? (end.code ?? 0) : null;
      },
    };
  }

  async phone(account: string): Promise<DeskPhone> {
    return this.desk(this.phones.get(account) ?? (await this.newPhone(account)));
  }

  async callsPastUs(account: string): Promise<{ hangUp(): void }> {
    const phone = this.phones.get(account) ?? (await this.newPhone(account));
    phone.behave(manners['only rings']);
    const { url, user, password } = this.asterisk;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    // For an application that nobody serves.
    const query = new URLSearchParams({ endpoint: `PJSIP/${account}`, app: 'past-us', timeout: '-1' });
    await fetch(`${url}/ari/channels?${query.toString()}`, { method: 'POST', headers: { authorization } });
    const call = await phone.nextCall(PATIENCE_MS);
    return { hangUp: () => call.hangup() };
  }

  async outside(): Promise<DeskPhone> {
    const { sip: server } = this.asterisk;
    this.outsider ??= Phone.open({
      address: this.trunk.address,
      port: this.trunk.port,
      user: '4999',
      server,
      says: tones.outside,
    });
    return this.desk(await this.outsider);
  }

  private desk(phone: Phone): DeskPhone {
    let leaveOff = (): void => undefined;
    return {
      behaves: (how) => {
        leaveOff();
        leaveOff = phone.onIncoming((call) => attending[how]?.(call));
        phone.behave(manners[how]);
      },
      plugIn: async () => {
        await phone.register(300);
      },
      dials: (number) => void phone.call(number),
      call: async () => deskCall(await phone.nextCall(PATIENCE_MS)),
    };
  }

  /** Presses the transfer key in a talk; how that was answered. */
  transfers(account: string, to: string): Promise<number> {
    const [call] = this.phones.get(account)?.calls ?? [];
    return (call?.refer(to) ?? Promise.resolve(0)).catch((error: unknown) => (error as SipRefused).status);
  }

  async recordingBegins(recording: CommandId): Promise<void> {
    await until('it is recorded', async () => (await this.liveRecording(recording)) === 'recording');
  }

  async recordingEnds(recording: CommandId): Promise<void> {
    await until('it is recorded no more', async () => (await this.liveRecording(recording)) === undefined);
  }

  /** `queued` behind what is played, `recording`; `undefined` when there is none. */
  private async liveRecording(name: string): Promise<string | undefined> {
    const answer = await this.asterisk.ask('GET', `recordings/live/${name}`);
    return answer.ok ? ((await answer.json()) as { state: string }).state : undefined;
  }

  async tidyUp(): Promise<void> {
    const outsider = await this.outsider;
    this.outsider = undefined;
    const all = [...this.phones.values(), ...this.callers.splice(0), ...(outsider ? [outsider] : [])];
    await Promise.all(all.map((phone) => phone.close()));
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
    hears: (what) => hears(call, keyOf(what)),
    hangUp: () => call.hangup(),
    ended: async () => {
      const end = await call.ended(PATIENCE_MS);
      if (end.how !== 'cancelled') return 'hung up';
      // SIP's 200, "Call completed elsewhere": what Asterisk makes of Q.850's 26, and what phones understand.
      return end.reason?.protocol === 'SIP' && end.reason.cause === 200 ? 'answered elsewhere' : 'cancelled';
    },
  };
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(what, isSo, Boolean);
}

/** Says by a prompt what it is asked to. */
const speech = (promptRoot: string): Speech => ({
  file: (text, language) =>
    text === 'unspeakable'
      ? Promise.reject(new Error('nobody can say that'))
      : Promise.resolve({ file: join(promptRoot, language, text), lengthMs: 400 }),
});

function adapter(asterisk: PrivateAsterisk, more: Partial<AsteriskOptions> = {}): AsteriskTelephony {
  const { access } = asterisk;
  const usual = { speech: speech(access.promptRoot), log: new Lines(), phonesEveryMs: 200 };
  return new AsteriskTelephony({ ...access, ...usual, ...more });
}

const trunk = useTrunk('127.0.0.9');

const asterisk = useAsterisk({
  site: trunk.site,
  prompts: {
    'en/welcome': { tones: tones.welcome, forMs: 400 },
    'en/menu': { tones: tones.menu, forMs: 400 },
    'en/long': { tones: tones.long, forMs: 20_000 },
  },
});

const world = new RealWorld(asterisk, trunk);
telephonyContract('Asterisk', world);

/** What has no like in the fake. */
describe('Asterisk’s phones', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await world.tidyUp();
    for (const end of ends.splice(0)) await end();
  });

  const node = async (phones: readonly PhoneAccount[]): Promise<Node> => {
    const telephony = adapter(asterisk);
    ends.push(() => telephony.stop());
    const us = await new Node(telephony).start();
    await telephony.publishPhones(phones);
    return us;
  };
  const open = async (user: string, address: string, more: Partial<PhoneOptions> = {}): Promise<Phone> => {
    const phone = await Phone.open({ user, address, server: asterisk.sip, manner: manners.answers, ...more });
    ends.push(() => phone.close());
    return phone;
  };
  const account = (name: string, more: Partial<PhoneAccount>): PhoneAccount => ({
    ...{ account: name, agent: name, name, password: null, address: null },
    ...more,
  });

  it('at a fixed address are rung there, and nobody else may call in their name', async () => {
    const carol = await open('carol', '127.0.0.13');
    const us = await node([account('carol', { address: `sip:carol@127.0.0.13:${carol.local.port}` })]);
    const caller = await world.calls();
    const call = await us.takes();
    await call.does({ type: 'answer' });
    const leg = await call.rings('carol');
    await us.hears('leg-answered', (event) => event.leg === leg);
    const impostor = await open('carol', '127.0.0.14');
    expect(await impostor.call('*11').ended(PATIENCE_MS)).toMatchObject({ how: 'rejected', by: 'them' });
    carol.call('*11');
    await us.hears('arrived', ({ arrival }) => arrival.endpoint === 'carol' && arrival.channel === 'agent');
    caller.hangUp();
    await call.does({ type: 'drop-leg', leg, answeredElsewhere: false });

    // She moves to another desk.
    const moved = await open('carol', '127.0.0.15');
    await us.telephony.publishPhones([account('carol', { address: `sip:carol@127.0.0.15:${moved.local.port}` })]);
    await world.calls();
    await (await us.takes()).rings('carol');
    await moved.nextCall(PATIENCE_MS);
    expect(carol.calls.filter(({ direction }) => direction === 'in')).toHaveLength(0);
  });

  it('may be named otherwise than their agents', async () => {
    const us = await node([account('desk-7', { agent: 'dora', password: 'secret' })]);
    const desk = await open('desk-7', '127.0.0.16', { password: 'secret' });
    await desk.register(300);
    await world.calls();
    await (await us.takes()).rings('dora');
    await desk.nextCall(PATIENCE_MS);
  });

  it('of nobody call in as strangers do, with the number they say', async () => {
    const us = await node([account('guest', { agent: null, password: 'secret' })]);
    const guest = await open('guest', '127.0.0.17', { password: 'secret' });
    guest.call('100', { from: '4991234', name: 'Gus' });
    const { arrival } = await us.hears('arrived');
    expect(arrival).toMatchObject({ channel: 'trunk', endpoint: 'guest', ani: '4991234', name: 'Gus', dnis: '100' });
  });

  it('cannot move calls about behind our back', async () => {
    const us = await node([account('anna', { password: 'anna' })]);
    const anna = await world.phone('anna');
    await anna.plugIn();
    anna.behaves('answers');
    const caller = await world.calls();
    const call = await us.takes();
    await call.does({ type: 'answer' });
    await call.connects('anna');
    await caller.hears('anna');
    expect(await world.transfers('anna', '100')).toBeGreaterThanOrEqual(400);
    await (await anna.call()).hears('the caller');
    await us.finds({ agentLegs: [{ leg: us.all('leg-answered')[0]!.leg, answered: true }] });
  });

  it('may send nothing in pauses: their recording ends at its longest all the same, and not for silence', async () => {
    const us = await node([]);
    const phone = await open('5551234', CALLERS_ADDRESS, { says: tones['the caller'] });
    const line = phone.call('100');
    const call = await us.takes();
    await call.does({ type: 'answer' });
    const recording = await call.records({ maxMs: 3000, silenceMs: 2000 });
    await world.recordingBegins(recording);
    line.say('nothing');
    await pause(1800); // Asterisk counts no silence meanwhile, but time
    line.say(tones['the caller']);
    expect(await us.hears('recorded')).toMatchObject({ recording, by: 'max' });
  });

  it('are left alone by a node that finds them as they should be', async () => {
    const accounts = [account('anna', { password: 'anna' }), account('bob', { password: 'bob' })];
    await node(accounts);
    const asked: string[] = [];
    const second = adapter(asterisk, { observe: (operation) => asked.push(operation) });
    ends.push(() => second.stop());
    await second.start(() => undefined);
    await second.publishPhones(accounts);
    expect(asked).not.toContain('asterisk.updateObject');
    expect(asked).not.toContain('asterisk.deleteObject');
    await second.publishPhones([]);
    expect(asked.filter((operation) => operation === 'asterisk.deleteObject')).toHaveLength(6);
  });
});

describe('a text that is spoken in a call', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await world.tidyUp();
    for (const end of ends.splice(0)) await end();
  });

  /** A caller who is answered by a node with this speech; what the node warned of. */
  async function answered(spoken: Speech['file']) {
    const log = new Lines();
    const telephony = adapter(asterisk, { log, speech: { file: spoken } });
    ends.push(() => telephony.stop());
    const us = await new Node(telephony).start();
    const caller = await world.calls();
    const call = await us.takes();
    await call.does({ type: 'answer' });
    const play = (id: string, ...media: readonly Media[]) => call.give({ type: 'play', id, media, language: 'en' });
    return { us, caller, call, play, warnings: () => log.messages('warn') };
  }

  it('is left out when it cannot be, and that is said, without its words', async () => {
    const { us, caller, call, play, warnings } = await answered(() => Promise.reject(new Error('no voice')));
    await play(call.id('p'), { is: 'text', text: 'unspeakable' }, { is: 'prompt', name: 'menu' });
    await caller.hears('menu');
    expect(await us.hears('played')).toMatchObject({ failed: null });
    expect(warnings()).toEqual(['a text is not spoken']);
    const alone = call.id('p');
    await play(alone, { is: 'text', text: 'unspeakable' });
    expect((await us.hears('played', ({ playback }) => playback === alone)).failed).toMatch(/nothing/);
  });

  it('holds up nothing when it is called off while it is made', async () => {
    const { us, caller, call, play, warnings } = await answered(() => new Promise(() => undefined));
    const playback = call.id('p');
    const played = play(playback, { is: 'text', text: 'slow' });
    const music = call.give({ type: 'music', class: 'default' });
    await call.does({ type: 'stop-playing', playback });
    expect(await us.hears('played')).toEqual({ type: 'played', playback, failed: null });
    expect([await played, await music]).toEqual([{ is: 'done' }, { is: 'done' }]);
    await caller.hears('music');
    // It was not waited for until it took too long.
    expect(warnings()).toEqual([]);
  });

  it('is given up when it takes too long, and what follows it is heard', async () => {
    const { caller, call, play, warnings } = await answered(() => new Promise(() => undefined));
    await play(call.id('p'), { is: 'text', text: 'slow' }, { is: 'prompt', name: 'menu' });
    await caller.hears('menu');
    expect(warnings()).toEqual(['a text is not spoken']);
  });
});
