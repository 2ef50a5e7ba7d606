import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { SMTPServer } from 'smtp-server';
import { BullNotices, startNoticeWorker } from '../../src/adapters/jobs/notices';
import { mailSender } from '../../src/adapters/notices/mail';
import { smsSender } from '../../src/adapters/notices/sms';
import { signatureOf, webhookSender } from '../../src/adapters/notices/webhook';
import { Sealer } from '../../src/adapters/redis/sealer';
import type { NoticeAttempt, SentNotice } from '../../src/engine/ports/work';
import type { NotifyCommand } from '../../src/flow/command';
import { useRedis } from '../support/servers';

const SECRET = 'a-secret-of-webhooks';
const notice = (more: Partial<SentNotice> = {}): SentNotice => ({
  id: 'carillon-1.1.c5',
  call: 'carillon-1.1',
  to: 'anna@example.com',
  subject: 'Голосовое сообщение',
  text: 'Оставлено сообщение.',
  data: { phone: '+7916', tags: ['vip'] },
  attachment: null,
  ...more,
});

describe('mail', () => {
  const mails: { to: string; text: string }[] = [];
  let refuse: Error | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => done(refuse),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address).join(),
          text: Buffer.concat(parts).toString(),
        });
        done();
      });
    },
  });
  let sender: ReturnType<typeof mailSender>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    sender = mailSender({ url: `smtp://127.0.0.1:${port}`, from: 'Carillon <carillon@example.com>' });
  });
  afterAll(async () => {
    sender.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    mails.length = 0;
    refuse = null;
  });

  it('arrives with subject, text, data and recording', async () => {
    const wav = randomBytes(20_000);
    expect(await sender.send(notice({ attachment: { name: 'c.r3.wav', bytes: wav } }))).toEqual({ is: 'sent' });
    const [mail] = mails;
    expect(mail?.to).toBe('anna@example.com');
    const text = mail?.text.replaceAll('\r\n', '\n') ?? '';
    expect(text).toContain('From: Carillon <carillon@example.com>');
    expect(text).toContain('Message-ID: <carillon-1.1.c5@carillon>');
    expect(text).toContain('Auto-Submitted: auto-generated');
    expect(decoded(/Subject: (.*(?:\n .*)*)/.exec(text)?.[1] ?? '')).toBe('Голосовое сообщение');
    expect(partOf(text, 'text/plain').toString()).toBe('Оставлено сообщение.\n\nphone: +7916\ntags: ["vip"]');
    expect(text).toContain('filename=c.r3.wav');
    expect(partOf(text, 'audio/wav').equals(wav)).toBe(true);
  });

  it('cannot be made to go elsewhere by what a caller says of themselves', async () => {
    await sender.send(notice({ subject: 'Olga\r\nBcc: everybody@example.com' }));
    expect(mails.map(({ to }) => to)).toEqual(['anna@example.com']);
    expect(mails[0]?.text).not.toMatch(/^Bcc:/m);
  });

  it('that the server refuses for good is refused; for now, is failed', async () => {
    refuse = Object.assign(new Error('no such user anna@example.com'), { responseCode: 550 });
    const refused = await sender.send(notice());
    expect(refused).toMatchObject({ is: 'refused', why: expect.stringContaining('no such user') as string });
    expect(JSON.stringify(refused)).not.toContain('anna@example.com');
    refuse = Object.assign(new Error('busy'), { responseCode: 451 });
    expect(await sender.send(notice())).toMatchObject({ is: 'failed' });
  });

  it('without a server is failed', async () => {
    const nobody = mailSender({ url: 'smtp://127.0.0.1:1', from: 'a@b.example' });
    expect(await nobody.send(notice())).toMatchObject({ is: 'failed' });
    nobody.close();
  });
});

