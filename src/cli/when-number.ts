import { resolve } from 'node:path';
import { DateTime } from 'luxon';
import type { Media } from '../domain/call';
import { entryNamed } from '../flow/dialled';
import { didYouMean } from '../flow/did-you-mean';
import type { Site } from '../flow/office';
import { whatHappens, type WhatHappens } from '../sim/what-happens';
import { fillFromHome } from './calendar-copies';
import { Usage } from './failure';
import { instantOf } from './run/given';
import { siteFolder } from './settings';
import { siteToPlay } from './site-to-play';
import { printable } from './table';
import { coloursFor } from './terminal';
import { clock } from './times';
import type { World } from './world';

/** `carillon when --number`: what a caller to a number meets at some time, up to the first question, queue or end. */
export async function whenCalled(
  world: World,
  number: string,
  time: string | undefined,
  dir: string | undefined,
  { json }: { readonly json: boolean },
): Promise<void> {
  const { site } = await siteToPlay(world.cwd, dir === undefined ? siteFolder(world) : resolve(world.cwd, dir));
  const numbers = [...site.numbers.keys()];
  if (!entryNamed(site, number) && site.otherNumbers === null)
    throw new Usage(`there is no number ${number}${didYouMean(number, numbers)}; known are ${numbers.join(', ')}`);
  const at = instantOf(time, site, world.now());
  const copies = fillFromHome(site, world);
  const what = await whatHappens(site, number, at);
  const text = json
    ? asJson(what, number, at)
    : [told(what, number, at, site, world), ...copies.told.map((line) => `  with   ${line}`)].join('\n');
  world.stdout.write(`${text}\n`);
}

/** As many prompts as anybody reads; a call that goes round and round says the same ones for ever. */
const MOST_TOLD = 20;

function asJson(what: WhatHappens, number: string, at: number): string {
  const { path, scene, outcome, afterMs, endless } = what;
  const heard = what.heard.slice(0, endless ? MOST_TOLD : undefined).map(({ media }) => media);
  return JSON.stringify({ number, at, path, heard, scene, outcome, afterMs, endless }, null, 2);
}

function told(what: WhatHappens, number: string, at: number, site: Site, world: World): string {
  const { bold, dim } = coloursFor(world.stdout, world.env);
  const zone = site.dayParts.timeZone;
  const when = DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat('ccc yyyy-MM-dd HH:mm');
  const told = what.endless ? what.heard.slice(0, MOST_TOLD) : what.heard;
  const more = what.heard.length - told.length;
  return [
    `a call to ${number} at ${when} (${zone}): ${bold(outcomeOf(what))} after ${clock(what.afterMs)}`,
    `  path   ${what.path.join(' → ')}`,
    ...told.map(({ media, language }) => `  ${dim('hears')}  ${printable(words(media, language, site))}`),
    ...(more > 0 ? [`         … and ${more} more: nothing leads out; give the flow a max`] : []),
  ].join('\n');
}

function outcomeOf({ scene, outcome, endless }: WhatHappens): string {
  if (endless) return 'goes on without an end, a question or a queue';
  if (outcome !== null) return `ends, ${outcome},`;
  switch (scene.is) {
    case 'asked':
      return `is asked for keys at ${scene.label}`;
    case 'in-queue':
      return `waits in the queue ${scene.queue}`;
    case 'recorded':
      return 'is recorded';
    case 'talking':
    case 'hearing':
    case 'between':
    case 'over':
      return 'goes on';
  }
}

function words(media: Media, language: string, site: Site): string {
  if (media.is === 'text') return `“${media.text}”`;
  if (media.is !== 'prompt') return media.is;
  const text = site.prompts.get(language)?.get(media.name)?.text;
  return text === undefined ? media.name : `${media.name}  “${text}”`;
}
