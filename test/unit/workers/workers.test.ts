import type { Connector } from '../../../src/engine/ports/work';
import type { Log } from '../../../src/engine/ports/world';
import { runHistoryWriter } from '../../../src/workers/history-writer';
import { fetchProcessor, LookUps } from '../../../src/workers/look-up';
import { postCallProcessor } from '../../../src/workers/post-call';
import { MemoryHistory } from '../../fakes/history';
import { MemoryStream } from '../../fakes/stream';
import { CallStory, NINE } from '../../support/call-story';

class LogBook implements Log {
  readonly lines: string[] = [];
  readonly debug = (message: string): void => void this.lines.push(message);
  readonly info = this.debug;
  readonly warn = this.debug;
  readonly error = (message: string, fields?: object): void =>
    void this.lines.push(`${message} ${JSON.stringify(fields)}`);
}

describe('a look-up', () => {
  const QUESTION = { connector: 'crm', key: '79161234567', withinMs: 1_000, cacheMs: 0 };
  const clock = { time: 0, now: () => clock.time };

  function connectedTo(find: Connector['find']): { lookUps: LookUps; log: LogBook } {
    const log = new LogBook();
    clock.time = 0;
    return { lookUps: new LookUps((name) => (name === 'crm' ? { find } : undefined), clock, log), log };
  }

  test('gives what the connector found', async () => {
    const { lookUps, log } = connectedTo(async (key) => ({ is: 'found', value: key }));
    expect(await lookUps.find(QUESTION)).toEqual({ is: 'found', value: '79161234567' });
    expect(log.lines).toEqual([]);
  });

  test('of a connector that is not there fails, and is no accident', async () => {
    const { lookUps } = connectedTo(async () => ({ is: 'not-found' }));
    expect(await lookUps.find({ ...QUESTION, connector: 'erp' })).toEqual({
      is: 'failed',
      why: 'there is no connector erp',
    });
  });

  test('ends in time, though the connector does not heed its signal, and tells it', async () => {
    let told: AbortSignal | undefined;
    const { lookUps } = connectedTo((_, signal) => {
      told = signal;
      return new Promise(() => undefined);
    });
    expect(await lookUps.find({ ...QUESTION, withinMs: 20 })).toEqual({ is: 'failed', why: 'no answer within 20 ms' });
    expect(told?.aborted).toBe(true);
  });

  test('of a connector that throws fails, and the log knows, without the key', async () => {
    const { lookUps, log } = connectedTo(async () => {
      throw new TypeError('oops');
    });
    expect(await lookUps.find(QUESTION)).toEqual({ is: 'failed', why: 'the connector threw' });
    expect(log.lines).toEqual([expect.stringContaining('a connector threw')]);
    expect(log.lines.join()).not.toContain('7916');
  });

  test('takes an answer that is young enough, and asks anew when it is not', async () => {
    let asked = 0;
    const { lookUps } = connectedTo(async () => ({ is: 'found', value: ++asked }));
    const cached = { ...QUESTION, cacheMs: 60_000 };
    expect(await lookUps.find(cached)).toMatchObject({ value: 1 });
    clock.time = 59_999;
    expect(await lookUps.find(cached)).toMatchObject({ value: 1 });
    expect(await lookUps.find({ ...cached, key: '1' })).toMatchObject({ value: 2 });
    expect(await lookUps.find(QUESTION)).toMatchObject({ value: 3 });
    clock.time = 60_000;
    expect(await lookUps.find(cached)).toMatchObject({ value: 4 });
  });

  test('leaves a connector alone that fails five times in a row, and tries again after ten seconds', async () => {
    let asked = 0;
    let well = false;
    const { lookUps, log } = connectedTo(async () => {
      asked++;
      return well ? { is: 'not-found' } : { is: 'failed', why: 'HTTP 500' };
    });
    for (let time = 0; time < 7; time++) await lookUps.find(QUESTION);
    expect(asked).toBe(5);
    expect(await lookUps.find(QUESTION)).toEqual({
      is: 'failed',
      why: 'crm keeps failing and is left alone for 10 s',
    });
    expect(log.lines).toEqual(['a connector keeps failing and is left alone for a while']);
    clock.time = 10_000;
    await lookUps.find(QUESTION);
    await lookUps.find(QUESTION);
    expect(asked).toBe(6);
    clock.time = 20_000;
    well = true;
    for (let time = 0; time < 3; time++) expect(await lookUps.find(QUESTION)).toEqual({ is: 'not-found' });
    expect(asked).toBe(9);
  });

  test('after the pause one alone finds out whether the connector is well again', async () => {
    let answers: ((well: boolean) => void)[] = [];
    const { lookUps } = connectedTo(
      () =>
        new Promise((resolve) => {
          answers.push((well) => resolve(well ? { is: 'not-found' } : { is: 'failed', why: 'HTTP 500' }));
        }),
    );
    const asks = (): number => answers.length;
    for (let time = 0; time < 5; time++) {
      const asked = lookUps.find(QUESTION);
      answers[time]?.(false);
      await asked;
    }
    clock.time = 10_000;
    answers = [];
    const trial = lookUps.find(QUESTION);
    expect(await lookUps.find(QUESTION)).toMatchObject({ is: 'failed' });
    expect(asks()).toBe(1);
    answers[0]?.(true);
    expect(await trial).toEqual({ is: 'not-found' });
    const [one, other] = [lookUps.find(QUESTION), lookUps.find(QUESTION)];
    expect(asks()).toBe(3);
    for (const answer of answers) answer(true);
    await Promise.all([one, other]);
  });

  test('is not left alone for those who were in too much of a hurry', async () => {
    const { lookUps } = connectedTo(() => new Promise(() => undefined));
    const inHaste = { ...QUESTION, withinMs: 1 };
    for (let time = 0; time < 9; time++)
      expect(await lookUps.find(inHaste)).toEqual({ is: 'failed', why: 'no answer within 1 ms' });
  });
});