/** A part of a mail, by its content type. */
function partOf(mail: string, type: string): Buffer {
  const part = mail.slice(mail.indexOf(`Content-Type: ${type}`));
  const [head = '', ...body] = part.split('\n\n');
  const text = body.join('\n\n').split('\n--')[0] ?? '';
  if (/base64/.test(head)) return Buffer.from(text, 'base64');
  if (!/quoted-printable/.test(head)) return Buffer.from(text.trim());
  const bytes = text
    .trim()
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

const decoded = (subject: string): string =>
  subject
    .replace(/\n\s+/g, ' ')
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, text: string) => Buffer.from(text, 'base64').toString())
    .replace(/=\?UTF-8\?Q\?([^?]*)\?=/gi, (_, text: string) =>
      Buffer.from(
        text
          .replaceAll('_', ' ')
          .replace(/=([0-9A-F]{2})/g, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      ).toString(),
    );

describe('over HTTP', () => {
  interface Asked {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }
  const asked: Asked[] = [];
  let status = 204;
  let server: Server;
  let url = '';
  beforeAll(async () => {
    server = createServer((req, res) => {
      let body = '';
      req.on('data', (part: Buffer) => (body += part.toString()));
      req.on('end', () => {
        asked.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body });
        res.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    asked.length = 0;
    status = 204;
  });

  it('a webhook comes signed, so that it cannot be changed or sent again tomorrow', async () => {
    const hook = webhookSender({ secret: SECRET, now: () => 1_795_290_200_999 });
    expect(await hook.send(notice({ to: `${url}/hook?a=1` }))).toEqual({ is: 'sent' });
    const [{ method, url: path, headers, body } = {} as Asked] = asked;
    expect([method, path, headers['content-type']]).toEqual(['POST', '/hook?a=1', 'application/json']);
    expect(JSON.parse(body)).toEqual({
      id: 'carillon-1.1.c5',
      call: 'carillon-1.1',
      subject: 'Голосовое сообщение',
      text: 'Оставлено сообщение.',
      data: { phone: '+7916', tags: ['vip'] },
    });
    expect(headers['carillon-id']).toBe('carillon-1.1.c5');
    expect(headers['carillon-timestamp']).toBe('1795290200');
    expect(headers['carillon-signature']).toBe(signatureOf(SECRET, '1795290200', body));
    expect(signatureOf(SECRET, '1795290201', body)).not.toBe(signatureOf(SECRET, '1795290200', body));
  });

  it.each([
    [500, 'failed'],
    [429, 'failed'],
    [404, 'refused'],
    [302, 'refused'],
  ])('the answer %i means %s', async (answer, is) => {
    status = answer;
    const hook = webhookSender({ secret: SECRET, now: Date.now });
    expect(await hook.send(notice({ to: url }))).toEqual({ is, why: `HTTP ${answer}` });
  });

  it('nobody there means failed', async () => {
    const hook = webhookSender({ secret: SECRET, now: Date.now });
    expect(await hook.send(notice({ to: 'http://127.0.0.1:1/' }))).toMatchObject({ is: 'failed' });
  });

  it('a text message goes by GET where the address has places for it, else as JSON', async () => {
    const text = notice({ to: '+79161234567', text: 'Привет & 100%' });
    await smsSender({ url: `${url}/send?to={to}&text={text}` }).send(text);
    expect(asked[0]).toMatchObject({
      method: 'GET',
      url: `/send?to=%2B79161234567&text=${encodeURIComponent('Привет & 100%')}`,
    });
    await smsSender({ url: `${url}/send`, authorization: 'Bearer x' }).send(text);
    expect(asked[1]).toMatchObject({ method: 'POST', url: '/send' });
    expect(asked[1]?.headers.authorization).toBe('Bearer x');
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({
      id: 'carillon-1.1.c5',
      to: '+79161234567',
      text: 'Привет & 100%',
    });
  });
});

describe('the jobs', () => {
  const server = useRedis();
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  let serial = 0;
  const options = () => ({
    url: server.url,
    prefix: `${server.prefix}${++serial}:`,
    onError: () => undefined,
    sealer: new Sealer([randomBytes(32)]),
    firstPauseMs: 10,
  });
  const command = (id: string): NotifyCommand => ({
    type: 'notify',
    id,
    by: 'mail',
    to: 'anna@example.com',
    subject: '',
    text: 'about +79161234567',
    data: null,
    recording: null,
  });

  /** A worker that answers as it is told, and all that it was given. */
  function worker(shared: ReturnType<typeof options>, answers: readonly ('sent' | 'given-up' | 'again')[]) {
    const given: NoticeAttempt[] = [];
    let enough: () => void;
    const all = new Promise<void>((resolve) => (enough = resolve));
    const running = startNoticeWorker(async (attempt) => {
      given.push(attempt);
      if (given.length === answers.length) enough();
      return answers[given.length - 1] ?? 'sent';
    }, shared);
    closers.push(() => running.close());
    return { given, all };
  }

  it('try again until it is sent, and give the whole notice each time', async () => {
    const shared = options();
    const notices = new BullNotices(shared);
    closers.push(() => notices.close());
    await notices.send('carillon-1.1', command('carillon-1.1.c5'));
    const { given, all } = worker(shared, ['again', 'again', 'sent']);
    await all;
    expect(given.map(({ attempt, last }) => [attempt, last])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    const { type: _, ...kept } = command('carillon-1.1.c5');
    expect(given[2]).toMatchObject({ call: 'carillon-1.1', notice: kept, isTooOld: false });
  });

  it('say of the eighth attempt that it is the last', async () => {
    const shared = options();
    const notices = new BullNotices(shared);
    closers.push(() => notices.close());
    await notices.send('carillon-1.1', command('carillon-1.1.c5'));
    const { given, all } = worker(shared, [...Array<'again'>(7).fill('again'), 'given-up']);
    await all;
    expect(given.map(({ last }) => last).indexOf(true)).toBe(7);
  });

  it('send what is asked for twice once', async () => {
    const shared = options();
    const notices = new BullNotices(shared);
    closers.push(() => notices.close());
    const { given, all } = worker(shared, ['sent', 'sent']);
    await notices.send('carillon-1.1', command('carillon-1.1.c5'));
    await notices.send('carillon-1.1', command('carillon-1.1.c5'));
    await notices.send('carillon-1.1', command('carillon-1.1.c6'));
    await all;
    expect(given.map(({ notice: { id } }) => id)).toEqual(['carillon-1.1.c5', 'carillon-1.1.c6']);
  });

  it('keep addresses and texts sealed in Redis', async () => {
    const shared = options();
    const notices = new BullNotices(shared);
    closers.push(() => notices.close());
    await notices.send('carillon-1.1', command('carillon-1.1.c5'));
    const redis = new Redis(server.url);
    const job = JSON.stringify(await redis.hgetall(`${shared.prefix}jobs:notices:carillon-1.1.c5`));
    redis.disconnect();
    expect(job).toContain('sealed');
    expect(job).not.toContain('anna@example.com');
    expect(job).not.toContain('9161234567');
  });

  it('refuse when Redis is away', async () => {
    const notices = new BullNotices({ ...options(), url: 'redis://127.0.0.1:1' });
    closers.push(() => notices.close());
    await expect(notices.send('carillon-1.1', command('carillon-1.1.c5'))).rejects.toThrow();
  });
});
