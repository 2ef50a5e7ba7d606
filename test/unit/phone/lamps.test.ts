import { Timers } from '../../../src/phone/clock';
import { Dialog } from '../../../src/phone/dialog';
import { readDialogInfo, readMessageSummary } from '../../../src/phone/notices';
import type { Phone } from '../../../src/phone/phone';
import { Requests } from '../../../src/phone/requests';
import type { ServerTransaction } from '../../../src/phone/server-transaction';
import type { HeaderLine } from '../../../src/phone/sip-headers';
import { Transactions } from '../../../src/phone/transactions';
import { Transport } from '../../../src/phone/transport';
import { closePhones, openPhone, SOON } from './phones';

const dialogInfo = (...states: string[]): string =>
  `<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:a@b">${states
    .map((state) => `<dialog id="1"><state>${state}</state></dialog>`)
    .join('')}</dialog-info>`;
const summary = (fresh: number, old: number): string =>
  `Messages-Waiting: ${fresh > 0 ? 'yes' : 'no'}\r\nMessage-Account: sip:*98@127.0.0.1\r\nVoice-Message: ${fresh}/${old} (0/0)\r\n`;

describe('what a NOTIFY says', () => {
  test.each([
    [summary(2, 1), { waiting: true, fresh: 2, old: 1, account: '*98' }],
    // RFC 3842, section 5.2: a summary without counts.
    ['Messages-Waiting: no\r\n', { waiting: false, fresh: 0, old: 0 }],
    ['messages-waiting: yes\nVoice-Message: 4/8 (1/2)\n', { waiting: true, fresh: 4, old: 8 }],
    ['Voice-Message: 4/8', undefined],
  ])('of messages: %j', (body, expected) => expect(readMessageSummary(body)).toEqual(expected));

  test.each([
    [dialogInfo(), 'dark'],
    [dialogInfo('terminated'), 'dark'],
    [dialogInfo('early'), 'flashing'],
    [dialogInfo('trying', 'terminated'), 'flashing'],
    [dialogInfo('early', 'confirmed'), 'lit'],
    ['<presence/>', undefined],
  ])('of a key: %j', (body, expected) => expect(readDialogInfo(body)).toBe(expected));
});

/** Tells phones what it is made to tell, and forgets them when it is made to. */
class Notifier {
  readonly asked: { event: string; expires: string; tag: string }[] = [];
  dialog: Dialog | undefined;
  /** What the next SUBSCRIBE is answered with. */
  answer = 200;
  grants = 600;
  /** The first NOTIFY comes ahead of the answer. */
  early = false;
  private readonly timers = new Timers();
  private readonly requests: Requests;

  private constructor(readonly transport: Transport) {
    const transactions = new Transactions(transport, this.timers, 500);
    this.requests = new Requests(transactions, undefined);
    transactions.onRequest = (transaction) => void this.receive(transaction);
  }

  static async open(): Promise<Notifier> {
    return new Notifier(await Transport.open({ address: '127.0.0.1', port: 0 }));
  }

  async close(): Promise<void> {
    this.timers.close();
    await this.transport.close();
  }

  /** Resolves with the status of the phone's answer. */
  async tell(body: string, state = 'active;expires=600', dialog = this.dialog): Promise<number> {
    if (!dialog) throw new Error('nobody has subscribed');
    const headers: HeaderLine[] = [
      ['Subscription-State', state],
      ['Event', 'dialog'],
    ];
    const request = dialog.request('NOTIFY', { headers, body, type: 'application/dialog-info+xml' });
    const answer = await this.requests.ask(() => request, dialog.destination());
    return answer.is === 'timeout' ? 408 : answer.status;
  }

  /** A NOTIFY that nobody has asked for. */
  async tellUnasked(phone: Phone, body: string): Promise<number> {
    const { local } = this.transport;
    const dialog = new Dialog({
      callId: 'unasked',
      localTag: 'u',
      localAddress: '<sip:pbx@127.0.0.1>',
      remoteAddress: '<sip:anna@127.0.0.3>',
      target: `sip:anna@127.0.0.3:${phone.local.port}`,
      contact: `<sip:pbx@127.0.0.1:${local.port}>`,
      local,
      fallback: phone.local,
    });
    const headers: HeaderLine[] = [
      ['Subscription-State', 'terminated'],
      ['Event', 'message-summary'],
    ];
    const request = dialog.request('NOTIFY', { headers, body, type: 'application/simple-message-summary' });
    const answer = await this.requests.ask(() => request, phone.local);
    return answer.is === 'timeout' ? 408 : answer.status;
  }

  private async receive(transaction: ServerTransaction): Promise<void> {
    const { request, from } = transaction;
    const { headers } = request;
    const tag = /tag=(\w+)/.exec(headers.get('To') ?? '')?.[1] ?? '';
    this.asked.push({ event: headers.get('Event') ?? '', expires: headers.get('Expires') ?? '', tag });
    if (this.answer !== 200) {
      const status = this.answer;
      this.answer = 200;
      transaction.respond(status, { toTag: 'refused' });
      return;
    }
    const { local } = this.transport;
    const contact = `<sip:pbx@127.0.0.1:${local.port}>`;
    if (tag === '') this.dialog = Dialog.of(request, from, { contact, local });
    if (this.early) await this.tell(dialogInfo('confirmed'));
    const granted: HeaderLine[] = [
      ['Expires', String(this.grants)],
      ['Contact', contact],
    ];
    transaction.respond(200, { headers: granted, toTag: this.dialog?.localTag ?? '' });
  }
}

