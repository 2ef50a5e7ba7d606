import { hears } from '../support/hearing';
import { MUSIC, useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const BORIS = 1000;
const OLGA = 1200;

const QUEUES = `queues:
  sales:
    title: Sales
    announce: { position: false }
    enter: { unless: { crowded: { when: waiting >= 2, until: waiting == 0 } } }
  support:
    title: Support
    announce: { position: false }
    leave: { present: [available, ringing, talking, wrap_up, unreachable], after: 2s }
  personal: { title: Personal }
`;
const CROWDED = `flow: main
start: hello
steps:
  hello:
    - answer
    - queue: { name: sales, on: { crowded: later } }
    - hangup
  later:
    - play: office/goodbye
    - hangup
`;
const DESERTED = `flow: deserted
start: hello
steps:
  hello:
    - answer
    - queue: { name: support, on: { empty: sorry } }
    - hangup
  sorry:
    - play: office/nobody
    - hangup
`;
const AGENTS = `agents:
  boris: { name: Boris, phone: boris, queues: [support] }
`;
const NUMBERS = `numbers:
  "1000": { flow: main }
  "1001": { flow: deserted }
feature_codes:
  "*41": agent_available
`;

describe('into a queue and out of it, on the wire', () => {
  const centre = useLiveCentre({
    files: {
      'queues.yaml': QUEUES,
      'flows/main.yaml': CROWDED,
      'flows/deserted.yaml': DESERTED,
      'agents.yaml': AGENTS,
      'numbers.yaml': NUMBERS,
    },
  });
  const isKept = (condition: string, holds: boolean): Promise<string> =>
    centre.eventually(
      `${condition} ${holds ? 'set' : 'cleared'}`,
      () => centre.redisDump(),
      (dump) => dump.includes(`"${condition}":`) === holds,
    );
  const endOf = async (ani: string): Promise<readonly unknown[]> =>
    (await centre.history(ani)).events
      .filter(({ type }) => type === 'queue.left')
      .map(({ data }) => [data['reason'], data['condition']]);

  it('a condition keeps callers out, over a crash too, and lets them in again when it is over', async () => {
    const first = (await centre.caller('79160000401', OLGA)).call('1000');
    const second = (await centre.caller('79160000402', OLGA)).call('1000');
    await Promise.all([hears(first, MUSIC), hears(second, MUSIC)]);
    await isKept('crowded', true);
    await centre.crash();
    await centre.start();
    // One is left, which would set nothing: it is as it was, until nobody waits.
    second.hangup();
    await centre.eventually(
      'one who waits',
      () => centre.queues(),
      (queues) =>
        queues.some(
          ({ name, waiting, conditions = [] }) =>
            name === 'sales' &&
            waiting === 1 &&
            conditions.some((each) => each.of === 'enter' && each.name === 'crowded'),
        ),
    );
    const third = (await centre.caller('79160000403', OLGA)).call('1000');
    await hears(third, centre.tone('office/goodbye'));
    await third.ended(PATIENCE_MS);
    expect(await endOf('79160000403')).toEqual([['overflow', 'crowded']]);
    first.hangup();
    await isKept('crowded', false);
    const fourth = (await centre.caller('79160000404', OLGA)).call('1000');
    await hears(fourth, MUSIC);
    fourth.hangup();
    await fourth.ended(PATIENCE_MS);
  });

  it('when the last agent has gone on a break, those who wait are let go, over a crash too', async () => {
    const boris = await centre.agent('boris', BORIS);
    await centre.is('boris', 'available');
    const call = (await centre.caller('79160000405', OLGA)).call('1001');
    const ringing = await boris.nextCall(PATIENCE_MS);
    await centre.is('boris', 'not-ready', 'lunch');
    await ringing.ended(PATIENCE_MS);
    await centre.crash();
    await centre.start();
    await hears(call, centre.tone('office/nobody'));
    await call.ended(PATIENCE_MS);
    expect(await endOf('79160000405')).toEqual([['empty', undefined]]);
    await boris.close();
  });
});
