import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentSettings, AgentState, PhoneState } from '../../../src/domain/agent';
import type { QueueSettings, Ticket } from '../../../src/domain/queue';
import { codeOfMessages, effectsOfCodes } from '../../../src/engine/feature-codes';
import { lampsOf, type LampView } from '../../../src/engine/lamps';
import type { Site } from '../../../src/flow/office';
import { compileSite } from '../../../src/site/compile';

const OFFICE = join(__dirname, '../../fixtures/office');
const files: Record<string, string> = {};
for (const path of readdirSync(OFFICE, { recursive: true, encoding: 'utf8' }))
  if (path.endsWith('.yaml')) files[path] = readFileSync(join(OFFICE, path), 'utf8');

const flow = (name: string, ...steps: string[]): string =>
  [`flow: ${name}`, 'start: a', 'steps:', '  a:', ...steps.map((step) => `    - ${step}`), ''].join('\n');

function siteWith(codes: Readonly<Record<string, string>>, flows: Readonly<Record<string, string>>): Site {
  const numbers = Object.entries(codes).map(([code, name]) => `  "${code}": ${name}\n`);
  const written = {
    ...files,
    ...Object.fromEntries(Object.entries(flows).map(([name, text]) => [`flows/${name}.yaml`, text])),
    'numbers.yaml': `${files['numbers.yaml']}${numbers.join('')}`,
  };
  const { site, problems } = compileSite(written, () => ({ has: () => true }));
  if (!site) throw new Error(JSON.stringify(problems));
  return site;
}

const site = siteWith(
  { '*46': 'night', '*47': 'calls_night', '*97': 'of_sales', '*98': 'own' },
  {
    night: flow('night', 'answer', 'override: { schedule: office, to: closed }', 'hangup'),
    calls_night: flow('calls_night', 'answer', 'call: night', 'hangup'),
    of_sales: flow('of_sales', 'answer', 'voicemail_box: { queue: sales }', 'hangup'),
    own: flow('own', 'answer', 'voicemail_box: { agent: call.agent }', 'hangup'),
  },
);

test('what feature codes do is found in their flows, and in those that these call', () => {
  const effects = effectsOfCodes(site);
  expect(effects.get('*45')?.overrides).toEqual([{ schedule: 'office', to: 'emergency' }]);
  expect(effects.get('*46')?.overrides).toEqual([{ schedule: 'office', to: 'closed' }]);
  expect(effects.get('*47')?.overrides).toEqual([{ schedule: 'office', to: 'closed' }]);
  expect(effects.get('*42')?.states).toEqual(['not-ready', 'not-ready', 'not-ready']);
  expect([...effects].filter(([, { ownMessages }]) => ownMessages).map(([code]) => code)).toEqual(['*98']);
  expect(codeOfMessages(site)).toBe('*98');
  expect(codeOfMessages(siteWith({}, {}))).toBeUndefined();
});

describe('lamps', () => {
  const agent = (id: string, ...queues: string[]): AgentSettings => ({
    id,
    name: id,
    phone: { is: 'account', account: id },
    skills: {},
    queues,
  });
  const settings = {
    agents: new Map([agent('anna', 'sales'), agent('boris', 'sales', 'support')].map((each) => [each.id, each])),
    queues: new Map(['sales', 'support'].map((name) => [name, { name } as QueueSettings])),
  };
  type State = Partial<AgentState> & Pick<AgentState, 'is'>;
  const shown = (
    states: Readonly<Record<string, State>> = {},
    more: {
      tickets?: readonly [string, Ticket['state']['is']][];
      override?: string;
      next?: 'not-ready';
      phone?: PhoneState;
    } = {},
  ): Readonly<Record<string, string>> => {
    const { tickets = [], override, next, phone = 'idle' } = more;
    const view: LampView = {
      site,
      settings,
      floor: {
        agents: new Map(
          Object.entries(states).map(([id, state]) => [
            id,
            { state: state as AgentState, next: next ? { is: next, reason: '', by: '', force: false } : null, phone },
          ]),
        ),
        tickets: new Map(
          tickets.map(([queue, is], index) => [`t${index}`, { queue, state: { is } as unknown as Ticket['state'] }]),
        ),
      },
      override: () => override,
    };
    return Object.fromEntries(lampsOf(view));
  };

  test('of an empty centre are dark, and its agents away', () => {
    const lamps = shown();
    expect(Object.entries(lamps).filter(([, light]) => light !== 'dark')).toEqual([
      ['*43-anna', 'lit'],
      ['*43-boris', 'lit'],
      ['agent-anna', 'away'],
      ['agent-boris', 'away'],
    ]);
    expect(Object.keys(lamps).sort()).toEqual(
      [
        ...['*41-anna', '*41-boris', '*42-anna', '*42-boris', '*43-anna', '*43-boris', '*45', '*46', '*47'],
        ...['agent-anna', 'agent-boris', 'free-sales', 'free-support'],
        ...['override-office', 'queue-sales', 'queue-support'],
      ].sort(),
    );
  });

  test('of a feature code show what that code sets, and of the schedule that anything is set', () => {
    expect(shown({}, { override: 'emergency' })).toMatchObject({
      '*45': 'lit',
      '*46': 'dark',
      'override-office': 'lit',
    });
    expect(shown({}, { override: 'closed' })).toMatchObject({ '*45': 'dark', '*46': 'lit', '*47': 'lit' });
    expect(shown({}, { override: 'open' })).toMatchObject({ '*45': 'dark', '*46': 'dark', 'override-office': 'lit' });
  });

  test.each<[State['is'], string, string, string]>([
    // state, agent-anna, *41-anna (available), *42-anna (not ready)
    ['signed-out', 'away', 'dark', 'dark'],
    ['not-ready', 'lit', 'dark', 'lit'],
    ['available', 'dark', 'lit', 'dark'],
    ['offered', 'flashing', 'lit', 'dark'],
    ['on-call', 'lit', 'lit', 'dark'],
    ['wrap-up', 'lit', 'lit', 'dark'],
  ])('of an agent who is %s', (is, own, available, notReady) => {
    const lamps = shown({ anna: { is } });
    expect([lamps['agent-anna'], lamps['*41-anna'], lamps['*42-anna']]).toEqual([own, available, notReady]);
    expect(lamps['free-sales']).toBe(is === 'available' ? 'lit' : 'dark');
    expect(lamps['free-support']).toBe('dark');
  });

  test.each<[PhoneState, string, string]>([
    ['idle', 'dark', 'lit'],
    ['in-use', 'lit', 'dark'],
    ['unreachable', 'away', 'dark'],
  ])('of an agent who waits for calls with a phone that is %s', (phone, own, free) => {
    expect(shown({ anna: { is: 'available' } }, { phone })).toMatchObject({ 'agent-anna': own, 'free-sales': free });
    expect(shown({ anna: { is: 'on-call' } }, { phone })['agent-anna']).toBe('lit');
  });

  test('of a pause that comes after the call flash', () => {
    expect(shown({ anna: { is: 'on-call' } }, { next: 'not-ready' })['*42-anna']).toBe('flashing');
  });

  test('of a queue flash while somebody waits, also while a phone rings for them', () => {
    const waits = (is: Ticket['state']['is']) => shown({}, { tickets: [['sales', is]] });
    expect(waits('waiting')).toMatchObject({ 'queue-sales': 'flashing', 'queue-support': 'dark' });
    expect(waits('offered')['queue-sales']).toBe('flashing');
    expect(waits('talking')['queue-sales']).toBe('dark');
    expect(waits('left')['queue-sales']).toBe('dark');
  });
});
