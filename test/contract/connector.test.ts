import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openConnector, type OpenConnector } from '../../src/adapters/crm/connectors';
import { openDatabase } from '../../src/adapters/mysql/database';
import { PATIENCE_MS } from '../support/patience';
import { useDatabase } from '../support/servers';

const open: OpenConnector[] = [];
const seen: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let http: Server;
let base = '';

/** A CRM with one customer; a test may put another manner in its place. */
function crm({ url }: IncomingMessage, response: ServerResponse): void {
  const found = url === '/customers/79161234567';
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
  response.end(found ? JSON.stringify({ data: { customers: [{ name: 'Анна', vip: 1 }] } }) : '{}');
}

beforeAll(async () => {
  http = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen.length = 0;
  answer = crm;
});
afterAll(async () => {
  await Promise.all(open.map((connector) => connector.close()));
  http.closeAllConnections();
  http.close();
});
// After that: hooks run in their order, and the server must go last.
const database = useDatabase();

beforeAll(async () => {
  const db = openDatabase(database.url, () => undefined);
  await db.schema.createTable('customers', (t) => {
    t.string('phone', 20).primary();
    t.string('name', 50);
    t.integer('vip');
  });
  await db('customers').insert({ phone: '79161234567', name: 'Анна', vip: 1 });
  await db.destroy();
});

const opened = (connector: OpenConnector): OpenConnector => {
  open.push(connector);
  return connector;
};
const patience = (): AbortSignal => AbortSignal.timeout(PATIENCE_MS);
const httpConnector = (path = '/customers/{key}', more: object = {}): OpenConnector =>
  opened(
    openConnector({ is: 'http', url: `${base}${path}`, record: 'data.customers.0', ...more }, { TOKEN: 's3cret' }),
  );
const sqlConnector = (query = 'SELECT name, vip FROM customers WHERE phone = ?', url = database.url): OpenConnector =>
  opened(openConnector({ is: 'sql', urlFrom: 'CRM_DB', query }, { CRM_DB: url }));

describe.each<[string, () => OpenConnector]>([
  ['HttpConnector', () => httpConnector()],
  [
    'TableConnector',
    () => openConnector({ is: 'table', rows: new Map([['79161234567', { name: 'Анна', vip: 1 }]]) }, {}),
  ],
  ['SqlConnector', () => sqlConnector()],
])('%s', (_name, make) => {
  test('finds the record of a key', async () => {
    expect(await make().find('79161234567', patience())).toEqual({ is: 'found', value: { name: 'Анна', vip: 1 } });
  });

  test.each([
    '7000',
    '',
    '.',
    '..',
    '../customers/79161234567',
    "' OR 1=1 -- ",
    '__proto__',
    'toString',
    '{key}',
    '$&',
    'Ω/?#%',
  ])('knows no record of the key %j', async (key) => {
    expect(await make().find(key, patience())).toEqual({ is: 'not-found' });
  });
});

