import type { CarillonEvent, EventOf } from '../../../src/domain/event';
import type { Message } from '../../../src/domain/voicemail';
import { VoicemailBook } from '../../../src/engine/voicemail-book';
import { MemoryVoicemails } from '../../fakes/voicemails';

const AT = 1_795_290_200_000;

const left = (n: number, box = 'queue:sales'): EventOf<'voicemail.left'> => ({
  id: `c-1.${n}.e7`,
  at: AT + n * 1_000,
  call: `c-1.${n}`,
  type: 'voicemail.left',
  data: {
    node: 'a.0',
    voicemail: `c-1.${n}.r3`,
    recording: `c-1.${n}.r3`,
    box,
    seconds: 5,
    caller: { number: '7916', name: '' },
  },
});

function opened() {
  const voicemails = new MemoryVoicemails();
  const appended: CarillonEvent[] = [];
  const told: CarillonEvent[] = [];
  const world = { storeIsAway: false, lost: [] as string[] };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const book = new VoicemailBook({
    voicemails,
    recordings: {
      read: async (id) => new TextEncoder().encode(`RIFF ${id}`),
      readable: async (ids) => new Set(ids.filter((id) => !world.lost.includes(id))),
    },
    store: {
      append: async (events) => {
        if (world.storeIsAway) throw new Error('Redis is away');
        appended.push(...events);
      },
    },
    clock: { now: () => AT + 60_000 },
    log,
    happened: (events) => void told.push(...events),
  });
  return { book, voicemails, appended, told, world };
}

describe('the boxes', () => {
  test('have a message from the moment it is saved, once, whether the history has it or not', async () => {
    const { book, voicemails } = opened();
    book.observe([left(1)]);
    expect(await book.voicemails({ limit: 10 })).toMatchObject([{ id: 'c-1.1.r3', state: 'new' }]);
    voicemails.observe([left(1), left(2)]);
    expect((await book.voicemails({ limit: 10 })).map(({ id }) => id)).toEqual(['c-1.2.r3', 'c-1.1.r3']);
    expect((await book.voicemails({ limit: 10, box: 'agent:anna' })).length).toBe(0);
    expect((await book.voicemails({ limit: 1 })).length).toBe(1);
  });

  test('give a message to one: who comes second at the same moment is refused', async () => {
    const { book, appended, told } = opened();
    book.observe([left(1)]);
    const results = await Promise.all([
      book.changeVoicemail('c-1.1.r3', 'taken', 'anna'),
      book.changeVoicemail('c-1.1.r3', 'taken', 'boris'),
    ]);
    expect(results).toEqual([
      expect.objectContaining({ state: 'taken', by: 'anna', since: AT + 60_000 }),
      'anna takes care of it',
    ]);
    expect(appended).toEqual(told);
    expect(appended.map(({ type, data }) => [type, data])).toEqual([
      ['voicemail.changed', { voicemail: 'c-1.1.r3', box: 'queue:sales', to: 'taken', by: 'anna' }],
    ]);
  });

  test('number what happened so that no store takes it for a repetition', async () => {
    const { book, appended } = opened();
    book.observe([left(1)]);
    for (const to of ['taken', 'new', 'taken', 'done'] as const) await book.changeVoicemail('c-1.1.r3', to, 'anna');
    const numbers = appended.map(({ id }) => Number(/^voicemail\.e(\d+)$/.exec(id)?.[1]));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(await book.changeVoicemail('c-1.1.r3', 'taken', 'boris')).toBe('anna has taken care of it already');
  });

  test('do what is asked twice once', async () => {
    const { book, appended } = opened();
    book.observe([left(1)]);
    await book.changeVoicemail('c-1.1.r3', 'taken', 'anna');
    await book.changeVoicemail('c-1.1.r3', 'taken', 'anna');
    expect(appended).toHaveLength(1);
  });

  test.each([
    ['agent:anna', 'taken', "it lies in an agent's own box, where nobody else takes care of it"],
    ['queue:sales', 'heard', "it lies in a queue's box: somebody must take it"],
  ] as const)('in %s nothing is %s', async (box, to, why) => {
    const { book } = opened();
    book.observe([left(1, box)]);
    expect(await book.changeVoicemail('c-1.1.r3', to, 'anna')).toBe(why);
  });

  test('keep nothing of what could not be saved', async () => {
    const { book, world } = opened();
    book.observe([left(1)]);
    world.storeIsAway = true;
    await expect(book.changeVoicemail('c-1.1.r3', 'taken', 'anna')).rejects.toThrow('Redis is away');
    world.storeIsAway = false;
    expect(await book.changeVoicemail('c-1.1.r3', 'taken', 'boris')).toMatchObject({ by: 'boris' });
  });

  test('know nothing of a message that was never left, and do not bring back a deleted one', async () => {
    const { book } = opened();
    expect(await book.changeVoicemail('c-9.9.r1', 'deleted', 'anna')).toBeUndefined();
    book.observe([left(1)]);
    await book.changeVoicemail('c-1.1.r3', 'deleted', 'anna');
    expect(await book.changeVoicemail('c-1.1.r3', 'new', 'anna')).toBe('it is deleted');
    expect(await book.voicemails({ limit: 10 })).toEqual([]);
  });
});

describe('a telephone', () => {
  const ask = async (book: VoicemailBook, question: object) => book.find(JSON.stringify(question));

  test('is told of new messages first, each kind by age, and of none that is done or deleted', async () => {
    const { book } = opened();
    book.observe([1, 2, 3, 4, 5].map((n) => left(n, 'agent:anna')));
    await book.changeVoicemail('c-1.1.r3', 'heard', 'anna');
    await book.changeVoicemail('c-1.4.r3', 'deleted', 'anna');
    const { value } = (await ask(book, { is: 'open', box: 'agent:anna' })) as unknown as { value: readonly Message[] };
    expect(value.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'c-1.2.r3 new',
      'c-1.3.r3 new',
      'c-1.5.r3 new',
      'c-1.1.r3 heard',
    ]);
    expect(value[0]).toEqual({
      id: 'c-1.2.r3',
      at: AT + 2_000,
      seconds: 5,
      caller: { number: '7916', name: '' },
      state: 'new',
    });
  });

  test('takes a message, or is told that it cannot', async () => {
    const { book } = opened();
    book.observe([left(1)]);
    const question = { is: 'change', voicemail: 'c-1.1.r3', to: 'taken' };
    expect(await ask(book, { ...question, by: 'anna' })).toEqual({ is: 'found', value: 'taken' });
    expect(await ask(book, { ...question, by: 'boris' })).toEqual({ is: 'not-found' });
  });

  test('is told when the history is away', async () => {
    const { book, voicemails } = opened();
    voicemails.away = true;
    expect(await ask(book, { is: 'open', box: 'agent:anna' })).toEqual({
      is: 'failed',
      why: 'the boxes cannot be read at the moment',
    });
  });
});
