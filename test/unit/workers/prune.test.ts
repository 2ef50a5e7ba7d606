import type { CarillonEvent } from '../../../src/domain/event';
import { USUAL_RETENTION, type Retention } from '../../../src/domain/retention';
import { VoicemailBook } from '../../../src/engine/voicemail-book';
import type { Session } from '../../../src/flow/session';
import { VirtualClock } from '../../../src/sim/virtual-clock';
import { Pruner, type PruneParts } from '../../../src/workers/prune';
import { MemoryRecorded, MemoryRecordings } from '../../fakes/recorded';
import { MemoryStore } from '../../fakes/store';
import { Lines } from '../../support/lines';
import { CallStory } from '../../support/call-story';

const DAY = 86_400_000;

function centre(retention: Partial<Retention> = {}, more: Partial<PruneParts> = {}) {
  const clock = new VirtualClock();
  const recorded = new MemoryRecorded();
  const recordings = new MemoryRecordings();
  const store = new MemoryStore();
  const log = new Lines();
  const counted: string[] = [];
  const calls: Session[] = [];
  const boxes = new Map<string, { keepMessagesMs: number | null }>();
  const common = { store, clock, log, happened: (events: readonly CarillonEvent[]) => recorded.observe(events) };
  const book = new VoicemailBook({ ...common, voicemails: recorded.voicemails, recordings });
  const pruner = new Pruner({
    ...common,
    recorded,
    recordings,
    boxes: book,
    prompts: [],
    site: () => ({ retention: { ...USUAL_RETENTION, ...retention }, agents: new Map(), queues: boxes as never }),
    openCalls: () => calls,
    observe: (kind, how) => void counted.push(`${kind} ${how}`),
    ...more,
  });
  return {
    ...{ clock, recorded, recordings, store, log, counted, calls, boxes, book },
    run: (dryRun = false) => pruner.run({ dryRun, signal: new AbortController().signal }),
    /** A call that is over; what it tells lies there from then on. */
    call: (n: number, tell: (story: CallStory) => CallStory): void => {
      const story = new CallStory(`c-1.${n}`, clock.now()).arrives();
      recorded.observe(tell(story).after('1s').ends('left').events);
    },
    file: (recording: string): void => recordings.put(recording, clock.now()),
    left: () => [...recordings.all.keys()].sort(),
    passes: (days: number) => clock.pass(days * DAY, async () => undefined),
  };
}
const leaves =
  (n: number, box = 'queue:sales') =>
  (story: CallStory): CallStory =>
    story.tell('voicemail.left', {
      ...{ node: 'a.0', voicemail: `c-1.${n}.r3`, recording: `c-1.${n}.r3`, box, seconds: 5 },
      caller: { number: '7916', name: '' },
    });
const records =
  (n: number) =>
  (story: CallStory): CallStory =>
    story.tell('recording.kept', { node: 'a.0', recording: `c-1.${n}.r3`, seconds: 5 });
const naming = (call: string, vars: object): Session => ({ call: { id: call }, vars }) as unknown as Session;

test('messages go when their time is over: first out of the box, then the file', async () => {
  const { call, file, passes, run, left, store, book, counted, log } = centre({ messagesMs: 90 * DAY });
  call(1, leaves(1));
  file('c-1.1.r3');
  await passes(89);
  call(2, leaves(2));
  file('c-1.2.r3');
  expect((await run()).counts).toEqual({ message: 0, recording: 0, 'left-over': 0, prompt: 0 });
  await passes(2);
  expect((await run(true)).items).toMatchObject([{ kind: 'message', name: 'c-1.1.r3' }]);
  expect([left(), store.events, counted]).toEqual([['c-1.1.r3', 'c-1.2.r3'], [], []]);

  expect((await run()).counts.message).toBe(1);
  expect(store.events).toMatchObject([{ type: 'voicemail.changed', data: { to: 'deleted', by: 'retention' } }]);
  expect(left()).toEqual(['c-1.2.r3']);
  expect((await book.voicemails({ limit: 10 })).map(({ id }) => id)).toEqual(['c-1.2.r3']);
  expect(counted).toEqual(['message deleted']);
  expect(log.all.filter(({ message }) => message === 'a recording is deleted')).toMatchObject([
    { level: 'info', fields: { kind: 'message', recording: 'c-1.1.r3', days: 91 } },
  ]);
  expect(log.all).toContainEqual(expect.objectContaining({ message: 'a message is deleted that nobody is done with' }));

  await run();
  expect(store.events).toHaveLength(1);
});

test('a box may keep its messages longer, or shorter', async () => {
  const { call, file, passes, run, left, boxes } = centre({ messagesMs: 90 * DAY });
  boxes.set('legal', { keepMessagesMs: null }).set('news', { keepMessagesMs: 2 * DAY });
  for (const [n, box] of [
    [1, 'queue:legal'],
    [2, 'queue:news'],
    [3, 'queue:sales'],
    [4, 'agent:news'],
  ] as const) {
    call(n, leaves(n, box));
    file(`c-1.${n}.r3`);
  }
  await passes(3);
  await run();
  expect(left()).toEqual(['c-1.1.r3', 'c-1.3.r3', 'c-1.4.r3']);
  await passes(400);
  await run();
  expect(left()).toEqual(['c-1.1.r3']);
});

