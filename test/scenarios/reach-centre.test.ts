import type { PhoneBehaviour } from '../fakes/telephony';
import { Centre } from '../support/centre';
import { siteOf } from '../support/story';

const site = siteOf({
  'trunks.yaml': "trunks:\n  carrier: { allow: ['112'] }\n",
  'agents.yaml': "agents:\n  anna: { name: Anna, phone: anna, extension: '101' }\n",
  'numbers.yaml': `numbers:
  "1": { flow: agent }
  "2": { flow: outside }
  "3": { flow: fresh }
  "4": { flow: message }
`,
  ...Object.fromEntries(
    [
      [
        'agent',
        '- answer\n    - connect: { extension: "\'101\'", music: default, ring_for: 10s, on: { done: bye } }\n    - goto: bye\n  bye:',
      ],
      ['outside', '- answer\n    - connect: { number: "\'112\'", over: carrier, ring_for: 10s }'],
      ['fresh', '- connect: { number: "\'112\'", over: carrier, ring_for: 10s }'],
      ['message', '- record: { into: message, max: 20s }'],
    ].map(([flow, steps]) => [
      `flows/${flow}.yaml`,
      `flow: ${flow}\nstart: hello\nsteps:\n  hello:\n    ${steps}\n    - play: office/goodbye\n`,
    ]),
  ),
});

const opened: Centre[] = [];
afterEach(() => opened.splice(0).forEach((centre) => centre.crash()));

async function open(behaves: PhoneBehaviour): Promise<Centre> {
  const centre = new Centre(site);
  opened.push(centre);
  for (const phone of [centre.asterisk.phone('anna'), centre.asterisk.outside('112')]) phone.behaves(behaves);
  await centre.start();
  return centre;
}

const nothingIsLeft = ({ asterisk, switchboard, log }: Centre): void => {
  expect([...asterisk.legs.keys(), ...asterisk.bridges.keys()]).toEqual([]);
  expect(switchboard.openCalls()).toEqual([]);
  // What a node that is gone can no longer command is found and done by the next.
  expect(log.lines.filter((line) => !line.includes('this node gives no commands'))).toEqual([]);
};

describe('a centre that reaches people', () => {
  it('joins the caller and an agent, whatever the queues say, and goes on when the agent has gone', async () => {
    const centre = await open({ is: 'answers', afterMs: 2_000 });
    const caller = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(1_000);
    expect(caller.hears()).toBe('music default');
    await centre.waits(2_000);
    expect(caller.hears()).toBe('anna');
    centre.asterisk.phone('anna').hangUp();
    await centre.waits(500);
    expect(caller.hears()).toBe('play office/goodbye');
    await centre.waits(5_000);
    expect(centre.of('call.ended')[0]?.data).toMatchObject({ outcome: 'answered', by: 'us' });
    nothingIsLeft(centre);
  });

  it('knows at once that a phone is not there', async () => {
    const centre = await open({ is: 'unreachable' });
    const caller = centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(100);
    expect(caller.hears()).toBe('play office/goodbye');
    expect(centre.of('dial.ended')[0]?.data).toMatchObject({ how: 'unreachable', cause: 20 });
  });

  it('tells how a recording ended, and keeps that of a caller who hung up', async () => {
    const centre = await open({ is: 'rings' });
    const caller = centre.asterisk.arrives({ dnis: '4' });
    await centre.waits(7_000);
    caller.hangUp();
    await centre.waits(100);
    expect(centre.of('flow.variable').at(-1)?.data).toMatchObject({ name: 'message', value: { seconds: 7 } });
    nothingIsLeft(centre);
  });

  const behaviours: readonly PhoneBehaviour[] = [
    { is: 'answers', afterMs: 2_000 },
    { is: 'answers', afterMs: 2_000, hangsUpAfterMs: 3_000 },
    { is: 'answers-and-is-gone', afterMs: 1_000 },
    { is: 'rings' },
    { is: 'busy' },
    { is: 'silent' },
  ];
  const crashes = ['1', '2', '3', '4'].flatMap((dnis) =>
    behaviours.flatMap((behaves) => [1, 2, 3, 4, 5].map((saves) => [dnis, behaves.is, saves, behaves] as const)),
  );

  it.each(crashes)('dies over %s, %s, after %i saves, comes back, and leaves nothing behind', async (...how) => {
    const [dnis, , saves, behaves] = how;
    const centre = await open(behaves);
    const caller = centre.asterisk.arrives({ dnis });
    centre.crashAfterSaves(saves);
    const goesOn = async (ms: number): Promise<void> => {
      await centre.waits(ms);
      if (!centre.up) await centre.start();
    };
    await goesOn(6_000);
    await goesOn(15_000);
    caller.hangUp();
    await goesOn(5_000);
    await goesOn(30_000);
    expect(caller.place).toMatchObject({ is: 'gone' });
    nothingIsLeft(centre);
  });

  it.each(['1', '2', '3'])('ends the leg of a caller to %s who hung up while it was away', async (dnis) => {
    const centre = await open({ is: 'answers', afterMs: 1_000 });
    const caller = centre.asterisk.arrives({ dnis });
    await centre.waits(5_000);
    expect(centre.asterisk.legs.size).toBe(1);
    centre.crash();
    caller.hangUp();
    await centre.start();
    await centre.waits(1_000);
    nothingIsLeft(centre);
    expect(centre.of('call.ended')[0]?.data).toMatchObject({ outcome: 'answered', by: 'unknown' });
  });

  it('takes up a call over a lost link, with the answer that was missed', async () => {
    const centre = await open({ is: 'answers', afterMs: 3_000 });
    const caller = centre.asterisk.arrives({ dnis: '2' });
    await centre.waits(1_000);
    expect(caller.hears()).toBe('ringing');
    centre.asterisk.loseLink();
    await centre.waits(5_000);
    centre.asterisk.restoreLink();
    await centre.waits(1_000);
    expect(caller.hears()).toBe('112');
    caller.hangUp();
    await centre.waits(1_000);
    expect(centre.asterisk.legs.size + centre.asterisk.bridges.size).toBe(0);
  });
});
