import { relative, resolve } from 'node:path';
import { DateTime } from 'luxon';
import type { Json, JsonObject } from '../../domain/json';
import { entryNamed } from '../../flow/dialled';
import { codeDialled } from '../../flow/feature-code';
import { didYouMean } from '../../flow/did-you-mean';
import type { Site } from '../../flow/office';
import { ANSWERS_AFTER_MS, type Answer, type Answers } from '../../sim/answers';
import type { Given, GivenAgent } from '../../sim/story/story';
import { yamlFile } from '../check-target';
import { Usage } from '../failure';
import { siteFolder } from '../settings';
import { shownPath, siteAbove, siteToPlay, type SiteToPlay } from '../site-to-play';
import type { World } from '../world';

export interface RunOptions {
  readonly caller: string;
  readonly name?: string;
  /** As it was written: `2026-12-31 18:05`, or `18:05` for today. */
  readonly at?: string;
  readonly keys: readonly string[];
  /** `crm.category=gold`, `crm=failed` */
  readonly set: readonly string[];
  /** `X-Campaign=spring` */
  readonly header: readonly string[];
  readonly answer: number;
  readonly talk: number;
  /** `null`: all of them. */
  readonly agents: readonly string[] | null;
  readonly phone?: string;
  readonly site?: string;
  readonly for?: number;
  readonly repro: boolean;
  readonly quiet: boolean;
}

/** The site and the scene of a run: what was asked for, in the terms of a story. */
export async function sceneOfRun(
  world: World,
  called: string,
  options: RunOptions,
): Promise<{ readonly played: SiteToPlay; readonly given: Given }> {
  const folder = options.site === undefined ? undefined : resolve(world.cwd, options.site);
  const file = yamlFile(called, [world.cwd, folder ?? siteFolder(world)]);
  const path = folder ?? (file === undefined ? siteFolder(world) : siteAbove(file));
  if (path === undefined)
    throw new Usage(`${called} lies in no site folder: none above it holds a site.yaml; name one with --site`);
  const played = await siteToPlay(world.cwd, path);
  const { site } = played;
  const given: Given = {
    caller: options.caller,
    name: options.name ?? '',
    to: file === undefined ? toNumber(called, site, options) : { flow: flowIn(file, played, world.cwd) },
    phone: options.phone ?? null,
    diverted: '',
    headers: headersOf(options.header, site),
    at: instantOf(options.at, site, world.now()),
    answers: answersOf(options.set, site),
    agents: agentsOf(options, site),
    schedules: new Map(),
    outside: new Map(),
    waiting: new Map(),
    others: new Map(),
    lists: new Map(),
    wrongPins: [],
  };
  if (given.phone !== null) known('agent', given.phone, [...site.agents.keys()]);
  return { played, given };
}

function flowIn(file: string, { path, site }: SiteToPlay, cwd: string): string {
  const within = relative(path, file);
  for (const flow of site.flows.values()) if (flow.place.file === within) return flow.name;
  throw new Usage(`${shownPath(cwd, file)} is no flow of the site ${shownPath(cwd, path)}`);
}

/** A number, a feature code, or the name of a flow. */
function toNumber(called: string, site: Site, { phone }: RunOptions): Given['to'] {
  if (phone !== undefined) {
    if (!codeDialled(site, called)) known('feature code', called, [...site.featureCodes.keys()]);
    return { number: called };
  }
  if (entryNamed(site, called)) return { number: called };
  if (site.flows.has(called)) return { flow: called };
  if (codeDialled(site, called))
    throw new Usage(
      `${called} is a feature code; say whose phone dials it: --phone ${[...site.agents.keys()][0] ?? 'AGENT'}`,
    );
  if (site.otherNumbers !== null) return { number: called };
  const names = { numbers: [...site.numbers.keys()], flows: [...site.flows.keys()] };
  throw new Usage(
    [
      `there is no number or flow ${called}${didYouMean(called, [...names.numbers, ...names.flows])}`,
      ...Object.entries(names).map(([what, all]) => `  ${what.padEnd(7)}  ${someOf(all)}`),
    ].join('\n'),
  );
}

