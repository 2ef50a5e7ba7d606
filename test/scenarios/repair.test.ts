import { Centre } from '../support/centre';
import { officeFiles } from '../support/office';
import { siteOf } from '../support/story';

const office = siteOf(officeFiles());
const TWO_PATROLS = 125_000;

/** A leg is gone from Asterisk, and the message that told of its end never came. */
function loses(centre: Centre, part: string): void {
  for (const leg of [...centre.asterisk.legs.keys()].filter((id) => id.includes(part)))
    centre.asterisk.legs.delete(leg);
}

it('an agent whose leg is gone without a word is free again after two patrols, and that is told', async () => {
  const centre = new Centre(office);
  await centre.start();
  centre.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 800 });
  await centre.signsIn('anna');
  const caller = centre.asterisk.arrives({ dnis: '1000', ani: '79160000001' });
  await centre.waits(5_000);
  caller.press('1');
  await centre.waits(20_000);
  expect(centre.stateOf('anna')).toBe('on-call');

  loses(centre, '.a');
  await centre.waits(30_000);
  expect(centre.stateOf('anna')).toBe('on-call');
  await centre.waits(TWO_PATROLS);

  expect(centre.stateOf('anna')).toBe('available');
  expect(centre.of('agent.repaired')).toMatchObject([
    { call: caller.leg, data: { agent: 'anna', was: 'on-call', by: 'patrol' } },
  ]);
  expect(centre.of('queue.talk-ended')).toHaveLength(1);
  expect(centre.log.lines.join('\n')).toContain('a leg is gone and nothing was told of its end');
});

it('a phone that a flow rang is not in use for ever when the end of that ringing was lost', async () => {
  const centre = new Centre(
    siteOf({
      ...officeFiles(),
      'flows/main.yaml':
        'flow: main\nstart: all\nsteps:\n  all:\n    - connect: { agent: "\'anna\'", ring_for: 5m }\n    - hangup\n',
    }),
  );
  await centre.start();
  await centre.signsIn('anna');
  centre.asterisk.phone('anna').behaves({ is: 'rings' });
  centre.asterisk.arrives({ dnis: '1000', ani: '79160000001' });
  await centre.waits(5_000);
  const phone = (): string | undefined => centre.switchboard.floor.book.agents.get('anna')?.phone;
  expect(phone()).toBe('in-use');

  loses(centre, '.d');
  await centre.waits(TWO_PATROLS);
  expect(phone()).toBe('idle');
  expect(centre.of('dial.ended')).toHaveLength(1);
});
