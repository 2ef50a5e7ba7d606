import { hears, speaks } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { ofOffice } from '../support/live-site';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const OLGA = 1200;
const PROMPT = 'office/press-hash';
const PROMPT_MS = 7_000;
/** Well below what is left of the prompt. */
const AT_ONCE_MS = 4_000;

const QUEUES = `queues:
  sales: { title: Sales, ring_for: 2m, confirm: { key: '#', within: 30s, prompt: ${PROMPT} }, announce: { position: false } }
  support: { title: Support }
  personal: { title: Personal }
`;
const FLOW = `flow: main
start: hello
steps:
  hello:
    - answer
    - queue: sales
    - hangup
`;

describe('an agent who confirms while the prompt still plays', () => {
  const centre = useLiveCentre({
    files: {
      'queues.yaml': QUEUES,
      'flows/main.yaml': FLOW,
      'prompts/en.yaml': `${ofOffice('prompts/en.yaml')}\n${PROMPT}: Press hash to take the call.\n`,
    },
    promptMs: { [PROMPT]: PROMPT_MS },
  });

  it('talks to the caller at once', async () => {
    const anna = await centre.agent('anna', ANNA);
    await centre.is('anna', 'available');
    const ani = '79170000911';
    const call = (await centre.caller(ani, OLGA)).call('1000');
    const ringing = await anna.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(ringing, centre.tone(PROMPT));
    await speaks(ringing, 1_000);
    await ringing.press('#');
    await hears(call, `${ANNA}`);
    await hears(ringing, `${OLGA}`);
    await centre.untilTalk(ani);
    const [pressed] = await centre.told('queue.offer-ended');
    const [connected] = await centre.told('queue.connected');
    if (!pressed || !connected) throw new Error('it is not told how the two came together');
    expect(connected.at - pressed.at).toBeLessThan(AT_ONCE_MS);
    call.hangup();
    await centre.untilAgent('anna', 'available');
  });
});
