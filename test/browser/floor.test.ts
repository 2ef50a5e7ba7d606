import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { CarillonEvent } from '../../src/domain/event';
import { agent, arrival, callView, FakeCentre, startApi, TOKEN, type Api } from '../support/api';
import { buildPage, launchChromium } from '../support/chromium';
import { PATIENCE_MS } from '../support/patience';

let browser: Browser;
let webRoot: string;
let api: Api;
/** Every address that a page of this test asked for. */
let asked: string[];
let complaints: string[];
const opened: Page[] = [];

beforeAll(async () => {
  [browser, webRoot] = await Promise.all([launchChromium(), buildPage()]);
});
afterAll(() => browser.close());

beforeEach(async () => {
  api = await startApi({ webRoot, centre: new FakeCentre(Date.now), now: Date.now });
  api.centre.agentList = api.centre.agentList.map((each) => ({ ...each, since: Date.now() - 65_000 }));
  asked = [];
  complaints = [];
});
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
  await api.close();
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  opened.push(page);
  await page.goto(api.url);
  return page;
}

async function signIn(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await open(options);
  await page.locator('input[type=password]').fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.locator('.top').waitFor();
  await page.getByRole('table').first().waitFor();
  return page;
}

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

async function callWas(id: string, outcome: 'answered' | 'abandoned'): Promise<void> {
  const at = Date.now() - 90_000;
  const events = [
    { id: `${id}.e1`, at, call: id, type: 'call.arrived', data: arrival(id, `sip-${id}`, at) },
    {
      id: `${id}.e2`,
      at: at + 2_000,
      call: id,
      type: 'flow.play',
      data: {
        node: 'menu.0',
        command: `${id}.p1`,
        language: 'en',
        media: [{ is: 'prompt', name: 'office/main-menu' }],
      },
    },
    {
      id: `${id}.e3`,
      at: at + 20_000,
      call: id,
      type: 'queue.connected',
      data: { ticket: `${id}.t1`, queue: 'sales', agent: 'anna', leg: `${id}.a1`, waitedMs: 12_000 },
    },
    {
      id: `${id}.e4`,
      at: at + 80_000,
      call: id,
      type: 'call.ended',
      data: { outcome, by: 'them', cause: 16, node: null },
    },
  ];
  await api.history.record(events as unknown as CarillonEvent[]);
}

it('lets in who has the token, and keeps it out of every address', async () => {
  const page = await open();
  const token = page.getByLabel('Token');
  await token.fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'This token is not known here' }).waitFor();
  await token.fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await row(page, 'Anna Berg').waitFor();

  await page.reload();
  await row(page, 'Anna Berg').waitFor();
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.getByLabel('Token').waitFor();
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
  expect(asked.filter((url) => url.includes(TOKEN))).toEqual([]);
});

it('asks no other host for anything', async () => {
  const page = await signIn();
  await row(page, 'Boris').waitFor();
  expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([api.url]));
  expect(complaints).toEqual([]);
});

it('shows the agents with running timers, and sets their state', async () => {
  const page = await signIn();
  const anna = row(page, 'Anna Berg');
  const before = (await anna.locator('.timer').textContent()) ?? '';
  const [minutes, seconds] = before.split(':').map(Number) as [number, number];
  const since = (Date.now() - api.centre.agentList[0]!.since) / 1000;
  expect(60 * minutes + seconds).toBeGreaterThanOrEqual(65);
  expect(60 * minutes + seconds).toBeLessThanOrEqual(since);
  await anna.locator('.timer').filter({ hasNotText: before }).waitFor();

  await anna.getByRole('button', { name: 'Not ready…' }).click();
  await page
    .getByRole('dialog', { name: 'Anna Berg is not ready: why?' })
    .getByRole('button', { name: 'Lunch' })
    .click();
  await anna.locator('[data-state=not-ready]').waitFor();
  await anna.getByText('Lunch').waitFor();
  expect(api.centre.asked).toEqual([{ agent: 'anna', to: 'not-ready', reason: 'lunch', by: 'admin' }]);

  await anna.getByRole('button', { name: 'Available' }).click();
  await anna.locator('[data-state=available]').waitFor();
  await anna.getByRole('button', { name: 'Signed out' }).click();
  await anna.locator('[data-state=signed-out]').waitFor();
});

