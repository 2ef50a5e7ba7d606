import { digestResponse, parseChallenge } from '../../../src/phone/digest';
import { Timers } from '../../../src/phone/clock';
import type { ServerTransaction } from '../../../src/phone/server-transaction';
import type { HeaderLine } from '../../../src/phone/sip-headers';
import { Transactions } from '../../../src/phone/transactions';
import { Transport } from '../../../src/phone/transport';
import { closePhones, openPhone, SOON } from './phones';
import type { Phone } from '../../../src/phone/phone';

const CHALLENGE = 'Digest realm="asterisk", nonce="n1", opaque="o", algorithm=MD5, qop="auth"';
const SECRET = { user: '1001', password: 'right' };

/** A server that wants a digest for everything and keeps what it was asked. */
class Server {
  readonly asked: { method: string; cseq: string; expires: string | undefined }[] = [];
  grants = 60;
  leastExpires = 0;
  /** Says so many times that the nonce is stale. */
  stale = 0;
  private readonly timers = new Timers();

  private constructor(
    readonly transport: Transport,
    readonly hearing: { deaf: boolean },
  ) {
    const transactions = new Transactions(transport, this.timers, 500);
    transactions.onRequest = (transaction) => this.receive(transaction);
  }

  static async open(): Promise<Server> {
    const hearing = { deaf: false };
    const transport = await Transport.open({ address: '127.0.0.1', port: 0, lose: () => hearing.deaf });
    return new Server(transport, hearing);
  }

  async close(): Promise<void> {
    this.timers.close();
    await this.transport.close();
  }

  private receive(transaction: ServerTransaction): void {
    const { method, headers } = transaction.request;
    const expires = headers.get('Expires');
    this.asked.push({ method, cseq: headers.get('CSeq') ?? '', expires });
    const proven = this.proven(transaction);
    const header: HeaderLine[] =
      method === 'INVITE'
        ? [['Proxy-Authenticate', CHALLENGE]]
        : [
            ['WWW-Authenticate', 'Basic realm="x"'],
            ['WWW-Authenticate', CHALLENGE],
          ];
    if (proven === 'no') transaction.respond(method === 'INVITE' ? 407 : 401, { headers: header, toTag: 's' });
    else if (proven === 'stale')
      transaction.respond(401, { headers: [['WWW-Authenticate', `${CHALLENGE}, stale=true`]], toTag: 's' });
    else if (method === 'INVITE') transaction.respond(404, { toTag: 's' });
    else if (Number(expires) > 0 && Number(expires) < this.leastExpires) {
      transaction.respond(423, { headers: [['Min-Expires', String(this.leastExpires)]] });
    } else {
      const granted = Number(expires) === 0 ? 0 : this.grants;
      const contact = `${headers.get('Contact') ?? ''};expires=${granted}`;
      transaction.respond(200, { headers: [['Contact', `<sip:other@10.0.0.1>;expires=7, ${contact}`]], toTag: 's' });
    }
  }

  private proven({ request: { method, headers } }: ServerTransaction): 'yes' | 'no' | 'stale' {
    const proof = headers.get('Authorization') ?? headers.get('Proxy-Authorization');
    const challenge = parseChallenge(CHALLENGE);
    if (proof === undefined || challenge === undefined) return 'no';
    if (this.stale-- > 0) return 'stale';
    const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(proof)?.[1] ?? '';
    const expected = digestResponse(
      challenge,
      SECRET,
      { method, uri: field('uri') },
      { cnonce: field('cnonce'), count: 1 },
    );
    return field('response') === expected ? 'yes' : 'no';
  }
}

describe('a registration', () => {
  let server: Server;
  beforeEach(async () => (server = await Server.open()));
  afterEach(async () => {
    await closePhones();
    await server.close();
  });
  const phoneWith = (password: string, t1Ms = 500): Promise<Phone> =>
    openPhone({ address: '127.0.0.5', ...SECRET, password, server: server.transport.local, t1Ms });

  test('proves who it is, resolves with the time granted, and is taken back', async () => {
    const phone = await phoneWith('right');
    expect(await phone.register(300)).toBe(60);
    await phone.unregister();
    expect(server.asked).toEqual([
      { method: 'REGISTER', cseq: '1 REGISTER', expires: '300' },
      { method: 'REGISTER', cseq: '2 REGISTER', expires: '300' },
      { method: 'REGISTER', cseq: '3 REGISTER', expires: '0' },
      { method: 'REGISTER', cseq: '4 REGISTER', expires: '0' },
    ]);
  });

  test('gives up after one refusal: a wrong password stays wrong', async () => {
    const phone = await phoneWith('wrong');
    await expect(phone.register(300)).rejects.toMatchObject({ name: 'SipRefused', status: 401 });
    expect(server.asked).toHaveLength(2);
  });

  test('tries again with a fresh nonce when only that was old', async () => {
    server.stale = 1;
    expect(await (await phoneWith('right')).register(300)).toBe(60);
    expect(server.asked).toHaveLength(3);
  });

  test('asks for longer when the server wants so', async () => {
    server.leastExpires = 120;
    server.grants = 120;
    expect(await (await phoneWith('right')).register(10)).toBe(120);
  });

  test('is renewed in time, and its loss is told', async () => {
    server.grants = 0.1;
    const phone = await phoneWith('right', 2);
    await phone.register(300);
    const before = server.asked.length;
    const lost = new Promise((resolve) => phone.events.once('registration-lost', resolve));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(server.asked.length).toBeGreaterThan(before);
    server.hearing.deaf = true;
    expect(await lost).toMatchObject({ status: 408 });
  });

  test('is taken back when the phone is closed', async () => {
    const phone = await phoneWith('right');
    await phone.register(300);
    await phone.close();
    expect(server.asked.at(-1)).toMatchObject({ expires: '0' });
  });

  test('an INVITE proves itself to a proxy, with an ACK in between', async () => {
    const phone = await phoneWith('right');
    expect(await phone.call('200').ended(SOON)).toMatchObject({ how: 'rejected', code: 404 });
    expect(server.asked.map(({ cseq }) => cseq)).toEqual(['1 INVITE', '2 INVITE']);
  });
});
