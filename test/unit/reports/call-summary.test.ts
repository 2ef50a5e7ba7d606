import { isComplete, summarise } from '../../../src/reports/call-summary';
import { CallStory } from '../../support/call-story';

const served = (): CallStory =>
  new CallStory()
    .arrives()
    .step('answer.0', 'answer', 'next', '1s')
    .answered()
    .keys('2')
    .step('menu.0', 'menu', '2', '9s')
    .queued('sales')
    .after('5s')
    .rings('anna')
    .after('15s')
    .stopsRinging('ring-no-answer')
    .after('2s')
    .rings('boris')
    .after('3s')
    .talks()
    .after('1m')
    .stopsTalking('agent')
    .step('sales.0', 'queue', 'done', '0s')
    .step('survey.0', 'menu', 'hung-up', '4s')
    .ends('answered');

describe('a caller who presses a key, waits, and speaks with the second agent who is rung', () => {
  const summary = summarise(served().events);

  test('is identified', () => {
    expect(summary.identified).toMatchObject({ ani: '79161234567', dnis: '8005550100', campaign: 'spring' });
    expect(summary.call).toBe('carillon-1795290196.1');
  });

  test('spent each moment in one stage', () => {
    expect(summary.stages.map(({ stage, queue, agent, ms }) => [stage, queue, agent, ms])).toEqual([
      ['unanswered', null, null, 1_000],
      ['ivr', null, null, 9_000],
      ['waiting', 'sales', null, 5_000],
      ['ringing', 'sales', 'anna', 15_000],
      ['waiting', 'sales', null, 2_000],
      ['ringing', 'sales', 'boris', 3_000],
      ['talking', 'sales', 'boris', 60_000],
      ['ivr', null, null, 4_000],
    ]);
    expect(summary.ms).toEqual({
      unanswered: 1_000,
      ivr: 13_000,
      waiting: 7_000,
      ringing: 18_000,
      talking: 60_000,
      total: 99_000,
    });
  });

  test('walked a path, pressed a key', () => {
    expect(summary.path.map(({ node, exit, tookMs }) => `${node} ${exit} ${tookMs}`)).toEqual([
      'answer.0 next 1000',
      'menu.0 2 9000',
      'sales.0 done 0',
      'survey.0 hung-up 4000',
    ]);
    expect(summary.inputs.map(({ heard, keys }) => [heard, keys])).toEqual([['match', '2']]);
  });

  test('left the queue for one reason, after two offers, and spoke with one agent', () => {
    expect(summary.visits).toMatchObject([
      { queue: 'sales', reason: 'answered', waitedMs: 25_000, positionAtEntry: 1 },
    ]);
    expect(summary.offers.map(({ agent, how, rangMs, talk }) => [agent, how, rangMs, talk?.ms])).toEqual([
      ['anna', 'ring-no-answer', 15_000, undefined],
      ['boris', 'accepted', 3_000, 60_000],
    ]);
    expect(summary.agents).toEqual([{ agent: 'boris', talks: 1, talkedMs: 60_000 }]);
  });

  test('ended, and nothing is missing', () => {
    expect(summary.ending).toEqual({ outcome: 'answered', by: 'them', cause: 16, node: 'menu.0', why: null });
    expect(isComplete(summary)).toBe(true);
  });

  test('is told the same from events in any order, and from events that come twice', () => {
    const { events } = served();
    const ids = new Map(events.map(({ id }, i) => [id, i]));
    const shuffled = [...events, ...events].sort((a, b) => ((ids.get(a.id)! * 7) % 11) - ((ids.get(b.id)! * 7) % 11));
    // The numbers of floor events go on from story to story; everything else is the same.
    expect(summarise(shuffled)).toEqual(summarise(events));
  });
});

