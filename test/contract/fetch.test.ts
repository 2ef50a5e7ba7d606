import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Fetcher } from '../../src/adapters/crm/fetch';
import type { FetchCommand } from '../../src/flow/command';
import { PATIENCE_MS } from '../support/patience';

type Request = FetchCommand['request'];

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

describe('a request that a flow makes', () => {
  const seen: Seen[] = [];
  let server: Server;
  let base: string;
  const fetcher = new Fetcher({ TOKEN: 'secret-token' });

  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method, url, headers } = request;
        seen.push({ method, url, headers, body: Buffer.concat(parts).toString() });
        if (url === '/silent') return;
        if (url === '/word') response.end('sent');
        else if (url === '/none') response.writeHead(404).end();
        else if (url === '/broken') response.writeHead(500).end('{}');
        else if (url === '/elsewhere') response.writeHead(302, { location: '/word' }).end();
        else if (url === '/endless') response.end('x'.repeat(300 * 1024));
        else response.end(JSON.stringify({ order: 7 }));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await fetcher.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const send = (path: string, more: Partial<Request> = {}, withinMs = PATIENCE_MS) =>
    fetcher.send(
      { method: 'GET', url: `${base}${path}`, headers: {}, body: null, ...more },
      AbortSignal.timeout(withinMs),
    );

  test('brings the JSON or the word that is answered', async () => {
    expect(await send('/order')).toEqual({ is: 'found', value: { order: 7 } });
    expect(await send('/word')).toEqual({ is: 'found', value: 'sent' });
  });

  test('sends its body as JSON, and headers with what the environment keeps', async () => {
    const more = { method: 'POST', headers: { authorization: 'Bearer ${TOKEN}' }, body: { id: 'Ж1' } } as const;
    expect(await send('/order', more)).toMatchObject({ is: 'found' });
    expect(seen.at(-1)).toMatchObject({
      method: 'POST',
      body: '{"id":"Ж1"}',
      headers: { authorization: 'Bearer secret-token', 'content-type': 'application/json' },
    });
  });

  test('tells what is not there from what fails, follows nobody, and takes no endless answer', async () => {
    expect(await send('/none')).toEqual({ is: 'not-found' });
    expect(await send('/broken')).toEqual({ is: 'failed', why: 'HTTP 500' });
    expect(await send('/elsewhere')).toEqual({ is: 'failed', why: 'HTTP 302' });
    expect(await send('/endless')).toMatchObject({ is: 'failed' });
    expect(await send('/silent', {}, 100)).toEqual({ is: 'failed', why: 'no answer in time' });
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    await new Promise((closed) => gone.close(closed));
    expect(await send('', { url: `http://127.0.0.1:${port}/` })).toEqual({ is: 'failed', why: 'ECONNREFUSED' });
  });

  test('rejects when a header names what the environment does not have', async () => {
    await expect(send('/order', { headers: { authorization: '${NOBODY}' } })).rejects.toThrow(
      'the environment variable NOBODY is not set',
    );
  });
});
