import { Command, CommanderError, Option } from 'commander';
import { callOutcomes } from '../domain/call';
import { graphFormats } from '../site/graph/formats';
import { addAgentCommand } from './agents';
import { Api, Refused } from './api';
import { callNumber } from './call/command';
import type { CheckOptions } from './check';
import { checkFormats } from './check-formats';
import { deskPhone, type DeskOptions } from './desk/command';
import { exitCodes, Failure, Usage, type ExitCode } from './failure';
import type { GraphOptions } from './graph';
import { explainThemselves } from './help';
import { showCall } from './history-of-call';
import { addMeasuresCommand } from './measures';
import { addReplayCommand } from './replay';
import { addReportCommand } from './report';
import { addListCommands } from './list-commands';
import { listCalls, listHistory, listPhones, listQueues, type ListOptions } from './lists';
import type { ManualOptions } from './manual';
import { duration, keyGroups, number } from './option-values';
import { addPlayCommands } from './play-commands';
import type { SchemaOptions } from './schema';
import { readSettings } from './settings';
import { addScheduleCommands } from './schedule-commands';
import { addPruneCommand } from './prune';
import { addWaitingCommand } from './waiting';
import { addWhyCommand } from './why';
import { addSiteCommands } from './site-commands';
import { addSimulateCommand } from './simulate/add';
import { addStaffCommand } from './staff';
import { listVersions } from './versions';
import { SiteApi } from './site-api';
import { coloursFor } from './terminal';
import { addCallbackCommand } from './callbacks';
import { addVoicemailCommand } from './voicemails';
import type { World } from './world';

/** Runs `carillon …`; the answer is the exit code. */
export async function run(world: World, args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.fine;
  const program = describe(world, (result) => (code = result));
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return tell(world, error);
  }
}

function tell(world: World, error: unknown): ExitCode {
  // Commander has said what it had to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  if (!(error instanceof Failure)) throw error;
  world.stderr.write(`${coloursFor(world.stderr, world.env).red('carillon:')} ${error.message}\n`);
  return error instanceof Usage || (error instanceof Refused && error.isUsage) ? exitCodes.usage : exitCodes.failed;
}

