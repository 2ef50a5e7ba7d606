import { once } from 'node:events';
import { InvalidArgumentError, type Command } from 'commander';
import type { AgentView } from '../engine/agent-views';
import type { ReplayStep, ReplayView } from '../engine/replay-use-cases';
import type { WaitingView } from '../engine/waiting-use-cases';
import type { Api } from './api';
import { Failure } from './failure';
import { listenToKeyboard } from './keyboard';
import { stateInWords } from './lists';
import { table, type Column } from './table';
import { clock, counted, timesOf, type Times } from './times';
import { whyInWords } from './why-words';
import type { World } from './world';

interface ReplayOptions {
  readonly queue?: string;
  readonly agent?: string;
  readonly call?: string;
  readonly step?: number | true;
  readonly json: boolean;
}

const USUAL_STEPS = 20;
/** A large floor takes a while. */
const WITHIN_MS = 120_000;

export function addReplayCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('replay')
    .argument('<time>', 'the moment: "2026-11-22 10:05" where the site is, or 2026-11-22T09:05:00Z')
    .description('the floor as it was at a moment: who waited, who was free, and what was decided then')
    .option('--queue <queue>', 'only callers and agents of this queue')
    .option('--agent <agent>', 'only this agent, and whom they could have served')
    .option('--call <call>', 'why this call still waited')
    .option('--step [turns]', `turn by turn from there, so many (default: ${USUAL_STEPS})`, wholeNumber)
    .option('--json', 'for programs', false)
    .addHelpText('after', HELP)
    .action((time: string, options: ReplayOptions) => replay(world, api(), time, options));
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 500) throw new InvalidArgumentError('needs 1 to 500.');
  return number;
}

async function replay(world: World, api: Api, time: string, options: ReplayOptions): Promise<void> {
  const { call, step, json } = options;
  const steps = step === true ? USUAL_STEPS : (step ?? 0);
  const query = new URLSearchParams({ at: time, steps: String(steps), ...(call !== undefined && { call }) });
  const then = await api.ask<ReplayView>('GET', `/replay?${query.toString()}`, undefined, WITHIN_MS);
  const times = timesOf(world, api);
  if (json) world.stdout.write(`${JSON.stringify(then, null, 2)}\n`);
  else {
    world.stdout.write(`${floorInWords(then, options, times)}\n`);
    await stepThrough(
      world,
      then.steps.filter((each) => concerns(each, options)),
      times,
    );
  }
  const [first] = then.differences;
  if (first)
    throw new Failure(
      `The replay differs from what was recorded, first at turn ${first.turn} (${times.at(first.at)}: ${first.what}); do not believe what comes after it, and report this as a bug of Carillon.`,
    );
}

function floorInWords(then: ReplayView, { queue, agent, call }: ReplayOptions, times: Times): string {
  const { at, since, turns, compared, why } = then;
  const waiting = then.waiting.filter(
    (each) =>
      (queue === undefined || each.queue === queue) &&
      (agent === undefined || each.free.includes(agent) || each.rings.includes(agent)),
  );
  const agents = then.agents.filter(
    ({ id, queues }) => (agent === undefined || id === agent) && (queue === undefined || queues.includes(queue)),
  );
  return [
    `The floor at ${times.named(at)}, made again from ${times.at(since)} with ${counted(turns, 'turn')} (compared ${counted(compared, 'time')}).`,
    '',
    waiting.length === 0 ? 'Nobody waited.' : table(waitingColumns(at), waiting),
    '',
    table(agentColumns(at), agents),
    ...(why ? ['', whyInWords(why, at)] : call === undefined ? [] : ['', `${call} did not wait.`]),
  ].join('\n');
}

const waitingColumns = (at: number): readonly Column<WaitingView>[] => [
  { title: 'QUEUE', cell: ({ queue }) => queue },
  { title: 'POS', cell: ({ position }) => position, right: true },
  { title: 'NUMBER', cell: ({ number, name }) => [number, name].join(' ').trim() },
  { title: 'WAITED', cell: ({ waitsSince }) => clock(at - waitsSince), right: true },
  { title: 'RANG AT', cell: ({ rings }) => rings.join(', ') },
  { title: 'FREE FOR IT', cell: ({ free }) => free.join(', ') },
  { title: 'CALL', cell: ({ call, callback }) => (callback ? `${call} (callback)` : call) },
];

const agentColumns = (at: number): readonly Column<AgentView>[] => [
  { title: 'AGENT', cell: ({ id }) => id },
  { title: 'STATE', cell: (agent) => stateInWords(agent, at) },
  { title: 'FOR', cell: ({ since }) => (since === 0 ? null : clock(at - since)), right: true },
  { title: 'QUEUES', cell: ({ queues, out = [] }) => queues.filter((each) => !out.includes(each)).join(', ') },
  { title: 'CALL', cell: ({ call }) => call },
];

/** What names neither the queue nor the agent is left out. */
function concerns({ input, events, actions }: ReplayStep, { queue, agent }: ReplayOptions): boolean {
  const text = JSON.stringify([input, events, actions]);
  return [queue, agent].every((name) => name === undefined || text.includes(JSON.stringify(name)));
}

async function stepThrough(world: World, steps: readonly ReplayStep[], times: Times): Promise<void> {
  for (const [index, step] of steps.entries()) {
    world.stdout.write(`\n${stepInWords(step, times)}\n`);
    const isLast = index === steps.length - 1;
    if (world.stdin.isTTY === true && !isLast && !(await wantsMore(world))) return;
  }
}

/** Enter goes on, q ends. */
async function wantsMore(world: World): Promise<boolean> {
  const pressed = new EventTarget();
  let ends = false;
  const heard = once(pressed, 'key');
  const stop = listenToKeyboard(world.stdin, {
    onKey: (key) => {
      ends = key === 'q' || key === 'ctrl-c' || key === 'escape';
      pressed.dispatchEvent(new Event('key'));
    },
    onLine: () => undefined,
  });
  try {
    await heard;
    return !ends;
  } finally {
    stop();
  }
}

export function stepInWords(step: ReplayStep, times: Times): string {
  const { number, at, input, events, actions, refused } = step;
  const { type, ...about } = input;
  return [
    `${times.at(at)}.${String(at % 1000).padStart(3, '0')}  turn ${number}: ${type} ${JSON.stringify(about)}`,
    ...(refused === null ? [] : [`  refused: ${refused}`]),
    ...events.map((event) => `  ${event.type} ${JSON.stringify(event.data)}`),
    ...actions.map(({ type: action, ...rest }) => `  → ${action} ${JSON.stringify(rest)}`),
  ].join('\n');
}

const HELP = `
Enter shows the next turn and q ends, where --step meets a terminal. Exit code 1: the replay differs from what was recorded.

Examples:
  carillon replay "2026-11-22 10:05" --queue sales
  carillon replay 2026-11-22T09:05:00Z --call carillon-1795290196.12
  carillon replay "2026-11-22 10:05" --agent anna --step 50`;
