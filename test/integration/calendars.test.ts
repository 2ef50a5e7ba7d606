import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpCalendars, LARGEST_CALENDAR_BYTES } from '../../src/adapters/calendars/web';
import { startCalendarJobs } from '../../src/adapters/jobs/calendars';
import { RedisCalendars } from '../../src/adapters/redis/calendars';
import { keysOf } from '../../src/adapters/redis/keys';
import type { CarillonEvent } from '../../src/domain/event';
import { CalendarBook } from '../../src/engine/calendar-book';
import { Sites } from '../../src/engine/sites';
import type { Site } from '../../src/flow/office';
import { openingAt } from '../../src/flow/schedule';
import { createMetrics } from '../../src/http/metrics';
import { openCalendars, type OpenCalendars } from '../../src/main/calendars';
import { compileSite } from '../../src/site/compile';
import { readFetched } from '../../src/site/fetched-calendars';
import { CalendarFetching } from '../../src/workers/calendars';
import { FakeCentre } from '../support/api';
import { Lines } from '../support/lines';
import { eventually } from '../support/patience';
import { siteThatPlays } from '../support/publishing';
import { said } from '../support/schedules';
import { patientLink, useRedis } from '../support/servers';

const redis = useRedis();
const folder = mkdtempSync(join(tmpdir(), 'carillon-calendars-'));
const links: ReturnType<typeof patientLink>[] = [];
afterAll(() => {
  links.forEach((each) => each.close());
  rmSync(folder, { recursive: true });
});