test('what record took goes by its own time, marked in the history before the file is gone, and once', async () => {
  const { call, file, passes, run, left, recordings, recorded, store, counted } = centre({ recordingsMs: 30 * DAY });
  call(1, records(1));
  file('c-1.1.r3');
  await passes(31);
  recordings.locked = true;
  expect(await run()).toMatchObject({ failed: 1, counts: { recording: 0 } });
  expect([left(), counted]).toEqual([['c-1.1.r3'], ['recording failed']]);
  expect(store.events).toEqual([
    expect.objectContaining({ id: 'c-1.1.r3.deleted', call: 'c-1.1', type: 'recording.deleted' }),
  ]);
  expect(await recorded.pastOf(['c-1.1.r3'])).toEqual(
    new Map([['c-1.1.r3', expect.objectContaining({ deleted: true })]]),
  );
  recordings.locked = false;
  expect((await run()).counts['left-over']).toBe(1);
  expect(left()).toEqual([]);
  expect(store.events).toHaveLength(1);
});

test('without a rule everything stays, but what nobody kept', async () => {
  const { call, file, passes, run, left } = centre();
  call(1, leaves(1));
  call(2, records(2));
  call(3, (story) => story);
  // An attempt that was said again, beside the one that was kept.
  for (const each of ['c-1.1.r2', 'c-1.1.r3', 'c-1.2.r3', 'c-1.3.r3', 'c-9.9.r1']) file(each);
  await passes(0.9);
  expect((await run()).counts['left-over']).toBe(0);
  await passes(1000);
  expect((await run()).counts['left-over']).toBe(2);
  // Of c-9.9 the history knows nothing: it may have been restored from a backup.
  expect(left()).toEqual(['c-1.1.r3', 'c-1.2.r3', 'c-9.9.r1']);
});

test('nothing goes that a call in progress has, or names', async () => {
  const { call, file, passes, run, left, calls } = centre({ messagesMs: DAY, recordingsMs: DAY });
  call(1, leaves(1));
  call(2, records(2));
  call(3, (story) => story);
  for (const n of [1, 2, 3]) file(`c-1.${n}.r3`);
  await passes(10);
  calls.push(naming('c-2.1', { message: { recording: 'c-1.2.r3' }, box: ['c-1.1.r3'] }), naming('c-1.3', {}));
  await run();
  expect(left()).toEqual(['c-1.1.r3', 'c-1.2.r3', 'c-1.3.r3']);
  calls.length = 0;
  await run();
  expect(left()).toEqual([]);
});

test('while the history is away nothing goes, and the next time all of it does', async () => {
  const { call, file, passes, run, left, recorded } = centre({ messagesMs: DAY });
  call(1, leaves(1));
  call(2, (story) => story);
  file('c-1.1.r3');
  file('c-1.2.r3');
  await passes(3);
  recorded.voicemails.away = true;
  await expect(run()).rejects.toThrow('away');
  expect(left()).toHaveLength(2);
  recorded.voicemails.away = false;
  await run();
  expect(left()).toEqual([]);
});

test('a node that stops leaves the rest to the next', async () => {
  const { call, file, passes, left, run, ...rest } = centre({ messagesMs: DAY });
  for (const n of [1, 2, 3]) {
    call(n, leaves(n));
    file(`c-1.${n}.r3`);
  }
  await passes(3);
  const stop = new AbortController();
  const { recorded, recordings, book, store, clock, log } = rest;
  const pruner = new Pruner({
    ...{ recorded, recordings, store, clock, log, prompts: [], openCalls: () => [], observe: () => stop.abort() },
    boxes: book,
    happened: (events) => recorded.observe(events),
    site: () => ({
      retention: { messagesMs: DAY, recordingsMs: null, replayMs: null },
      agents: new Map(),
      queues: new Map(),
    }),
  });
  await expect(pruner.run({ dryRun: false, signal: stop.signal })).rejects.toThrow();
  expect(left()).toHaveLength(2);
  await run();
  expect(left()).toHaveLength(0);
});

test('sounds of prompts are swept with the rest', async () => {
  const swept = { name: '/prompts/spoken/x.wav', from: 0, bytes: 7 };
  const asked: boolean[] = [];
  const { run, counted } = centre({}, { prompts: [async ({ dryRun }) => (asked.push(dryRun), [swept])] });
  expect((await run(true)).items).toEqual([{ kind: 'prompt', ...swept }]);
  expect((await run()).counts.prompt).toBe(1);
  expect([asked, counted]).toEqual([[true, false], ['prompt deleted']]);
});
