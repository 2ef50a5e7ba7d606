import { compileSite } from '../../src/site/compile';
import { schemaNames } from '../../src/site/json-schema';
import { startApi, type Api } from '../support/api';
import { officeFiles } from '../unit/site/office';

const { flows } = compileSite(officeFiles).site!;
let api: Api;
beforeAll(async () => void (api = await startApi({ flows: () => flows })));
afterAll(() => api.close());

describe('GET /api/v1/flows/:name/graph', () => {
  it('tells of labels, steps and exits', async () => {
    const response = await api.ask('/flows/main/graph');
    expect(response.status).toBe(200);
    const { flow, labels } = (await response.json()) as { flow: string; labels: { name: string }[] };
    expect([flow, labels.map(({ name }) => name)]).toEqual(['main', expect.arrayContaining(['hello', 'menu'])]);
  });

  it('draws, and lets the drawing do nothing but be seen', async () => {
    const response = await api.ask('/flows/main/graph?format=svg');
    expect(response.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    expect(await response.text()).toMatch(/^<svg [^]*<\/svg>\n$/);
    const mermaid = await api.ask('/flows/main/graph?format=mermaid');
    expect(await mermaid.text()).toMatch(/^flowchart LR\n/);
  });

  it('knows no other flows and formats, and asks for the token', async () => {
    expect((await api.ask('/flows/mian/graph')).status).toBe(404);
    expect((await api.ask('/flows/main/graph?format=png')).status).toBe(400);
    expect((await fetch(`${api.url}/api/v1/flows/main/graph`)).status).toBe(401);
  });
});

describe('GET /schemas/…', () => {
  it('gives each schema, without a token', async () => {
    for (const name of schemaNames) {
      const response = await fetch(`${api.url}/schemas/${name}.json`);
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'public, max-age=300']);
      expect(((await response.json()) as { $schema: string }).$schema).toBe('http://json-schema.org/draft-07/schema#');
    }
  });

  it('and no other file', async () => {
    for (const file of ['nothing.json', '..%2fpackage.json', 'flow', 'constructor.json'])
      expect((await fetch(`${api.url}/schemas/${file}`)).status).toBe(404);
  });
});