/** Commands that read a site are loaded when they are called: what they need is heavy, and `carillon --help` is not. */
function describe(world: World, done: (code: ExitCode) => void): Command {
  const program = new Command('carillon')
    .description('The contact centre from the command line: check a site, be a caller, be an agent, see what goes on.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
    })
    .showHelpAfterError('(carillon --help shows what there is)')
    .addHelpText('after', EXAMPLES);
  const settings = () => readSettings(world);
  const api = () => new Api(settings(), world.fetch);

  program
    .command('check')
    .argument('[dir]', 'the site folder, or one file of it (default: CARILLON_SITE, else examples/office)')
    .description('say everything that is wrong with a site folder, or with one file of it; needs no server')
    .addOption(new Option('--format <format>', 'how to say it').choices(checkFormats).default('text'))
    .option('--strict', 'warnings count as errors', false)
    .addHelpText(
      'after',
      '\nExit code: 0 no mistakes, 1 mistakes, 2 wrongly called.\nEach code (FLOW003 …) is explained in docs/problems.md.',
    )
    .action(async (dir: string | undefined, options: CheckOptions) =>
      done(await (await import('./check.js')).check(world, dir, options)),
    );

  addPlayCommands(program, world, done);

  program
    .command('graph')
    .argument('[flow]', 'the flow, by its name')
    .argument('[dir]', 'the site folder (default: CARILLON_SITE, else examples/office)')
    .description('draw a flow: its labels, their steps, and where these lead; needs no server')
    .addOption(new Option('--format <format>', 'how to draw it').choices(graphFormats).default('svg'))
    .option('--site', 'numbers, flows and queues instead of one flow', false)
    .option('--out <file>', 'a file instead of the terminal')
    .action(async (flow: string | undefined, dir: string | undefined, options: GraphOptions) =>
      done(await (await import('./graph.js')).graph(world, flow, dir, options)),
    );

  program
    .command('manual')
    .argument('[step]', 'the step: menu, queue …')
    .description('the manual of a step, or the list of steps')
    // For whoever works on Carillon itself: npm run generate.
    .addOption(new Option('--write [dir]', 'all pages anew, into a folder (default: docs/steps)').hideHelp())
    .action(async (step: string | undefined, options: ManualOptions) =>
      done(await (await import('./manual.js')).manual(world, step, options)),
    );

  program
    .command('schema')
    .argument('[kind]', `flow, site, numbers … (default: flow)`)
    .description('the JSON Schema (draft-07) of a kind of file of a site, for editors')
    .option('--write <dir>', 'all of them, into a folder')
    .action(async (kind: string | undefined, options: SchemaOptions) =>
      done(await (await import('./schema.js')).schema(world, kind, options)),
    );

  program
    .command('call')
    .argument('<number>', 'the number to call, as in numbers.yaml', number)
    .description('be the caller: a real call through the real Asterisk, with this terminal for a telephone')
    .option('--from <number>', 'the number you call from', number, '79160000099')
    .option('--name <name>', 'the name you show')
    .option('--keys <keys>', 'keys to press when it is your turn, in groups: 1,2 or 2,123456#', keyGroups, [])
    .option('--for <duration>', 'hang up after so long: 30s, 2m', duration)
    .option('--quiet', 'only the main things: no prompts, no look-ups, no variables, no word on what is heard', false)
    .addHelpText('after', CALL_HELP)
    .action(
      async (
        called: string,
        options: { from: string; name?: string; keys: string[]; for?: number; quiet: boolean },
      ) => {
        const { for: forMs = null, ...rest } = options;
        done(await callNumber(world, settings(), called, { ...rest, forMs }));
      },
    );

  program
    .command('phone')
    .argument('<agent>', "the agent's id, as in agents.yaml")
    .description("be an agent: the agent's desk phone in this terminal")
    .option('--auto-answer', 'answer each call after a second', false)
    .option('--available', 'sign in at once', false)
    .addHelpText('after', PHONE_HELP)
    .action(async (agent: string, options: DeskOptions) => done(await deskPhone(world, settings(), agent, options)));

  const list = (name: string, what: string): Command =>
    program.command(name).description(what).option('--json', 'for programs', false);

  addAgentCommand(program, world, api);
  list('queues', 'the queues: who waits, how long').action((options: ListOptions) => listQueues(world, api(), options));
  list('calls', 'the calls that go on now').action((options: ListOptions) => listCalls(world, api(), options));

  list('history', 'calls that were, the newest first; with the id of one, all that happened in it')
    .argument('[call]', 'the id of a call')
    .option('--campaign <campaign>', 'only calls of this campaign')
    .option('--from <time>', 'from this day (of the site) or time on: 2026-11-21, 2026-11-21T09:00:00Z')
    .option('--to <time>', 'until then')
    .option('--ani <number>', 'only calls of this caller')
    .option('--dnis <number>', 'only calls to this number')
    .option('--queue <queue>', 'only calls that were in this queue')
    .option('--agent <agent>', 'only calls that this agent took part in')
    .addOption(new Option('--outcome <outcome>', 'only calls that ended so').choices(callOutcomes))
    .option('--limit <rows>', 'rows at most, 1 to 1000', '20')
    .option('--site', 'versions of the site instead of calls, as carillon versions', false)
    .action(async (call: string | undefined, options: ListOptions & { site: boolean } & Record<string, string>) => {
      const { json, site, ...filter } = options;
      if (site) return listVersions(world, new SiteApi(api()), { json, limit: Number(filter['limit']) || 20 });
      if (call === undefined) await listHistory(world, api(), filter, { json });
      else await showCall(world, api(), call, { json });
    });

  list('phones', 'the accounts of desk phones with their passwords, and where they register').action(
    (options: ListOptions) => listPhones(world, api(), settings().sip, options),
  );

  list('prompts', 'the prompts of a site folder: recorded or spoken, how long, how loud, used by whom; needs no server')
    .argument('[dir]', 'the site folder (default: CARILLON_SITE, else examples/office)')
    .action(async (dir: string | undefined, options: ListOptions) =>
      done(await (await import('./prompts.js')).listPrompts(world, dir, options)),
    );

  addScheduleCommands(program, world, api);
  addListCommands(program, world, api);
  addVoicemailCommand(program, world, api);
  addCallbackCommand(program, world, api);
  addPruneCommand(program, world, api);
  addWaitingCommand(program, world, api);
  addWhyCommand(program, world, api);
  addReplayCommand(program, world, api);
  addStaffCommand(program, world);
  addMeasuresCommand(program, world);
  addSimulateCommand(program, world, { api, done });
  addReportCommand(program, world, api);
  addSiteCommands(program, { world, api, settings, done });
  explainThemselves(program);
  return program;
}

const EXAMPLES = `
Examples:
  carillon check                       is the site all right?
  carillon check ~/my-office --strict
  carillon check flows/main.yaml       only what is wrong in this file
  carillon test                        do its stories go as they should?
  carillon run 1000 --keys 1           play one call, without a telephone
  carillon phone anna --available      be Anna: a answers, h hangs up
  carillon call 1000 --keys 1          be a caller, and press 1 when asked
  carillon history --campaign radio    who called because of the radio

Carillon is found by itself where npm start runs; elsewhere by CARILLON_URL, CARILLON_ADMIN_TOKEN and CARILLON_SIP_HOST.`;

const CALL_HELP = `
While it goes on: 0-9 * # are pressed, q or Ctrl-C hangs up. Without a terminal, keys come as lines on stdin.
Lines with ♪ tell what comes out of the telephone; all others are what Carillon says of the call.
Exit code: 0 the call was a call, 1 it was refused or failed.

Examples:
  carillon call 1000
  carillon call 1000 --from 79160000001 --name Olga
  carillon call 1000 --keys 2,1234567# --for 1m --quiet`;

const PHONE_HELP = `
Keys: a answer, d decline, h hang up, 0-9 * # press (in a call) or dial (Enter calls, Esc drops),
      r ready, n not ready, o sign out, q quit. Without a terminal the same as lines: a, n lunch, dial *41, press 12#.

Examples:
  carillon phone anna
  carillon phone boris --available --auto-answer`;
