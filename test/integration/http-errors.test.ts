import { startApi, TOKEN, type Api } from '../support/api';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const problem = async (response: Response): Promise<Record<string, unknown>> => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = (await response.json()) as Record<string, unknown>;
  expect(body).toMatchObject({ status: response.status, type: expect.any(String), title: expect.any(String) });
  return body;
};

describe('who asks', () => {
  const paths = ['/agents', '/queues', '/calls', '/history/calls', '/events', '/site', '/phones/anna', '/nothing-here'];

  it.each(paths)('%s wants a token', async (path) => {
    const answer = await fetch(`${api.url}/api/v1${path}`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="carillon"');
    await problem(answer);
  });

  it.each(['Bearer wrong', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, 'Bearer', TOKEN])('"%s" is not it', async (header) => {
    const answer = await fetch(`${api.url}/api/v1/agents`, { headers: { authorization: header } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await problem(answer);
  });

  it('is asked before the body is looked at', async () => {
    const answer = await fetch(`${api.url}/api/v1/agents/anna/state`, { method: 'PUT', body: '{' });
    expect(answer.status).toBe(401);
  });
});

describe('what is asked', () => {
  it('is told field by field, with a remedy', async () => {
    const answer = await api.put('/agents/anna/state', { state: 'asleep', reasn: 'tired' });
    expect(answer.status).toBe(400);
    expect((await problem(answer))['errors']).toEqual([
      expect.objectContaining({ in: 'body', path: 'state', remedy: 'use one of signed-out, not-ready, available' }),
      expect.objectContaining({ in: 'body', path: 'reasn', remedy: 'did you mean reason?' }),
    ]);
  });

  it('is told in queries too', async () => {
    const answer = await api.ask('/history/calls?limit=5000&from=yesterday&quue=sales');
    const errors = (await problem(answer))['errors'] as { path: string; remedy: string }[];
    expect(errors.map(({ path, remedy }) => [path, remedy])).toEqual([
      ['from', expect.any(String)],
      ['limit', 'use 1000 or less'],
      ['quue', 'did you mean queue?'],
    ]);
  });

  it.each([
    ['{"state":', 400],
    ['[]', 400],
    ['"available"', 400],
    ['', 400],
    [JSON.stringify({ state: 'not-ready', reason: 'x'.repeat(101) }), 400],
    [JSON.stringify({ state: 'not-ready', reason: 'x'.repeat(70_000) }), 413],
  ])('a body like %.20s is refused with %i', async (body, status) => {
    const answer = await api.ask('/agents/anna/state', {
      method: 'PUT',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(status);
    await problem(answer);
  });

  it('must be JSON', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await api.ask('/agents/anna/state', { method: 'PUT', body: 'state=available', headers });
    expect(answer.status).toBe(415);
    await problem(answer);
  });

  it('is nowhere: 404', async () => {
    for (const path of ['/agent', '/agents/%', '/agents/anna/statement']) {
      const answer = await api.ask(path);
      expect([path, answer.status]).toEqual([path, 404]);
      await problem(answer);
    }
    expect((await fetch(`${api.url}/nowhere`)).status).toBe(404);
  });

  it('is not done so: 405 with what is', async () => {
    const answer = await api.ask('/agents/anna/state', { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('PUT');
    await problem(answer);
    expect((await api.ask('/agents', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('what goes wrong with us', () => {
  it('is one sentence outside and everything in the log', async () => {
    api.centre.agents = () => {
      throw new Error('a secret of the house');
    };
    const answer = await api.ask('/agents');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(await problem(answer))).not.toContain('secret');
    expect(api.log.all.find(({ level }) => level === 'error')?.fields['error']).toMatchObject({
      message: 'a secret of the house',
    });
  });

  it('leaves one line a request, with no token and no number of a caller', async () => {
    await api.ask('/history/calls?ani=%2B79161234567');
    await api.ask('/agents/anna');
    await api.ask('/nowhere');
    // The line is written when the connection has the answer, which may be a moment after the reader has it.
    await api.close();
    const lines = api.log.all.filter(({ message }) => message === 'request').map(({ fields }) => fields);
    expect(lines).toEqual([
      { method: 'GET', route: '/api/v1/history/calls', status: 200, ms: expect.any(Number) },
      { method: 'GET', route: '/api/v1/agents/:id', status: 200, ms: expect.any(Number) },
      { method: 'GET', route: 'unknown', status: 404, ms: expect.any(Number) },
    ]);
    expect(JSON.stringify(api.log.all)).not.toMatch(new RegExp(`${TOKEN}|79161234567`));
    api = await startApi();
  });
});
