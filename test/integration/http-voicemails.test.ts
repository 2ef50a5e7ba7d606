import type { EventOf } from '../../src/domain/event';
import { VoicemailBook } from '../../src/engine/voicemail-book';
import { MemoryVoicemails } from '../fakes/voicemails';
import { NOON, startApi, type Api } from '../support/api';
import { Lines } from '../support/lines';

const left = (n: number, box: string): EventOf<'voicemail.left'> => ({
  id: `c-1.${n}.e7`,
  at: NOON + n * 1_000,
  call: `c-1.${n}`,
  type: 'voicemail.left',
  data: {
    node: 'a.0',
    voicemail: `c-1.${n}.r3`,
    recording: `c-1.${n}.r3`,
    box,
    seconds: 12.3,
    caller: { number: '+79161234567', name: '' },
  },
});

let api: Api;
let history: MemoryVoicemails;
let folderIsLocked: boolean;
beforeEach(async () => {
  folderIsLocked = false;
  history = new MemoryVoicemails();
  history.observe([left(1, 'queue:sales'), left(2, 'agent:anna'), left(3, 'queue:sales')]);
  const voicemails = new VoicemailBook({
    voicemails: history,
    recordings: {
      read: async (id) => {
        if (folderIsLocked) throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
        return id === 'c-1.1.r3' ? new TextEncoder().encode('RIFF 1') : undefined;
      },
      readable: async (ids) => new Set(ids.filter((id) => id === 'c-1.1.r3')),
    },
    store: { append: async () => undefined },
    clock: { now: () => NOON + 60_000 },
    log: new Lines(),
    happened: () => undefined,
  });
  api = await startApi({ voicemails });
});
afterEach(() => api.close());

const ids = async (query: string): Promise<string[]> => {
  const { voicemails } = (await (await api.ask(`/voicemails${query}`)).json()) as { voicemails: { id: string }[] };
  return voicemails.map(({ id }) => id);
};

it('lists messages, the newest first, by box and state', async () => {
  expect(await ids('')).toEqual(['c-1.3.r3', 'c-1.2.r3', 'c-1.1.r3']);
  expect(await ids('?agent=anna')).toEqual(['c-1.2.r3']);
  expect(await ids('?queue=sales&limit=1')).toEqual(['c-1.3.r3']);
  await api.put('/voicemails/c-1.3.r3', { state: 'taken', by: 'anna' });
  expect(await ids('?queue=sales&state=new')).toEqual(['c-1.1.r3']);
  expect(await ids('?state=taken,done')).toEqual(['c-1.3.r3']);
  expect((await api.ask('/voicemails?state=lost')).status).toBe(400);
});

it('gives a message to one agent, who may give it back or be done', async () => {
  const taken = await api.put('/voicemails/c-1.1.r3', { state: 'taken', by: 'anna' });
  expect(await taken.json()).toMatchObject({ state: 'taken', by: 'anna', since: NOON + 60_000, seconds: 12.3 });
  const second = await api.put('/voicemails/c-1.1.r3', { state: 'taken', by: 'boris' });
  expect([second.status, await second.json()]).toEqual([
    409,
    expect.objectContaining({ detail: 'anna takes care of it' }),
  ]);
  expect((await api.put('/voicemails/c-1.1.r3', { state: 'new', by: 'anna' })).status).toBe(200);
  expect(await (await api.put('/voicemails/c-1.1.r3', { state: 'done' })).json()).toMatchObject({ by: 'admin' });
  expect((await api.put('/voicemails/c-9.9.r9', { state: 'done' })).status).toBe(404);
});

it('gives the recording, until the message is deleted', async () => {
  const audio = await api.ask('/voicemails/c-1.1.r3/audio');
  expect([audio.headers.get('content-type'), await audio.text()]).toEqual(['audio/wav', 'RIFF 1']);
  expect((await api.ask('/voicemails/c-1.2.r3/audio')).status).toBe(404);
  expect((await api.ask('/voicemails/..%2F..%2Fetc%2Fpasswd/audio')).status).toBe(404);
  await api.put('/voicemails/c-1.1.r3', { state: 'deleted' });
  expect((await api.ask('/voicemails/c-1.1.r3/audio')).status).toBe(404);
  expect(await ids('?queue=sales')).toEqual(['c-1.3.r3']);
});

it('shows which messages can be heard, and says so of one whose recording is lost', async () => {
  const { voicemails } = (await (await api.ask('/voicemails')).json()) as {
    voicemails: { id: string; audible: boolean }[];
  };
  expect(voicemails.map(({ id, audible }) => [id, audible])).toEqual([
    ['c-1.3.r3', false],
    ['c-1.2.r3', false],
    ['c-1.1.r3', true],
  ]);
  const lost = await api.ask('/voicemails/c-1.2.r3/audio');
  expect([lost.status, await lost.json()]).toEqual([
    404,
    expect.objectContaining({ detail: 'the recording of c-1.2.r3 is gone' }),
  ]);
  expect(await (await api.put('/voicemails/c-1.1.r3', { state: 'taken' })).json()).toMatchObject({ audible: true });
  expect(await (await api.put('/voicemails/c-1.1.r3', { state: 'deleted' })).json()).toMatchObject({ audible: false });
});

it('says that the recordings cannot be read', async () => {
  folderIsLocked = true;
  expect((await api.ask('/voicemails/c-1.1.r3/audio')).status).toBe(503);
});

it('says that MySQL is away', async () => {
  history.away = true;
  for (const answer of [await api.ask('/voicemails'), await api.put('/voicemails/c-1.1.r3', { state: 'taken' })])
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
});

it('is described', async () => {
  const { paths } = (await (await api.ask('/openapi.json')).json()) as { paths: Record<string, unknown> };
  expect(Object.keys(paths).filter((path) => path.startsWith('/voicemails'))).toEqual([
    '/voicemails',
    '/voicemails/{id}',
    '/voicemails/{id}/audio',
  ]);
});
