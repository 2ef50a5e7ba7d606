import type { Comparison, Outcomes, VersionHead } from '../domain/site-version';
import type { FolderView, SiteView } from '../engine/site-use-cases';
import type { Problem } from '../flow/problem';
import type { SiteFiles } from '../site/compile';
import { countProblems, reportProblems } from '../site/report';
import { table } from './table';
import { coloursFor, type Colours } from './terminal';
import { clock, counted, type Times } from './times';
import type { World } from './world';

/** `version 7 (3f9a1c2b4d5e)` */
export const called = ({ number, revision }: VersionHead): string => `version ${number} (${revision})`;

/** `version 7 (3f9a…) of 2026-11-21 09:03:07 by olga@laptop (admin): New year’s hours` */
export const described = (head: VersionHead, times: Times): string =>
  `${called(head)} of ${times.named(head.at)} by ${head.author}: ${head.message}`;

/** Problems as `check` shows them, with the lines themselves where the files are at hand. */
export function reported(world: World, problems: readonly Problem[], files: SiteFiles): string {
  const colours = coloursFor(world.stdout, world.env);
  return reportProblems(problems, files, { error: colours.red, warning: colours.yellow, dim: colours.dim });
}

/** `carillon site`: how the site is, in a few lines. */
export function siteInWords(view: SiteView, world: World, times: Times): string {
  const colours = coloursFor(world.stdout, world.env);
  const { version, revision, lastReload, canary, lastCanary, folder, unkept } = view;
  const lines = [
    version
      ? `New calls get ${described(version, times)}`
      : `New calls get revision ${revision}, which has no number: the database has not answered yet`,
  ];
  if (!lastReload.taken)
    lines.push(
      colours.red(
        `The last publish, ${times.named(lastReload.at)} by ${lastReload.by}, was not taken: ${lastReload.why}`,
      ),
      ...(lastReload.problems.length > 0 ? [reported(world, lastReload.problems, {})] : []),
    );
  if (canary) lines.push(`${canary.percent} % of them get the canary, ${described(canary.version, times)}`);
  else if (lastCanary)
    lines.push(
      `The last canary, ${called(lastCanary.version)}, was ${ENDED[lastCanary.how]} ${times.named(lastCanary.at)} by ${lastCanary.by}${lastCanary.why === '' ? '' : `: ${lastCanary.why}`}`,
    );
  if (folder) lines.push(...folderInWords(folder, colours));
  if (unkept > 0) lines.push(colours.yellow(`${counted(unkept, 'version')} wait for the database to be kept for good`));
  return lines.join('\n');
}

const ENDED = {
  promoted: 'promoted',
  stopped: 'stopped',
  'stopped-itself': 'stopped by itself',
  replaced: 'replaced',
} as const;

function folderInWords({ changes, problems, behind }: FolderView, colours: Colours): readonly string[] {
  if (changes.length === 0) return ["The node's folder holds the same."];
  const wrong = problems.length > 0 ? `; ${countProblems(problems)}` : '';
  const remedy = behind
    ? 'What runs was published from elsewhere; `carillon diff` shows the difference.'
    : '`carillon diff` shows them, `carillon publish -m "…"` applies them.';
  return [
    colours.yellow(
      `${counted(changes.length, 'change')} in the node's folder ${changes.length === 1 ? 'is' : 'are'} not applied${wrong}.`,
    ),
    ...changes.map(({ path, change }) => `  ${SIGNS[change]} ${path}`),
    remedy,
  ];
}

export const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

export function versionTable(
  versions: readonly VersionHead[],
  { running, canary, times }: { readonly running?: number; readonly canary?: number; readonly times: Times },
): string {
  if (versions.length === 0) return 'Nothing was ever published.';
  const drawn = (): string =>
    table<VersionHead>(
      [
        { title: 'NO', cell: ({ number }) => number, right: true },
        { title: '', cell: ({ number }) => (number === running ? 'runs' : number === canary ? 'canary' : ' ') },
        { title: 'WHEN', cell: ({ at }) => times.at(at) },
        { title: 'AUTHOR', cell: ({ author }) => author },
        { title: 'REVISION', cell: ({ revision }) => revision },
        { title: 'FROM', cell: ({ from, takenAt }) => (takenAt === null ? `${from}, not promoted` : from) },
        { title: 'MESSAGE', cell: ({ message }) => message },
      ],
      versions,
    );
  return times.below(drawn);
}

interface Row {
  readonly what: string;
  readonly of: (side: Outcomes) => string;
}

const ROWS: readonly Row[] = [
  { what: 'calls', of: ({ arrived }) => String(arrived) },
  { what: 'ended', of: ({ ended }) => String(ended) },
  { what: 'answered by an agent', of: (side) => share(side.answered, side) },
  { what: 'self-served', of: (side) => share(side.selfServed, side) },
  { what: 'abandoned', of: (side) => share(side.abandoned, side) },
  { what: 'failed', of: (side) => share(side.failed, side) },
  { what: 'troubled', of: (side) => share(side.troubled, side) },
  {
    what: 'flow problems per call',
    of: ({ problems, arrived }) => (arrived === 0 ? '–' : (problems / arrived).toFixed(2)),
  },
  {
    what: 'time to an agent',
    of: ({ reachedAgent, toAgentMs }) => (reachedAgent === 0 ? '–' : clock(toAgentMs / reachedAgent)),
  },
];

const share = (count: number, { ended }: Outcomes): string =>
  ended === 0 ? '–' : `${count} (${Math.round((count / ended) * 100)} %)`;

/** What became of the calls of both versions, side by side. */
export const comparisonTable = ({ base, canary }: Comparison): string =>
  table<Row>(
    [
      { title: '', cell: ({ what }) => what },
      { title: 'RUNNING', cell: ({ of }) => of(base), right: true },
      { title: 'CANARY', cell: ({ of }) => of(canary), right: true },
    ],
    ROWS,
  );
