import { InvalidArgumentError, Option, type Command } from 'commander';
import { UNTIL_FORMS } from '../flow/until';
import type { Api } from './api';
import { holidayFormats, holidays, type HolidaysOptions } from './holidays';
import { Usage } from './failure';
import type { ListOptions } from './lists';
import type { OverrideOptions } from './overrides';
import type { WhenOptions } from './when';
import type { World } from './world';

type WhenGiven = [
  first: string | undefined,
  second: string | undefined,
  third: string | undefined,
  options: WhenOptions & { readonly number?: string },
];

/** The commands about opening hours. */
export function addScheduleCommands(program: Command, world: World, api: () => Api): void {
  program
    .command('schedules')
    .description('the schedules: open or not, until when, and what was set by hand')
    .option('--json', 'for programs', false)
    .action(async (options: ListOptions) => (await import('./overrides.js')).listSchedules(world, api(), options));

  program
    .command('override')
    .argument('<schedule>', 'the schedule, as in schedules.yaml')
    .argument('[to]', 'open, closed, or a label of the schedule such as emergency')
    .description('open or close a schedule by hand for a while, or take that back')
    .option('--until <time>', UNTIL_FORMS, 'next_edge')
    .option('--why <reason>', 'for screens and the history', '')
    .option('--clear', 'back to its hours', false)
    .addHelpText('after', OVERRIDE_HELP)
    .action(async (schedule: string, to: string | undefined, options: OverrideOptions) =>
      (await import('./overrides.js')).override(world, api(), schedule, to, options),
    );

  program
    .command('when')
    .argument('[schedule]', 'the schedule, as in schedules.yaml; not with --number')
    .argument('[time]', '"2026-12-31 18:05", 2026-12-31 or 2026-12-31T18:05:00Z (default: now)')
    .argument('[dir]', 'the site folder (default: CARILLON_SITE, else examples/office)')
    .description(
      'whether it is open then, by which line of which file, until when, and what comes next; needs no server',
    )
    .option('--zone <zone>', "the zone that the time is given in (default: the schedule's)")
    .option('--number <number>', 'instead of a schedule: what would a caller to this number meet then?')
    .option('--json', 'for programs', false)
    .action(async (...given: WhenGiven) => {
      const [first, second, third, { number, ...options }] = given;
      if (number !== undefined) {
        await (await import('./when-number.js')).whenCalled(world, number, first, second, options);
        return;
      }
      if (first === undefined) throw new Usage('name a schedule, or a number with --number');
      await (await import('./when.js')).when(world, first, second, third, options);
    });

  program
    .command('holidays')
    .argument('<country>', 'two letters: RU, DE')
    .argument('<year>', '2026', year)
    .description('the public holidays of a country, to paste into schedules.yaml or as a calendar; needs no server')
    .option('--region <region>', 'a region of it: BY for Bavaria')
    .option('--language <language>', 'of their names: en')
    .addOption(new Option('--format <format>', 'how to write them').choices(holidayFormats).default('yaml'))
    .action((country: string, wanted: number, options: HolidaysOptions) => holidays(world, country, wanted, options));
}

function year(text: string): number {
  const number = Number(text);
  if (!/^\d{4}$/.test(text) || number < 1970 || number > 2100)
    throw new InvalidArgumentError('A year is a number from 1970 to 2100.');
  return number;
}

const OVERRIDE_HELP = `
Without --until it holds until the schedule would open or close next. Times are those of the schedule's zone.

Examples:
  carillon override office closed --until 18:00 --why "a burst pipe"
  carillon override office emergency --until cleared
  carillon override office --clear`;