const ics = (...days: readonly string[]): string =>
  [
    'BEGIN:VCALENDAR',
    ...days.flatMap((day) => ['BEGIN:VEVENT', `SUMMARY:Day ${day}`, `DTSTART;VALUE=DATE:${day}`, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Another machine's calendar, on the loopback; it answers as it is told. */
class Elsewhere {
  readonly asked: IncomingMessage[] = [];
  answer: Answer = gives(ics('20261104'), '"1"');
  private readonly server = createServer((request, response) => {
    this.asked.push(request);
    this.answer(request, response);
  });

  async opens(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async goesAway(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

function gives(text: string, etag: string): Answer {
  return (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag, 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' }).end(text);
  };
}

const elsewhere: Elsewhere[] = [];
afterEach(async () => {
  await Promise.all(elsewhere.splice(0).map((each) => each.goesAway()));
});

async function someoneElse(): Promise<Elsewhere & { readonly url: string }> {
  const server = new Elsewhere();
  elsewhere.push(server);
  return Object.assign(server, { url: await server.opens() });
}

function siteWith(url: string): Site {
  const { site, problems } = compileSite({
    ...siteThatPlays('a/b'),
    'schedules.yaml': [
      'time_zone: UTC',
      `calendars: { moscow: { url: "${url}/secret-4711/basic.ics" } }`,
      'schedules:',
      '  office: { week: { wed: "09:00-18:00", thu: "09:00-18:00" }, calendars: [{ calendar: moscow }] }',
      '',
    ].join('\n'),
  });
  if (!site) throw new Error(JSON.stringify(problems));
  return site;
}

const noon = (site: Site, day: string): string =>
  said(openingAt(site.schedules.get('office')!, Date.parse(`${day}T12:00Z`)));

const sitesOf = (site: Site): Sites =>
  new Sites({ site, files: {} }, { loadRevision: () => Promise.resolve(undefined) }, () => site, new Lines());

let serials = 0;
/** A centre with keys of its own; its nodes come one after the other. */
async function centre() {
  const prefix = `${redis.prefix}${++serials}:`;
  const own = patientLink(redis.url);
  links.push(own);
  const fence = { numberKey: `${prefix}number`, number: 1 };
  await own.run((each) => each.set(fence.numberKey, 1));
  const log = new Lines();
  const kept = { link: own, prefix, fence };
  const events = async (): Promise<CarillonEvent[]> => {
    const entries = await own.run((each) => each.xrange(keysOf(prefix).events, '-', '+'));
    return entries.map(([, fields]) => JSON.parse(fields[1] ?? '') as CarillonEvent);
  };
  const metrics = createMetrics();
  const home = join(folder, `${serials}`);
  const stop = new AbortController();
  const open = (): Promise<OpenCalendars> =>
    openCalendars(
      {
        ...kept,
        url: redis.url,
        onError: (error) => log.error('jobs', { error }),
        folder: home,
        log,
        happened: (happened) => metrics.observe(happened),
      },
      stop.signal,
    );
  return { ...kept, log, events, metrics, home, open };
}

test('a calendar is fetched before the version is taken, and counts after a restart while its server is away', async () => {
  const server = await someoneElse();
  const { open, events, home, log } = await centre();
  const first = await open();
  const site = siteWith(server.url);
  expect(noon(site, '2026-11-04')).toBe('open');
  expect(await first.first(site)).toEqual([]);
  first.book.fill(site);
  expect(noon(site, '2026-11-04')).toBe('holiday Day 20261104');
  const sites = sitesOf(site);
  const running = first.follow(sites);
  expect(first.book.calendars()).toEqual([
    expect.objectContaining({ name: 'moscow', from: `${server.url}/…`, state: 'fresh', events: 1, trouble: null }),
  ]);
  expect(readFileSync(join(home, 'calendars/moscow.ics'), 'utf8')).toBe(ics('20261104'));
  await running.close();
  await server.goesAway();

  const again = await open();
  const after = siteWith(server.url);
  again.book.fill(after);
  expect(noon(after, '2026-11-04')).toBe('holiday Day 20261104');
  // There is a copy, so whoever publishes does not wait for the server that is away.
  expect(await again.first(after)).toEqual([]);
  expect(server.asked).toHaveLength(1);
  expect((await events()).map(({ type, data }) => [type, data])).toEqual([
    ['calendar.fetched', expect.objectContaining({ calendar: 'moscow', changed: true, events: 1 })],
  ]);
  expect(JSON.stringify([await events(), log.all])).not.toContain('secret-4711');
});

test('without a copy and with nobody there the version is taken all the same, with a warning', async () => {
  const server = await someoneElse();
  await server.goesAway();
  const { open, events } = await centre();
  const calendars = await open();
  const site = siteWith(server.url);
  expect(await calendars.first(site)).toEqual([
    expect.objectContaining({ severity: 'warning', code: 'SITE052', message: expect.stringContaining('ECONNREFUSED') }),
  ]);
  expect(noon(site, '2026-11-04')).toBe('open');
  expect((await events()).map(({ type }) => type)).toEqual(['calendar.failed']);
});

test('the job asks again and again, keeps the last good copy through an outage and a bad file, and tells of all of it', async () => {
  const server = await someoneElse();
  const { events, log, metrics, ...kept } = await centre();
  const clock = { now: () => Date.now() };
  const book = new CalendarBook({
    calendars: new RedisCalendars(kept),
    clock,
    log,
    happened: (happened) => metrics.observe(happened),
  });
  const site = siteWith(server.url);
  book.serve(sitesOf(site));
  const changes: string[] = [];
  book.onChange((schedule) => changes.push(schedule));
  const web = new HttpCalendars(1_000);
  const fetching = new CalendarFetching({
    ...{ book, web, clock, log },
    variable: () => '',
    count: (calendar, text) => {
      const read = readFetched(calendar, text);
      return read.is === 'read' ? read.ics.events.length : read.why;
    },
    copy: () => Promise.resolve(),
  });
  const jobs = startCalendarJobs((calendar, signal) => fetching.refresh(calendar, signal), {
    url: redis.url,
    prefix: kept.prefix,
    onError: (error) => log.error('jobs', { error }),
    firstRetryMs: 50,
  });
  const day = (date: string, opening: string) =>
    eventually(
      `what ${date} is`,
      () => noon(site, date),
      (is) => is === opening,
    );
  /** The last that is told of it. */
  const fails = (why: string) =>
    eventually(
      `a fetch fails: ${why}`,
      async () => (await events()).at(-1),
      (event) => event?.type === 'calendar.failed' && event.data.why.includes(why),
    );
  try {
    await jobs.follow([{ name: 'moscow', everyMs: 200, now: true }]);
    await day('2026-11-04', 'holiday Day 20261104');
    expect(changes).toEqual(['office']);

    // Unchanged: asked with what the server said of it, and nobody is told to look at the schedules again.
    await eventually(
      'it is asked again',
      () => server.asked.length,
      (times) => times > 2,
    );
    expect(server.asked.at(-1)?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Sun, 22 Nov 2026 10:00:00 GMT',
    });
    expect(changes).toEqual(['office']);

    server.answer = (_request, response) => response.writeHead(503).end();
    await fails('HTTP 503');
    server.answer = (_request, response) => response.end('<html>Sign in</html>');
    await fails('this is no iCalendar file');
    server.answer = (_request, response) => response.end(Buffer.alloc(LARGEST_CALENDAR_BYTES + 1, 'x'));
    await fails('it is larger than 512 kB');
    server.answer = () => undefined;
    await fails('no whole answer within 1 s');
    expect(noon(site, '2026-11-04')).toBe('holiday Day 20261104');
    expect(book.calendars()).toEqual([
      expect.objectContaining({ trouble: expect.objectContaining({ why: 'no whole answer within 1 s' }), events: 1 }),
    ]);

    server.answer = gives(ics('20261105', '20261106'), '"2"');
    await day('2026-11-05', 'holiday Day 20261105');
    expect(noon(site, '2026-11-04')).toBe('open');
    expect(changes).toEqual(['office', 'office']);
    expect(book.calendars()).toEqual([
      expect.objectContaining({ state: expect.any(String), trouble: null, events: 2 }),
    ]);

    // The site no longer names it: nobody is asked any more.
    await jobs.follow([]);
    const text = await metrics.scrape({ useCases: new FakeCentre(), stream: { lag: async () => 0 }, log });
    expect(text).toMatch(/carillon_calendar_fetches_total\{calendar="moscow",result="failed"\} [1-9]/);
  } finally {
    await jobs.close();
    await web.close();
  }
  expect(log.messages('error')).toEqual([]);
  expect(JSON.stringify([await events(), log.all])).not.toContain('secret-4711');
});

test('what is asked for by nobody is not fetched, and a secret address comes from the environment', async () => {
  const server = await someoneElse();
  const { log, ...kept } = await centre();
  const book = new CalendarBook({ calendars: new RedisCalendars(kept), clock: Date, log, happened: () => undefined });
  const web = new HttpCalendars();
  const asked: string[] = [];
  const fetching = new CalendarFetching({
    ...{ book, web, log, clock: Date, copy: () => Promise.resolve(), count: () => 1 },
    variable: (name) => {
      asked.push(name);
      if (name === 'UNSET') throw new Error('the environment variable UNSET is not set');
      return server.url.replace('http://', 'http://anna:s%40lt@');
    },
  });
  const { signal } = new AbortController();
  await fetching.refresh('unknown', signal);
  expect(server.asked).toHaveLength(0);
  expect(await fetching.fetch({ name: 'a', from: { env: 'A_URL' }, everyMs: 1 }, signal)).toBeNull();
  expect(server.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('anna:s@lt').toString('base64')}`);
  expect(await fetching.fetch({ name: 'b', from: { env: 'UNSET' }, everyMs: 1 }, signal)).toContain('UNSET is not set');
  expect(asked).toEqual(['A_URL', 'UNSET']);
  await web.close();
});
