import type { CarillonEvent } from '../../../src/domain/event';
import type { NoticeAttempt, Sent, SentNotice } from '../../../src/engine/ports/work';
import type { NotifyCommand } from '../../../src/flow/command';
import { masked, NoticeOffice } from '../../../src/workers/notices';
import { runVoicemailMail } from '../../../src/workers/voicemail-mail';
import { MemoryStream } from '../../fakes/stream';
import { Lines } from '../../support/lines';

const AT = 1_795_290_200_000;

function opened(answers: readonly Sent[], recordings: Readonly<Record<string, string>> = {}) {
  const sent: SentNotice[] = [];
  const events: CarillonEvent[] = [];
  const log = new Lines();
  const world = { storeIsAway: false };
  const left = [...answers];
  const office = new NoticeOffice({
    senders: {
      mail: {
        send: async (notice) => {
          sent.push(notice);
          const answer = left.shift();
          if (!answer) throw new Error('the test has no more answers');
          return answer;
        },
      },
      sms: { missing: 'CARILLON_SMS_URL' },
      webhook: { missing: 'CARILLON_WEBHOOK_SECRET' },
    },
    recordings: {
      read: async (id) => (recordings[id] === undefined ? undefined : new TextEncoder().encode(recordings[id])),
    },
    store: {
      append: async (more) => {
        if (world.storeIsAway) throw new Error('Redis is away');
        events.push(...more);
      },
    },
    clock: { now: () => AT },
    log,
    happened: () => undefined,
  });
  return { office, sent, events, log, world, data: () => events.map(({ data }) => data) };
}

const attempt = (more: Partial<NoticeAttempt['notice']> = {}, about: Partial<NoticeAttempt> = {}): NoticeAttempt => ({
  call: 'c-1.1',
  notice: {
    id: 'c-1.1.c5',
    by: 'mail',
    to: 'anna@example.com',
    subject: 'Hello',
    text: 'Text',
    data: { a: 1 },
    recording: null,
    ...more,
  },
  attempt: 1,
  last: false,
  isTooOld: false,
  ...about,
});
const FAILED: Sent = { is: 'failed', why: 'ECONNREFUSED' };

describe('a notice', () => {
  test('is sent, and the history says so without the address', async () => {
    const { office, sent, events } = opened([{ is: 'sent' }]);
    expect(await office.deliver(attempt())).toBe('sent');
    expect(sent[0]).toEqual({
      id: 'c-1.1.c5',
      call: 'c-1.1',
      to: 'anna@example.com',
      subject: 'Hello',
      text: 'Text',
      data: { a: 1 },
      attachment: null,
    });
    expect(events).toEqual([
      {
        id: `notice.e${AT}`,
        at: AT,
        call: 'c-1.1',
        type: 'notice.ended',
        data: { notice: 'c-1.1.c5', by: 'mail', to: 'a…@example.com', how: 'sent', why: '', attempts: 1 },
      },
    ]);
  });

  test('is tried again while there are attempts, and given up after the last, which the history knows', async () => {
    const { office, events, data } = opened([FAILED, FAILED]);
    expect(await office.deliver(attempt())).toBe('again');
    expect(events).toEqual([]);
    expect(await office.deliver(attempt({}, { attempt: 8, last: true }))).toBe('given-up');
    expect(data()).toMatchObject([{ how: 'failed', why: 'ECONNREFUSED', attempts: 8 }]);
  });

  test('that is refused, too old, or has no way out is given up at once', async () => {
    const { office, data } = opened([{ is: 'refused', why: '550 no such user' }]);
    expect(await office.deliver(attempt())).toBe('given-up');
    expect(await office.deliver(attempt({}, { isTooOld: true }))).toBe('given-up');
    expect(await office.deliver(attempt({ by: 'sms', to: '+79161234567' }))).toBe('given-up');
    expect(data()).toMatchObject([
      { why: '550 no such user' },
      { why: 'it is older than a day' },
      { why: 'CARILLON_SMS_URL is not set', to: '…4567' },
    ]);
  });

  test('takes its recording along, waits for it a while, and then goes without', async () => {
    const { office, sent } = opened([{ is: 'sent' }, { is: 'sent' }], { 'c-1.1.r3': 'RIFF' });
    await office.deliver(attempt({ recording: 'c-1.1.r3' }));
    expect(sent[0]?.attachment).toEqual({ name: 'c-1.1.r3.wav', bytes: new TextEncoder().encode('RIFF') });
    expect(await office.deliver(attempt({ recording: 'c-2.2.r1' }))).toBe('again');
    expect(await office.deliver(attempt({ recording: 'c-2.2.r1' }, { attempt: 3 }))).toBe('sent');
    expect(sent[1]?.attachment).toBeNull();
  });

  test('that was sent is not sent again because the history could not be told', async () => {
    const { office, log, world } = opened([{ is: 'sent' }]);
    world.storeIsAway = true;
    expect(await office.deliver(attempt())).toBe('sent');
    expect(log.all.map(({ message }) => message)).toContain('the end of a notice could not be recorded');
  });

  test('that throws is tried again, and the log knows', async () => {
    const { office, log } = opened([]);
    expect(await office.deliver(attempt())).toBe('again');
    expect(log.all.map(({ level }) => level)).toContain('error');
  });

  test('of several that end at once each has a number of its own', async () => {
    const { office, events } = opened([{ is: 'sent' }, { is: 'sent' }, { is: 'sent' }]);
    await Promise.all([1, 2, 3].map(() => office.deliver(attempt())));
    expect(events.map(({ id }) => id)).toEqual([0, 1, 2].map((n) => `notice.e${AT + n}`));
  });
});

