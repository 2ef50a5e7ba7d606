import type { Connector, Log } from '../../../src/engine/ports';
import type { LookupResult } from '../../../src/flow/command';
import { runHistoryWriter } from '../../../src/workers/history-writer';
import { lookUpProcessor } from '../../../src/workers/look-up';
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
  const ask = async (find: Connector['find'], withinMs = 1_000): Promise<[LookupResult, string[]]> => {
    const log = new LogBook();
    const processor = lookUpProcessor((name) => (name === 'crm' ? { find } : undefined), log);
    return [await processor({ connector: 'crm', key: '79161234567', withinMs }), log.lines];
  };

  test('gives what the connector found', async () => {
    expect(await ask(async (key) => ({ is: 'found', value: key }))).toEqual([
      { is: 'found', value: '79161234567' },
      [],
    ]);
  });

  test('of a connector that is not there fails, and is no accident', async () => {
    const processor = lookUpProcessor(() => undefined, new LogBook());
    expect(await processor({ connector: 'crm', key: '1', withinMs: 100 })).toEqual({
      is: 'failed',
      why: 'there is no connector crm',
    });
  });

  test('ends in time, though the connector does not heed its signal', async () => {
    const [result] = await ask(() => new Promise(() => undefined), 20);
    expect(result).toEqual({ is: 'failed', why: 'no answer within 20 ms' });
  });

  test('tells the connector when it is too late', async () => {
    let told: AbortSignal | undefined;
    await ask((_, signal) => {
      told = signal;
      return new Promise(() => undefined);
    }, 20);
    expect(told?.aborted).toBe(true);
  });

  test('of a connector that throws fails, and the log knows, without the key', async () => {
    const [result, lines] = await ask(async () => {
      throw new TypeError('oops');
    });
    expect(result).toEqual({ is: 'failed', why: 'the connector threw' });
    expect(lines).toEqual([expect.stringContaining('a connector threw')]);
    expect(lines.join()).not.toContain('7916');
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
