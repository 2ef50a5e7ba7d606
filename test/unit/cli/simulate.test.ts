import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OFFICE } from '../site/office';
import { folder, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

const FORECAST = `
from: "09:00"
queues:
  sales: { calls: [8, 20, 12], talk: { exponential: 3m }, patience: { exponential: 1m } }
staff:
  anna: { shifts: ["09:00-10:30"], breaks: ["09:45-10:00"] }
  team: { count: 2, like: anna }
`;

function file(name: string, text: string): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}

async function simulated(...args: readonly string[]) {
  const world = new TestWorld();
  expect(await world.carillon('simulate', OFFICE, '--runs', '5', '--json', ...args)).toBe(0);
  return JSON.parse(world.out);
}

describe('carillon simulate', () => {
  test('the same seed gives the same day, another seed another', async () => {
    const forecast = file('f.yaml', FORECAST);
    const first = await simulated('--forecast', forecast);
    expect(await simulated('--forecast', forecast)).toEqual(first);
    expect(await simulated('--forecast', forecast, '--seed', '2')).not.toEqual(first);
    const { all } = first.variants[0];
    const ends = [all.answered, all.abandoned, all.left_otherwise].map(({ mean }) => Number(mean));
    expect(all.offered.mean).toBeCloseTo(
      ends.reduce((sum, each) => sum + each, 0),
      6,
    );
  });

  test('more people, other settings, another site: side by side over the same callers', async () => {
    const other = folder();
    cpSync(OFFICE, other, { recursive: true });
    const args = ['--forecast', file('f.yaml', FORECAST), '--staff', 'team=8', '--set', 'queue.sales.wrap_up=1s'];
    const { variants } = await simulated(...args, '--compare', other, '--compare', 'queue.sales.max_waiting=0');
    expect(variants.map(({ name }: { name: string }) => name).slice(1)).toEqual([
      'queue.sales.wrap_up=1s staff.team=8',
      other,
      'queue.sales.max_waiting=0',
    ]);
    const [base, more, same, none] = variants;
    expect(more.all.service_level.mean).toBeGreaterThan(base.all.service_level.mean);
    expect(more.all.offered).toEqual(base.all.offered);
    expect(same.all).toEqual(base.all);
    expect(none.all.answered.mean).toBe(0);
    expect(none.all.left_otherwise.mean).toBe(none.all.offered.mean);
  });

  test('a table for people, CSV for spreadsheets, a chart', async () => {
    const forecast = file('f.yaml', FORECAST);
    const chart = join(folder(), 'day.svg');
    const world = new TestWorld();
    const args = ['simulate', OFFICE, '--forecast', forecast, '--runs', '2'];
    expect(await world.carillon(...args, '--chart', chart, '--compare', 'staff.team=3')).toBe(0);
    expect(world.out).toContain('answered within 20 s');
    expect(world.out).toMatch(/ decisions in .*: [\d,]+ times faster than life/);
    const svg = readFileSync(chart, 'utf8');
    expect(svg).toContain('staff.team=3');
    expect(svg).toContain('09:30');
    expect(svg).not.toContain('NaN');
    const sheet = new TestWorld();
    expect(await sheet.carillon(...args, '--csv')).toBe(0);
    expect(sheet.out.split('\n')[0]).toBe('variant,queue,measure,mean,plus_minus_95');
    expect(existsSync(chart)).toBe(true);
  });

  test('a day as it was: who gave up then gives up after the same wait, with nobody at work', async () => {
    const day = file(
      'day.csv',
      'at,queue,waited_s,outcome,talk_s\n' +
        '2026-11-20T09:00:05Z,sales,30,abandoned,\n' +
        '2026-11-20T09:01:00Z,sales,4,answered,120\n' +
        '2026-11-20T09:40:00Z,sales,7,answered,60\n',
    );
    const { variants } = await simulated('--day', day);
    expect(variants[0].all.offered.mean).toBe(3);
    expect(variants[0].all.answered.mean).toBe(3);
    const night = file('night.yaml', 'staff: { anna: { shifts: ["01:00-02:00"] } }');
    const { variants: alone } = await simulated('--day', day, '--staff', night);
    expect(alone[0].all.abandoned.mean).toBe(3);
  });

  test('a day of the history, page by page', async () => {
    const at = Date.UTC(2026, 10, 20, 9);
    const visit = { ticket: 't', queue: 'sales', enteredAt: at, reason: 'abandoned', waitedMs: 30_000 };
    const summary = { visits: [visit], offers: [] };
    const world = new TestWorld(({ url }) => {
      const isFirst = !url.searchParams.has('before');
      const calls = isFirst ? [{ summary }, { summary: null }] : [{ summary: { ...summary, visits: [visit, visit] } }];
      return Response.json({ calls, next: isFirst ? 'c2' : null });
    });
    const args = ['simulate', OFFICE, '--day', '2026-11-20', '--runs', '1', '--json'];
    expect(await world.carillon(...args)).toBe(0);
    expect(JSON.parse(world.out).variants[0].all.offered.mean).toBe(3);
    expect(world.asked).toHaveLength(2);
    expect(world.asked[1]).toContain('before=c2');
  });

  test('the forecast that comes with the example office', async () => {
    const forecast = join(__dirname, '../../../examples/forecasts/monday.yaml');
    const { variants } = await simulated('--forecast', forecast);
    expect(variants[0].all.service_level.mean).toBeGreaterThan(0.3);
    expect(variants[0].queues.support.answered.mean).toBeGreaterThan(50);
  });

  test.each([
    ['queues: { sale: { calls: 1, talk: 3m } }\nto: "10:00"', 'there is no queue sale (did you mean "sales"?)'],
    ['queues: { sales: { calls: [1], talk: quick } }', '"quick" is none of 3m, { exponential: 3m }'],
    ['queues: { sales: { calls: 3, talk: 3m } }', 'to: is needed where no queue lists its calls by interval'],
    ['queues: { sales: { calls: [1], talk: 3m } }\nstaff: { ana: {} }', 'there is no agent ana'],
    ['queues: { sales: { calls: [1], talk: 3m } }\nstaff: { t: { count: 2 } }', 'like: or queues: is needed'],
  ])('a forecast that is wrong is told where: %s', async (text, said) => {
    const world = new TestWorld();
    expect(await world.carillon('simulate', OFFICE, '--forecast', file('f.yaml', text))).toBe(1);
    expect(world.err).toContain(said);
    expect(world.err).toMatch(/f\.yaml:\d+:\d+: error/);
  });

  test.each([
    [['--set', 'queue.sales.strategy=fixed_order'], 1, 'queues.yaml:'],
    [['--set', 'queue.sale.strategy=random'], 2, 'there is no queue sale'],
    [['--set', 'strategy'], 2, 'is nothing like'],
    [['--staff', 'anna=3'], 2, 'no staff anna has a count'],
  ])('settings that cannot be: %j', async (args, code, said) => {
    const world = new TestWorld();
    const forecast = file('f.yaml', FORECAST);
    expect(await world.carillon('simulate', OFFICE, '--forecast', forecast, ...args)).toBe(code);
    expect(world.err).toContain(said);
  });
});
