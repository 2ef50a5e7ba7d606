import type { Call } from '../../../src/phone/call';
import { Timers } from '../../../src/phone/clock';
import { Dialog } from '../../../src/phone/dialog';
import type { Phone } from '../../../src/phone/phone';
import { Requests } from '../../../src/phone/requests';
import { parseSdp, renderSdp } from '../../../src/phone/sdp';
import type { SipRequest, SipResponse } from '../../../src/phone/sip-message';
import { Transactions } from '../../../src/phone/transactions';
import { Transport } from '../../../src/phone/transport';
import { closePhones, openPhone, SOON } from './phones';

/** A switch that says by hand what our own phone never would, but a PBX may. */
class Switch {
  private readonly timers = new Timers();
  readonly dialog: Dialog;
  private readonly requests: Requests;

  private constructor(
    private readonly transport: Transport,
    private readonly phone: Phone,
  ) {
    const { local } = transport;
    this.requests = new Requests(new Transactions(transport, this.timers, 500), undefined);
    this.requests.transactions.onRequest = (transaction) => transaction.respond(200);
    this.dialog = new Dialog({
      callId: 'c1',
      localTag: 'switch',
      localAddress: '"Vera" <sip:+7495@127.0.0.1>',
      remoteAddress: '<sip:bob@127.0.0.3>',
      target: `sip:bob@127.0.0.3:${phone.local.port}`,
      contact: `<sip:switch@127.0.0.1:${local.port}>`,
      local,
      fallback: phone.local,
    });
  }

  static async open(phone: Phone): Promise<Switch> {
    return new Switch(await Transport.open({ address: '127.0.0.1', port: 0 }), phone);
  }

  /** Resolves with the final response. */
  async ask(request: SipRequest): Promise<SipResponse> {
    const answer = await this.requests.ask(() => request, this.phone.local);
    if (answer.is === 'timeout') throw new Error('no answer');
    return answer;
  }

  send(request: SipRequest): void {
    this.requests.transactions.sendOnce(request, this.phone.local);
  }

  async close(): Promise<void> {
    this.timers.close();
    await this.transport.close();
  }
}

const OUR_SDP = renderSdp({ audio: { address: '127.0.0.1', port: 9 }, direction: 'sendrecv', version: 1 });

