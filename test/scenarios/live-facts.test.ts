import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const site = siteOf({
  'flows/main.yaml': `flow: main
on_hangup: after
start: a
steps:
  a:
    - limit: { name: room, max: 2, over: full }
    - answer
    - queue: { name: sales, while_waiting: waiting, on: { message: message, done: bye } }
    - hangup
  full:
    - reject: busy
  message:
    - limit: { release: room }
    - menu: { prompt: x/message, keys: { 1: bye }, wait: 60s }
  bye:
    - hangup
  after:
    - note: "waited {{ call.waited }}"
`,
  'flows/waiting.yaml': `flow: waiting
start: a
steps:
  a:
    - set: { place: wait.position, total: "queue('sales').waiting", free: "queue('sales').free", wait_for: wait.expected }
    - menu: { prompt: x/menu, keys: { 1: out }, wait: 5s, no_input: { tries: 1, then: a }, no_match: { tries: 5, then: a } }
  out:
    - leave_queue: message
`,
  'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
  'queues.yaml': 'queues:\n  sales: { title: Sales, wrap_up: 1s }\n',
  'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
});

async function opened(): Promise<Centre> {
  const centre = new Centre(site);
  await centre.start();
  return centre;
}

/** The last value of a variable in the flow of a call. */
const valueOf = (centre: Centre, call: string, name: string): unknown =>
  centre
    .of('flow.variable')
    .filter((event) => event.call === call && event.data.name === name)
    .at(-1)?.data.value;

describe('what flows know of the centre', () => {
  it('places that only so many may hold: given back by the flow, by the end of the call, kept over a crash', async () => {
    const centre = await opened();
    const [first, second] = [centre.asterisk.arrives({ dnis: '1' }), centre.asterisk.arrives({ dnis: '1' })];
    await centre.waits(500);
    const third = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(500);
    expect(third.place.is).toBe('gone');

    centre.crash();
    await centre.start();
    const fourth = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(500);
    expect(fourth.place.is).toBe('gone');

    await centre.waits(2_000);
    first.press('1');
    await centre.waits(500);
    const fifth = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(500);
    expect(fifth.place.is).toBe('with-us');

    second.hangUp();
    await centre.waits(500);
    const sixth = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(500);
    expect(sixth.place.is).toBe('with-us');
  });

  it('the place in the queue and who is free; the wait only after a talk was measured', async () => {
    const centre = await opened();
    const first = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(100);
    const second = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(100);
    const [one, two] = centre.switchboard.openCalls().map(({ call }) => call.id);
    expect([valueOf(centre, one ?? '', 'place'), valueOf(centre, two ?? '', 'place')]).toEqual([1, 2]);
    expect(valueOf(centre, two ?? '', 'total')).toBe(2);
    expect(valueOf(centre, two ?? '', 'wait_for')).toBe(-1);

    await centre.signsIn('anna');
    await centre.waits(3_000);
    expect(first.hears()).toBe('anna');
    await centre.waits(60_000);
    first.hangUp();
    await centre.waits(10_000);
    expect(second.hears()).toBe('anna');
    const later = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(500);
    expect(later.place.is).toBe('with-us');
    const third = centre.switchboard.openCalls().at(-1)?.call.id ?? '';
    expect(valueOf(centre, third, 'place')).toBe(1);
    expect(valueOf(centre, third, 'wait_for')).toBeGreaterThan(55);
    expect(valueOf(centre, third, 'wait_for')).toBeLessThan(70);
  });

  it('a caller who hangs up in the waiting flow leaves the queue, and the flow still writes its note', async () => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1' });
    // Whole seconds are told.
    await centre.waits(2_345);
    caller.hangUp();
    await centre.waits(1_000);
    expect(centre.of('queue.left').map(({ data }) => data.reason)).toEqual(['abandoned']);
    expect(centre.of('call.noted').map(({ data }) => data.text)).toEqual(['waited 2']);
    expect(centre.of('call.ended').map(({ data }) => data.outcome)).toEqual(['abandoned']);
    expect(centre.store.calls.size).toBe(0);
  });
});

describe('a place in the queue that the call has left', () => {
  it.each([1, 2])('is given back when the node dies after save %i of leaving: nobody rings for it', async (saves) => {
    const centre = await opened();
    const caller = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(2_000);
    centre.crashAfterSaves(saves);
    caller.press('1');
    await centre.waits(1_000);
    centre.crashAfterSaves(Infinity);
    if (!centre.up) await centre.start();
    await centre.signsIn('anna');
    await centre.waits(30_000);
    expect(centre.of('queue.offered')).toEqual([]);
    expect(centre.of('queue.left')).toHaveLength(1);
    expect(caller.hears()).not.toBe('music default');
  });
});

describe('a flow that tries again for ever', () => {
  it('is slowed down: neither the floor nor the history is flooded', async () => {
    const again = siteOf({
      'flows/main.yaml':
        'flow: main\nstart: a\nsteps:\n  a:\n    - queue: { name: sales, agent: "\'anna\'", on: { nobody: a, timeout: a, full: a, done: b } }\n  b:\n    - hangup\n',
      'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
      'queues.yaml': 'queues:\n  sales: { title: Sales, announce: { position: false } }\n',
      'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
    });
    const centre = new Centre(again);
    await centre.start();
    const caller = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(10_000);
    expect(centre.of('queue.entered').length).toBeGreaterThan(30);
    expect(centre.of('queue.entered').length).toBeLessThan(60);
    await centre.signsIn('anna');
    await centre.waits(5_000);
    expect(caller.hears()).toBe('anna');
  });
});
