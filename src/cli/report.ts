import { Option, type Command } from 'commander';
import { serviceLevelFormulas } from '../domain/service-level';
import { intervalLengths } from '../measures/intervals';
import { subjects } from '../measures/measure';
import type { AbandonedReport } from '../reports/abandoned';
import type { Report, ReportRow } from '../reports/report';
import type { WaitsReport } from '../reports/waits';
import type { Api } from './api';
import { table, type Column } from './table';
import { clock, Times } from './times';
import { abandonedInWords, waitsInWords } from './wait-reports';
import type { World } from './world';

const FORMATS = ['table', 'csv', 'json'] as const;

type ReportOptions = Readonly<Record<'from' | 'to' | 'measures' | 'only' | 'formula', string | undefined>> & {
  readonly interval: string;
  readonly serviceLevel?: string;
  readonly shortAbandon?: string;
  readonly open?: true;
  readonly short?: true;
  readonly format: (typeof FORMATS)[number];
};

export function addReportCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('report')
    .addArgument(
      program
        .createArgument('<what>', 'queues, agents or calls: what a row is about; or waits, or abandoned')
        .choices([...subjects, 'waits', 'abandoned']),
    )
    .description(
      'measures of queues, agents or calls, by interval; waits: what callers were told; abandoned: who gave up',
    )
    .option(
      '--from <time>',
      'from this day (of the site) or time on: 2026-11-21, 2026-11-21T09:00:00Z (default: today)',
    )
    .option('--to <time>', 'the end, the same way (default: now)')
    .addOption(new Option('--interval <interval>', 'a row for each').choices(intervalLengths).default('none'))
    .option('--measures <names>', 'carillon measures lists them: offered,asa')
    .option('--only <names>', 'only these queues or agents: sales,support')
    .option('--service-level <duration>', 'as if the service level had been within this: 20s')
    .option('--short-abandon <duration>', 'as if who hangs up before this had not waited: 5s')
    .addOption(new Option('--formula <formula>', 'another variant of the service level').choices(serviceLevelFormulas))
    .addOption(new Option('--format <format>', 'how to say it').choices(FORMATS).default('table'))
    .option('--open', 'abandoned: only those who did not come again and were not called since')
    .option('--short', 'abandoned: short abandons, too')
    .addHelpText('after', HELP)
    .action((what: string, options: ReportOptions) => report(world, api(), what, options));
}

async function report(world: World, api: Api, what: string, options: ReportOptions): Promise<void> {
  const { from, to, interval, measures, only, formula, format, serviceLevel, shortAbandon } = options;
  const { open, short } = options;
  const asked = {
    ...{ from, to, only, measures, formula, within: serviceLevel, short_abandon: shortAbandon },
    ...{ interval: what === 'abandoned' ? undefined : interval, open: open && 'true', short: short && 'true' },
  };
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
  );
  const path = `/reports/${what}?${query.toString()}`;
  if (format === 'csv') {
    world.stdout.write(
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(await api.download(`${path}&format=csv`, WITHIN_MS)),
    );
    return;
  }
  const made = await api.ask<{ readonly timeZone: string }>('GET', path, undefined, WITHIN_MS);
  const times = new Times(made.timeZone, world.timeZone);
  world.stdout.write(`${format === 'json' ? JSON.stringify(made, null, 2) : inWords(what, made, times)}\n`);
}

function inWords(what: string, made: unknown, times: Times): string {
  if (what === 'waits') return waitsInWords(made as WaitsReport, times);
  return what === 'abandoned' ? abandonedInWords(made as AbandonedReport, times) : shown(made as Report, times);
}

/** A month of a large centre takes a while. */
const WITHIN_MS = 300_000;

function shown({ subject, interval, timeZone, measures, rows, total }: Report, times: Times): string {
  if (rows.length === 0) return 'Nothing happened in that time.';
  const columns: readonly Column<ReportRow>[] = [
    ...(subject === 'calls' ? [] : [{ title: subject === 'queues' ? 'QUEUE' : 'AGENT', cell: nameOf }]),
    ...(interval === 'none'
      ? []
      : [{ title: 'FROM', cell: ({ from, key }: ReportRow) => (key === TOTAL ? '' : times.at(from)) }]),
    ...measures.map(({ name, unit }) => ({
      title: name
        .replace(/_time$/, '')
        .replaceAll('_', ' ')
        .toUpperCase(),
      right: true,
      cell: ({ figures }: ReportRow) => valueIn(unit, figures[name] ?? null),
    })),
  ];
  const reasons = rows.flatMap(({ key, notReadyBy = {} }) =>
    Object.entries(notReadyBy).map(([reason, seconds]) => `  ${key} ${reason}: ${clock(seconds * 1000)}`),
  );
  const text = table(columns, rows.length > 1 ? [...rows, { ...total, key: TOTAL }] : rows);
  const notReady = reasons.length === 0 || interval !== 'none' ? [] : ['', 'Not ready by reason:', ...reasons];
  return [
    text,
    ...notReady,
    '',
    `Intervals are those of ${timeZone}; carillon measures says what each figure is.`,
  ].join('\n');
}

const TOTAL = 'total';
const nameOf = ({ key }: ReportRow): string => key;

function valueIn(unit: 'count' | 'seconds' | 'share', value: number | null): string | null {
  if (value === null) return null;
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
  if (unit === 'count') return String(value);
  return value < 0 ? `-${clock(-value * 1000)}` : clock(value * 1000);
}

const HELP = `
Examples:
  carillon report queues
  carillon report queues --from 2026-11-01 --to 2026-12-01 --interval day --format csv
  carillon report queues --only sales --interval 30m --service-level 30s --formula of_offered
  carillon report agents --from 2026-11-21 --measures signed_in_time,occupancy,aht
  carillon report waits --from 2026-11-01 --interval day
  carillon report abandoned --only sales --open`;
