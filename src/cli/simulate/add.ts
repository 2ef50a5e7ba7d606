import { InvalidArgumentError, type Command } from 'commander';
import type { Api } from '../api';
import type { ExitCode } from '../failure';
import { duration, gathered } from '../option-values';
import type { World } from '../world';
import type { SimulateOptions } from './command';

export function addSimulateCommand(
  program: Command,
  world: World,
  { api, done }: { readonly api: () => Api; readonly done: (code: ExitCode) => void },
): void {
  program
    .command('simulate')
    .argument('[dir]', 'the site folder (default: CARILLON_SITE, else examples/office)')
    .description('run a day through the rules of the floor, with this staff and these settings and with others beside')
    .option('--forecast <file>', 'what is expected of the day (YAML)')
    .option('--day <file>', 'a day as it was: visits in CSV or JSON; or 2026-11-21, from the history')
    .option('--staff <staff>', 'who is at work: a file, or other numbers: team=12,night=3')
    .option('--set <setting>', 'another setting: queue.sales.strategy=fixed-order; may be repeated', gathered, [])
    .option('--compare <what>', 'another site folder, or settings with commas between; may be repeated', gathered, [])
    .option('--runs <number>', 'how often the day is run, each time with other chance', runs, 20)
    .option('--seed <text>', 'the same seed gives the same runs', '1')
    .option('--within <duration>', 'what service level means: answered within so long', duration, 20_000)
    .option('--chart <file>', 'an SVG of the day')
    .option('--csv', 'for spreadsheets', false)
    .option('--json', 'for programs', false)
    .addHelpText('after', HELP)
    .action(async (dir: string | undefined, options: SimulateOptions) =>
      done(await (await import('./command.js')).simulate(world, api, dir, options)),
    );
}

function runs(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It is no whole number from 1 to 99999.');
  return Number(text);
}

const HELP = `
How forecasts and days are written, and what the figures mean: docs/simulate.md.

Examples:
  carillon simulate --forecast examples/forecasts/monday.yaml
  carillon simulate --forecast examples/forecasts/monday.yaml --staff team=14 --chart monday.svg
  carillon simulate --day 2026-11-21 --set queue.sales.wrap_up=30s
  carillon simulate my-office --forecast examples/forecasts/monday.yaml --compare my-new-office`;
