import { InvalidArgumentError, Option, type Command } from 'commander';
import { erlangs, serviceOf, type Load, type Service } from '../domain/erlang';
import { agentsFor, callsPerHourFor, rosterFor, type ServiceTarget } from '../domain/staffing';
import { formatDuration, type Millis } from '../domain/time';
import { Failure, Usage } from './failure';
import { duration } from './option-values';
import { table, type Column } from './table';
import type { World } from './world';

interface StaffOptions {
  readonly calls?: number;
  readonly agents?: number;
  readonly per: Millis;
  readonly aht: Millis;
  readonly target: ServiceTarget;
  readonly patience?: Millis;
  readonly abandon?: number;
  readonly occupancy?: number;
  readonly shrinkage: number;
  readonly json: boolean;
}

export function addStaffCommand(program: Command, world: World): void {
  program
    .command('staff')
    .description(
      'how many agents for so many calls, or how many calls for so many agents (Erlang C, or A with --patience)',
    )
    .option('--calls <number>', 'calls in each interval', aboveZero)
    .option('--agents <number>', 'agents at work', wholeNumber)
    .option('--per <duration>', 'the interval', duration, 1_800_000)
    .requiredOption('--aht <duration>', 'mean handling time: talk and wrap-up', duration)
    .addOption(
      new Option('--target <share/seconds>', 'answered within: 80/20 is 80 % of the callers within 20 seconds')
        .argParser(target)
        .default({ share: 0.8, withinS: 20 }, '80/20'),
    )
    .option('--patience <duration>', 'mean time after which a caller gives up; without it nobody does', duration)
    .option('--abandon <percent>', 'at most so many give up', share)
    .option('--occupancy <percent>', 'agents are no busier than this', share)
    .option(
      '--shrinkage <percent>',
      'of their paid time agents are not there, for breaks, training, illness: 30%',
      share,
      0,
    )
    .option('--json', 'for programs', false)
    .addHelpText('after', HELP)
    .action((options: StaffOptions) => staff(world, options));
}

const HELP = `
With --calls: the fewest agents that meet the target, and what one or two more or fewer would bring.
With --agents: the most calls that they can take. With both: what comes of it.

Examples:
  carillon staff --calls 100 --aht 3m --target 80/20 --shrinkage 30%
  carillon staff --calls 100 --aht 3m --patience 90s --abandon 3%
  carillon staff --agents 14 --aht 3m`;

function staff(world: World, options: StaffOptions): void {
  const { calls, agents, per, aht, json } = options;
  if (calls === undefined && agents === undefined) throw new Usage('say --calls for agents, or --agents for calls');
  const wanted: ServiceTarget = {
    ...options.target,
    ...(options.abandon !== undefined && { mostAbandon: options.abandon }),
    ...(options.occupancy !== undefined && { mostOccupancy: options.occupancy }),
  };
  const common = { handlingS: aht / 1000, patienceS: (options.patience ?? Infinity) / 1000 };
  const perS = per / 1000;
  const most = agents === undefined ? 0 : Math.floor((callsPerHourFor({ ...common, agents }, wanted) * perS) / 3600);
  const callsPerS = (calls ?? most) / perS;
  const fewest = agents ?? agentsFor({ ...common, callsPerS }, wanted);
  if (fewest === undefined) throw new Failure('no number of agents meets this target');
  const rows = (calls === undefined || agents !== undefined ? [0] : [-2, -1, 0, 1, 2])
    .map((more) => fewest + more)
    .filter((each) => each > 0)
    .map((each) => rowOf({ ...common, callsPerS, agents: each }, options));
  const traffic = erlangs({ callsPerS, handlingS: common.handlingS });
  if (json) {
    const found = { calls: calls ?? most, perS, erlangs: traffic, target: wanted, agents: fewest, rows };
    world.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  world.stdout.write(`${heading(options, calls ?? most, traffic, agents !== undefined && calls === undefined)}\n\n`);
  world.stdout.write(`${table(columns(options, fewest, rows.length > 1), rows)}\n`);
}

interface Row extends Service {
  readonly agents: number;
  readonly roster: number;
}

const rowOf = (load: Load, { target: { withinS }, shrinkage }: StaffOptions): Row => ({
  agents: load.agents,
  roster: rosterFor(load.agents, shrinkage),
  ...serviceOf(load, withinS),
});

function heading({ per, aht, patience }: StaffOptions, calls: number, traffic: number, isMost: boolean): string {
  const formula = patience === undefined ? 'Erlang C' : `Erlang A, patience ${formatDuration(patience)}`;
  const load = `${calls} calls in ${formatDuration(per)} of ${formatDuration(aht)} each: ${traffic.toFixed(1)} erlangs`;
  return `${isMost ? 'At most ' : ''}${load} (${formula})`;
}

function columns(
  { target: wanted, shrinkage, patience }: StaffOptions,
  fewest: number,
  marked: boolean,
): Column<Row>[] {
  const right = true;
  return [
    ...(marked ? [{ title: '', cell: (row: Row) => (row.agents === fewest ? '→' : ' ') }] : []),
    { title: 'AGENTS', right, cell: ({ agents }) => agents },
    ...(shrinkage === 0 ? [] : [{ title: 'ROSTER', right, cell: ({ roster }: Row) => roster }]),
    { title: `WITHIN ${wanted.withinS} S`, right, cell: ({ serviceLevel }) => percent(serviceLevel) },
    { title: 'WAIT AT ALL', right, cell: ({ waits }) => percent(waits) },
    {
      title: 'MEAN WAIT',
      right,
      cell: ({ meanWaitS }) => (meanWaitS === Infinity ? 'no end' : `${meanWaitS.toFixed(1)} s`),
    },
    ...(patience === undefined ? [] : [{ title: 'GIVE UP', right, cell: ({ abandons }: Row) => percent(abandons) }]),
    { title: 'OCCUPANCY', right, cell: ({ occupancy }) => percent(occupancy) },
  ];
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

function aboveZero(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e9)) throw new InvalidArgumentError('It is no number above 0.');
  return value;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It is no whole number from 1 to 99999.');
  return Number(text);
}

function share(text: string): number {
  const value = /^\d+(\.\d+)?%?$/.test(text) ? Number(text.replace('%', '')) / 100 : NaN;
  if (!(value >= 0 && value < 1)) throw new InvalidArgumentError('It is no percentage from 0 to 99: 30%.');
  return value;
}

/** `80/20` */
export function target(text: string): ServiceTarget {
  const [, percentage, seconds] = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)s?$/.exec(text) ?? [];
  const wanted = { share: Number(percentage) / 100, withinS: Number(seconds) };
  if (!(wanted.share > 0 && wanted.share < 1))
    throw new InvalidArgumentError('It is nothing like 80/20: 80 % of the callers within 20 seconds.');
  return wanted;
}
