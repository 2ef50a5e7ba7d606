import { Option, type Command } from 'commander';
import { chosenStates, wrapUpOrders } from '../domain/agent';
import type { AgentView } from '../engine/agent-views';
import type { Api } from './api';
import { Usage } from './failure';
import { listAgents, stateInWords } from './lists';
import type { World } from './world';

interface AgentOptions {
  readonly state?: string;
  readonly reason?: string;
  readonly force: boolean;
  readonly wrapUp?: string;
  readonly disposition?: string;
  readonly signIn?: string;
  readonly signOut?: string;
  readonly by?: string;
  readonly json: boolean;
}

export function addAgentCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('agents')
    .argument('[id]', 'an agent, to ask something of the floor for them')
    .description('the agents and what each is doing; with the id of one: set their state, sign them out, end wrap-up …')
    .addOption(new Option('--state <state>', 'make the agent so; during a call, after it').choices(chosenStates))
    .option('--reason <reason>', 'why not ready')
    .option(
      '--force',
      'as a supervisor: wrap-up does not hold the agent, and the state comes at once after a talk',
      false,
    )
    .addOption(new Option('--wrap-up <order>', 'end it, extend it, or ask for it during a talk').choices(wrapUpOrders))
    .option('--disposition <code>', 'what came of the talk')
    .option('--sign-in <queue>', 'sign in to one of their queues')
    .option('--sign-out <queue>', 'sign out of one queue, and stay in the others')
    .option('--by <name>', 'who does so')
    .option('--json', 'for programs', false)
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: AgentOptions) => agents(world, api(), id, options));
}

async function agents(world: World, api: Api, id: string | undefined, options: AgentOptions): Promise<void> {
  const asked = requestsOf(options);
  if (id === undefined) {
    if (asked.length > 0) throw new Usage('Which agent? carillon agents lists them with their ids.');
    await listAgents(world, api, options);
    return;
  }
  const query = options.by === undefined ? '' : `?${new URLSearchParams({ author: options.by }).toString()}`;
  const path = `/agents/${encodeURIComponent(id)}`;
  let agent: AgentView | undefined;
  for (const [method, rest, body] of asked) agent = await api.ask(method, `${path}${rest}${query}`, body);
  agent ??= await api.agent(id);
  const text = `${agent.name}: ${stateInWords(agent, world.now())}`;
  world.stdout.write(`${options.json ? JSON.stringify(agent, null, 2) : text}\n`);
}

type Asked = readonly [method: string, path: string, body?: object];

/** In the order in which a talk is closed: the outcome first, then wrap-up, then the state. */
function requestsOf(options: AgentOptions): readonly Asked[] {
  const { disposition, wrapUp, signIn, signOut, state, reason = '', force } = options;
  if (state === undefined && (reason !== '' || force)) throw new Usage('--reason and --force stand beside --state.');
  return [
    ...(disposition === undefined ? [] : [['POST', '/disposition', { code: disposition }] as const]),
    ...(wrapUp === undefined ? [] : [['POST', `/wrap-up/${wrapUp}`] as const]),
    ...(signOut === undefined ? [] : [['DELETE', `/queues/${encodeURIComponent(signOut)}`] as const]),
    ...(signIn === undefined ? [] : [['PUT', `/queues/${encodeURIComponent(signIn)}`, {}] as const]),
    ...(state === undefined ? [] : [['PUT', '/state', { state, reason, ...(force && { force }) }] as const]),
  ];
}

const HELP = `
Examples:
  carillon agents
  carillon agents anna --state not-ready --reason lunch
  carillon agents anna --state signed-out --force --by petra
  carillon agents anna --sign-out sales --by petra
  carillon agents anna --disposition sold --wrap-up end`;
