import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPin } from '../../../src/flow/checks-of-input/pin-hash';
import { folder, json, problem, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

const AT = Date.UTC(2026, 10, 21, 10, 5);
const message = {
  id: 'c-1.1.r3',
  call: 'c-1.1',
  box: 'queue:sales',
  at: AT,
  seconds: 72.3,
  caller: { number: '79160000001', name: 'Olga' },
  state: 'new',
  by: null,
  since: null,
  audible: true,
};
const own = {
  ...message,
  id: 'c-2.1.r3',
  box: 'agent:anna',
  caller: { number: '', name: '' },
  state: 'heard',
  by: 'anna',
  audible: false,
};

const world = (): TestWorld =>
  new TestWorld(({ url, method, body }) => {
    switch (`${method} ${url.pathname.replace('/api/v1', '')}`) {
      case 'GET /voicemails':
        return json({ voicemails: url.searchParams.has('agent') ? [] : [message, own] });
      case 'PUT /voicemails/c-1.1.r3': {
        const { state, by = 'admin' } = body as { state: string; by?: string };
        return by === 'clara' ? problem(409, 'boris takes care of it') : json({ ...message, state, by });
      }
      case 'GET /voicemails/c-1.1.r3/audio':
        return new Response('RIFF');
      default:
        return undefined;
    }
  });

describe('carillon voicemails', () => {
  test('lists messages: whose, from whom, how long, who has it', async () => {
    const w = world();
    expect(await w.carillon('voicemails', '--queue', 'sales', '--state', 'new', '--limit', '5')).toBe(0);
    expect(w.asked).toEqual(['GET /voicemails?queue=sales&state=new&limit=5']);
    const rows = w.out.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['LEFT', 'FOR', 'FROM', 'LENGTH', 'STATE', 'ID']);
    expect(rows[1]?.slice(1)).toEqual(['queue sales', '79160000001 Olga', '1:12', 'new', 'c-1.1.r3']);
    expect(rows[2]?.slice(1)).toEqual(['anna', 'withheld', '1:12', 'heard (anna), no recording', 'c-2.1.r3']);
    const none = world();
    await none.carillon('voicemails', '--agent', 'boris');
    expect(none.out).toBe('No message fits.\n');
  });

  test.each([
    [['--take', 'anna'], 'c-1.1.r3 is taken (anna)\n'],
    [['--give-back', '--by', 'anna'], 'c-1.1.r3 is new (anna)\n'],
    [['--done'], 'c-1.1.r3 is done (admin)\n'],
    [['--delete'], 'c-1.1.r3 is deleted (admin)\n'],
  ])('%j', async (options, said) => {
    const w = world();
    expect(await w.carillon('voicemails', 'c-1.1.r3', ...options)).toBe(0);
    expect(w.out).toBe(said);
  });

  test('says who has it already', async () => {
    const w = world();
    expect(await w.carillon('voicemails', 'c-1.1.r3', '--take', 'clara')).toBe(1);
    expect(w.err).toContain('boris takes care of it');
  });

  test('saves the recording', async () => {
    const file = join(folder(), 'message.wav');
    const w = world();
    expect(await w.carillon('voicemails', 'c-1.1.r3', '--save', file)).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('RIFF');
  });

  test('wants to know which message, and what with it', async () => {
    const w = world();
    expect(await w.carillon('voicemails', '--done')).toBe(2);
    expect(await w.carillon('voicemails', 'c-1.1.r3')).toBe(2);
    expect(w.err).toContain('Which message?');
    expect(w.err).toContain('What with it?');
  });

  test('makes the hash of a PIN', async () => {
    const w = world();
    expect(await w.carillon('voicemails', '--pin', '4711')).toBe(0);
    expect(isPin('4711', w.out.trim())).toBe(true);
    expect(await w.carillon('voicemails', '--pin', 'abcd')).toBe(2);
  });
});