it('ends and extends wrap-up, says what came of a talk, and signs out of one queue', async () => {
  const now = Date.now();
  api.centre.rulesView = {
    reasons: [{ code: 'lunch', labels: { en: 'Lunch break', ru: 'Обед' }, limitMs: 2_700_000, then: 'warn' }],
    otherReasons: false,
    dispositions: {
      sales: {
        required: true,
        codes: [
          { code: 'sold', path: [{ en: 'Done' }, { en: 'Sold' }] },
          { code: 'lost', path: [{ en: 'Lost' }] },
        ],
      },
    },
  };
  const lastTalk = { call: 'c1', queue: 'sales', disposition: null };
  const [anna, boris] = api.centre.agentList;
  api.centre.agentList = [
    {
      ...anna!,
      ...{ state: 'wrap-up', until: now + 600_000, queues: ['sales', 'support'], out: ['support'], lastTalk },
      wrapUp: { mode: 'forced', endsFrom: now, extensions: 1 },
    },
    { ...boris!, state: 'not-ready', reason: 'lunch', until: now - 61_000, overLimit: true },
  ];
  const page = await signIn();
  const hers = row(page, 'Anna Berg');
  const wrapUp = hers.getByRole('group', { name: 'Wrap-up of Anna Berg' });
  // What came of the talk has to be said first.
  expect(await wrapUp.getByRole('button', { name: 'End wrap-up' }).isDisabled()).toBe(true);
  const answered = (path: string, act: Promise<unknown>): Promise<unknown> =>
    Promise.all([page.waitForResponse((response) => response.url().endsWith(`/agents/anna/${path}`)), act]);
  await answered('wrap-up/extend', wrapUp.getByRole('button', { name: 'More time' }).click());
  api.centre.agentList = api.centre.agentList.map((each) =>
    each.id === 'anna' ? { ...each, lastTalk: { ...lastTalk, disposition: 'sold' } } : each,
  );
  await answered('disposition', wrapUp.getByRole('combobox').selectOption('Done › Sold'));
  await answered('wrap-up/end', wrapUp.getByRole('button', { name: 'End wrap-up', disabled: false }).click());
  await answered('queues/sales', hers.getByRole('button', { name: 'sales', pressed: true }).click());
  await answered('queues/support', hers.getByRole('button', { name: 'support', pressed: false }).click());
  const told = (): unknown[] => api.centre.requests.map(({ agent: id, request }) => ({ id, ...request }));
  expect(told()).toEqual([
    { id: 'anna', type: 'wrap-up', order: 'extend' },
    { id: 'anna', type: 'disposition', code: 'sold' },
    { id: 'anna', type: 'wrap-up', order: 'end' },
    { id: 'anna', type: 'sign-in-to-queue', queue: 'sales', signedIn: false },
    { id: 'anna', type: 'sign-in-to-queue', queue: 'support', signedIn: true },
  ]);

  const his = row(page, 'Boris');
  await his.getByText('Lunch break').waitFor();
  await his.getByText(/over the limit by 1:\d\d/).waitFor();
  await his.getByRole('button', { name: 'Not ready…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Lunch break 45:00' }).waitFor();
  expect(await dialog.getByRole('textbox').count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('says in words why a state is refused', async () => {
  const page = await signIn();
  api.centre.refuseWith = 'anna has no phone';
  await row(page, 'Anna Berg').getByRole('button', { name: 'Signed out' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'anna has no phone' });
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await alert.waitFor({ state: 'detached' });
});

it('can be used with the keyboard alone', async () => {
  const page = await signIn();
  const button = row(page, 'Boris Orlov').getByRole('button', { name: 'Not ready…' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  // The focus is back where it was.
  await row(page, 'Boris Orlov').locator('button:focus').filter({ hasText: 'Not ready…' }).waitFor();

  await page.keyboard.press('Enter');
  await dialog.getByLabel('Another reason').fill('fire drill');
  await page.keyboard.press('Enter');
  await row(page, 'Boris Orlov').getByText('fire drill').waitFor();
});

it('shows a call as it comes, waits, is answered and ends', async () => {
  const page = await signIn();
  await page.getByText('No calls at the moment.').waitFor();
  const call = callView({ arrivedAt: Date.now() - 3_000 });
  api.centre.callList = [call];
  api.stream.happens('call.arrived', call.id, arrival(call.id, call.sipCallId));
  const line = page.getByRole('table', { name: 'Calls now' }).getByRole('row').filter({ hasText: '+79161234567' });
  await line.getByText('no. 1 in line').waitFor();
  await line.getByText('main › sales.0').waitFor();

  api.centre.callList = [{ ...call, position: null, agent: 'anna' }];
  api.centre.agentList = [{ ...agent('anna', 'Anna Berg', 'on-call'), call: call.id, since: Date.now() }];
  api.stream.happens('call.answered', call.id, {});
  await line.getByText('Anna Berg').waitFor();
  await row(page, 'On call').getByText('+79161234567').waitFor();

  api.centre.callList = [];
  await callWas(call.id, 'answered');
  api.stream.happens('call.ended', call.id, { outcome: 'answered', by: 'them', cause: 16, node: null });
  await page.getByText('No calls at the moment.').waitFor();
  await page.getByRole('table', { name: 'Recent calls' }).getByText('+79161234567').waitFor();
});

it('tells a call from the cradle to the grave', async () => {
  await callWas('carillon-1.1', 'answered');
  const page = await signIn();
  await page.getByRole('button', { name: 'Timeline of the call from +79161234567' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Arrived for 1000 over city').waitFor();
  expect(await dialog.getByRole('listitem').allTextContents()).toEqual([
    '0:00Arrived for 1000 over city',
    '0:02Heard office/main-menu “[en] For sales press 1.”',
    '0:20Connected with Anna Berg after 0:12',
    '1:20Ended: Answered (the caller hung up)',
  ]);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
});

it('says that the connection is lost and how old the picture is, and mends itself', async () => {
  const page = await signIn();
  const port = Number(new URL(api.url).port);
  await api.close();
  await page
    .getByRole('alert')
    .filter({ hasText: /Connection lost.*What you see is \d:\d\d old/ })
    .waitFor();
  const centre = new FakeCentre(Date.now);
  centre.agentList = [agent('dora', 'Dora Lund')];
  api = await startApi({ webRoot, port, centre, now: Date.now });
  await row(page, 'Dora Lund').waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
});

it('speaks Russian, and remembers it', async () => {
  const page = await signIn();
  await page.getByRole('button', { name: 'Русский' }).click();
  await page.getByRole('heading', { name: 'Операторы' }).waitFor();
  await row(page, 'Anna Berg').getByText('Доступен').first().waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Очереди' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('ru');
});

it.each(['en-GB', 'ru-RU'])('fits a phone (%s)', async (locale) => {
  api.centre.callList = [callView({ arrivedAt: Date.now() })];
  await callWas('carillon-1.1', 'abandoned');
  const page = await signIn({ viewport: { width: 400, height: 800 }, locale });
  await page.locator('.whole-row').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
});
