import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { Problems } from '../../flow/problem';
import { forecastDay, type Day } from '../../sim/staffing/day';
import { compare, type Comparison } from '../../sim/staffing/compare';
import { readForecast, type Staff } from '../../sim/staffing/read-forecast';
import { recordedDay } from '../../sim/staffing/recorded';
import { reportProblems } from '../../site/report';
import type { Api } from '../api';
import { exitCodes, Failure, Usage, type ExitCode } from '../failure';
import { siteFolder } from '../settings';
import { siteToPlay, type SiteToPlay } from '../site-to-play';
import { coloursFor } from '../terminal';
import { howLong } from '../times';
import type { World } from '../world';
import { chartOf } from './chart';
import { visitsFromFile, visitsFromHistory } from './recorded-visits';
import { comparisonCsv, comparisonJson, comparisonTable } from './report';
import { changed, compared, staffFrom, textOf, variantOf, type Setting } from './variants';

export interface SimulateOptions {
  /** A file of visits, or a day like 2026-11-21 from the history. */
  readonly day?: string;
  readonly forecast?: string;
  readonly staff?: string;
  readonly set: readonly string[];
  readonly compare: readonly string[];
  readonly runs: number;
  readonly seed: string;
  readonly within: number;
  readonly chart?: string;
  readonly csv: boolean;
  readonly json: boolean;
}

interface Plan {
  readonly day: Day;
  readonly intervalMs: number;
  readonly staff: Staff | undefined;
}

const HALF_HOUR_MS = 1_800_000;
const ANSWER = { is: 'fixed', ms: 3_000 } as const;

/** `carillon simulate`: a day through the floor's own rules, with this staff and these settings, and with others beside. */
export async function simulate(
  world: World,
  api: () => Api,
  dir: string | undefined,
  options: SimulateOptions,
): Promise<ExitCode> {
  const played = await siteToPlay(world.cwd, dir === undefined ? siteFolder(world) : resolve(world.cwd, dir));
  const zone = played.site.dayParts.timeZone;
  const plan = await planOf(world, api, played, options);
  const { day, intervalMs } = plan;
  const settings = await settingsOf(world, played, plan, options);
  const midnight = DateTime.fromMillis(day.from, { zone }).startOf('day').toMillis();
  const variants = settings.map((each) => variantOf(each, { from: day.from, to: day.to, midnight }));
  const began = performance.now();
  const { runs, seed, within: withinMs } = options;
  const made = await compare(day, variants, { runs, seed, withinMs, intervalMs }, () => breathe());
  const tookMs = performance.now() - began;
  const shown = (at: number): string => DateTime.fromMillis(at, { zone }).toFormat('HH:mm');
  if (options.chart !== undefined)
    await write(resolve(world.cwd, options.chart), chartOf(made, { from: day.from, intervalMs, withinMs, shown }));
  if (options.json) world.stdout.write(`${JSON.stringify(comparisonJson(made), null, 2)}\n`);
  else if (options.csv) world.stdout.write(comparisonCsv(made));
  else tell(world, made, { withinMs, tookMs, day, zone });
  return exitCodes.fine;
}

async function planOf(
  world: World,
  api: () => Api,
  { site }: SiteToPlay,
  { day, forecast }: SimulateOptions,
): Promise<Plan> {
  const zone = site.dayParts.timeZone;
  if ((day === undefined) === (forecast === undefined))
    throw new Usage('say --forecast FILE, or --day FILE (or --day 2026-11-21, from the history)');
  if (forecast !== undefined) {
    const text = await textOf(world, forecast);
    const problems = new Problems();
    const read = readForecast({ name: forecast, text }, { settings: site, zone }, problems);
    if (!read)
      throw new Failure(`${forecast} is not right:\n${reportProblems(problems.sorted(), { [forecast]: text })}`);
    const made = forecastDay(read.forecast);
    return { day: { ...made, to: read.to }, intervalMs: read.forecast.intervalMs, staff: read.staff };
  }
  const named = day ?? '';
  const whole = /^\d{4}-\d\d-\d\d$/.test(named) ? DateTime.fromISO(named, { zone }) : undefined;
  const visits = whole
    ? await visitsFromHistory(api(), whole.toMillis(), whole.plus({ days: 1 }).toMillis())
    : visitsFromFile(named, await textOf(world, named));
  const known = visits.filter(({ queue }) => site.queues.has(queue));
  if (known.length === 0) throw new Failure(`${named} has no visit to any queue of this site`);
  const times = known.map(({ at }) => at);
  const from = Math.floor(Math.min(...times) / HALF_HOUR_MS) * HALF_HOUR_MS;
  const to = (Math.floor(Math.max(...times) / HALF_HOUR_MS) + 1) * HALF_HOUR_MS;
  return { day: recordedDay(known, { from, to, answer: ANSWER }), intervalMs: HALF_HOUR_MS, staff: undefined };
}

/** The site as it is, then with what is set, then whatever it is compared with. */
async function settingsOf(
  world: World,
  { site, files, folder }: SiteToPlay,
  { staff }: Plan,
  options: SimulateOptions,
): Promise<readonly Setting[]> {
  const written = options.staff !== undefined && !options.staff.includes('=') ? options.staff : undefined;
  const base: Setting = {
    name: folder,
    files,
    site,
    staff: written === undefined ? staff : await staffFrom(world, written, site),
  };
  const counts = (options.staff?.includes('=') ? options.staff.split(',') : []).map((each) => `staff.${each.trim()}`);
  const changes = [...options.set, ...counts];
  const others = [];
  if (changes.length > 0) others.push(changed(base, changes.join(' '), changes));
  for (const what of options.compare) others.push(await compared(world, base, what));
  return [base, ...others];
}

function tell(
  world: World,
  made: Comparison,
  { withinMs, tookMs, day, zone }: { withinMs: number; tookMs: number; day: Day; zone: string },
): void {
  const colours = coloursFor(world.stdout, world.env);
  const at = (instant: number, format: string): string => DateTime.fromMillis(instant, { zone }).toFormat(format);
  const { runs, calls, decisions, simulatedMs } = made;
  const factor = Math.round(simulatedMs / tookMs).toLocaleString('en');
  const span = `${at(day.from, 'yyyy-MM-dd HH:mm')}–${at(day.to, 'HH:mm')} (${zone})`;
  world.stdout.write(`${span}, ${runs === 1 ? 'once' : `${runs} times`}; ± is the 95 % confidence interval\n\n`);
  world.stdout.write(`${comparisonTable(made, withinMs, colours)}\n\n`);
  const work = `${calls.toLocaleString('en')} calls, ${decisions.toLocaleString('en')} decisions`;
  world.stdout.write(`${colours.dim(`${work} in ${howLong(tookMs)}: ${factor} times faster than life`)}\n`);
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Failure(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
