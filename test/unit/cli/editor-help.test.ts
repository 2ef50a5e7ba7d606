import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaNames } from '../../../src/site/json-schema';
import { OFFICE } from '../site/office';
import { folder, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

describe('carillon schema', () => {
  test('prints the schema of flows, or of what is named', async () => {
    const world = new TestWorld();
    expect(await world.carillon('schema')).toBe(0);
    const flow = JSON.parse(world.out);
    expect(flow.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(Object.keys(flow.properties)).toEqual(expect.arrayContaining(['$schema', 'flow', 'start', 'steps']));
    for (const name of schemaNames) {
      world.out = '';
      expect(await world.carillon('schema', name)).toBe(0);
      expect(JSON.parse(world.out).description).not.toBe('');
    }
  });

  test('every key that may be written has a description', async () => {
    const world = new TestWorld();
    for (const name of schemaNames.filter((each) => each !== 'stories')) {
      world.out = '';
      await world.carillon('schema', name);
      expect([name, silentIn(JSON.parse(world.out))]).toEqual([name, []]);
    }
  });

  test('writes all of them into a folder', async () => {
    const world = new TestWorld();
    const made = join(folder(), 'schemas');
    expect(await world.carillon('schema', '--write', made)).toBe(0);
    expect(readdirSync(made).sort()).toEqual(schemaNames.map((name) => `${name}.schema.json`).sort());
    expect(world.out).toBe(`${made}: ${schemaNames.length} schemas\n`);
  });

  test('knows no others', async () => {
    const world = new TestWorld();
    expect(await world.carillon('schema', 'flwo')).toBe(2);
    expect(world.err).toContain('there is no schema flwo (did you mean "flow"?); known are flow, site');
    expect(await world.carillon('schema', 'flow', '--write', folder())).toBe(2);
  });
});

/** The path of every setting without a description, references followed. */
function silentIn(root: any): string[] {
  const seen = new Set<object>();
  const look = (schema: any, path: string): string[] => {
    if (typeof schema !== 'object' || schema === null || seen.has(schema)) return [];
    seen.add(schema);
    const own = Object.entries<any>(schema.properties ?? {}).flatMap(([key, each]) => {
      const found = followed(each);
      return each === false || found.description !== undefined ? [] : [`${path}.${key}`];
    });
    return [...own, ...Object.entries(schema).flatMap(([key, each]) => look(each, `${path}.${key}`))];
  };
  const followed = (schema: any): any =>
    typeof schema?.$ref === 'string' ? followed(root.definitions[schema.$ref.split('/').at(-1)]) : schema;
  return look(root, '');
}

describe('carillon graph', () => {
  test('draws a flow of the example', async () => {
    const world = new TestWorld();
    expect(await world.carillon('graph', 'main')).toBe(0);
    expect(world.out).toMatch(/^<svg [^]+>hello<[^]+<\/svg>\n$/);
  });

  test('as Mermaid, as JSON, into a file, of another folder', async () => {
    const world = new TestWorld();
    expect(await world.carillon('graph', 'news', OFFICE, '--format', 'mermaid')).toBe(0);
    expect(world.out).toMatch(/^flowchart LR\n/);
    world.out = '';
    expect(await world.carillon('graph', 'news', '--format=json')).toBe(0);
    expect(JSON.parse(world.out)).toMatchObject({ flow: 'news' });
    world.out = '';
    const out = join(folder(), 'news.svg');
    expect(await world.carillon('graph', 'news', '--out', out)).toBe(0);
    expect([world.out, readFileSync(out, 'utf8')]).toEqual(['', expect.stringMatching(/^<svg /)]);
  });

  test('draws the site', async () => {
    const world = new TestWorld();
    expect(await world.carillon('graph', '--site', '--format', 'json')).toBe(0);
    const { places } = JSON.parse(world.out);
    expect(places.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['number:1000', 'flow:main', 'queue:sales']),
    );
    world.out = '';
    expect(await world.carillon('graph', '--site', OFFICE)).toBe(0);
    expect(world.out).toMatch(/^<svg /);
  });

  test('says which flows there are, and what is wrong with a site', async () => {
    const world = new TestWorld();
    expect(await world.carillon('graph', 'mian')).toBe(2);
    expect(world.err).toContain('there is no flow mian (did you mean "main"?)');
    world.err = '';
    expect(await world.carillon('graph')).toBe(2);
    expect(world.err).toContain('name a flow (');
    const broken = folder();
    cpSync(OFFICE, broken, { recursive: true });
    writeFileSync(join(broken, 'flows/news.yaml'), 'flow: news\nstart: a\nsteps:\n  a:\n    - anser\n');
    expect(await world.carillon('graph', 'main', broken)).toBe(1);
    expect(world.err).toContain('flows/news.yaml:5:7: error FLOW001');
  });
});

describe('carillon manual', () => {
  test('shows a step, or all of them', async () => {
    const world = new TestWorld();
    expect(await world.carillon('manual', 'menu')).toBe(0);
    expect(world.out).toMatch(/^# menu\n\nPlays a prompt/);
    world.out = '';
    expect(await world.carillon('manual')).toBe(0);
    expect(world.out).toContain('[`queue`](queue.md)');
    expect(await world.carillon('manual', 'meun')).toBe(2);
    expect(world.err).toContain('there is no step meun (did you mean "menu"?)');
  });

  test('writes its pages', async () => {
    const world = new TestWorld();
    const made = folder();
    expect(await world.carillon('manual', '--write', made)).toBe(0);
    expect(readdirSync(made)).toEqual(expect.arrayContaining(['README.md', 'menu.md', 'queue.md']));
  });
});
