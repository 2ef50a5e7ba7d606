import type { Report } from '../../src/reports/report';
import { hears } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const [ANNA, CLARA, OLGA] = [800, 1000, 1200];

const MAIN = `flow: main
start: hello
steps:
  hello:
    - answer
    - queue: { name: sales, on: { done: more, timeout: bye, full: bye, nobody: bye } }
  more:
    - queue: { name: support, on: { done: bye, timeout: bye, full: bye, nobody: bye } }
  bye:
    - hangup
`;

describe('measures of real calls', () => {
  const centre = useLiveCentre({
    files: { 'flows/main.yaml': MAIN, 'numbers.yaml': 'numbers:\n  "1000": { flow: main }\n' },
  });
  const from = Date.now();

  const report = (path: string): Promise<Report> => centre.api('GET', `/reports/${path}&from=${from}`);
  const figures = async (queue: string, more = ''): Promise<Report['total']['figures']> => {
    const names =
      'offered,answered,abandoned,short_abandoned,answered_in_time,handled,waiting,longest_talk,asa,service_level';
    return (await report(`queues?only=${queue}&measures=${names}${more}`)).total.figures;
  };
  const waitedMs = async (ani: string, queue: string): Promise<number> => {
    const { events } = await centre.history(ani);
    const left = events.find(({ type, data }) => type === 'queue.left' && data['queue'] === queue);
    return Number(left?.data['waitedMs']);
  };

  it('say of queues, agents and calls what happened on the wire', async () => {
    const anna = await centre.agent('anna', ANNA);
    const clara = await centre.agent('clara', CLARA);
    // Two who are answered one after the other; the first goes on to another queue.
    const first = (await centre.caller('79160000301', OLGA)).call('1000');
    await centre.eventually(
      'the first in line',
      () => centre.queues(),
      (all) => all.some((each) => each.waiting === 1),
    );
    await centre.is('anna', 'available');
    const annasFirst = await anna.nextCall(PATIENCE_MS);
    await annasFirst.answer();
    await hears(first, `${ANNA}`);
    await centre.untilTalk('79160000301');
    const second = (await centre.caller('79160000302', OLGA)).call('1000');
    await centre.eventually(
      'the second in line',
      () => centre.queues(),
      (all) => all.some((each) => each.waiting === 1),
    );
    await centre.is('clara', 'available');
    annasFirst.hangup();
    const claras = await clara.nextCall(PATIENCE_MS);
    await claras.answer();
    await hears(first, `${CLARA}`);
    const annasSecond = await anna.nextCall(PATIENCE_MS);
    await annasSecond.answer();
    await hears(second, `${ANNA}`);
    await centre.untilTalk('79160000302');
    first.hangup();
    await first.ended(PATIENCE_MS);
    // One who gives up.
    const third = (await centre.caller('79160000303', OLGA)).call('1000');
    await centre.eventually(
      'the third in line',
      () => centre.queues(),
      (all) => all.some((each) => each.waiting === 1),
    );
    third.hangup();
    await third.ended(PATIENCE_MS);
    second.hangup();
    await second.ended(PATIENCE_MS);

    const [one, two, gaveUp] = [
      await waitedMs('79160000301', 'sales'),
      await waitedMs('79160000302', 'sales'),
      await waitedMs('79160000303', 'sales'),
    ];
    const sales = await figures(
      'sales',
      `&within=${Math.min(one, two)}ms&short_abandon=${gaveUp}ms&formula=of_handled`,
    );
    expect(sales).toMatchObject({ offered: 3, answered: 2, abandoned: 1, short_abandoned: 0, handled: 2, waiting: 0 });
    expect(sales['asa']).toBeCloseTo((one + two) / 2000, 3);
    expect(sales).toMatchObject({ answered_in_time: 1, service_level: 1 / 3 });
    expect(
      await figures('sales', `&within=1h&short_abandon=${gaveUp + 1}ms&formula=without_short_abandons`),
    ).toMatchObject({
      abandoned: 0,
      short_abandoned: 1,
      service_level: 1,
    });
    expect(await figures('support')).toMatchObject({ offered: 1, answered: 1, handled: 1, abandoned: 0 });

    const agents = await report('agents?measures=handled,signed_in_time,talk_time,longest_talk');
    const handled = agents.rows.map(({ key, figures: { handled: talks } }) => [key, talks]);
    expect(handled).toEqual([
      ['anna', 2],
      ['clara', 1],
    ]);
    for (const { figures: each } of agents.rows) expect(each['signed_in_time']).toBeGreaterThan(each['talk_time'] ?? 0);
    expect(
      (
        await report(
          'calls?measures=calls,calls_served,calls_abandoned,calls_in_several_queues,calls_with_several_talks',
        )
      ).total.figures,
    ).toEqual({
      calls: 3,
      calls_served: 2,
      calls_abandoned: 1,
      calls_in_several_queues: 1,
      calls_with_several_talks: 1,
    });
    await Promise.all([anna.close(), clara.close()]);
  });

  it('live figures are those of the report, also after a crash', async () => {
    await centre.crash();
    await centre.start();
    const names = ['offered', 'answered', 'abandoned', 'short_abandoned', 'handled', 'asa', 'aht', 'service_level'];
    const { rows } = await report(`queues?measures=${names.join(',')}`);
    expect(rows.map(({ key }) => key)).toEqual(['sales', 'support']);
    for (const { key, figures: told } of rows)
      await centre.eventually(
        `today’s figures of ${key}`,
        async () => (await centre.queues()).find(({ name }) => name === key)?.today,
        (today) => today !== undefined && names.every((name) => today[name] === told[name]),
      );
  });
});
