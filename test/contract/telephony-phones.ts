import type { PhoneState } from '../../src/domain/agent';
import { eventually } from '../support/patience';
import { accountOf, type TelephonyStage } from './telephony-stage';
import type { Node } from './telephony-world';

/** What is told of an agent's phone, one thing after the other. */
class Told {
  constructor(
    private readonly node: Node,
    private readonly agent = 'anna',
  ) {}

  states(): readonly PhoneState[] {
    return this.node.all('phone-state').flatMap(({ agent, state }) => (agent === this.agent ? [state] : []));
  }

  /** Its last word is this, and the lists say the same. */
  async is(state: PhoneState): Promise<void> {
    const whose = `${this.agent}'s phone`;
    await eventually(
      `${whose} is ${state}`,
      () => this.states(),
      (states) => states.at(-1) === state,
    );
    await eventually(
      `the snapshot has ${whose} ${state}`,
      async () => (await this.node.telephony.snapshot()).phones,
      (phones) => phones.some((each) => each.agent === this.agent && each.state === state),
    );
  }
}

/** What agents' phones do beside our calls. */
export function phonesContract(stage: TelephonyStage): void {
  describe('an agent’s phone', () => {
    it('is told of when it is published, and when it is plugged in', async () => {
      const us = await stage.node();
      await us.telephony.publishPhones([accountOf('anna'), accountOf('bob')]);
      const [anna, bob] = [new Told(us), new Told(us, 'bob')];
      expect([...anna.states(), ...bob.states()]).toEqual(['unreachable', 'unreachable']);
      await (await stage.world.phone('anna')).plugIn();
      await anna.is('idle');
      await bob.is('unreachable');
      await us.telephony.publishPhones([accountOf('bob')]);
      expect((await us.telephony.snapshot()).phones).toEqual([{ agent: 'bob', state: 'unreachable' }]);
    });

    it('is in use by a call that goes past us, until that is over', async () => {
      const us = await stage.office();
      const told = new Told(us);
      await told.is('idle');
      const call = await stage.world.callsPastUs('anna');
      await told.is('in-use');
      call.hangUp();
      await told.is('idle');
    });

    it('is not in use by calls of ours: those of the floor, of a flow, and of the agent', async () => {
      const us = await stage.office();
      const phone = await stage.world.phone('anna');
      const told = new Told(us);
      await told.is('idle');
      const before = told.states().length;
      await stage.world.calls();
      const call = await us.takes();
      await call.does({ type: 'answer' });
      phone.behaves('answers');
      await call.reaches('anna');
      await told.is('idle');
      (await phone.call()).hangUp();
      await call.connects('anna');
      await told.is('idle');
      (await phone.call()).hangUp();
      phone.dials('*11');
      await us.hears('arrived', ({ arrival: { channel } }) => channel === 'agent');
      await told.is('idle');
      // Had any of them been taken for another's call, that would be told by now.
      await stage.world.callsPastUs('anna');
      await told.is('in-use');
      expect(told.states().slice(before)).toEqual(['in-use']);
    });

    it('is known to the node that comes next', async () => {
      const first = await stage.office();
      const call = await stage.world.callsPastUs('anna');
      await new Told(first).is('in-use');
      await first.telephony.stop();

      const second = await stage.node();
      const told = new Told(second);
      await second.telephony.publishPhones([accountOf('anna'), accountOf('bob')]);
      await told.is('in-use');
      call.hangUp();
      await told.is('idle');
    });
  });
}
