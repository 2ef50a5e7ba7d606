import type { CarillonEvent, EventOf } from '../../../src/domain/event';
import { ownerOf, type VoicemailState } from '../../../src/domain/voicemail';
import { VoicemailBook } from '../../../src/engine/voicemail-book';
import { MemoryVoicemails } from '../../fakes/voicemails';

const AT = 1_795_290_200_000;
const left = (n: number, box: string): EventOf<'voicemail.left'> => ({
  id: `c.${n}.e7`,
  at: AT + n,
  call: `c.${n}`,
  type: 'voicemail.left',
  data: {
    node: 'a.0',
    voicemail: `c.${n}.r3`,
    recording: `c.${n}.r3`,
    box,
    seconds: 5,
    caller: { number: '7916', name: '' },
  },
});
let serial = 0;
const changed = (n: number, box: string, to: VoicemailState): EventOf<'voicemail.changed'> => ({
  id: `voicemail.e${++serial}`,
  at: AT + 10_000 + serial,
  call: `c.${n}`,
  type: 'voicemail.changed',
  data: { voicemail: `c.${n}.r3`, box, to, by: 'anna' },
});

function opened() {
  const voicemails = new MemoryVoicemails();
  const book = new VoicemailBook({
    voicemails,
    store: { append: () => Promise.resolve() },
    clock: { now: () => AT + 60_000 },
    happened: () => undefined,
  } as unknown as ConstructorParameters<typeof VoicemailBook>[0]);
  const open = async (): Promise<readonly string[]> =>
    (await book.openMessages()).map(({ id, box, state }) => `${id} ${ownerOf(box).is} ${state}`).sort();
  const kept = (...events: CarillonEvent[]): void => voicemails.observe(events);
  return { book, voicemails, kept, open };
}

describe('the messages that still want something of somebody', () => {
  test('are those of the history and those that it does not know yet, as they are now', async () => {
    const { book, kept, open } = opened();
    kept(left(1, 'agent:anna'), left(2, 'queue:sales'), left(3, 'agent:anna'), changed(3, 'agent:anna', 'deleted'));
    book.observe([left(2, 'queue:sales'), changed(2, 'queue:sales', 'taken'), left(4, 'agent:boris')]);
    expect(await open()).toEqual(['c.1.r3 agent new', 'c.2.r3 queue taken', 'c.4.r3 agent new']);
    book.observe([changed(1, 'agent:anna', 'heard'), changed(2, 'queue:sales', 'done')]);
    expect(await open()).toEqual(['c.1.r3 agent heard', 'c.4.r3 agent new']);
  });

  test('are also those that were closed in the history and are open again', async () => {
    const { book, kept, open } = opened();
    kept(left(1, 'queue:sales'), changed(1, 'queue:sales', 'done'));
    expect(await open()).toEqual([]);
    book.observe([changed(1, 'queue:sales', 'new')]);
    expect(await open()).toEqual(['c.1.r3 queue new']);
  });

  test('are asked for page by page', async () => {
    const { kept, open } = opened();
    for (let n = 1; n <= 2_500; n++) kept(left(n, 'agent:anna'));
    expect((await open()).length).toBe(2_500);
  });

  test('are not known while the history is away', async () => {
    const { voicemails, open } = opened();
    voicemails.away = true;
    await expect(open()).rejects.toThrow();
  });
});
