import { hears } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const BORIS = 1000;
const OLGA = 1200;

const BOTH = `flow: main
start: hello
steps:
  hello:
    - answer
    - queue: [sales, support]
    - hangup
`;
const AGAIN = `flow: again
start: hello
steps:
  hello:
    - answer
    - queue: { name: sales, prefer: { agents: "last_agent('1d')", for: 10m } }
    - hangup
`;
const AGENTS = `agents:
  anna: { name: Anna, phone: anna, skills: { sales: 80 }, queues: [sales] }
  boris: { name: Boris, phone: boris, skills: { support: 80 }, queues: [support] }
`;
const NUMBERS = `numbers:
  "1000": { flow: main }
  "1001": { flow: again }
feature_codes:
  "*41": agent_available
`;

describe('ways into a queue, on the wire', () => {
  const centre = useLiveCentre({
    files: { 'flows/main.yaml': BOTH, 'flows/again.yaml': AGAIN, 'agents.yaml': AGENTS, 'numbers.yaml': NUMBERS },
  });

  it('a caller in two queues keeps both places over a crash, and the first agent of any has the call', async () => {
    const call = (await centre.caller('79160000301', OLGA)).call('1000');
    await hears(call, MUSIC);
    await centre.eventually('both places', () => centre.queues(), waitIn(['sales', 'support']));
    await centre.crash();
    await centre.start();
    await centre.eventually('both places again', () => centre.queues(), waitIn(['sales', 'support']));
    const boris = await centre.agent('boris', BORIS);
    await centre.is('boris', 'available');
    const ringing = await boris.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(call, `${BORIS}`);
    await hears(ringing, `${OLGA}`);
    await centre.eventually('no place left', () => centre.queues(), waitIn([]));
    ringing.hangup();
    await call.ended(PATIENCE_MS);
    const { events } = await centre.history('79160000301');
    expect(events.filter(({ type }) => type === 'queue.entered')).toHaveLength(2);
    expect(
      events.filter(({ type }) => type === 'queue.left').map(({ data }) => [data['queue'], data['reason']].join(' ')),
    ).toEqual(['support answered', 'sales elsewhere']);
    await boris.close();
  });

  it('who served a caller last is known after a crash, and rung before who is free longer', async () => {
    await centre.crash();
    await centre.start();
    const anna = await centre.agent('anna', ANNA);
    const boris = await centre.agent('boris', BORIS);
    await centre.is('anna', 'available');
    await centre.is('boris', 'available');
    const call = (await centre.caller('79160000301', OLGA)).call('1001');
    const ringing = await boris.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(call, `${BORIS}`);
    ringing.hangup();
    await call.ended(PATIENCE_MS);
    expect(await centre.statesOf('anna')).not.toContain('offered');
    await anna.close();
    await boris.close();
  });
});

const waitIn =
  (names: readonly string[]) =>
  (queues: readonly { readonly name: string; readonly waiting: number }[]): boolean =>
    queues.every(({ name, waiting }) => waiting === (names.includes(name) ? 1 : 0));