describe('a request of a flow', () => {
  const request = { method: 'GET', url: 'http://127.0.0.1/', headers: {}, body: null } as const;
  const clock = { time: 0, now: () => clock.time };

  test('ends within its budget, and fails in words', async () => {
    const log = new LogBook();
    const slow = fetchProcessor(() => new Promise(() => undefined), clock, log);
    expect(await slow({ request, withinMs: 10, cacheMs: 0 })).toEqual({ is: 'failed', why: 'no answer within 10 ms' });
    const unset = new Error('the environment variable X is not set');
    const wrong = fetchProcessor(() => Promise.reject(unset), clock, log);
    expect(await wrong({ request, withinMs: 1_000, cacheMs: 0 })).toEqual({ is: 'failed', why: unset.message });
  });

  test('takes an answer that is young enough, to the same request', async () => {
    let asked = 0;
    const fetched = fetchProcessor(async () => ({ is: 'found', value: ++asked }), clock, new LogBook());
    const cached = { request, withinMs: 1_000, cacheMs: 60_000 };
    expect(await fetched(cached)).toMatchObject({ value: 1 });
    expect(await fetched(cached)).toMatchObject({ value: 1 });
    expect(await fetched({ ...cached, request: { ...request, url: 'http://127.0.0.1/other' } })).toMatchObject({
      value: 2,
    });
    expect(await fetched({ ...cached, cacheMs: 0 })).toMatchObject({ value: 3 });
    clock.time = 60_000;
    expect(await fetched(cached)).toMatchObject({ value: 4 });
  });
});

test('after a call its summary is made of what is recorded; again, when more has come', async () => {
  const history = new MemoryHistory();
  const story = new CallStory('carillon-1.1').arrives().answered().queued('sales').after('9s').ends('abandoned');
  await history.record(story.events);
  const summarise = postCallProcessor(history, { now: () => NINE });

  expect(await summarise('carillon-1.1')).toBe('open-ends');
  await history.record(story.leaves('abandoned').events);
  expect(await summarise('carillon-1.1')).toBe('complete');

  expect((await history.findCall('carillon-1.1'))?.summary).toMatchObject({
    visits: [{ queue: 'sales', reason: 'abandoned' }],
    ms: { waiting: 9_000 },
  });
});

test('the history writer records everything, and asks for the summary of each call that ended, also after an outage', async () => {
  const [stream, history, log] = [new MemoryStream(), new MemoryHistory(), new LogBook()];
  const stop = new AbortController();
  const asked: string[] = [];
  const add = async (call: string): Promise<void> => {
    asked.push(call);
    if (asked.length === 2) stop.abort();
  };
  history.goAway();
  const warned = new Promise<void>((resolve) => {
    const warn = (message: string): void => {
      log.warn(message);
      resolve();
    };
    void runHistoryWriter({ stream, history, jobs: { add }, log: Object.assign(new LogBook(), { warn }) }, stop.signal);
  });
  const [one, two, going] = [1, 2, 3].map((n) => new CallStory(`carillon-1.${n}`).arrives());
  const events = [...one!.ends('left').events, ...going!.events, ...two!.ends('left').events];
  for (const event of events) stream.push(event);
  await warned;
  expect(history.events).toEqual([]);
  history.comeBack();
  await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));

  expect(history.events).toEqual(events);
  expect(asked).toEqual(['carillon-1.1', 'carillon-1.2']);
  expect(log.lines).toContain('history is behind');
});
