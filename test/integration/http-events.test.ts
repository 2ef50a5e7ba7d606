import { arrival, callView, startApi, type Api } from '../support/api';
import type { FeedReader } from '../support/feed-reader';

let api: Api;
beforeEach(async () => {
  api = await startApi({ heartbeatMs: 20 });
});
afterEach(() => api.close());

const types = async (feed: FeedReader, count: number): Promise<string[]> => {
  const heard: string[] = [];
  while (heard.length < count) heard.push((await feed.next())?.event.type ?? 'the end');
  return heard;
};

it('tells what happens, with its place, the caller and what prompts say', async () => {
  const feed = await api.follow();
  expect(feed.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(feed.response.headers.get('x-accel-buffering')).toBe('no');
  const position = api.stream.happens('call.arrived', 'c.1', arrival('c.1', 'sip-1'));
  const media = [{ is: 'prompt', name: 'office/main-menu' }] as const;
  api.stream.happens('flow.play', 'c.1', { node: 'menu.0', command: 'c.1.p1', media, language: 'ru' });

  expect(await feed.next()).toMatchObject({ id: position, event: { data: { facts: { ani: '+79161234567' } } } });
  expect((await feed.next())?.event.data['media']).toEqual([
    { is: 'prompt', name: 'office/main-menu', text: '[ru] For sales press 1.' },
  ]);
  await feed.leave();
});

it('opens before anything happens, and shows that it is alive', async () => {
  const feed = await api.follow();
  await feed.untilComment('still here');
  await feed.leave();
});

it('goes on where a reader was, whatever happened meanwhile', async () => {
  const first = await api.follow();
  api.stream.happens('call.arrived', 'c.1', arrival('c.1', 'sip-1'));
  const last = await first.next();
  await first.leave();
  api.stream.happens('call.answered', 'c.1', {});

  const again = await api.follow('', { 'last-event-id': last!.id });
  api.stream.happens('call.failed', 'c.1', { why: 'a test' });
  expect(await types(again, 2)).toEqual(['call.answered', 'call.failed']);
  await again.leave();
});

it('goes on from before we were started', async () => {
  const before = api.stream.happens('call.arrived', 'c.1', arrival('c.1', 'sip-1'));
  api.stream.happens('call.answered', 'c.1', {});
  const { stream } = api;
  const restarted = await startApi({ stream });
  const feed = await restarted.follow('', { 'last-event-id': before });
  expect(await types(feed, 1)).toEqual(['call.answered']);
  await feed.leave();
  await restarted.close();
});

it('refuses a position that is none', async () => {
  const answer = await api.ask('/events', { headers: { 'last-event-id': 'yesterday' } });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ in: 'header', path: 'Last-Event-ID' }] });
});

describe('for one call', () => {
  it('begins at its beginning, by its id', async () => {
    api.stream.happens('call.arrived', 'c.1', arrival('c.1', 'sip-1'));
    api.stream.happens('call.arrived', 'c.2', arrival('c.2', 'sip-2'));
    const feed = await api.follow('?call=c.1');
    api.stream.happens('call.answered', 'c.2', {});
    api.stream.happens('call.answered', 'c.1', {});
    expect([await feed.next(), await feed.next()]).toMatchObject([
      { event: { type: 'call.arrived', call: 'c.1' } },
      { event: { type: 'call.answered', call: 'c.1' } },
    ]);
    await feed.leave();
  });

  it('waits for a caller who is known by the SIP Call-ID alone', async () => {
    const feed = await api.follow(`?call=${encodeURIComponent('sip-2@phone')}`);
    api.stream.happens('call.arrived', 'c.1', arrival('c.1', 'sip-1@phone'));
    api.stream.happens('call.arrived', 'c.2', arrival('c.2', 'sip-2@phone'));
    api.stream.happens('call.answered', 'c.1', {});
    api.stream.happens('call.answered', 'c.2', {});
    expect((await feed.next())?.event).toMatchObject({ type: 'call.arrived', call: 'c.2' });
    expect((await feed.next())?.event).toMatchObject({ type: 'call.answered', call: 'c.2' });
    await feed.leave();
  });

  it('knows the SIP Call-ID of a call that goes on since before we were started', async () => {
    api.centre.callList = [callView({ id: 'c.7', sipCallId: 'sip-7' })];
    const feed = await api.follow('?call=sip-7');
    api.stream.happens('call.answered', 'c.7', {});
    expect(await types(feed, 1)).toEqual(['call.answered']);
    await feed.leave();
  });

  it('still knows it when the reader comes back after the arrival', async () => {
    api.stream.happens('call.arrived', 'c.1', arrival('c.1', 'sip-1'));
    const seen = api.stream.happens('call.answered', 'c.1', {});
    api.stream.happens('call.failed', 'c.1', { why: 'a test' });
    const feed = await api.follow('?call=sip-1', { 'last-event-id': seen });
    expect(await types(feed, 1)).toEqual(['call.failed']);
    await feed.leave();
  });
});

it('sends readers away to come back when the node stops', async () => {
  const feed = await api.follow();
  const ended = feed.next();
  await api.close(); // though readers would stay for ever
  expect(await ended).toBeUndefined();
  expect(feed.retries).toEqual(['2000', '2000']);
  api = await startApi();
});

it('forgets readers who left', async () => {
  const feed = await api.follow();
  await feed.leave();
  const other = await api.follow();
  api.stream.happens('call.answered', 'c.1', {});
  expect(await types(other, 1)).toEqual(['call.answered']);
  await other.leave();
});

it('answers to the end what it has begun to answer', async () => {
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    api.history.findCalls = () => {
      resolve();
      return new Promise((found) => (answer = () => found([])));
    };
  });
  const response = api.ask('/history/calls');
  await asked;
  const closed = api.close();
  answer();
  expect(await (await response).json()).toEqual({ calls: [], next: null });
  await closed;
  api = await startApi();
});
