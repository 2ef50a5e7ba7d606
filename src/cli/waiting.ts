import type { Command } from 'commander';
import type { WaitingView } from '../engine/waiting-use-cases';
import type { Api } from './api';
import { Usage } from './failure';
import { table, type Column } from './table';
import { clock } from './times';
import type { World } from './world';

interface WaitingOptions {
  readonly queue?: string;
  readonly move?: string;
  readonly priority?: string;
  readonly withdraw: boolean;
  readonly pick?: string;
  readonly next?: string;
  readonly by?: string;
  readonly json: boolean;
}

export function addWaitingCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('waiting')
    .argument('[call]', 'the id of a call that waits, or of its ticket')
    .description('calls that wait: list them, move one, change its priority, take it out, give it to an agent')
    .option('--queue <queue>', 'only of this queue')
    .option('--move <queue>', 'put it into this queue; it keeps the age of its wait')
    .option('--priority <number>', 'give it this priority')
    .option('--withdraw', 'end its wait: the flow goes on at "withdrawn"', false)
    .option('--pick <agent>', 'ring this agent for it, whosever turn it is')
    .option('--next <agent>', 'ring this agent for the next call that is taken by hand')
    .option('--by <name>', 'who does so')
    .option('--json', 'for programs', false)
    .addHelpText('after', HELP)
    .action((call: string | undefined, options: WaitingOptions) => waiting(world, api(), call, options));
}

async function waiting(world: World, api: Api, call: string | undefined, options: WaitingOptions): Promise<void> {
  if (options.next !== undefined) {
    await api.ask('POST', `/agents/${encodeURIComponent(options.next)}/next`, {});
    world.stdout.write(`${options.next} gets the next call\n`);
    return;
  }
  const all = (await api.ask<{ waiting: WaitingView[] }>('GET', '/waiting')).waiting;
  const [what, ...more] = asked(options);
  if (call === undefined) {
    if (what) throw new Usage('Which call? carillon waiting lists them with their ids.');
    list(world, all, options);
    return;
  }
  const found = all.find((each) => each.call === call || each.ticket === call);
  if (!found) throw new Usage(`No call ${call} waits now.`);
  if (!what || more.length > 0) throw new Usage('What with it? One of --move, --priority, --withdraw and --pick.');
  const body = { ...what.body, ...(options.by !== undefined && { author: options.by }) };
  const before = await api.ask<WaitingView>('POST', `/tickets/${encodeURIComponent(found.ticket)}/${what.path}`, body);
  world.stdout.write(options.json ? `${JSON.stringify(before, null, 2)}\n` : `${found.call} ${what.done}\n`);
}

interface Order {
  readonly path: string;
  readonly body: Readonly<Record<string, string | number>>;
  readonly done: string;
}

function asked({ move, priority, withdraw, pick }: WaitingOptions): readonly Order[] {
  const orders: Order[] = [];
  if (move !== undefined) orders.push({ path: 'move', body: { queue: move }, done: `waits in ${move} now` });
  if (priority !== undefined) {
    const number = Number(priority);
    if (priority.trim() === '' || !Number.isFinite(number)) throw new Usage(`${priority} is no number.`);
    orders.push({ path: 'priority', body: { priority: number }, done: `has the priority ${number} now` });
  }
  if (withdraw) orders.push({ path: 'withdraw', body: {}, done: 'does not wait any more' });
  if (pick !== undefined) orders.push({ path: 'pick', body: { agent: pick }, done: `rings at ${pick}` });
  return orders;
}

function list(world: World, all: readonly WaitingView[], { queue, json }: WaitingOptions): void {
  const now = world.now();
  const rows = all.filter((each) => queue === undefined || each.queue === queue);
  const columns: readonly Column<WaitingView>[] = [
    { title: 'QUEUE', cell: (each) => each.queue },
    { title: 'POS', cell: ({ position }) => `${position}` },
    { title: 'NUMBER', cell: ({ number, name }) => [number, name].join(' ').trim() },
    { title: 'WAITS', cell: ({ waitsSince }) => clock(now - waitsSince) },
    { title: 'PRIORITY', cell: ({ priority }) => `${priority}` },
    { title: 'RINGS AT', cell: ({ rings }) => rings.join(', ') },
    { title: 'FREE FOR IT', cell: ({ free }) => free.join(', ') },
    { title: 'CALL', cell: ({ call, callback }) => (callback ? `${call} (callback)` : call) },
  ];
  const text = rows.length === 0 ? 'Nobody waits.' : table(columns, rows);
  world.stdout.write(`${json ? JSON.stringify(rows, null, 2) : text}\n`);
}

const HELP = `
Examples:
  carillon waiting --queue sales
  carillon waiting 1795290196.12 --move support --by petra
  carillon waiting 1795290196.12 --priority 100
  carillon waiting 1795290196.12 --pick anna`;
