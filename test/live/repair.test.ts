import { hears, keysIn } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const CALLER = 1200;

/** A save that was lost leaves an agent with a call that is not there: nobody would ever ring her again. */
describe('an agent in a state that cannot be', () => {
  const centre = useLiveCentre();

  it('is put right at the start, is told of in the log, the events and the counters, and gets the next call', async () => {
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    await centre.stop();
    await centre.editAgent('anna', (saved) => ({
      ...saved,
      state: { is: 'on-call', since: 1, phase: 'talking', ticket: 'gone-1.t1', leg: 'gone-1.a7' },
    }));
    await centre.start();

    await centre.untilAgent('anna', 'available');
    expect(await centre.metric('carillon_agents_repaired_total')).toBe(1);
    const told = await centre.told('agent.repaired');
    expect(told).toMatchObject([{ call: 'gone-1', data: { agent: 'anna', was: 'on-call', by: 'recovery' } }]);

    const caller = await centre.caller('79180000001', CALLER);
    const call = caller.call('1000');
    await hears(call, centre.tone('office/main-menu'));
    await keysIn(call, '1');
    const annas = await anna.nextCall(PATIENCE_MS);
    await annas.answer();
    await hears(call, `${ANNA}`);
    call.hangup();
  });
});
