import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OFFICE } from '../site/office';
import { folder, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

function siteWith(changes: Readonly<Record<string, string>>): string {
  const made = folder();
  cpSync(OFFICE, made, { recursive: true });
  for (const [path, text] of Object.entries(changes)) writeFileSync(join(made, path), text);
  return made;
}

const BROKEN = 'flow: news\nstart: helo\nsteps:\n  hello:\n    - anser\n    - play: "news/{{ daypart + }}"\n';

async function sarifOf(site: string) {
  const world = new TestWorld();
  const code = await world.carillon('check', site, '--format', 'sarif');
  return { code, log: JSON.parse(world.out) };
}

describe('carillon check --format sarif', () => {
  test('is a run of SARIF 2.1.0 with each mistake, its rule and its place', async () => {
    const site = siteWith({ 'flows/news.yaml': BROKEN });
    const { code, log } = await sarifOf(site);
    expect(code).toBe(1);
    expect([log.version, log.$schema]).toEqual(['2.1.0', expect.stringMatching(/^https:.*sarif-2\.1\.0/)]);
    const [run] = log.runs;
    expect(run.tool.driver.name).toBe('carillon');
    const label = run.results.find(({ ruleId }: any) => ruleId === 'FLOW003');
    expect(label).toMatchObject({
      level: 'error',
      message: { text: expect.stringContaining('there is no label helo') },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: `file://${site}/flows/news.yaml` },
            region: { startLine: 2, startColumn: 8, snippet: { text: 'start: helo' } },
          },
        },
      ],
    });
    for (const { ruleId, ruleIndex, partialFingerprints } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(partialFingerprints['carillon/v1']).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  test('explains each rule as docs/problems.md does, and says where that is', async () => {
    const { log } = await sarifOf(siteWith({ 'flows/news.yaml': BROKEN }));
    const rule = log.runs[0].tool.driver.rules.find(({ id }: any) => id === 'FLOW003');
    expect(rule.shortDescription.text).toBe('There is no such label in this flow.');
    expect(rule.help.markdown).toContain('A label is a key below `steps:`');
    const { pathname, hash } = new URL(rule.helpUri);
    expect(readFileSync(pathname, 'utf8')).toContain(`## ${hash.slice(1).toUpperCase()}\n`);
  });

  test('names files from where one works, and keeps to the rules of URIs', async () => {
    const world = new TestWorld();
    expect(await world.carillon('check', '--format', 'sarif')).toBe(0);
    const [run] = JSON.parse(world.out).runs;
    expect(run.originalUriBaseIds.SRCROOT.uri).toBe(`file://${world.cwd}/`);
    for (const { locations } of run.results)
      expect(locations[0].physicalLocation.artifactLocation).toEqual({
        uri: expect.stringMatching(/^examples\/office\/[a-z0-9%_./-]+$/i),
        uriBaseId: 'SRCROOT',
      });
  });

  test('a mistake is the same when lines above it come', async () => {
    const fingerprint = async (text: string): Promise<string> => {
      const { log } = await sarifOf(siteWith({ 'flows/news.yaml': text }));
      return log.runs[0].results.find(({ ruleId }: any) => ruleId === 'FLOW003').partialFingerprints['carillon/v1'];
    };
    expect(await fingerprint(BROKEN)).toBe(await fingerprint(`# a comment\n${BROKEN}`));
  });
});

test('a file that ends in .yml is not silently left out', async () => {
  const world = new TestWorld();
  const site = siteWith({
    'flows/more.yml': 'flow: more\n',
    'queues.yml': 'queues: {}\n',
    'docker-compose.yml': 'services: {}\n',
  });
  expect(await world.carillon('check', site)).toBe(1);
  expect(world.out).toContain(
    'flows/more.yml:1:1: error SITE008 this file is not read, for its name ends in .yml; rename it to flows/more.yaml',
  );
  expect(world.out).toContain('queues.yml:1:1: error SITE008');
  expect(world.out).not.toContain('docker-compose');
});
