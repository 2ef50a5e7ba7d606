import { MUSIC, useLiveCentre } from '../support/live-centre';

const ANNA = 800;
const OLGA = 1200;

jest.setTimeout(90_000);

const MAIN = `flow: main
on_hangup: after
start: hello
steps:
  hello:
    - answer
    - call: { flow: greet, with: { first: "'office/welcome'" }, into: greeted }
    - queue:
        name: sales
        while_waiting: waiting
        on: { done: bye, message: message, timeout: nobody, full: nobody, nobody: nobody }
    - hangup
  message:
    - play: { prompts: office/holiday, barge_in: false }
    - hangup
  nobody:
    - play: office/nobody
    - hangup
  bye:
    - play: { prompts: office/goodbye, barge_in: false }
    - hangup
  after:
    - note: "{{ greeted }}, place {{ call.dnis }}"
`;
const GREET = `flow: greet
takes: { first: string }
gives: string
start: a
steps:
  a:
    - play: { prompts: "{{ first }}", barge_in: false }
    - return: "'greeted'"
`;
const WAITING = `flow: waiting
start: a
steps:
  a:
    - play: { prompts: office/closed, barge_in: false }
    - menu: { prompt: office/please-choose, keys: { 1: out }, wait: 2s, no_input: { tries: 1, then: a }, no_match: { tries: 9, then: a } }
  out:
    - leave_queue: message
`;
const NUMBERS = `numbers:
  "1000": { flow: main }
feature_codes:
  "*41": agent_available
`;

describe('a flow that runs while callers wait, on the wire', () => {
  const centre = useLiveCentre({
    files: {
      'flows/main.yaml': MAIN,
      'flows/greet.yaml': GREET,
      'flows/waiting.yaml': WAITING,
      'numbers.yaml': NUMBERS,
    },
    promptMs: { 'office/closed': 3_000 },
  });

  it('is heard above the music, and a key leads out of the queue', async () => {
    const call = (await centre.caller('79160000201', OLGA)).call('1000');
    await call.hears(centre.tone('office/welcome'), { withinMs: 5_000 });
    await call.hears(centre.tone('office/closed'), { withinMs: 5_000 });
    await call.hears(centre.tone('office/please-choose'), { withinMs: 6_000 });
    await call.hears(MUSIC, { withinMs: 3_000 });
    await call.press('1');
    await call.hears(centre.tone('office/holiday'), { withinMs: 3_000 });
    await call.ended(8_000);
    const { events } = await centre.history('79160000201');
    expect(events.filter(({ type }) => type === 'queue.left').map(({ data }) => data['reason'])).toEqual(['chosen']);
  });

  it('never holds up the agent: they talk at once, though a prompt is playing', async () => {
    const call = (await centre.caller('79160000202', OLGA)).call('1000');
    await call.hears(centre.tone('office/closed'), { withinMs: 8_000 });
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const ringing = await anna.nextCall(3_000);
    await call.hears(centre.tone('office/closed'), { withinMs: 8_000 });
    await ringing.answer();
    await call.hears(`${ANNA}`, { withinMs: 1_500 });
    await ringing.hears(`${OLGA}`, { withinMs: 1_500 });
    ringing.hangup();
    await call.hears(centre.tone('office/goodbye'), { withinMs: 3_000 });
    await call.ended(5_000);
    await centre.untilAgent('anna', 'available', 30_000);
    await anna.close();
  });

  it('goes on after a crash with the place kept, and the flow has its last word when the caller is gone', async () => {
    const call = (await centre.caller('79160000203', OLGA)).call('1000');
    await call.hears(centre.tone('office/closed'), { withinMs: 8_000 });
    await centre.crash();
    await centre.start();
    await call.hears(centre.tone('office/closed'), { withinMs: 15_000 });
    call.hangup();
    const { call: row, events } = await centre.history('79160000203');
    expect(row.outcome).toBe('abandoned');
    expect(events.filter(({ type }) => type === 'queue.entered')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'call.noted').map(({ data }) => data['text'])).toEqual([
      'greeted, place 1000',
    ]);
  });
});