test('a caller who speaks with two agents, one after the other, from two queues', () => {
  const { events } = new CallStory()
    .arrives()
    .answered()
    .queued('front')
    .rings('anna')
    .after('2s')
    .talks()
    .after('30s')
    .stopsTalking('agent')
    .step('front.0', 'queue', 'done', '0s')
    .queued('back')
    .after('10s')
    .rings('boris')
    .after('1s')
    .talks()
    .after('40s')
    .stopsTalking('caller')
    .ends('answered');

  const summary = summarise(events);

  expect(summary.visits.map(({ queue, reason }) => [queue, reason])).toEqual([
    ['front', 'answered'],
    ['back', 'answered'],
  ]);
  expect(summary.agents).toEqual([
    { agent: 'anna', talks: 1, talkedMs: 30_000 },
    { agent: 'boris', talks: 1, talkedMs: 40_000 },
  ]);
  expect(summary.ms).toMatchObject({ waiting: 10_000, ringing: 3_000, talking: 70_000, total: 83_000 });
  expect(isComplete(summary)).toBe(true);
});

test('a caller who gives up while a phone rings has abandoned, and spoke with nobody', () => {
  const { events } = new CallStory()
    .arrives()
    .answered()
    .queued('sales')
    .after('20s')
    .rings('anna')
    .after('5s')
    .ends('abandoned')
    .stopsRinging('withdrawn')
    .leaves('abandoned');

  const summary = summarise(events);

  expect(summary.visits).toMatchObject([{ reason: 'abandoned', waitedMs: 25_000, connectedAt: null }]);
  expect(summary.offers).toMatchObject([{ agent: 'anna', how: 'withdrawn', talk: null }]);
  expect(summary.agents).toEqual([]);
  expect(summary.ms).toMatchObject({ waiting: 20_000, ringing: 5_000, talking: 0, total: 25_000 });
  expect(summary.ending).toMatchObject({ outcome: 'abandoned', by: 'them' });
  expect(isComplete(summary)).toBe(true);
});

test('a caller who was refused was never answered, and the cause is told', () => {
  const { events } = new CallStory().arrives().refused('busy').after('50ms').ends('refused', 'us', 17);

  const summary = summarise(events);

  expect(summary.answeredAt).toBeNull();
  expect(summary.ms).toMatchObject({ unanswered: 50, ivr: 0, total: 50 });
  expect(summary.ending).toMatchObject({ outcome: 'refused', by: 'us', cause: 17, why: 'busy' });
});

test('a call that was found gone after a crash ends when it was found, with what was known', () => {
  const { events } = new CallStory()
    .arrives()
    .answered()
    .queued('sales')
    .rings('anna')
    .after('3s')
    .talks()
    .after('10m')
    .ends('lost', 'unknown', null);

  const summary = summarise(events);

  // Nobody saw the end of the talk: it lasts to the end of the call, and no talk time is made up for the agent.
  expect(summary.stages.at(-1)).toMatchObject({ stage: 'talking', agent: 'anna', ms: 600_000 });
  expect(summary.agents).toEqual([{ agent: 'anna', talks: 1, talkedMs: 0 }]);
  expect(summary.ending).toMatchObject({ outcome: 'lost', by: 'unknown' });
  expect(isComplete(summary)).toBe(false);
});

test('a call of which the end never came is told up to the last that was heard of it', () => {
  const { events } = new CallStory().arrives().after('1s').answered().step('menu.0', 'menu', '1', '6s');

  const summary = summarise(events);

  expect(summary.ending).toBeNull();
  expect(summary.ms).toMatchObject({ unanswered: 1_000, ivr: 6_000, total: 7_000 });
  expect(isComplete(summary)).toBe(false);
});

test('a call of which only the end is known is told without times', () => {
  const summary = summarise(new CallStory().ends('lost', 'unknown', null).events);

  expect(summary).toMatchObject({
    identified: null,
    arrivedAt: null,
    stages: [],
    ms: { total: 0 },
    ending: { outcome: 'lost' },
  });
  expect(summarise([])).toMatchObject({ call: null, stages: [], path: [], ending: null });
});

test.each(served().events.map((event, i) => [event.type, i] as const))(
  'without its %s (event %i) a call is still told, and its time still adds up',
  (_type, missing) => {
    const summary = summarise(served().events.filter((_, i) => i !== missing));
    const { total, ...parts } = summary.ms;
    expect(Object.values(parts).reduce((a, b) => a + b, 0)).toBe(total);
    for (const [i, stage] of summary.stages.entries()) if (i > 0) expect(stage.from).toBe(summary.stages[i - 1]!.to);
  },
);
