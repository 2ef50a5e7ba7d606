import { forgets, hears } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const OLGA = 1200;

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
const PATIENT = `flow: patient
start: hello
steps:
  hello:
    - answer
    - queue: { name: sales, while_waiting: endless, on: { done: bye } }
  bye:
    - play: { prompts: office/goodbye, barge_in: false }
    - hangup
`;
const ENDLESS = `flow: endless
start: a
steps:
  a:
    - play: { prompts: office/wrong-contract, barge_in: false }
    - goto: a
`;
const NUMBERS = `numbers:
  "1000": { flow: main }
  "1001": { flow: patient }
feature_codes:
  "*41": agent_available
`;

describe('a flow that runs while callers wait, on the wire', () => {
  const centre = useLiveCentre({
    files: {
      'flows/main.yaml': MAIN,
      'flows/greet.yaml': GREET,
      'flows/patient.yaml': PATIENT,
      'flows/waiting.yaml': WAITING,
      'flows/endless.yaml': ENDLESS,
      'numbers.yaml': NUMBERS,
    },
    promptMs: { 'office/closed': 3_000, 'office/wrong-contract': 3 * PATIENCE_MS },
  });

  it('is heard above the music, and a key leads out of the queue', async () => {
    const call = (await centre.caller('79160000201', OLGA)).call('1000');
    await hears(call, centre.tone('office/welcome'));
    await hears(call, centre.tone('office/closed'));
    await hears(call, centre.tone('office/please-choose'));
    await hears(call, MUSIC);
    await call.press('1');
    await hears(call, centre.tone('office/holiday'));
    await call.ended(PATIENCE_MS);
    const { events } = await centre.history('79160000201');
    expect(events.filter(({ type }) => type === 'queue.left').map(({ data }) => data['reason'])).toEqual(['chosen']);
  });

  it('never holds up the agent: they talk at once, though a prompt is playing', async () => {
    const call = (await centre.caller('79160000202', OLGA)).call('1001');
    await hears(call, centre.tone('office/wrong-contract'));
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(call, `${ANNA}`);
    await hears(ringing, `${OLGA}`);
    await centre.untilTalk('79160000202');
    ringing.hangup();
    await hears(call, centre.tone('office/goodbye'));
    await call.ended(PATIENCE_MS);
    await centre.untilAgent('anna', 'available');
    await anna.close();
  });

  it('goes on after a crash with the place kept, and the flow has its last word when the caller is gone', async () => {
    const call = (await centre.caller('79160000203', OLGA)).call('1000');
    await hears(call, centre.tone('office/closed'));
    await centre.crash();
    await centre.start();
    forgets(call);
    await hears(call, centre.tone('office/closed'));
    call.hangup();
    const { call: row, events } = await centre.history('79160000203');
    expect(row.outcome).toBe('abandoned');
    expect(events.filter(({ type }) => type === 'queue.entered')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'call.noted').map(({ data }) => data['text'])).toEqual([
      'greeted, place 1000',
    ]);
  });
});
