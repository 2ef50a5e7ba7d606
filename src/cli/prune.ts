import type { Command } from 'commander';
import type { Pruned, PruneReport } from '../domain/retention';
import type { Api } from './api';
import { table, type Column } from './table';
import { timesOf } from './times';
import type { World } from './world';

interface PruneOptions {
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Every recording is looked at. */
const ANSWER_WITHIN_MS = 120_000;

export function addPruneCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('prune')
    .description('delete messages and recordings that are over their time; it happens once an hour by itself')
    .option('--dry-run', 'delete nothing, only say what would be deleted', false)
    .option('--json', 'for programs', false)
    .action((options: PruneOptions) => prune(world, api(), options));
}

async function prune(world: World, api: Api, { dryRun, json }: PruneOptions): Promise<void> {
  const report = await api.ask<PruneReport>('POST', '/prune', { dryRun }, ANSWER_WITHIN_MS);
  if (json) {
    world.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const times = timesOf(world, api);
  const columns: readonly Column<Pruned>[] = [
    { title: 'SINCE', cell: ({ from }) => times.at(from) },
    { title: 'WHAT', cell: ({ kind }) => kind },
    { title: 'NAME', cell: ({ name }) => name },
  ];
  const drawn = (): string =>
    [...(report.items.length > 0 ? [table(columns, report.items)] : []), summaryOf(report)].join('\n');
  world.stdout.write(`${times.below(drawn)}\n`);
}

function summaryOf({ dryRun, counts, failed }: PruneReport): string {
  const what = Object.entries(counts).flatMap(([kind, count]) => (count === 0 ? [] : [`${count} ${kind}`]));
  const fate = dryRun ? 'would be deleted' : 'deleted';
  const said = what.length === 0 ? 'Nothing is over its time.' : `${what.join(', ')} ${fate}.`;
  return failed === 0 ? said : `${said} ${failed} could not be; the log says why.`;
}
