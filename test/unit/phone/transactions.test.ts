import { Timers } from '../../../src/phone/clock';
import { ClientTransaction } from '../../../src/phone/client-transaction';
import { ServerTransaction } from '../../../src/phone/server-transaction';
import { SipHeaders } from '../../../src/phone/sip-headers';
import { responseTo } from '../../../src/phone/sip-message';
import type { SipMessage, SipRequest } from '../../../src/phone/sip-message';
import { newVia } from '../../../src/phone/sip-via';
import { lineOf } from './phones';

const THERE = { address: '127.0.0.1', port: 5060 };

const requestOf = (method: string): SipRequest => ({
  is: 'request',
  method,
  uri: 'sip:a@b',
  headers: new SipHeaders([
    ['Via', newVia(THERE)],
    ['From', '<sip:a@b>;tag=1'],
    ['To', '<sip:c@d>'],
    ['Call-ID', '1'],
    ['CSeq', `7 ${method}`],
  ]),
  body: '',
});

/** Notes when each message goes out, in ms from the start. */
function line() {
  const start = Date.now();
  const sent: string[] = [];
  const send = (message: SipMessage): void => void sent.push(`${Date.now() - start} ${lineOf(message)}`);
  return { sent, tools: { send, timers: new Timers(), t1Ms: 500 } };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a request of ours', () => {
  const ask = (method: string) => {
    const { sent, tools } = line();
    const got: string[] = [];
    const request = requestOf(method);
    const transaction = new ClientTransaction(request, THERE, tools, {
      onResponse: ({ status }) => got.push(String(status)),
      onTimeout: () => got.push('timeout'),
    });
    const answer = (status: number): void => transaction.receive(responseTo(request, status, { toTag: 'x' }));
    return { sent, got, answer };
  };

  // RFC 3261, section 17.1.1.2: timer A doubles, timer B ends it at 64 T1.
  test('an INVITE without any response goes out seven times', () => {
    const { sent, got } = ask('INVITE');
    jest.advanceTimersByTime(60_000);
    expect(sent).toEqual([0, 500, 1500, 3500, 7500, 15500, 31500].map((at) => `${at} INVITE`));
    expect(got).toEqual(['timeout']);
  });

  test('an INVITE that rings is not sent again and may ring for ever', () => {
    const { sent, got, answer } = ask('INVITE');
    jest.advanceTimersByTime(600);
    answer(180);
    jest.advanceTimersByTime(600_000);
    answer(180);
    expect(sent).toEqual(['0 INVITE', '500 INVITE']);
    expect(got).toEqual(['180', '180']);
  });

  test('each refusal of an INVITE gets its ACK, but is told once', () => {
    const { sent, got, answer } = ask('INVITE');
    answer(486);
    answer(486);
    answer(180);
    expect(sent).toEqual(['0 INVITE', '0 ACK', '0 ACK']);
    expect(got).toEqual(['486']);
  });

  test('each 200 of an INVITE is told, for each wants an ACK', () => {
    const { sent, got, answer } = ask('INVITE');
    answer(200);
    answer(200);
    jest.advanceTimersByTime(60_000);
    expect(sent).toEqual(['0 INVITE']);
    expect(got).toEqual(['200', '200']);
  });

  // Section 17.1.2.2: timer E doubles up to T2.
  test('another request goes out every 4 s in the end', () => {
    const { sent, got } = ask('BYE');
    jest.advanceTimersByTime(60_000);
    expect(sent).toEqual([0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500].map((at) => `${at} BYE`));
    expect(got).toEqual(['timeout']);
  });

  test('another request is answered once', () => {
    const { got, answer } = ask('BYE');
    answer(200);
    answer(200);
    jest.advanceTimersByTime(60_000);
    expect(got).toEqual(['200']);
  });
});

describe('a request of theirs', () => {
  test('is answered again when asked again, and only the first final response counts', () => {
    const { sent, tools } = line();
    const transaction = new ServerTransaction(requestOf('INFO'), THERE, tools);
    transaction.askedAgain();
    transaction.respond(200);
    transaction.respond(500);
    transaction.askedAgain();
    jest.advanceTimersByTime(60_000);
    expect(sent).toEqual(['0 200 INFO', '0 200 INFO']);
  });

  // Section 13.3.1.4: at T1, doubling up to T2, until the ACK.
  test('the final response to an INVITE goes out until its ACK', () => {
    const { sent, tools } = line();
    const transaction = new ServerTransaction(requestOf('INVITE'), THERE, tools);
    transaction.respond(180);
    jest.advanceTimersByTime(5000);
    transaction.respond(200);
    jest.advanceTimersByTime(2000);
    transaction.acknowledged();
    jest.advanceTimersByTime(60_000);
    expect(sent).toEqual(['0 180 INVITE', '5000 200 INVITE', '5500 200 INVITE', '6500 200 INVITE']);
  });

  test('without an ACK it is given up after 64 T1', () => {
    const { sent, tools } = line();
    const transaction = new ServerTransaction(requestOf('INVITE'), THERE, tools);
    const noAck = jest.fn();
    transaction.onNoAck = noAck;
    transaction.respond(200);
    jest.advanceTimersByTime(31_999);
    expect(noAck).not.toHaveBeenCalled();
    jest.advanceTimersByTime(60_000);
    expect(noAck).toHaveBeenCalled();
    expect(sent).toHaveLength(11);
  });
});
