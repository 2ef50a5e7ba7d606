import type { Command } from 'commander';
import type { CallbackRecord } from '../domain/callback';
import type { CallbackView } from '../engine/callback-use-cases';
import type { Api } from './api';
import { Usage } from './failure';
import { showRows } from './lists';
import type { Column } from './table';
import { timesOf, type Times } from './times';
import type { World } from './world';

interface CallbackOptions {
  readonly cancel: boolean;
  readonly by?: string;
  readonly past: boolean;
  readonly queue?: string;
  readonly number?: string;
  readonly limit: string;
  readonly json: boolean;
}

export function addCallbackCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('callbacks')
    .argument('[id]', 'the id of a callback')
    .description('customers who are to be called back: list them, take one back, see what became of all')
    .option('--cancel', 'take it back: the customer is not called (any more)', false)
    .option('--by <name>', 'who does so')
    .option('--past', 'every callback that was asked for, and how it ended, the newest first', false)
    .option('--queue <queue>', 'only of this queue')
    .option('--number <number>', 'only to this number')
    .option('--limit <rows>', 'rows at most, 1 to 1000 (with --past)', '50')
    .option('--json', 'for programs', false)
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: CallbackOptions) => callbacks(world, api(), id, options));
}

async function callbacks(world: World, api: Api, id: string | undefined, options: CallbackOptions): Promise<void> {
  if (id === undefined) {
    if (options.cancel) throw new Usage('Which one? carillon callbacks lists them with their ids.');
    if (options.past) await listPast(world, api, options);
    else await listLive(world, api, options);
    return;
  }
  if (!options.cancel) throw new Usage('What with it? --cancel takes it back.');
  const query = options.by === undefined ? '' : `?${new URLSearchParams({ author: options.by }).toString()}`;
  const taken = await api.ask<CallbackView>('DELETE', `/callbacks/${encodeURIComponent(id)}${query}`);
  world.stdout.write(options.json ? `${JSON.stringify(taken, null, 2)}\n` : `${taken.number} is not called back\n`);
}

async function listLive(world: World, api: Api, { queue, number, json }: CallbackOptions): Promise<void> {
  const all = (await api.ask<{ callbacks: CallbackView[] }>('GET', '/callbacks')).callbacks;
  const rows = all
    .filter((each) => queue === undefined || each.queue === queue)
    .filter((each) => number === undefined || each.number === number);
  const times = timesOf(world, api);
  const columns: readonly Column<CallbackView>[] = [
    { title: 'ASKED', cell: ({ askedAt }) => times.at(askedAt) },
    { title: 'QUEUE', cell: (each) => each.queue },
    { title: 'NUMBER', cell: ({ number: called, name }) => [called, name].join(' ').trim() },
    { title: 'STATE', cell: (each) => stateOf(each, times) },
    { title: 'CALLS', cell: ({ calls, last }) => (last === null ? `${calls}` : `${calls} (${last})`) },
    { title: 'EXPIRES', cell: ({ expiresAt }) => times.at(expiresAt) },
    { title: 'ID', cell: ({ id }) => id },
  ];
  showRows(world, { rows, columns, none: 'Nobody waits for a call back.', times }, { json });
}

function stateOf({ state, agent, notBefore }: CallbackView, times: Times): string {
  if (agent !== null) return `${state} (${agent})`;
  return notBefore === null ? state : `${state}, ${times.at(notBefore)}`;
}

async function listPast(world: World, api: Api, { queue, number, limit, json }: CallbackOptions): Promise<void> {
  const filter = Object.entries({ queue, number, limit }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const query = new URLSearchParams(filter).toString();
  const rows = (await api.ask<{ callbacks: CallbackRecord[] }>('GET', `/history/callbacks?${query}`)).callbacks;
  const times = timesOf(world, api);
  const columns: readonly Column<CallbackRecord>[] = [
    { title: 'ASKED', cell: ({ askedAt }) => times.at(askedAt) },
    { title: 'QUEUE', cell: (each) => each.queue },
    { title: 'NUMBER', cell: (each) => each.number },
    { title: 'CALLS', cell: ({ calls, last }) => (last === null ? `${calls}` : `${calls} (${last})`) },
    { title: 'AGENT', cell: ({ agent }) => agent ?? '' },
    { title: 'ENDED', cell: ({ endedAt }) => (endedAt === null ? '' : times.at(endedAt)) },
    { title: 'HOW', cell: ({ ended, by }) => (ended === 'cancelled' ? `cancelled (${by ?? ''})` : (ended ?? 'waits')) },
    { title: 'ID', cell: ({ id }) => id },
  ];
  showRows(world, { rows, columns, none: 'No callback fits.', times }, { json });
}

const HELP = `
Examples:
  carillon callbacks
  carillon callbacks --queue sales
  carillon callbacks 1795290196.12-cb7~ --cancel --by petra
  carillon callbacks --past --number 79161234567`;
