import { compileSite } from '../../../src/site/compile';
import { officeWith, problemsWith } from './office';

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');
const compiledWith = (changes: Readonly<Record<string, string>>) => {
  const { site, problems } = compileSite(officeWith(changes), () => new Map());
  if (!site) throw new Error(problems.map(({ message }) => message).join('\n'));
  return site;
};
const queues = (sales: string): string =>
  text('queues:', `  sales: ${sales}`, '  personal: { title: Personal }', '  support: { title: Support }');

describe('wrap-up and outcomes, as they are written', () => {
  test('in short and in full', () => {
    const short = compiledWith({ 'queues.yaml': queues('{ title: Sales, wrap_up: 20s }') }).queues.get('sales');
    expect(short).toMatchObject({ wrapUpMs: 20_000, wrapUp: { mode: 'optional', atLeastMs: 0, extensions: 1 } });
    const full = compiledWith({
      'queues.yaml': queues(
        '{ title: Sales, wrap_up: { mode: forced_with_limit, for: 2m, at_least: 5s, extend: 1m } }',
      ),
    }).queues.get('sales');
    expect(full).toMatchObject({
      wrapUpMs: 120_000,
      wrapUp: { mode: 'forced_with_limit', atLeastMs: 5_000, extendMs: 60_000, extensions: 1 },
    });
  });

  test('a tree of codes', () => {
    const { disposition } =
      compiledWith({
        'queues.yaml': queues(
          '{ title: Sales, disposition: { required: true, otherwise: later, codes: [{ code: sold, label: { en: Sold } }, ' +
            '{ code: no, below: [{ code: later }] }] } }',
        ),
      }).queues.get('sales') ?? {};
    expect(disposition).toEqual({
      required: true,
      otherwise: 'later',
      tree: [
        { code: 'sold', labels: { en: 'Sold' }, below: [] },
        { code: 'no', labels: { '': 'no' }, below: [{ code: 'later', labels: { '': 'later' }, below: [] }] },
      ],
    });
  });

  test('mistakes', () => {
    expect(
      problemsWith({
        'queues.yaml': queues(
          '{ title: Sales, wrap_up: { mode: forced_with_limit, for: 5s, at_least: 10s }, disposition: { codes: [{ code: a }, { code: a }], otherwise: b } }',
        ),
      }),
    ).toEqual([
      'queues.yaml:2:81: error SITE001 at_least: is longer than wrap-up itself (`for`)',
      'queues.yaml:2:132: error SITE001 code: the code a is there already',
      'queues.yaml:2:149: error SITE001 otherwise: b is none of the codes a',
    ]);
    expect(problemsWith({ 'queues.yaml': queues('{ title: Sales, wrap_up: { mode: always } }') })).toEqual([
      'queues.yaml:2:43: error SITE001 mode: always is not one of optional, forced, forced_with_limit, on_request',
    ]);
    expect(problemsWith({ 'queues.yaml': queues('{ title: Sales, wrap_up: 15 }') })).toHaveLength(1);
  });
});

test.each([
  ['{ reason: lunch }', 2],
  ['{ wrap_up: end, to: available }', 1],
  ['{ wrap_up: end, reason: lunch }', 1],
  ['{ wrap_up: sleep }', 1],
  ['{ sign_out: nowhere }', 1],
])('agent_state: %s is a mistake', (step, mistakes) => {
  const wrong = `flow: x\nstart: a\nsteps:\n  a:\n    - agent_state: ${step}\n    - hangup\n`;
  expect(problemsWith({ 'flows/x.yaml': wrong }).filter((each) => /x\.yaml:5:\d+: error/.test(each))).toHaveLength(
    mistakes,
  );
});

describe('what holds for all agents', () => {
  const PROFILES = [
    'profiles:',
    '  voice: { queues: [sales, { queue: support, tier: 2, delay: 20s }] }',
    '  night: { queues: [{ queue: support, tier: 3 }, personal] }',
  ];

  test('reasons, signing out, profiles', () => {
    const { rules, agents } = compiledWith({
      'agents.yaml': text(
        ...PROFILES,
        'not_ready: { reasons: { lunch: { label: Lunch, limit: 45m, then: sign_out } } }',
        'sign_out: { after_missed: 3, after_unreachable: 10m, after: 14h }',
        'agents:',
        '  anna: { name: Anna, phone: anna, profiles: [voice, night], queues: [{ queue: sales, order: 4 }] }',
      ),
    });
    expect(rules).toMatchObject({
      otherReasons: false,
      missedOffers: 3,
      unreachableMs: 600_000,
      signedInMs: 14 * 3_600_000,
    });
    expect([...rules.reasons.values()]).toEqual([
      { code: 'lunch', labels: { '': 'Lunch' }, limitMs: 2_700_000, then: 'signed-out' },
    ]);
    expect(agents.get('anna')).toMatchObject({
      queues: ['sales', 'support', 'personal'],
      membership: {
        sales: { tier: 1, order: 4, weight: 1 },
        support: { tier: 2, order: 0, weight: 1, delayMs: 20_000 },
        personal: { tier: 1, order: 0, weight: 1 },
      },
    });
  });

  test('nothing said: no limits, and any words are a reason', () => {
    expect(compiledWith({}).rules).toEqual({
      reasons: new Map(),
      otherReasons: true,
      missedOffers: null,
      unreachableMs: null,
      signedInMs: null,
    });
  });

  test('mistakes', () => {
    expect(
      problemsWith({
        'agents.yaml': text(
          'profiles: { voice: { queues: [sails] } }',
          'not_ready: { others: false }',
          'agents:',
          '  anna: { name: Anna, phone: anna, profiles: [voize] }',
        ),
      }),
    ).toEqual(['agents.yaml:2:22: error SITE001 others: without reasons nobody could be not ready']);
    expect(
      problemsWith({
        'agents.yaml': text(
          'profiles: { voice: { queues: [sails] } }',
          'agents:',
          '  anna: { name: Anna, phone: anna, profiles: [voize] }',
        ),
      }),
    ).toEqual([
      'agents.yaml:1:31: error FLOW006 there is no queue sails (did you mean "sales"?); known are sales, support, personal',
      'agents.yaml:3:47: error FLOW006 there is no profile voize (did you mean "voice"?); known are voice',
    ]);
  });
});