describe('a phone at a switch that goes by the book', () => {
  let phone: Phone;
  let pbx: Switch;
  beforeEach(async () => {
    phone = await openPhone({ address: '127.0.0.3', user: 'bob', server: { address: '127.0.0.1', port: 9 } });
    pbx = await Switch.open(phone);
  });
  afterEach(async () => {
    await closePhones();
    await pbx.close();
  });

  async function talking(body = OUR_SDP): Promise<{ call: Call; ok: SipResponse }> {
    const invite = pbx.dialog.request('INVITE', { body });
    const answered = pbx.ask(invite);
    const call = await phone.nextCall(SOON);
    await call.answer();
    const ok = await answered;
    pbx.dialog.learn(ok);
    pbx.send(pbx.dialog.ackOf(invite, body === '' ? OUR_SDP : ''));
    return { call, ok };
  }

  // RFC 3264, section 4: then the 200 has the offer, and the ACK the answer.
  test('is called without an offer', async () => {
    const { call, ok } = await talking('');
    expect(parseSdp(ok.body)).toMatchObject({ audio: { address: '127.0.0.3' }, direction: 'sendrecv' });
    await pbx.ask(pbx.dialog.request('OPTIONS'));
    await call.press('1');
    expect(call.rtp().sent).toBeGreaterThan(0);
  });

  test('is asked for an offer in a call', async () => {
    const { call } = await talking();
    const invite = pbx.dialog.request('INVITE');
    const ok = await pbx.ask(invite);
    expect(parseSdp(ok.body)).toMatchObject({ direction: 'sendrecv' });
    pbx.send(pbx.dialog.ackOf(invite, OUR_SDP.replace('a=sendrecv', 'a=sendonly')));
    await pbx.ask(pbx.dialog.request('OPTIONS'));
    expect(call.state).toMatchObject({ hold: { us: false, them: true } });
  });

  test('is put on hold by UPDATE, and shown another name', async () => {
    const { call } = await talking();
    expect(call.remoteIdentity).toEqual({ name: 'Vera', number: '+7495' });
    const seen: unknown[] = [];
    call.events.on('reinvite', (change) => seen.push(change));
    call.events.on('hold', (hold) => seen.push(hold));
    call.events.on('identity', (identity) => seen.push(identity));
    const ok = await pbx.ask(pbx.dialog.request('UPDATE', { body: OUR_SDP.replace('a=sendrecv', 'a=sendonly') }));
    expect(parseSdp(ok.body)?.direction).toBe('recvonly');
    const asserted = [['P-Asserted-Identity', '"VIP" <sip:777@pbx>']] as const;
    expect(await pbx.ask(pbx.dialog.request('UPDATE', { headers: asserted }))).toMatchObject({ status: 200, body: '' });
    expect(seen).toEqual([
      { us: false, them: true },
      { method: 'UPDATE', direction: 'sendonly' },
      { name: 'VIP', number: '777' },
      { method: 'UPDATE' },
    ]);
  });

  test('refuses a session it cannot have, and keeps the one it has', async () => {
    const { call } = await talking();
    const offer = OUR_SDP.replace('AVP 0 101', 'AVP 8').replace('a=rtpmap:0 PCMU', 'a=rtpmap:8 PCMA');
    expect(await pbx.ask(pbx.dialog.request('UPDATE', { body: offer }))).toMatchObject({ status: 488 });
    expect(call.state).toMatchObject({ is: 'talking', hold: { us: false, them: false } });
  });

  test('a first offer it cannot have is 488', async () => {
    const answered = pbx.ask(pbx.dialog.request('INVITE', { body: OUR_SDP.replace('AVP 0', 'AVP 8') }));
    const call = await phone.nextCall(SOON);
    await call.answer();
    expect(await answered).toMatchObject({ status: 488 });
    expect(call.state).toMatchObject({ is: 'over', end: { by: 'us', how: 'rejected', code: 488 } });
  });

  test('answers what it is asked in a call', async () => {
    const { call } = await talking();
    const notices: unknown[] = [];
    call.events.on('notify', ({ event, subscription }) => notices.push([event, subscription]));
    const ask = async (method: string, type = '', body = ''): Promise<number> =>
      (await pbx.ask(pbx.dialog.request(method, { type, body }))).status;
    expect(await ask('OPTIONS')).toBe(200);
    expect(await ask('MESSAGE', 'text/plain', 'hi')).toBe(200);
    expect(await ask('INFO', 'application/media_control+xml', '<x/>')).toBe(200);
    expect(await ask('INFO', 'application/dtmf', '*')).toBe(200);
    expect(await ask('REFER')).toBe(400);
    expect(await ask('PUBLISH')).toBe(405);
    const headers = [
      ['Event', 'talk'],
      ['Subscription-State', 'active;expires=1'],
    ] as const;
    expect((await pbx.ask(pbx.dialog.request('NOTIFY', { headers }))).status).toBe(200);
    expect(notices).toEqual([['talk', 'active']]);
    expect(call.digits).toBe('*');
  });

  // RFC 3261, section 12.2.2.
  test('a request that was overtaken is out of date', async () => {
    const { call } = await talking();
    const bye = pbx.dialog.request('BYE');
    expect((await pbx.ask(pbx.dialog.request('OPTIONS'))).status).toBe(200);
    expect((await pbx.ask(bye)).status).toBe(500);
    expect(call.state.is).toBe('talking');
  });

  test('outside of a call it answers OPTIONS with what it can do, and refuses what it cannot', async () => {
    const options = await pbx.ask(pbx.dialog.request('OPTIONS'));
    expect(options).toMatchObject({ status: 200 });
    expect(options.headers.all('Allow')).toEqual(expect.arrayContaining(['INVITE', 'UPDATE', 'REFER']));
    expect(await pbx.ask(pbx.dialog.request('SUBSCRIBE'))).toMatchObject({ status: 405 });
  });
});