test.each([
  ['anna.berg@example.com', 'a…@example.com'],
  ['+79161234567', '…4567'],
  ['https://user:secret@crm.example:8443/hook?token=1', 'https://crm.example:8443'],
])('%s is known as %s', (to, shown) => expect(masked(to)).toBe(shown));

describe('the mail about a message', () => {
  const site = {
    language: 'en',
    dayParts: { timeZone: 'Europe/Moscow' },
    agents: new Map([
      ['anna', { name: 'Anna Berg', mail: 'anna@example.com' }],
      ['boris', { name: 'Boris' }],
    ]),
    queues: new Map([['sales', { title: 'Sales', mail: 'sales@example.com' }]]),
  };

  async function mailed(language: string, ...events: unknown[]): Promise<{ sent: NotifyCommand[]; removed: string[] }> {
    const stream = new MemoryStream();
    const sent: NotifyCommand[] = [];
    const removed: string[] = [];
    const stop = new AbortController();
    let failures = 1;
    for (const event of events) stream.push(event as CarillonEvent);
    stream.push({ type: 'call.answered' } as CarillonEvent);
    await runVoicemailMail(
      {
        stream: {
          consume: (group, handler, options) =>
            stream.consume(group, async (batch) => handler(batch).then(() => stop.abort()), options),
        },
        notices: {
          send: async (_, notice) => {
            if (failures-- > 0) throw new Error('Redis is away');
            sent.push(notice);
          },
        },
        recordings: { remove: async (id) => void removed.push(id) },
        site: () => ({ ...site, language }) as never,
        log: new Lines(),
      },
      stop.signal,
    );
    return { sent, removed };
  }
  const left = (box: string, number = '+79161234567') => ({
    id: 'c-1.1.e7',
    at: AT,
    call: 'c-1.1',
    type: 'voicemail.left',
    data: {
      node: 'a.0',
      voicemail: 'c-1.1.r3',
      box,
      recording: 'c-1.1.r3',
      seconds: 12.3,
      caller: { number, name: '' },
    },
  });

  test('goes to the owner, with the recording, and under the name of the message: also when it failed at first', async () => {
    const { sent } = await mailed('en', left('agent:anna'));
    expect(sent).toEqual([
      {
        type: 'notify',
        id: 'c-1.1.r3',
        by: 'mail',
        to: 'anna@example.com',
        subject: 'Voicemail for Anna Berg from +79161234567',
        text: expect.stringMatching(
          /^\+79161234567 left a message of 12 s for Anna Berg on Saturday, November 21, 2026/,
        ) as string,
        data: {},
        recording: 'c-1.1.r3',
      },
    ]);
  });

  test('of a queue goes to its address, in the language of the site, of a withheld number too', async () => {
    const { sent } = await mailed('ru', left('queue:sales', ''));
    expect(sent[0]).toMatchObject({
      to: 'sales@example.com',
      subject: 'Голосовое сообщение для Sales: скрытый номер',
      text: expect.stringMatching(/суббота, 21 ноября 2026/) as string,
    });
  });

  test('is none where the box has no address; a deleted message is gone from the disk', async () => {
    const deleted = { type: 'voicemail.changed', data: { voicemail: 'c-1.1.r3', to: 'deleted' } };
    expect(await mailed('en', left('agent:boris'), left('queue:gone'), deleted)).toEqual({
      sent: [],
      removed: ['c-1.1.r3'],
    });
  });
});
