import type { EventEmitter } from 'node:events';
import { AsteriskTelephony } from '../../src/adapters/ari/telephony';
import type { AsteriskOptions } from '../../src/adapters/ari/telephony';
import { Phone } from '../../src/phone/phone';
import { CALLERS_ADDRESS, useAsterisk } from '../support/asterisk';
import { Lines } from '../support/lines';
import { eventually, PATIENCE_MS } from '../support/patience';
import { Node } from './telephony-world';
import type { CallHands } from './telephony-world';

const asterisk = useAsterisk({ prompts: { 'en/long': { tones: 600, forMs: 20_000 } } });

/** What only the real one can show: an Asterisk that dies, freezes, is cut off, is asked too much, or is too new for us. */
describe('an outage', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    asterisk.thaw();
    for (const end of ends.splice(0).reverse()) await end();
  });

  const log = new Lines();
  const isLogged = (message: string): Promise<readonly string[]> =>
    eventually(
      'the log',
      () => log.messages('warn'),
      (lines) => lines.includes(message),
    );
  const telephony = (more: Partial<AsteriskOptions> = {}): AsteriskTelephony => {
    const made = new AsteriskTelephony({ ...asterisk.access, log, ...more });
    ends.push(() => made.stop());
    return made;
  };
  const node = (more?: Partial<AsteriskOptions>): Promise<Node> => new Node(telephony(more)).start();
  const phone = async (user: string, address: string): Promise<Phone> => {
    const made = await Phone.open({
      address,
      user,
      password: user,
      server: asterisk.sip,
      manner: { is: 'only-rings' },
    });
    ends.push(() => made.close());
    return made;
  };
  const answeredCall = async (us: Node): Promise<CallHands> => {
    (await phone('5551234', CALLERS_ADDRESS)).call('100');
    const call = await us.takes();
    await call.does({ type: 'answer' });
    return call;
  };

  it('by a restart of Asterisk: down once, up once, the phones known again, no calls', async () => {
    const us = await node();
    await us.telephony.publishPhones([
      { account: 'anna', agent: 'anna', name: 'Anna', password: 'anna', address: null },
    ]);
    const anna = await phone('anna', '127.0.0.11');
    await anna.register(300);
    await answeredCall(us);
    await asterisk.stop(); // `kill` would lose a registration of the last second
    await us.hears('link-down');
    await expect(us.telephony.snapshot()).rejects.toThrow(/no snapshot/);
    await asterisk.start();
    await us.hears('link-up');
    await us.finds({ callers: [], agentLegs: [], bridges: [] });
    expect(us.events.filter(({ type }) => type.startsWith('link')).map(({ type }) => type)).toEqual([
      'link-down',
      'link-up',
    ]);
    // Asterisk keeps who is registered, and has the account from us again.
    const call = await answeredCall(us);
    await call.rings('anna');
    await anna.nextCall(PATIENCE_MS);
  });

  it('that is silent is noticed by the missing pulse, and commands fail in time', async () => {
    const us = await node({ heartbeatMs: 2500 });
    const call = await answeredCall(us);
    await asterisk.freeze();
    const outcome = call.give({ type: 'music', class: 'default' });
    const queued = call.give({ type: 'stop-music' });
    // Its connections stay, so without a pulse nothing would ever be noticed.
    await us.hears('link-down');
    expect(await outcome).toMatchObject({ is: 'failed', code: 'timeout' });
    expect(await queued).toMatchObject({ is: 'failed', code: 'timeout' });
    asterisk.thaw();
    await us.hears('link-up');
    expect((await us.telephony.snapshot()).callers).toHaveLength(1);
    await call.does({ type: 'hangup' });
    expect(await call.ended(call.call)).toMatchObject({ by: 'us' });
  });

  it('longer than ari-client keeps trying ends as well', async () => {
    const us = await node();
    // Its ten tries take 43 s; here it makes none, and says the same.
    const { client } = (us.telephony as unknown as { link: { client: EventEmitter & { _wsClosed: boolean } } }).link;
    client._wsClosed = true;
    await asterisk.kill();
    client.emit('WebSocketReconnecting');
    client.emit('WebSocketMaxRetries');
    await us.hears('link-down');
    await asterisk.start();
    await us.hears('link-up');
    await answeredCall(us);
  });

  it('of its web server by too many requests does not happen', async () => {
    const us = await node();
    // Asterisk's own limit is a hundred; each takes two requests.
    const all = await Promise.all(Array.from({ length: 200 }, () => us.telephony.snapshot()));
    expect(all).toHaveLength(200);
  });

  it('at the start is waited out', async () => {
    await asterisk.kill();
    const us = new Node(telephony());
    const started = us.start();
    await asterisk.start();
    await started;
    await answeredCall(us);
  });

  it('by wrong credentials is none: we are told at once', async () => {
    await expect(telephony({ password: 'wrong' }).start(() => undefined)).rejects.toThrow(/401/);
  });

  it('by an event we have never heard of is none', async () => {
    const us = await node();
    const { client } = (
      us.telephony as unknown as {
        link: { client: { _swagger: { apis: { events: { models: Record<string, unknown> } } } } };
      }
    ).link;
    delete client._swagger.apis.events.models.StasisEnd;
    const call = await answeredCall(us);
    await call.does({ type: 'hangup' });
    const next = await answeredCall(us);
    expect(next.call).not.toBe(call.call);
    await isLogged('an event of Asterisk was not understood');
  });

  it('in the head is none: a channel with arguments we do not know goes back to the dialplan', async () => {
    const us = await node();
    const caller = (await phone('5551234', CALLERS_ADDRESS)).call('100');
    const call = await us.takes();
    await asterisk.ask('POST', `channels/${call.call}/answer`);
    await asterisk.ask('POST', `channels/${call.call}/move?app=carillon&appArgs=what,is,this`);
    await caller.ended(PATIENCE_MS); // by the dialplan's Hangup() after Stasis
    await isLogged('a channel came in with unknown arguments and goes back to the dialplan');
  });
});