describe('a phone with lamps', () => {
  let pbx: Notifier;
  let phone: Phone;
  beforeEach(async () => {
    pbx = await Notifier.open();
    phone = await openPhone({ address: '127.0.0.3', user: 'anna', server: pbx.transport.local });
  });
  afterEach(async () => {
    await closePhones();
    await pbx.close();
  });
  const asks = async (times: number): Promise<void> => {
    for (const until = Date.now() + SOON; pbx.asked.length < times && Date.now() < until;)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pbx.asked.length).toBeGreaterThanOrEqual(times);
  };

  test('shows what it watches, until it no longer does', async () => {
    expect(await phone.lamps.watch('*45')).toBe(600);
    expect(phone.lamps.light('*45')).toBeUndefined();
    expect(await pbx.tell(dialogInfo('confirmed'))).toBe(200);
    expect(phone.lamps.light('*45')).toBe('lit');
    expect(await pbx.tell(dialogInfo())).toBe(200);
    await phone.lamps.untilLight('*45', 'dark', SOON);
    await phone.lamps.unwatch('*45');
    expect(pbx.asked.map(({ event, expires }) => `${event} ${expires}`)).toEqual(['dialog 600', 'dialog 0']);
    expect(await pbx.tell(dialogInfo('confirmed'))).toBe(481);
  });

  // RFC 6665, section 4.4.1: the notice may overtake the answer.
  test('takes a first notice that comes ahead of the answer', async () => {
    pbx.early = true;
    await phone.lamps.watch('*45');
    expect(phone.lamps.light('*45')).toBe('lit');
    expect(await pbx.tell(dialogInfo())).toBe(200);
  });

  test('is told of its messages, asked or unasked', async () => {
    expect(phone.lamps.messages).toBeUndefined();
    expect(await pbx.tellUnasked(phone, summary(1, 0))).toBe(200);
    expect(phone.lamps.messages).toEqual({ waiting: true, fresh: 1, old: 0, account: '*98' });
    await phone.lamps.watchMessages(60);
    await pbx.tell(summary(0, 1));
    await phone.lamps.untilMessages(0, 1, SOON);
    expect(pbx.asked.at(-1)).toMatchObject({ event: 'message-summary', expires: '60' });
  });

  test('says what it waited for in vain', async () => {
    await phone.lamps.watch('*45');
    await expect(phone.lamps.untilLight('*45', 'lit', 1)).rejects.toThrow(
      'after 1 ms the lamp *45 is unknown and not lit',
    );
    await expect(phone.lamps.untilMessages(1, 0, 1)).rejects.toThrow(/messages are undefined and not 1\/0/);
  });

  test('that is refused says so, and is told nothing', async () => {
    pbx.answer = 403;
    await expect(phone.lamps.watch('*45')).rejects.toMatchObject({ name: 'SipRefused', status: 403 });
    pbx.answer = 489;
    await expect(phone.lamps.watchMessages()).rejects.toMatchObject({ name: 'SipRefused', status: 489 });
  });

  test('refuses a notice that was overtaken, and one about nothing it asked for', async () => {
    await phone.lamps.watch('*45');
    const { dialog } = pbx;
    const old = dialog?.request('NOTIFY');
    await pbx.tell(dialogInfo('confirmed'));
    const again = Object.create(dialog ?? null, { request: { value: () => old } }) as Dialog;
    expect(await pbx.tell('', 'active', again)).toBe(500);
    pbx.dialog = undefined;
    await phone.lamps.unwatch('*45');
    expect(await pbx.tell(dialogInfo(), 'active', dialog)).toBe(481);
  });

  test('asks again in time, and anew when it is forgotten or away for a while', async () => {
    pbx.grants = 0.02;
    await phone.lamps.watch('*45', 0.02);
    await asks(2);
    expect(pbx.asked[1]?.tag).toBe(pbx.dialog?.localTag);
    for (const status of [481, 401]) {
      const before = pbx.asked.length;
      pbx.answer = status;
      await asks(before + 3);
      expect(pbx.asked.slice(before).some(({ tag }) => tag === '')).toBe(true);
    }
    await pbx.tell(dialogInfo('early'));
    await phone.lamps.untilLight('*45', 'flashing', SOON);
  });

  // RFC 6665, section 4.1.3.
  test('asks anew when the other side wants so, and not when it is over for good', async () => {
    await phone.lamps.watch('*45');
    await pbx.tell('', 'terminated;reason=deactivated');
    await asks(2);
    expect(pbx.asked[1]).toMatchObject({ tag: '', expires: '600' });
    const lost = new Promise((resolve) => phone.lamps.events.once('lost', (...what) => resolve(what)));
    await pbx.tell('', 'terminated;reason=noresource');
    expect(await lost).toEqual(['*45', 'the other side ended it: noresource']);
    expect(await pbx.tell(dialogInfo('confirmed'))).toBe(481);
  });
});
