import { Sites } from '../../../src/engine/sites';
import { isAmong } from '../../../src/engine/canary';
import type { Site } from '../../../src/flow/office';
import { MemoryStore } from '../../fakes/store';
import { QuietLog } from '../../support/centre';
import { officeFiles } from '../../support/office';
import { siteOf } from '../../support/story';

const office = siteOf(officeFiles());
const version = (revision: string, more: Partial<Site> = {}): Site => ({ ...office, revision, ...more });
const call = (ani: string, more: object = {}) => ({ ani, leg: `leg-${ani}`, channel: 'trunk' as const, ...more });

function sites(first = version('one')): Sites {
  return new Sites({ site: first, files: {} }, new MemoryStore(), () => undefined, new QuietLog());
}

test('new calls get the current version, until another is taken', () => {
  const known = sites();
  expect(known.forCall(call('1')).revision).toBe('one');
  known.take(version('two'));
  expect(known.forCall(call('1')).revision).toBe('two');
  expect(known.get('one')?.revision).toBe('one');
});

test('a share of the callers gets the canary, each always the same; agents never', () => {
  const known = sites();
  known.tryOut({ site: version('two'), percent: 30 });
  for (let n = 0; n < 200; n++) {
    const caller = call(String(n));
    expect(known.forCall(caller).revision).toBe(isAmong(caller.ani, 'two', 30) ? 'two' : 'one');
    expect(known.forCall({ ...caller, channel: 'agent' }).revision).toBe('one');
  }
  // A withheld number is nobody in particular.
  const withheld = new Set(
    Array.from({ length: 50 }, (_, n) => known.forCall({ ...call(''), leg: `leg-${n}` }).revision),
  );
  expect(withheld).toEqual(new Set(['one', 'two']));
  known.tryOut(null);
  expect(known.forCall(call('1')).revision).toBe('one');
});

test('the floor goes by the current version, and knows a queue that only the canary has', () => {
  const known = sites();
  const sales = office.queues.get('sales')!;
  const queues = new Map([
    ['sales', { ...sales, title: 'Another title' }],
    ['returns', { ...sales, name: 'returns' }],
  ]);
  known.tryOut({ site: version('two', { queues }), percent: 10 });
  const settings = known.floorSettings();
  expect(settings.queues.get('sales')?.title).toBe(sales.title);
  expect(settings.queues.has('returns')).toBe(true);
});

test('a version is forgotten when no call has needed it at two looks', () => {
  const known = sites();
  known.take(version('two'));
  known.take(version('three'));
  expect(known.trim(['two'])).toEqual(new Set(['one', 'two', 'three']));
  expect(known.trim(['two'])).toEqual(new Set(['two', 'three']));
  expect(known.trim([])).toEqual(new Set(['two', 'three']));
  // A call that began on it meanwhile was not seen at the first look.
  expect(known.trim(['two'])).toEqual(new Set(['two', 'three']));
  known.trim([]);
  expect(known.trim([])).toEqual(new Set(['three']));
  expect(known.get('two')).toBeUndefined();
});

test('a version that a call needs and nobody has any more is said', async () => {
  const log = new QuietLog();
  const known = new Sites({ site: version('one'), files: {} }, new MemoryStore(), () => undefined, log);
  await known.need(['one', 'lost']);
  expect(known.get('lost')?.revision).toBe('one');
  expect(log.lines.join()).toContain('is lost');
});