const SHOWN = 6;

/** As many as fit into a line. */
const someOf = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;

function known(what: string, name: string, names: readonly string[]): void {
  if (!names.includes(name))
    throw new Usage(`there is no ${what} ${name}${didYouMean(name, names)}; known are ${someOf(names)}`);
}

/** In the time zone of the site; without a day today, without anything this minute. */
export function instantOf(written: string | undefined, site: Pick<Site, 'dayParts'>, now: number): number {
  const zone = site.dayParts.timeZone;
  const today = DateTime.fromMillis(now, { zone });
  if (written === undefined) return today.startOf('minute').toMillis();
  const text = /^\d{1,2}:\d{2}$/.test(written)
    ? `${today.toISODate() ?? ''}T${written.padStart(5, '0')}`
    : written.replace(' ', 'T');
  const time = DateTime.fromISO(text, { zone });
  if (!time.isValid) throw new Usage(`"${written}" is no time like "2026-12-31 18:05" or 18:05`);
  return time.toMillis();
}

/** Headers of the INVITE; only those of site.yaml get to a flow. */
function headersOf(written: readonly string[], site: Site): Readonly<Record<string, string>> {
  return Object.fromEntries(
    written.map((each) => {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(each) ?? [];
      if (name === '') throw new Usage(`--header ${each}: needs a name and a value, like X-Campaign=spring`);
      known('header in site.yaml', name.toLowerCase(), site.headers);
      return [name.toLowerCase(), value];
    }),
  );
}

/** What each connector answers to every key. */
function answersOf(set: readonly string[], site: Site): Answers {
  const found = new Map<string, Answer>();
  const say = (connector: string, result: Answer['result']): void =>
    void found.set(connector, { result, afterMs: ANSWERS_AFTER_MS });
  for (const each of set) {
    const [, connector = '', path, text = ''] = /^([a-z][a-z0-9_]*)((?:\.[^.=]+)*)=(.*)$/s.exec(each) ?? [];
    if (connector === '')
      throw new Usage(`--set ${each}: needs the connector and a value, like crm.category=gold or crm=failed`);
    known('connector', connector, [...site.connectors.keys()]);
    const before = found.get(connector)?.result;
    if (path !== undefined && path !== '')
      say(connector, {
        is: 'found',
        value: withValue(before?.is === 'found' ? before.value : {}, path.slice(1).split('.'), valueOf(text)),
      });
    else if (text === 'not_found') say(connector, { is: 'not-found' });
    else if (text === 'failed') say(connector, { is: 'failed', why: 'it failed' });
    else if (text === 'silent') say(connector, null);
    else say(connector, { is: 'found', value: valueOf(text) });
  }
  return new Map([...found].map(([connector, answer]) => [connector, new Map([['*', answer]])]));
}

function withValue(record: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  const mapping: JsonObject =
    typeof record === 'object' && record !== null && !Array.isArray(record) ? (record as JsonObject) : {};
  return { ...mapping, [key]: withValue(mapping[key] ?? {}, rest, value) };
}

/** `true`, `12` and `{"a":1}` are what they look like; anything else is a text. */
function valueOf(text: string): Json {
  if (!/^(true|false|null|-?\d+(\.\d+)?|[[{"].*)$/s.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function agentsOf({ agents, answer, talk, phone }: RunOptions, site: Site): ReadonlyMap<string, GivenAgent> {
  for (const agent of agents ?? []) known('agent', agent, [...site.agents.keys()]);
  // Who dials a feature code is asking for a state; nobody has one before.
  const signedIn = agents ?? (phone === undefined ? [...site.agents.keys()] : []);
  return new Map(
    signedIn.map((agent): [string, GivenAgent] => [
      agent,
      { state: 'available', reason: '', manner: { is: 'answers', afterMs: answer, talksMs: talk } },
    ]),
  );
}
