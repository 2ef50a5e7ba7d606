import type { Browser, Page } from 'playwright-core';
import { noOutcomes } from '../../src/domain/site-version';
import { FakeCentre, NOON, startApi, TOKEN, VERSION, type Api } from '../support/api';
import { buildPage, launchChromium } from '../support/chromium';
import { PATIENCE_MS } from '../support/patience';

let browser: Browser;
let webRoot: string;
let api: Api;
let page: Page;
const mistake = {
  file: 'flows/main.yaml',
  line: 3,
  col: 5,
  severity: 'error',
  code: 'FLOW003',
  message: 'no label',
} as const;

beforeAll(async () => {
  [browser, webRoot] = await Promise.all([launchChromium(), buildPage()]);
});
afterAll(() => browser.close());

beforeEach(async () => {
  api = await startApi({ webRoot, centre: new FakeCentre(Date.now), now: Date.now });
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
});
afterEach(async () => {
  await page.context().close();
  await api.close();
});

async function signIn(): Promise<void> {
  await page.goto(api.url);
  await page.locator('input[type=password]').fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.getByRole('table').first().waitFor();
}

const changed = (problems: readonly (typeof mistake)[] = []) => ({
  revision: 'b',
  lookedAt: NOON,
  changes: [{ path: 'site.yaml', change: 'changed' }] as const,
  problems,
  behind: false,
});

it('says nothing of a site that is as it should be', async () => {
  await signIn();
  expect(await page.getByRole('status').count()).toBe(0);
});

it('shows changes that are not applied, what they are, and applies them with a message', async () => {
  api.centre.siteView = { ...api.centre.siteView, folder: changed() };
  api.centre.contents.set('running', { version: VERSION, revision: 'a', files: { 'site.yaml': 'language: en\n' } });
  api.centre.contents.set('folder', { version: null, revision: 'b', files: { 'site.yaml': 'language: ru\n' } });
  await signIn();
  await page.getByText('1 change not applied.').waitFor();
  await page.getByRole('button', { name: 'Look and apply' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('site.yaml: language en → ru').waitFor();
  const apply = dialog.getByRole('button', { name: 'Apply' });
  expect(await apply.isDisabled()).toBe(true);
  await dialog.getByLabel('What was changed, and why').fill('Russian first');
  api.centre.siteView = { ...api.centre.siteView, folder: { ...changed(), changes: [] } };
  await apply.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('1 change not applied.').waitFor({ state: 'detached' });
  expect(api.centre.orders).toEqual([
    { message: 'Russian first', by: 'admin', content: { is: 'folder' }, dryRun: false, base: VERSION.revision },
  ]);
});

it('does not apply what has mistakes, and says which', async () => {
  api.centre.siteView = { ...api.centre.siteView, folder: changed([mistake]) };
  await signIn();
  await page.getByText('1 mistake in them.').waitFor();
  await page.getByRole('button', { name: 'Look and apply' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('flows/main.yaml:3:5: no label').waitFor();
  await dialog.getByLabel('What was changed, and why').fill('x');
  expect(await dialog.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
});

it('says loudly that the last publish was not taken', async () => {
  const lastReload = { at: NOON, taken: false, by: 'olga@laptop', why: 'the site has mistakes', problems: [mistake] };
  api.centre.siteView = { ...api.centre.siteView, lastReload };
  await signIn();
  const alarm = page.getByRole('alert').filter({ hasText: 'was not taken' });
  await alarm.waitFor();
  expect(await alarm.innerText()).toMatch(/olga@laptop[^]*flows\/main\.yaml:3:5: no label/);
});

it('shows a canary beside what runs, and ends it', async () => {
  const outcomes = {
    base: { ...noOutcomes, ended: 90, troubled: 2 },
    canary: { ...noOutcomes, ended: 10, troubled: 1 },
  };
  const canary = { version: { ...VERSION, number: 8 }, percent: 10, since: NOON, outcomes };
  api.centre.siteView = { ...api.centre.siteView, canary };
  await signIn();
  await page.getByText('Canary: version 8 for 10 % of new calls.').waitFor();
  await page.getByText('Troubled calls: 1 of 10, others 2 of 90.').waitFor();
  api.centre.siteView = { ...api.centre.siteView, canary: null };
  await page.getByRole('button', { name: 'Stop it' }).click();
  await page.getByText('Canary: version 8').waitFor({ state: 'detached' });
  expect(api.centre.canaryOrders).toEqual([{ do: 'stop', why: '', by: 'admin' }]);
});