describe('HttpConnector', () => {
  test('asks with the headers of the site, with secrets from the environment', async () => {
    await httpConnector('/customers/{key}', { headers: { Authorization: 'Bearer ${TOKEN}' } }).find('1', patience());
    expect(seen[0]?.headers.authorization).toBe('Bearer s3cret');
  });

  test('a question is sent as JSON by POST, with the same headers, and its answer read the same way', async () => {
    const got: string[] = [];
    answer = (request, response) => {
      request.on('data', (chunk) => got.push(`${request.method} ${request.url} ${String(chunk)}`));
      request.on('end', () => response.end('{"agent":"anna"}'));
    };
    const headers = { Authorization: 'Bearer ${TOKEN}' };
    const connector = opened(openConnector({ is: 'http', url: `${base}/choose/{key}`, headers }, { TOKEN: 's3cret' }));
    expect(await connector.choose?.('sales', { call: 'c1' }, patience())).toEqual({
      is: 'found',
      value: { agent: 'anna' },
    });
    expect(got).toEqual(['POST /choose/sales {"call":"c1"}']);
    expect(seen.at(-1)?.headers.authorization).toBe('Bearer s3cret');
  });

  test('a variable that is not set is told when it is opened', () => {
    expect(() => httpConnector('/{key}?k=${MISSING}')).toThrow('the environment variable MISSING is not set');
  });

  test.each<[string, (response: ServerResponse) => void, object]>([
    ['an error of the server', (r) => r.writeHead(503).end(), { is: 'failed', why: 'HTTP 503' }],
    [
      'a redirect',
      (r) => r.writeHead(302, { location: '/customers/79161234567' }).end(),
      { is: 'failed', why: 'HTTP 302' },
    ],
    ['text that is no JSON', (r) => r.end('<html>'), { is: 'failed', why: 'the answer is not JSON' }],
    ['an empty answer', (r) => r.end(), { is: 'not-found' }],
    ['204, no content', (r) => r.writeHead(204).end(), { is: 'not-found' }],
    ['a record that is an empty list', (r) => r.end('{"data":{"customers":[[]]}}'), { is: 'not-found' }],
    ['a record that is an empty object', (r) => r.end('{"data":{"customers":[{}]}}'), { is: 'not-found' }],
    ['an answer without the record', (r) => r.end('{"data":{"customers":[]}}'), { is: 'not-found' }],
    [
      'an answer that is too long',
      (r) => r.end(JSON.stringify('x'.repeat(300_000))),
      { is: 'failed', why: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' },
    ],
    ['a connection that breaks', (r) => r.destroy(), { is: 'failed', why: 'UND_ERR_SOCKET' }],
  ])('%s is a result', async (_what, manner, result) => {
    answer = (_, response) => manner(response);
    expect(await httpConnector().find('79161234567', patience())).toEqual(result);
  });

  test('a server that is not there is a result', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    const connector = opened(openConnector({ is: 'http', url: `http://127.0.0.1:${port}/{key}` }, {}));
    expect(await connector.find('1', patience())).toEqual({ is: 'failed', why: 'ECONNREFUSED' });
  });

  test('a server that never answers is given up when the budget is spent, and its connection closed', async () => {
    const budget = new AbortController();
    const closed = new Promise<void>((resolve) => {
      answer = (request) => {
        request.on('close', resolve);
        budget.abort();
      };
    });
    expect(await httpConnector().find('1', budget.signal)).toEqual({ is: 'failed', why: 'no answer in time' });
    await closed;
  });

  test('the whole answer is the record when no path is said', async () => {
    answer = (_, response) => response.end('{"a":1}');
    const connector = opened(openConnector({ is: 'http', url: `${base}/{key}` }, {}));
    expect(await connector.find('1', patience())).toEqual({ is: 'found', value: { a: 1 } });
  });
});

describe('SqlConnector', () => {
  test('can write nothing', async () => {
    expect(await sqlConnector('DELETE FROM customers WHERE phone = ?').find('79161234567', patience())).toEqual({
      is: 'failed',
      why: 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
    });
  });

  test('a query that takes too long is given up when the budget is spent', async () => {
    const connector = sqlConnector('SELECT SLEEP(0.5), ? AS name');
    expect(await connector.find('1', AbortSignal.timeout(50))).toEqual({ is: 'failed', why: 'no answer in time' });
  });

  test('a query that is wrong, or a database that is not there, is a result', async () => {
    expect(await sqlConnector('SELECT nothing FROM nowhere WHERE a = ?').find('1', patience())).toEqual({
      is: 'failed',
      why: 'ER_NO_SUCH_TABLE',
    });
    expect(await sqlConnector('SELECT ?', 'mysql://root@127.0.0.1:1/x').find('1', patience())).toEqual({
      is: 'failed',
      why: 'ECONNREFUSED',
    });
  });
});
