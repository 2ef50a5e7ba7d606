import type { AgentState } from '../domain/agent';
import type { CallRow } from '../engine/ports/history';
import type { PhoneAccount } from '../engine/ports/telephony';
import type { AgentView, CallView, QueueView } from '../engine/use-cases';
import type { Api } from './api';
import { table, type Column } from './table';
import { clock, timesOf, type Times } from './times';
import type { World } from './world';

export interface ListOptions {
  readonly json: boolean;
}

interface Listing<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** Said instead of an empty table. */
  readonly none: string;
  /** Of the times in it. */
  readonly times?: Times;
}

export function showRows<Row>({ stdout }: World, listing: Listing<Row>, { json }: ListOptions): void {
  const { rows, columns, none, times } = listing;
  const drawn = (): string => (rows.length === 0 ? none : table(columns, rows));
  stdout.write(`${json ? JSON.stringify(rows, null, 2) : times ? times.below(drawn) : drawn()}\n`);
}

export async function listAgents(world: World, api: Api, options: ListOptions): Promise<void> {
  const now = world.now();
  const columns: readonly Column<AgentView>[] = [
    { title: 'AGENT', cell: ({ id }) => id },
    { title: 'NAME', cell: ({ name }) => name },
    { title: 'STATE', cell: (agent) => stateInWords(agent, now) },
    { title: 'FOR', cell: ({ since }) => (since === 0 ? null : clock(now - since)), right: true },
    { title: 'PHONE', cell: ({ phone }) => phone },
    { title: 'QUEUES', cell: ({ queues, out = [] }) => queues.filter((each) => !out.includes(each)).join(', ') },
    { title: 'CALL', cell: ({ call }) => call },
  ];
  showRows(world, { rows: await api.agents(), columns, none: 'The site has no agents.' }, options);
}

/** `not-ready (lunch)`, `wrap-up (0:07 left)`, `on-call, then signed-out`. */
export function stateInWords(agent: AgentView, now: number): string {
  const { state, reason, until, next, nextReason = '', overLimit = false } = agent;
  const left = until === null || overLimit ? '' : `${clock(until - now)} left`;
  const more = [reason, overLimit ? 'over the limit' : left].filter((each) => each !== '').join(', ');
  const then = next === null ? '' : `, then ${[next, nextReason].join(' ').trim()}`;
  return `${state}${more === '' ? '' : ` (${more})`}${then}`;
}

export async function listQueues(world: World, api: Api, options: ListOptions): Promise<void> {
  const columns: readonly Column<QueueView>[] = [
    { title: 'QUEUE', cell: ({ name }) => name },
    { title: 'TITLE', cell: ({ title }) => title },
    { title: 'WAITING', cell: ({ waiting }) => waiting, right: true },
    { title: 'RINGING', cell: ({ offered }) => offered, right: true },
    { title: 'TALKING', cell: ({ talking }) => talking, right: true },
    {
      title: 'LONGEST',
      cell: ({ waiting, longestWaitMs }) => (waiting === 0 ? null : clock(longestWaitMs)),
      right: true,
    },
    { title: 'AGENTS', cell: ({ agents }) => atWork(agents) },
    {
      title: 'SET',
      cell: ({ conditions = [] }) => conditions.map(({ of, name }) => `${of}: ${name}`).join(', ') || null,
    },
  ];
  showRows(world, { rows: await api.queues(), columns, none: 'The site has no queues.' }, options);
}

/** `2 available of 3 signed in`. */
function atWork(agents: QueueView['agents']): string {
  const states: readonly AgentState['is'][] = ['not-ready', 'available', 'offered', 'on-call', 'wrap-up'];
  const signedIn = states.reduce((sum, state) => sum + agents[state], 0);
  return `${agents.available} available of ${signedIn} signed in`;
}

export async function listCalls(world: World, api: Api, options: ListOptions): Promise<void> {
  const now = world.now();
  const columns: readonly Column<CallView>[] = [
    { title: 'CALL', cell: ({ id }) => id },
    { title: 'FROM', cell: caller },
    { title: 'TO', cell: ({ dnis }) => dnis },
    { title: 'FOR', cell: ({ arrivedAt }) => clock(now - arrivedAt), right: true },
    { title: 'AT', cell: ({ flow, node }) => `${flow}/${node}` },
    { title: 'QUEUE', cell: ({ queue, position }) => (position === null ? queue : `${queue ?? ''} #${position}`) },
    { title: 'AGENT', cell: ({ agent }) => agent },
  ];
  showRows(world, { rows: await api.calls(), columns, none: 'No call goes on now.' }, options);
}

export async function listHistory(
  world: World,
  api: Api,
  filter: Readonly<Record<string, string>>,
  options: ListOptions,
): Promise<void> {
  const rows = await api.history(filter);
  const times = timesOf(world, api);
  const columns: readonly Column<CallRow>[] = [
    { title: 'WHEN', cell: ({ arrivedAt }) => times.at(arrivedAt) },
    { title: 'FROM', cell: caller },
    { title: 'TO', cell: ({ dnis }) => dnis },
    { title: 'CAMPAIGN', cell: ({ campaign }) => campaign },
    { title: 'FLOW', cell: ({ flow }) => flow },
    { title: 'OUTCOME', cell: ({ outcome }) => outcome ?? 'goes on' },
    {
      title: 'ENDED BY',
      cell: ({ endedBy }) => (endedBy === 'them' ? 'caller' : endedBy === 'us' ? 'Carillon' : endedBy),
    },
    {
      title: 'LASTED',
      cell: ({ arrivedAt, endedAt }) => (endedAt === null ? null : clock(endedAt - arrivedAt)),
      right: true,
    },
    { title: 'CALL', cell: ({ id }) => id },
  ];
  showRows(world, { rows, columns, none: 'No call in the history fits.', times }, options);
}

function caller({ ani, name }: { readonly ani: string; readonly name: string }): string {
  const number = ani === '' ? 'withheld' : ani;
  return name === '' || name === ani ? number : `${number} ${name}`;
}

export interface Registrar {
  readonly host: string;
  readonly port: number;
}

/** The accounts that desk phones register with; with passwords, so not for all eyes. */
export async function listPhones(world: World, api: Api, registrar: Registrar, options: ListOptions): Promise<void> {
  const agents = await api.agents();
  const accounts = [...agents.map(({ phone }) => phone).filter((phone) => !phone.startsWith('sip:')), CALLERS_ACCOUNT];
  const phones = await Promise.all(accounts.map((account) => api.phone(account)));
  const columns: readonly Column<PhoneAccount>[] = [
    { title: 'ACCOUNT', cell: ({ account }) => account },
    { title: 'PASSWORD', cell: ({ password }) => password },
    { title: 'NAME', cell: ({ name }) => name },
    { title: 'FOR', cell: ({ agent }) => (agent === null ? 'callers, no registration' : `agent ${agent}`) },
  ];
  showRows(world, { rows: phones, columns, none: '' }, options);
  if (options.json) return;
  const { stdout } = world;
  stdout.write(`\nA phone registers at ${registrar.host}:${registrar.port} over UDP, with its account as user name.\n`);
  if (!registrar.host.startsWith('127.')) return;
  const others = world.addresses().map((address) => `${address}:${registrar.port}`);
  if (others.length > 0) stdout.write(`Phones elsewhere in the network reach it as ${others.join(' or ')}.\n`);
}

/** The account with which the command line calls in. */
export const CALLERS_ACCOUNT = 'carillon-cli';
