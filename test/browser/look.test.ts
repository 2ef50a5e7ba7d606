import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startApi, type Api } from '../support/api';
import { buildPage, launchChromium } from '../support/chromium';

let browser: Browser;
let webRoot: string;
let api: Api;
beforeAll(async () => {
  [browser, webRoot] = await Promise.all([launchChromium(), buildPage()]);
});
afterAll(() => browser.close());
beforeEach(async () => {
  api = await startApi({ webRoot });
});
afterEach(() => api.close());

it('names no other host in what is delivered', () => {
  const files = readdirSync(webRoot, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const hosts = files.flatMap((file) =>
    [...readFileSync(join(file.parentPath, file.name), 'utf8').matchAll(/(?:https?|wss?):\/\/[\w.-]+/g)].map(String),
  );
  // Names of XML namespaces and the text of React's own errors: nothing is asked for there.
  expect(new Set(hosts)).toEqual(new Set(['http://www.w3.org', 'https://react.dev']));
});

/** Text and what it stands on (4.5 : 1), signs and what they stand on (3 : 1): WCAG AA. */
const pairs: readonly (readonly [string, string, number])[] = [
  ...['ink', 'quiet'].flatMap((ink) => ['page', 'card', 'press'].map((on) => [ink, on, 4.5] as const)),
  ['alarm-ink', 'alarm', 4.5],
  ['alarm-ink', 'card', 4.5],
  ['alarm-ink', 'press', 4.5],
  ['on-main', 'main', 4.5],
  ['main', 'card', 3],
  ...['available', 'offered', 'on-call', 'wrap-up', 'not-ready', 'signed-out', 'focus'].map(
    (sign) => [sign, 'card', 3] as const,
  ),
];

it.each(['light', 'dark'] as const)('can be read in the %s', async (colorScheme) => {
  const page = await browser.newPage({ colorScheme });
  await page.goto(api.url);
  const names = [...new Set(pairs.flatMap(([ink, on]) => [ink, on]))];
  const colours = await page.evaluate<Record<string, string>>(
    `Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()]))`,
  );
  const poor = pairs
    .map(([ink, on, least]) => ({ ink, on, least, ratio: contrast(colours[ink]!, colours[on]!) }))
    .filter(({ ratio, least }) => ratio < least);
  expect(poor).toEqual([]);
  await page.close();
});

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  // The build writes #ffffff as #fff.
  const hex = /^#([0-9a-f]{6})$/.exec(colour.replace(/^#(\w)(\w)(\w)$/, '#$1$1$2$2$3$3'))?.[1];
  if (hex === undefined) throw new Error(`"${colour}" is no colour like #1b1f1d`);
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
